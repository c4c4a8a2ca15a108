"""Fits, on conversations kept aside, how the model's logits are to be read.

Few numbers for each head: a scale, a shift for each class held near zero where examples are
few, and where to decide. Rare classes would never be decided for by the likeliest class alone;
heads of several classes get the thresholds of the best F1 on the same conversations, drawn toward a
common one where a class has few examples.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from app.assessment.calibration import HeadCalibration, probabilities, uncalibrated_head
from app.assessment.heads import HEADS, PLACES, Head
from model_training.coder.predict import Array

_PULL: Final = 2.0
"""How hard shifts are pulled to zero, in examples."""
_CLEAR: Final = 0.04
"""macro-F1 that a whole step toward rare classes or away must gain; more where turns are few."""
_LEAST_SURE: Final = {"move": 0.35, "flag": 0.35}
"""Simulated clients act on these: a hunch is not enough, whatever it does for F1."""
_LEAST: Final = 20
"""Coded turns below which a head stays uncalibrated."""


def calibrate(logits: Array, targets: Array, known: Array) -> dict[str, HeadCalibration]:
    """Calibration by head from held-aside logits, targets and what of them is known."""
    made = {}
    for head in HEADS:
        place = PLACES[head.name]
        coded = known[:, place.start] > 0
        z, t = logits[coded, place], targets[coded, place]
        made[head.name] = uncalibrated_head(head) if len(z) < _LEAST else calibrate_head(head, z, t)
    return made


def calibrate_head(head: Head, logits: Array, targets: Array) -> HeadCalibration:
    """Calibration of one head from its own logits and targets."""
    plain = uncalibrated_head(head)

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

    fitted = read(minimize(cost, np.zeros(len(head.classes) + 1), method="L-BFGS-B").x)
    chances = probabilities(head, logits, fitted)
    decide = (
        _thresholds(chances, targets, _LEAST_SURE.get(head.name, 0.08))
        if head.several
        else _offsets(fitted.bias, chances, targets)
    )
    return fitted.model_copy(update={"decide": decide})


def _thresholds(chances: Array, targets: Array, least: float) -> tuple[float, ...]:
    """By class, the chance from which it holds, at least ``least``."""
    grid = np.linspace(least, 0.7, 32)

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


def _offsets(bias: Sequence[float], chances: Array, targets: Array) -> tuple[float, ...]:
    """By class, what is added to its log chance.

    Training weighs rare classes up, and what it decides is kept: the shift that makes chances
    true is taken back here. Beyond that rare classes gain or lose only what clearly pays.
    """
    share = (targets.sum(0) + 1) / (len(targets) + targets.shape[1])
    want = targets.argmax(1)
    scored = []
    clear = _CLEAR * (1 + 500 / len(targets))
    for much in np.linspace(-0.5, 0.5, 11):
        offsets = -np.array(bias) - much * np.log(share)
        got = (np.log(np.maximum(chances, 1e-12)) + offsets).argmax(1)
        score = f1_score(want, got, labels=np.unique(want), average="macro", zero_division=0)
        scored.append((score - clear * abs(much), tuple(float(o) for o in offsets)))
    return max(scored)[1]
