"""Builds a coder: trains its seeds, joins and calibrates them, measures, writes file and card.

Everything is kept in the run's folder as it is made; a build in the same folder goes on.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

from app.assessment.calibration import HeadCalibration, by_code, probabilities, split
from app.assessment.coder import Terms, TrainedCoder
from app.assessment.features import Array, session_features, turn_features
from app.assessment.heads import BY_NAME
from app.assessment.layout import Said, Speaker
from app.assessment.rating import SessionModel
from app.domain.codes import DIMENSIONS, TurnCodes
from app.domain.errors import KnownError
from model_training.coder import figures
from model_training.coder.batches import items
from model_training.coder.calibrate import calibrate
from model_training.coder.card import Measured, card
from model_training.coder.corpus import read_corpus
from model_training.coder.examples import Example
from model_training.coder.export import export
from model_training.coder.model import CoderModel, encoder_folder
from model_training.coder.predict import predict, targets_of
from model_training.coder.session_fit import QUALITY, about, left_out, session_model
from model_training.coder.sources import (
    CORPUS,
    LICENSES,
    PERMISSIVE,
    annomi_sessions,
    conversation_turns,
    read_source,
)
from model_training.coder.train import Recipe, Say, train
from model_training.coder.wide import added, fit

FOLDS: Final = 3
FOLD_PASSES: Final = {"own": 1.5, "annomi": 3.0}
"""Fewer than a whole run's: these networks only say what unseen sessions look like."""
NON_COMMERCIAL: Final = (
    "Trained among others on EPITOME and ESConv: for non-commercial and research use only."
)


class Talk(NamedTuple):
    """Where the build says what it does."""

    say: Callable[[str], None]
    progress: Say


class Built(NamedTuple):
    """What was made."""

    file: Path
    size: int
    figures: Mapping[str, float]


def build(
    *,
    data: Path,
    run: Path,
    out: Path,
    permissive: bool,
    seeds: Sequence[int],
    recipe: Recipe,
    talk: Talk,
) -> Built:
    """Builds one of the two coders into ``out`` with its card beside it."""
    names = PERMISSIVE if permissive else tuple(LICENSES)
    tokenizer = tokenizer_of()
    examples = [e for name in names for e in read_source(name, data)]
    figures.rated_by_experts(data)  # Read last, and better not missed only then.
    learned = [e for e in examples if e.part == "train"]
    run.mkdir(parents=True, exist_ok=True)
    _begin_or_go_on(run, recipe, learned)
    models = []
    for seed in seeds:
        talk.say(f"Training with seed {seed}")
        models.append(
            _trained(
                run / f"seed-{seed}.pt",
                learned,
                tokenizer,
                recipe.model_copy(update={"seed": seed}),
                talk,
            )
        )
    talk.say("Training with a third of AnnoMI's sessions left out, three times")
    annomi = [e for e in examples if e.source == "annomi"]
    rest = [e for e in learned if e.source == "own"]
    unseen = fold_logits(run, annomi, rest, tokenizer, recipe, talk)

    talk.say("Calibrating")
    dev = [e for e in examples if e.part == "dev"]
    aside = items(dev, tokenizer)
    coded = targets_of(aside)
    networks = [_mean(models), *models]
    heard = [predict(network, aside) for network in networks]
    best = _best(dev, heard, coded)
    wide = fit(items(learned, tokenizer), aside, heard[best])
    spoken = added(wide, aside)
    wanted = {best, *range(1, len(networks))}
    calibrations = {n: calibrate(heard[n] + spoken, *coded) for n in wanted}
    model, calibration = networks[best], calibrations[best]

    name = "permissive" if permissive else "all"
    terms = Terms(
        name=f"pixel-coder-{name}-1",
        terms="" if permissive else NON_COMMERCIAL,
        calibration=calibration,
    )
    part = run / "unrated.onnx"
    export(model, tokenizer, terms, part, wide=wide)
    coder = TrainedCoder.load(part, threads=torch.get_num_threads())
    talk.say("Rating conversations")
    session, rated = _sessions(coder, data, unseen, calibration)
    whole = terms.model_copy(update={"session": session.model_dump(mode="json")})

    talk.say("Measuring")
    # What may not teach may still test, where it is at hand.
    others = [e for name in LICENSES if name not in names for e in _if_there(name, data)]
    test = [e for e in [*examples, *others] if e.part == "test"]
    got = measure(coder, test)
    got |= rated | figures.lend_an_ear(data, coder, session)
    asked = items(test, tokenizer)
    spoken = added(wide, asked)
    logits = {n: predict(networks[n], asked) + spoken for n in wanted}
    decided = {n: figures.decide(logits[n], calibrations[n]) for n in wanted}
    each = {n: figures.turn_figures(test, decided[n]) for n in wanted}
    measured = Measured(
        shipped=got,
        seeds=[each[n] for n in range(1, len(networks))],
        folds=_fold_figures(unseen, annomi, calibration),
        calibration=figures.calibration_error(test, logits[best], calibration),
        full=each[best],
        joined=f"seed {seeds[best - 1]}" if best else "the mean of the seeds' weights",
        spoken=wide.weights,
    )
    whole = whole.model_copy(update={"figures": measured.model_dump(mode="json")})
    export(model, tokenizer, whole, out, wide=wide)
    out.with_suffix(".md").write_text(
        card(whole, measured, names, _sizes(examples), seeds, recipe, out.stat().st_size),
        encoding="utf-8",
    )
    return Built(out, out.stat().st_size, got)


def _begin_or_go_on(run: Path, recipe: Recipe, learned: Sequence[Example]) -> None:
    """Marks a new run by its recipe and data; a run of others in the folder is left alone."""
    digest = hashlib.sha256(recipe.model_dump_json(exclude={"seed"}).encode())
    for example in learned:
        digest.update(example.model_dump_json().encode())
    mark, mine = run / "run.sha256", digest.hexdigest()
    if not mark.exists():
        mark.write_text(mine, encoding="utf-8")
    elif mark.read_text(encoding="utf-8").strip() != mine:
        raise KnownError(
            f"{run} holds a run of another recipe or other data; name an empty folder with --run."
        )


def _if_there(name: str, data: Path) -> list[Example]:
    try:
        return read_source(name, data)
    except KnownError:
        return []


def tokenizer_of() -> Tokenizer:
    """The encoder's tokenizer, cutting and padding nothing."""
    tokenizer = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def measure(coder: TrainedCoder, test: Sequence[Example]) -> dict[str, float]:
    """The turn rows of the table, from finished codes."""
    turns = [(Said(speaker=speaker_of(e), text=e.text), e.before) for e in test]
    return figures.turn_figures(test, figures.decided_codes(coder.code_all(turns)))


def speaker_of(example: Example) -> Speaker:
    """Who said it: clients' turns have talk or feelings."""
    return "client" if {"talk", "feeling"} & example.targets.keys() else "trainee"


def _trained(
    file: Path, learned: Sequence[Example], tokenizer: Tokenizer, recipe: Recipe, talk: Talk
) -> CoderModel:
    if file.exists():
        model = CoderModel(recipe.frozen)
        model.load_state_dict(torch.load(file, weights_only=True))
        return model.eval()
    checkpoint = file.with_suffix(".checkpoint")
    model = train(learned, tokenizer, recipe, talk.progress, checkpoint, warn=talk.say)
    part = file.with_suffix(".part")
    torch.save(model.state_dict(), part)
    part.replace(file)
    checkpoint.unlink(missing_ok=True)
    return model


def folds_of(groups: Sequence[str]) -> list[list[str]]:
    """The sessions in thirds, by their names alone."""
    order = sorted(set(groups), key=lambda g: hashlib.sha1(f"fold{g}".encode()).hexdigest())
    return [order[fold::FOLDS] for fold in range(FOLDS)]


def fold_logits(
    run: Path,
    sessions: Sequence[Example],
    rest: Sequence[Example],
    tokenizer: Tokenizer,
    recipe: Recipe,
    talk: Talk,
) -> dict[str, Array]:
    """Logits of every session's turns by a model of ``rest`` and of the other sessions."""
    found: dict[str, Array] = {}
    for fold, held in enumerate(folds_of([e.group for e in sessions])):
        learned = [e for e in [*sessions, *rest] if e.group not in held]
        model = _trained(
            run / f"fold-{fold}.pt",
            learned,
            tokenizer,
            recipe.model_copy(update={"seed": 100 + fold, "passes": FOLD_PASSES}),
            talk,
        )
        for group in held:
            rows = items([e for e in sessions if e.group == group], tokenizer)
            found[group] = predict(model, rows)
    return found


def _mean(models: Sequence[CoderModel]) -> CoderModel:
    """A network whose weights are the mean of the models'."""
    mean = CoderModel()
    states = [model.state_dict() for model in models]
    mean.load_state_dict(
        {key: torch.stack([state[key].float() for state in states]).mean(0) for key in states[0]}
    )
    return mean.eval()


def _best(dev: Sequence[Example], heard: Sequence[Array], coded: tuple[Array, Array]) -> int:
    """Which network's logits of ``dev`` do best, the first of equals."""
    scores = []
    for logits in heard:
        held = figures.decide(logits, calibrate(logits, *coded))
        scores.append(float(np.mean(list(figures.turn_figures(dev, held).values()))))
    return int(np.argmax(scores))


def _fold_figures(
    unseen: Mapping[str, Array],
    sessions: Sequence[Example],
    calibration: Mapping[str, HeadCalibration],
) -> list[dict[str, float]]:
    found = []
    for held in folds_of([e.group for e in sessions]):
        examples = [e for group in held for e in sessions if e.group == group]
        logits = np.concatenate([unseen[group] for group in held])
        found.append(figures.turn_figures(examples, figures.decide(logits, calibration)))
    return found


def _sessions(
    coder: TrainedCoder,
    data: Path,
    unseen: Mapping[str, Array],
    calibration: Mapping[str, HeadCalibration],
) -> tuple[SessionModel, dict[str, float]]:
    corpus = read_corpus(sorted(CORPUS.glob("*.toml")))
    rated = np.array(
        [
            figures.session_row(coder.code_conversation(conversation_turns(c)))
            for c in corpus.conversation
        ]
    )
    ratings = np.array(
        [
            [np.mean([float(r[d][0]) for r in c.readings]) for d in DIMENSIONS]
            for c in corpus.conversation
        ]
    )
    sessions = annomi_sessions(data)
    groups = sorted(unseen)
    rows = np.array(
        [_unseen_row(g, sessions[g.split("/")[1]], unseen[g], calibration) for g in groups]
    )
    good = np.array(
        [float(sessions[g.split("/")[1]][0][1][0]["mi_quality"] == "high") for g in groups]
    )
    got = {
        f"conversations/{name}": figures.kappa(
            left_out(rated, ratings[:, place], about(name), logistic=False), ratings[:, place]
        )
        for place, name in enumerate(DIMENSIONS)
    }
    got["annomi/quality"] = figures.auc(good, left_out(rows, good, QUALITY, logistic=True))
    return session_model(rated, ratings, rows, good), got


def _unseen_row(
    group: str,
    turns: Sequence[tuple[Said, object]],
    logits: Array,
    calibration: Mapping[str, HeadCalibration],
) -> Array:
    if len(turns) != len(logits):
        raise KnownError(f"{group}: {len(turns)} turns but {len(logits)} predictions.")
    codes = [
        chances_of(z, calibration)
        for (said, _), z in zip(turns, logits, strict=True)
        if said.speaker == "trainee"
    ]
    return session_features(turn_features(codes))


def chances_of(logits: Array, calibration: Mapping[str, HeadCalibration]) -> TurnCodes:
    """Codes that hold nothing but the chances, as session features need them."""
    chances: dict[str, float] = {}
    for name, z in split(logits).items():
        chances |= by_code(BY_NAME[name], probabilities(BY_NAME[name], z, calibration[name]))
    return TurnCodes(probabilities=chances)


def _sizes(examples: Sequence[Example]) -> dict[str, dict[str, int]]:
    sizes: dict[str, dict[str, int]] = {}
    for example in examples:
        part = sizes.setdefault(example.source, {"train": 0, "dev": 0, "test": 0})
        part[example.part] += 1
    return sizes
