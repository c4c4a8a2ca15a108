"""What the coder is measured by: its table, beside floors, published models and people.

Floors are TF-IDF with logistic regression on the same kind of split; human figures are one
rater against the others. Sources stand in the model's card.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score, roc_auc_score

from app.assessment.calibration import Calibration, decided, probabilities, split
from app.assessment.coder import TrainedCoder
from app.assessment.features import Array, session_features, turn_features
from app.assessment.heads import BY_NAME, HEADS
from app.assessment.layout import Said
from app.assessment.rating import SessionModel
from app.domain.codes import DIMENSIONS, ClientCodes, TurnCodes
from app.domain.errors import KnownError
from model_training.coder.examples import Example


class Task(NamedTuple):
    """One row of the table; what is not known is empty."""

    key: str
    label: str
    floor: str
    published: str
    human: str
    reach: float | None
    aim: str


_CROWD: Final = (".38", ".40", ".15", ".37", ".40", ".18")
_JUDGE: Final = (".66", ".86", ".59", ".66", ".74", ".17")
_EXPERT: Final = (".47", ".73", ".52", ".70", ".71", ".44")

TABLE: Final = (
    Task(
        "epitome/emotional_reaction",
        "EPITOME emotional reaction",
        ".692",
        ".745",
        ".70*",
        0.74,
        "> .745",
    ),
    Task(
        "epitome/interpretation", "EPITOME interpretation", ".549", ".626", ".37*", 0.62, "> .626"
    ),
    Task("epitome/exploration", "EPITOME exploration", ".655", ".726", ".51*", 0.70, "> .726"),
    Task("annomi/behavior", "AnnoMI behavior (4)", ".728", "", ".861", 0.80, ".85"),
    Task("annomi/reflection", "AnnoMI reflection (3)", "", "", ".621", 0.55, ".621"),
    Task("annomi/question", "AnnoMI question (3)", "", "", ".834", 0.78, ".834"),
    Task("annomi/talk", "AnnoMI client talk (3)", ".497", ".579", ".721", 0.58, ".65"),
    Task("annomi/quality", "AnnoMI session quality, AUC", ".898", "", "", 0.93, ".97"),
    Task("esconv/strategy", "ESConv strategy (8)", ".482", ".50", "", 0.48, ".52"),
    *(
        Task(
            f"lend_an_ear/{name}",
            f"Lend an Ear {name.replace('_', ' ')}, QWK",
            crowd,
            judge,
            expert,
            float(crowd),
            expert,
        )
        for name, crowd, judge, expert in zip(DIMENSIONS, _CROWD, _JUDGE, _EXPERT, strict=True)
    ),
    Task("goemotions/feeling", "GoEmotions (28)", ".43", ".46 to .55", "", 0.44, ".50"),
    Task("own/behavior", "Our own turns, behavior (4)", "", "", "", None, ""),
    Task("own/move", "Our own turns, MI moves (7)", "", "", "", None, ""),
    Task("own/flag", "Our own turns, flags (8)", "", "", "", None, ""),
)
"""macro-F1 where nothing else is said. * is the label against the experts' median, as QWK."""


def decide(logits: Array, calibration: Calibration) -> dict[str, Array]:
    """By head, whether each class holds, (turns, classes)."""
    return {
        name: decided(
            BY_NAME[name],
            probabilities(BY_NAME[name], z, calibration[name]),
            calibration[name],
        )
        for name, z in split(logits).items()
    }


def decided_codes(codes: Sequence[TurnCodes | ClientCodes]) -> dict[str, Array]:
    """The same from finished codes; heads of the other speaker hold nowhere."""
    return {
        head.name: np.array(
            [[c in _given(one, head.name) for c in head.classes] for one in codes], dtype=bool
        ).reshape(len(codes), len(head.classes))
        for head in HEADS
    }


def _given(codes: TurnCodes | ClientCodes, head: str) -> tuple[str, ...]:
    if isinstance(codes, ClientCodes):
        return {
            "talk": (codes.talk,),
            "feeling": tuple(codes.feelings),
        }.get(head, ())
    if head == "move":
        return codes.moves
    if head == "flag":
        return codes.flags
    return (str(getattr(codes, head, "")),)


def turn_figures(examples: Sequence[Example], held: Mapping[str, Array]) -> dict[str, float]:
    """macro-F1 by ``source/head`` of what was decided for the examples."""
    found = {}
    for source in sorted({example.source for example in examples}):
        for head in HEADS:
            rows = [
                i for i, e in enumerate(examples) if e.source == source and head.name in e.targets
            ]
            if not rows:
                continue
            want = np.array([examples[i].targets[head.name] for i in rows])
            got = held[head.name][rows]
            if head.several:
                y, labels = want >= 0.5, np.arange(want.shape[1])
                there = labels[y.any(0)]
                score = f1_score(y[:, there], got[:, there], average="macro", zero_division=0)
            else:
                y = want.argmax(1)
                score = f1_score(
                    y, got.argmax(1), labels=np.unique(y), average="macro", zero_division=0
                )
            found[f"{source}/{head.name}"] = round(float(score), 4)
    return found


def calibration_error(
    examples: Sequence[Example], logits: Array, calibration: Calibration
) -> dict[str, float]:
    """Expected calibration error by head, 0 to 1, ten bins over all classes' chances."""
    found = {}
    for name, z in split(logits).items():
        rows = [i for i, e in enumerate(examples) if name in e.targets]
        if len(rows) < 100:
            continue
        want = np.array([examples[i].targets[name] for i in rows]).ravel()
        p = probabilities(BY_NAME[name], z[rows], calibration[name]).ravel()
        bins = np.minimum((p * 10).astype(int), 9)
        error = sum(
            abs(p[bins == b].mean() - want[bins == b].mean()) * (bins == b).mean()
            for b in range(10)
            if (bins == b).any()
        )
        found[name] = round(float(error), 4)
    return found


def auc(good: Array, score: Array) -> float:
    """Area under the ROC curve."""
    return round(float(roc_auc_score(good, score)), 4)


def kappa(a: Array, b: Array) -> float:
    """Quadratic weighted kappa of ratings rounded to whole numbers."""
    whole = [np.clip(np.rint(x), 1, 5).astype(int) for x in (a, b)]
    return round(float(cohen_kappa_score(*whole, weights="quadratic", labels=[1, 2, 3, 4, 5])), 4)


def session_row(codes: Sequence[TurnCodes | ClientCodes]) -> Array:
    """Features of a session's trainee turns."""
    return session_features(turn_features([c for c in codes if isinstance(c, TurnCodes)]))


def lend_an_ear(data: Path, coder: TrainedCoder, model: SessionModel) -> dict[str, float]:
    """QWK with the experts' median by dimension. Never used for fitting."""
    experts, rows = rated_by_experts(data)
    features = np.array(
        [session_row(coder.code_conversation(said(row["full_conversation"]))) for row in rows]
    )
    found = {}
    for place, name in enumerate(DIMENSIONS):
        median = np.array(
            [np.median([e[row["conversation_id"]][place] for e in experts]) for row in rows]
        )
        got = np.clip(model.dimensions[name].of(features), 1, 5)
        found[f"lend_an_ear/{name}"] = kappa(got, median)
    return found


def rated_by_experts(
    data: Path,
) -> tuple[list[dict[str, list[float]]], list[dict[str, str]]]:
    """Lend an Ear's ratings, by each of three experts, and its conversations.

    Raises:
        KnownError: They are not where they should be.
    """
    folder = data / "empathic_judging_kumar2025"
    try:
        experts = [
            _ratings(folder / "annotations" / "lend_an_ear" / f"expert{n}_ratings.csv")
            for n in (1, 2, 3)
        ]
        return experts, _csv(folder / "original_data" / "sample_lend_an_ear_conversations.csv")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KnownError(
            f"{error.filename}: not found; `--data` names the folder that holds {folder.name}."
        ) from None


def said(conversation: str) -> list[Said]:
    """The turns of a Lend an Ear conversation; lines without a speaker go on the last one."""
    turns: list[Said] = []
    for line in conversation.splitlines():
        who, colon, words = line.partition(":")
        speaker = {"Seeker": "client", "Supporter": "trainee"}.get(who.strip()) if colon else None
        if speaker is None:
            if turns and line.strip():
                last = turns[-1]
                turns[-1] = last.model_copy(update={"text": f"{last.text} {line.strip()}"})
        elif words.strip():
            turns.append(Said.model_validate({"speaker": speaker, "text": words.strip()}))
    return turns


def _ratings(path: Path) -> dict[str, list[float]]:
    return {row["conversation_id"]: [float(row[d]) for d in DIMENSIONS] for row in _csv(path)}


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
