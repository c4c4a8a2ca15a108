"""From the corpus to a model file with its card; goes on wherever an earlier try was cut off."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from app.assessment.rules import RuleCoder
from app.domain.errors import KnownError
from app.engine.chatml import render, segment
from app.engine.llama import LlamaEngine
from app.library.packs import load_pack
from model_training.starter import tokenizer as vocabularies
from model_training.starter.card import Made, card, load_reading
from model_training.starter.corpus import fingerprint, load
from model_training.starter.dialogues import Stage
from model_training.starter.evaluate import figures, judge, talk, write_sheet
from model_training.starter.export import Fidelity, export
from model_training.starter.model import Shape
from model_training.starter.train import Progress, Recipe, Run, Trained

_VOCABULARY_DIALOGUES = 4000
_REPLIES = 300


@dataclass(frozen=True)
class Talk:
    """How the build speaks to whoever watches it."""

    say: Callable[[str], None]
    warn: Callable[[str], None]
    progress: Callable[[Progress], None]


def build(
    *,
    corpus: Path,
    pack: Path,
    run: Path,
    out: Path,
    recipe: Recipe,
    shape: Shape,
    threads: int,
    talk_to: Talk,
) -> Made:
    """Trains, exports to ``out`` and writes the card beside it.

    Everything between is kept in the folder ``run``: a copy of the writing it began with, the
    vocabulary, the newest checkpoint, the losses, and the replies to read.

    Raises:
        KnownError: Something outside is wrong: the corpus, the folder, the disk.
    """
    torch.set_num_threads(threads)
    try:
        sources = _sources(run, corpus, pack, recipe, shape)
        writing = load(sources / "corpus", sources / "pack")
        coder = RuleCoder()
        stage = Stage(writing, coder.code, recipe.seed)
        tokenizer = _vocabulary(run, stage, shape, talk_to.say)
    except OSError as error:
        raise KnownError(f"The run folder {run} cannot be written: {error}.") from error
    training = Run(run, stage, tokenizer, shape, recipe)
    if training.step:
        talk_to.say(f"Going on from step {training.step}.")
    try:
        trained = training.train(talk_to.progress, talk_to.warn)
    except KeyboardInterrupt:
        training.save(talk_to.warn)
        raise
    talk_to.say("Writing and checking the model file.")
    fidelity = _export(trained, stage, tokenizer, shape, run, out)
    talk_to.say("Talking with it, in words it has never seen.")
    engine = LlamaEngine(out)
    try:
        replies = talk(stage, load_pack(sources / "pack"), engine, coder, _REPLIES, recipe.seed)
    finally:
        engine.close()
    judged = judge(writing, replies)
    write_sheet(run / "reading.txt", judged, recipe.seed)
    made = Made(
        parameters=sum(weight.numel() for weight in trained.network.parameters()),
        size=out.stat().st_size,
        sha256=hashlib.sha256(out.read_bytes()).hexdigest(),
        corpus_sha256=fingerprint([sources]),
        lines=sum(len(cell.lines) for client in writing.clients for cell in client.cells),
        trainee_lines=sum(
            len(cell.lines)
            for cells in (writing.trainee, *(client.trainee for client in writing.clients))
            for cell in cells
        ),
        clients=tuple(client.persona.name for client in writing.clients),
        steps=trained.step,
        tokens=trained.tokens,
        minutes=trained.seconds / 60,
        held_out=trained.held_out,
        fidelity=fidelity,
        figures=figures(judged),
    )
    (run / "figures.json").write_text(json.dumps(asdict(made), indent=2) + "\n", encoding="utf-8")
    reading = load_reading(corpus.parent / "reading.toml")
    out.with_suffix(".md").write_text(card(made, reading), encoding="utf-8")
    return made


def _sources(run: Path, corpus: Path, pack: Path, recipe: Recipe, shape: Shape) -> Path:
    """The run's own copy of the writing: what is edited meanwhile does not change the run."""
    run.mkdir(parents=True, exist_ok=True)
    sources = run / "sources"
    if not sources.is_dir():
        load(corpus, pack)  # says what is wrong before anything is copied
        fresh = run / "sources.part"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(corpus, fresh / "corpus")
        shutil.copytree(pack, fresh / "pack")
        os.replace(fresh, sources)
    settings = run / "settings.json"
    ours = {"seed": recipe.seed, "shape": asdict(shape), "writing": fingerprint([sources])}
    if not settings.is_file():
        settings.write_text(json.dumps(ours, indent=2) + "\n", encoding="utf-8")
    elif (theirs := _read(settings)) != ours:
        names = ", ".join(key for key in ours if theirs.get(key) != ours[key])
        raise KnownError(
            f"The run in {run} was begun with another {names}; "
            "go on with what it was begun with, or choose another --run folder."
        )
    return sources


def _read(settings: Path) -> dict[str, object]:
    try:
        found = json.loads(settings.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        found = None
    if not isinstance(found, dict):
        raise KnownError(f"{settings} is damaged; remove it if the run's settings are unchanged.")
    return found


def _vocabulary(run: Path, stage: Stage, shape: Shape, say: Callable[[str], None]) -> Tokenizer:
    path = run / "tokenizer.json"
    if not path.is_file():
        say("Building the vocabulary.")
        texts = (
            segment(message)
            for dialogue in stage.dialogues("train", 0, _VOCABULARY_DIALOGUES)
            for message in dialogue.messages()
        )
        fresh = path.with_suffix(".part")
        vocabularies.train(texts, shape.vocabulary).save(str(fresh))
        os.replace(fresh, path)
    return vocabularies.load(path)


def _export(
    trained: Trained, stage: Stage, tokenizer: Tokenizer, shape: Shape, run: Path, out: Path
) -> Fidelity:
    network = trained.network.to("cpu").float().eval()
    texts = [
        render(dialogue.messages()[:-1]) for dialogue in stage.dialogues("held_out", 2_000_000, 6)
    ]
    return export(network, shape, tokenizer, texts, run, out)
