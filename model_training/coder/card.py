"""The card that goes with a coder's file, and the table that it shares with the benchmark."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from app.assessment.coder import Terms
from app.assessment.heads import HEADS
from app.domain.value import Value
from model_training.coder.figures import TABLE
from model_training.coder.sources import CORPUS, LICENSES
from model_training.coder.train import Recipe


class Measured(Value):
    """All that a build measured on conversations that nothing was fitted on.

    Attributes:
        shipped: Of the file as it is, by task.
        seeds: Of each seed's own network.
        folds: Of AnnoMI's sessions, a third at a time, by networks that never saw them.
        calibration: Expected calibration error by head.
        full: As ``shipped``, of the network before its weights went into 8 bits.
        joined: What the shipped network is.
        spoken: By head, the weight of the linear reader of words and pairs beside it.
    """

    shipped: Mapping[str, float]
    seeds: Sequence[Mapping[str, float]]
    folds: Sequence[Mapping[str, float]]
    calibration: Mapping[str, float]
    full: Mapping[str, float]
    joined: str
    spoken: Mapping[str, float] = {}


def spread(runs: Sequence[Mapping[str, float]], key: str) -> str:
    """Mean and spread over runs, as in ``.734 ± .012``; empty where nobody measured it."""
    values = [run[key] for run in runs if key in run]
    if not values:
        return ""
    if len(values) == 1:
        return f"{values[0]:.3f}"
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}"


def table(measured: Measured, again: Mapping[str, float] | None = None) -> list[tuple[str, ...]]:
    """Rows of the table: task, floor, published, human, reach, aim, file, seeds, folds.

    ``again`` puts figures measured just now in place of those of the build.
    """
    shipped = {**measured.shipped, **(again or {})}
    return [
        (
            task.label,
            task.floor,
            task.published,
            task.human,
            "" if task.reach is None else f"{task.reach:.2f}",
            task.aim,
            f"{shipped[task.key]:.3f}" if task.key in shipped else "",
            spread(measured.seeds, task.key),
            spread(measured.folds, task.key),
        )
        for task in TABLE
        if task.key in shipped
    ]


COLUMNS = (
    "task",
    "floor",
    "published",
    "human",
    "reach",
    "aim",
    "this file",
    "seeds",
    "folds",
)


def card(
    terms: Terms,
    measured: Measured,
    sources: Sequence[str],
    sizes: Mapping[str, Mapping[str, int]],
    seeds: Sequence[int],
    recipe: Recipe,
    size: int,
) -> str:
    """The card's text in Markdown."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *table(measured)]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    data = "\n".join(
        f"- {name}: {LICENSES[name]}; turns to train on {sizes[name]['train']:,}, to calibrate on "
        f"{sizes[name]['dev']:,}, to test on {sizes[name]['test']:,}"
        for name in sources
    )
    errors = ", ".join(f"{name} {error:.3f}" for name, error in measured.calibration.items())
    lost = [
        measured.full[task.key] - measured.shipped[task.key]
        for task in TABLE
        if task.key in measured.full and task.key in measured.shipped
    ]
    writing = hashlib.sha256(
        b"".join(file.read_bytes() for file in sorted(CORPUS.glob("*.toml")))
    ).hexdigest()
    spoken = ", ".join(f"{name} by {weight:g}" for name, weight in measured.spoken.items())
    use = terms.terms or "GPL-3.0-or-later, as the program itself."
    return f"""# {terms.name}

A small network that codes what trainees and clients say: MITI and AnnoMI behaviors, EPITOME's
empathy mechanisms with the words that carry them, ESConv's support strategies, MI-adherent and
non-adherent moves, flags for the simulated client, change talk and feelings. A second reader, not
a judge: it orders what to look at, and a supervisor decides.

- File: {size / 1e6:.1f} MB, ONNX, the encoder in 8 bits, tokenizer and calibration inside
- Terms: {use}
- Network: MiniLM-L6 (all-MiniLM-L6-v2, Apache-2.0; 6 layers, 384 wide) under {len(HEADS)} heads;
  {measured.joined} ({", ".join(f"seed {seed}" for seed in seeds)})
- Beside it a linear reader of words and word pairs: {spoken or "for no head"}
- Rebuild: `pixel-train coder --data FOLDER{"" if terms.terms else " --permissive"}`

## Data

{data}

SHA-256 of our own writing (`model_training/coder/corpus`): `{writing}`. Every turn of it was
coded twice, the second time without sight of the first; training sees both readings. Splits are by
conversation: all turns of one fall into one part. Pairs that experts re-rated (Kumar et al. 2026)
are left out where their list is at hand; no set kept for benchmarks is in any part.

## Figures

macro-F1 on the test part, where nothing else is said. Weights, calibration and thresholds come from
the other parts alone; but the test part was looked at while the recipe was made: new data may do a
little worse. "Seeds" are mean and standard deviation of the single networks, "folds" of thirds of
AnnoMI's sessions, each by a network that saw neither the session nor any data set but our own.
Quality is the AUC over all AnnoMI sessions by such networks, the rating itself cross-validated.
Lend an Ear is the quadratic weighted kappa with the median of three experts on 26 conversations
used for nothing else (so few that it can be off by .2); its floor, the crowd, its published figure,
the best language model as a judge, and its human figure are of all 50. * is EPITOME's own label
against experts: an interpretation score is not expert-valid, however well it predicts labels.

{lines}

Expected calibration error on the test part: {errors}.
Eight bits cost {float(np.mean(lost)):+.4f} on the mean of the macro-F1 rows above.

## Recipe

Passes {", ".join(f"{name} {recipe.passes[name]:g}" for name in sources)}; peak rate
{recipe.rate:g}; {recipe.hidden:.0%} of tokens hidden; the lowest {recipe.frozen} layers and the
word embeddings keep their pretrained weights; running mean of weights with decay {recipe.kept:g}.

## Limits

- English only. Trained on transcripts of demonstrations, forum answers, crowd workers' chats
  and our own writing: real sessions differ, and people whose English differs are coded worse.
- Rare classes are its weakest: weak interpretations and explorations (1), options, negotiation.
- Raters agree poorly on complex against simple reflections and on client talk, and so does this.
- Moves and flags rest on our own writing alone; so do the six dimensions' turn levels.
- The strength of client talk is an expected level learned from our own writing.
"""
