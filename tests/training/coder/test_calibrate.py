"""Scales, shifts and thresholds fitted on conversations kept aside."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.assessment.calibration import decided, probabilities, uncalibrated
from app.assessment.heads import HEADS, PLACES, WIDTH, Head
from model_training.coder.calibrate import calibrate, calibrate_head

Array = NDArray[np.float64]
BY_NAME = {head.name: head for head in HEADS}
TALK, MOVE = BY_NAME["talk"], BY_NAME["move"]


def drawn(head: Head, logits: Array, seed: int) -> Array:
    """Targets that come true as often as these logits say."""
    rng = np.random.default_rng(seed)
    p = probabilities(head, logits, uncalibrated()[head.name])
    if head.several:
        return np.asarray((rng.random(p.shape) < p).astype(float))
    chosen = (p.cumsum(1) < rng.random((len(p), 1))).sum(1).clip(max=p.shape[1] - 1)
    return np.asarray(np.eye(p.shape[1])[chosen])


@pytest.mark.parametrize("scale", [0.5, 2.0])
@pytest.mark.parametrize("head", [TALK, MOVE], ids=["one", "several"])
def test_a_planted_scale_and_shift_are_found(head: Head, scale: float) -> None:
    rng = np.random.default_rng(1)
    shift = np.linspace(-1, 1, len(head.classes))
    true = rng.normal(0, 2, (4_000, len(head.classes)))
    found = calibrate_head(head, (true - shift) / scale, drawn(head, true, 2))
    assert found.scale == pytest.approx(scale, rel=0.1)
    bias = np.array(found.bias)
    if not head.several:
        bias -= bias.mean()  # A shift of all classes alike changes nothing.
    assert bias == pytest.approx(shift, abs=0.15)


def test_calibrated_chances_come_true_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    true = rng.normal(-1, 1.5, (6_000, len(MOVE.classes)))
    targets = drawn(MOVE, true, 4)
    found = calibrate_head(MOVE, true[:3_000] * 3, targets[:3_000])
    p = probabilities(MOVE, true[3_000:] * 3, found)
    for low in (0.0, 0.2, 0.4, 0.6):
        here = (p >= low) & (p < low + 0.2)
        assert p[here].mean() == pytest.approx(targets[3_000:][here].mean(), abs=0.05)


def test_rare_classes_become_findable() -> None:
    rng = np.random.default_rng(5)
    rare = rng.random(2_000) < 0.06
    logits = np.stack([np.full(2_000, 1.5), np.zeros(2_000), np.where(rare, 0.9, -3.0)], axis=1)
    logits += rng.normal(0, 0.7, logits.shape)
    targets = np.eye(3)[np.where(rare, 2, rng.integers(0, 2, 2_000))]
    found = calibrate_head(TALK, logits, targets)
    chances = probabilities(TALK, logits, found)
    likeliest = chances.argmax(1)[rare] == 2
    assert decided(TALK, chances, found)[rare, 2].mean() >= likeliest.mean()
    assert found.decide[2] > found.decide[0] >= 0


def test_thresholds_stay_within_reason() -> None:
    rng = np.random.default_rng(6)
    logits = rng.normal(0, 9, (200, 7))
    for targets in (np.zeros((200, 7)), np.ones((200, 7)), drawn(MOVE, logits, 7)):
        found = calibrate_head(MOVE, logits, targets)
        assert all(0.08 <= at <= 0.7 for at in found.decide)
        assert np.exp(-3) <= found.scale <= np.exp(3)


def test_a_class_with_few_examples_keeps_near_the_others_threshold() -> None:
    rng = np.random.default_rng(8)
    logits = rng.normal(0, 1.5, (400, 7))
    targets = drawn(MOVE, logits, 9)
    targets[:, 0] = 0
    targets[np.argmin(logits[:, 0]), 0] = 1  # One freak must not pull it to the bottom.
    found = calibrate_head(MOVE, logits, targets)
    assert found.decide[0] == pytest.approx(np.median(found.decide[1:]), abs=0.15)


def test_heads_with_few_coded_turns_stay_as_they_are() -> None:
    rng = np.random.default_rng(10)
    logits, targets, known = (np.zeros((40, WIDTH)) for _ in range(3))
    logits[:] = rng.normal(0, 3, logits.shape)
    for head, count in ((TALK, 19), (MOVE, 40)):
        known[:count, PLACES[head.name]] = 1
        targets[:, PLACES[head.name]] = drawn(head, logits[:, PLACES[head.name]] / 3, 11)
    made = calibrate(logits, targets, known)
    plain = uncalibrated()
    assert made["talk"] == plain["talk"]
    assert made["question"] == plain["question"]
    assert made["move"] != plain["move"]
    assert made.keys() == plain.keys()
