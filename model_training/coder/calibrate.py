"""Fits, on conversations kept aside, how the model's logits are to be read.

Few numbers for each head: a scale, a shift for each class held near zero where examples are
few, and where to decide. Rare classes would never be decided for by the likeliest class alone;
the thresholds are those that give the best macro-F1 on the same conversations, drawn toward
no shift at all where a class has few examples.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from app.assessment.calibration import HeadCalibration, probabilities
from app.assessment.heads import HEADS, PLACES, Head
from model_training.coder.predict import Array

_PULL: Final = 2.0
"""How hard shifts are pulled to zero, in examples."""
_LEAST: Final = 20
"""Coded turns below which a head stays uncalibrated."""


def calibrate(logits: Array, targets: Array, known: Array) -> dict[str, HeadCalibration]:
    """Calibration by head from held-aside logits, targets and what of them is known."""
    made = {}
    for head in HEADS:
        place = PLACES[head.name]
        coded = known[:, place.start] > 0
        z, t = logits[coded, place], targets[coded, place]
        if len(z) < _LEAST:
            z, t = np.zeros((0, len(head.classes))), np.zeros((0, len(head.classes)))
        made[head.name] = calibrate_head(head, z, t)
    return made


def calibrate_head(head: Head, logits: Array, targets: Array) -> HeadCalibration:
    """Calibration of one head from its own logits and targets."""
    width = len(head.classes)
    plain = HeadCalibration(bias=(0.0,) * width, decide=(0.5 if head.several else 0.0,) * width)
    if not len(logits):
        return plain

    def read(parameters: Array) -> HeadCalibration:
        return HeadCalibration(
            scale=float(np.exp(np.clip(parameters[0], -3, 3))),
            bias=tuple(float(b) for b in parameters[1:]),
            decide=plain.decide,
        )

    def cost(parameters: Array) -> float:
        p = np.clip(probabilities(head, logits, read(parameters)), 1e-7, 1 - 1e-7)
        loss = -(targets * np.log(p)).sum()
        if head.several:
            loss -= ((1 - targets) * np.log(1 - p)).sum()
        return float(loss + _PULL * (parameters[1:] ** 2).sum() / 2)

    fitted = read(minimize(cost, np.zeros(width + 1), method="L-BFGS-B").x)
    chances = probabilities(head, logits, fitted)
    decide = _thresholds(chances, targets) if head.several else _offsets(head, chances, targets)
    return fitted.model_copy(update={"decide": decide})


def _thresholds(chances: Array, targets: Array) -> tuple[float, ...]:
    """By class, the chance from which it holds."""
    grid = np.linspace(0.08, 0.7, 32)

    def best(p: Array, y: NDArray[np.bool_], near: float, pull: float) -> float:
        scores = [_f1(y, p >= at) - pull * abs(at - near) for at in grid]
        return float(grid[int(np.argmax(scores))])

    flat = best(chances.ravel(), targets.ravel() >= 0.5, 0.4, 0.0)
    made = []
    for c in range(chances.shape[1]):
        y = targets[:, c] >= 0.5
        made.append(best(chances[:, c], y, flat, 8 / (8 + y.sum())))
    return tuple(made)


def _f1(y: NDArray[np.bool_], got: NDArray[np.bool_]) -> float:
    """F1 of one class, 0 where nothing is and nothing was found."""
    return float(2 * (y & got).sum() / max(1, y.sum() + got.sum()))


def _offsets(head: Head, chances: Array, targets: Array) -> tuple[float, ...]:
    """By class, what is added to its log chance: a share of how rare it is, one for all."""
    share = (targets.sum(0) + 1) / (len(targets) + len(head.classes))
    want = targets.argmax(1)
    classes = [c for c in range(len(head.classes)) if (want == c).any()]
    grid = np.linspace(0, 1, 11)
    scores = []
    for much in grid:
        got = (np.log(np.maximum(chances, 1e-12)) - much * np.log(share)).argmax(1)
        score = f1_score(want, got, labels=classes, average="macro", zero_division=0)
        scores.append(score - 0.01 * much)
    # The mean of the near-best: a lone peak on few examples is luck.
    near = grid[np.array(scores) >= max(scores) - 0.004]
    much = float(near.mean())
    return tuple(float(-much * np.log(s)) for s in share)


def report(calibration: Mapping[str, HeadCalibration]) -> dict[str, float]:
    """The scales by head: below 1 the model was too sure of itself."""
    return {name: round(head.scale, 3) for name, head in calibration.items()}
