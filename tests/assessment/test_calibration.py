"""Logits as calibrated chances, and what is decided from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from pydantic import ValidationError

from app.assessment.calibration import (
    HeadCalibration,
    decided,
    probabilities,
    split,
    uncalibrated,
)
from app.assessment.heads import HEADS, PLACES, WIDTH, Head

Array = NDArray[np.float64]
PLAIN = uncalibrated()
TALK = next(head for head in HEADS if head.name == "talk")
MOVE = next(head for head in HEADS if head.name == "move")


@st.composite
def readings(draw: st.DrawFn, several: bool) -> tuple[Head, Array, HeadCalibration]:
    head = draw(st.sampled_from([head for head in HEADS if head.several == several]))
    width = len(head.classes)
    logits = draw(arrays(float, (3, width), elements=st.floats(-1e4, 1e4)))
    numbers = st.lists(st.floats(-20, 20), min_size=width, max_size=width).map(tuple)
    chances = st.lists(st.floats(0.08, 0.7), min_size=width, max_size=width).map(tuple)
    return (
        head,
        logits,
        HeadCalibration(
            scale=draw(st.floats(0.05, 20)),
            bias=draw(numbers),
            decide=draw(chances if several else numbers),
        ),
    )


@given(readings(several=False))
def test_chances_of_one_class_heads_sum_to_one(given: tuple[Head, Array, HeadCalibration]) -> None:
    p = probabilities(*given)
    assert (p >= 0).all()
    assert p.sum(-1) == pytest.approx(1)


@given(readings(several=True))
def test_chances_of_several_class_heads_are_chances(
    given: tuple[Head, Array, HeadCalibration],
) -> None:
    p = probabilities(*given)
    assert ((p >= 0) & (p <= 1)).all()


@given(readings(several=False))
def test_one_class_holds_or_those_that_tie(given: tuple[Head, Array, HeadCalibration]) -> None:
    head, logits, calibration = given
    p = probabilities(head, logits, calibration)
    score = np.log(np.maximum(p, 1e-12)) + np.array(calibration.decide)
    for row, holds in zip(score, decided(head, p, calibration), strict=True):
        assert holds.any()
        assert (row[holds] == row.max()).all()
        assert (row[~holds] < row.max()).all()


@given(readings(several=True))
def test_of_several_those_at_their_threshold_hold(
    given: tuple[Head, Array, HeadCalibration],
) -> None:
    head, logits, calibration = given
    p = probabilities(head, logits, calibration)
    for row, holds in zip(p, decided(head, p, calibration), strict=True):
        for chance, at, held in zip(row, calibration.decide, holds, strict=True):
            assert held == (chance >= at)


def test_scale_and_bias_move_the_chances() -> None:
    logits = np.array([[1.0, 0.0, 0.0]])
    plain = probabilities(TALK, logits, PLAIN["talk"])[0]
    surer = probabilities(TALK, logits, PLAIN["talk"].model_copy(update={"scale": 3.0}))[0]
    shifted = PLAIN["talk"].model_copy(update={"bias": (0.0, 1.0, 0.0)})
    assert surer[0] > plain[0] > 1 / 3
    assert probabilities(TALK, logits, shifted)[0, 1] == pytest.approx(plain[0], abs=0.2)


def test_offsets_make_rare_classes_findable() -> None:
    chances = np.array([[0.5, 0.45, 0.05]])
    likeliest = decided(TALK, chances, PLAIN["talk"])
    rare = PLAIN["talk"].model_copy(update={"decide": (0.0, 0.0, 3.0)})
    assert likeliest.tolist() == [[True, False, False]]
    assert decided(TALK, chances, rare).tolist() == [[False, False, True]]


def test_without_calibration_one_half_decides() -> None:
    chances = np.array([0.5, 0.49, 0.9, 0.0, 0.0, 0.0, 1.0])
    assert decided(MOVE, chances, PLAIN["move"]).nonzero()[0].tolist() == [0, 2, 6]
    assert PLAIN.keys() == {head.name for head in HEADS}


def test_every_logit_belongs_to_one_head() -> None:
    logits = np.arange(WIDTH, dtype=float)
    parts = split(logits)
    assert [x for head in HEADS for x in parts[head.name]] == logits.tolist()
    assert sum(place.stop - place.start for place in PLACES.values()) == WIDTH


@pytest.mark.parametrize("scale", [0.0, -1.0])
def test_a_scale_that_turns_answers_around_is_refused(scale: float) -> None:
    with pytest.raises(ValidationError, match="greater than 0"):
        HeadCalibration(scale=scale, bias=(0.0,), decide=(0.0,))
