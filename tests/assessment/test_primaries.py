"""Emotions over the eight primaries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.primaries import TABLE, primaries
from app.domain.codes import EMOTIONS, ClientCodes, Emotion


def test_fear_and_nervousness_are_both_fear() -> None:
    felt = primaries(ClientCodes(feelings={"nervousness": 0.6, "fear": 0.3}))
    assert felt is not None
    assert felt.dominant == "fear"
    assert felt.weight("fear") == 1


def test_chances_weigh_a_mixture() -> None:
    felt = primaries(ClientCodes(feelings={"anger": 0.6, "sadness": 0.2, "neutral": 0.3}))
    assert felt is not None
    assert felt.weight("anger") == pytest.approx(0.75)
    assert felt.weight("sadness") == pytest.approx(0.25)


def test_nothing_but_neutral_is_no_feeling() -> None:
    assert primaries(ClientCodes(feelings={"neutral": 0.9})) is None
    assert primaries(ClientCodes()) is None


def test_every_emotion_has_its_place() -> None:
    assert set(TABLE) == set(EMOTIONS)
    assert all(sum(TABLE[e].values()) == (0 if e == "neutral" else 1) for e in EMOTIONS)


@given(st.dictionaries(st.sampled_from(EMOTIONS), st.floats(0, 1)))
def test_any_chances_make_a_distribution_or_nothing(feelings: dict[Emotion, float]) -> None:
    felt = primaries(ClientCodes(feelings=feelings))
    if felt is not None:
        assert sum(felt.weights) == pytest.approx(1)
