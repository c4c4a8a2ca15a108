"""From logits to calibrated probabilities, and from those to a decision.

A head's logits are scaled and shifted so that its probabilities came true as often as they say
on conversations kept aside (after Platt 1999; Guo et al. 2017). What is decided is not always
the likeliest: thresholds make rare classes findable.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from app.assessment.heads import HEADS, PLACES, Head
from app.domain.value import Value

Array = NDArray[np.float64]


class HeadCalibration(Value):
    """How one head's logits are to be read.

    Attributes:
        scale: Factor of the logits.
        bias: Added to each class's.
        decide: Of one-class heads, added to each class's log probability before the largest
            is taken; of several-class heads, the probability from which a class holds.
    """

    scale: float = Field(default=1.0, gt=0)
    bias: tuple[float, ...]
    decide: tuple[float, ...]


Calibration = Mapping[str, HeadCalibration]


def uncalibrated_head(head: Head) -> HeadCalibration:
    """Logits as they are; the likeliest class, or each from one half."""
    width = len(head.classes)
    return HeadCalibration(bias=(0.0,) * width, decide=(0.5 if head.several else 0.0,) * width)


def uncalibrated() -> dict[str, HeadCalibration]:
    """Every head so."""
    return {head.name: uncalibrated_head(head) for head in HEADS}


def probabilities(head: Head, logits: Array, calibration: HeadCalibration) -> Array:
    """Calibrated probabilities, (..., classes), from a head's own logits."""
    z = logits * calibration.scale + np.asarray(calibration.bias)
    if head.several:
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -50, 50))))
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def decided(head: Head, chances: Array, calibration: HeadCalibration) -> Array:
    """Whether each class holds, (..., classes), of probabilities."""
    if head.several:
        return np.asarray(chances >= np.asarray(calibration.decide))
    score = np.log(np.maximum(chances, 1e-12)) + np.asarray(calibration.decide)
    return np.asarray(score == score.max(axis=-1, keepdims=True))


def by_code(head: Head, chances: Array) -> dict[str, float]:
    """One turn's probabilities by the codes' names, as in ``question:open``."""
    return {f"{head.name}:{c}": float(p) for c, p in zip(head.classes, chances, strict=True)}


def split(logits: Array) -> dict[str, Array]:
    """A model's output by head."""
    return {head.name: logits[..., PLACES[head.name]] for head in HEADS}
