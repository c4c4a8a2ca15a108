"""A session in numbers."""

import numpy as np
import pytest

from app.assessment.features import FEATURES, TURN_FEATURES, session_features, turn_features
from app.domain.codes import TurnCodes


def one(codes: TurnCodes, name: str) -> float:
    [row] = turn_features([codes])
    return float(row[TURN_FEATURES.index(name)])


def test_chances_count_rather_than_decisions() -> None:
    codes = TurnCodes(
        behavior="question",
        question="open",
        probabilities={"behavior:question": 0.6, "question:open": 0.55, "move:affirm": 0.2},
    )
    assert one(codes, "behavior:question") == 0.6
    assert one(codes, "question:open") == 0.55
    assert one(codes, "move:affirm") == 0.2


def test_levels_count_as_what_is_expected() -> None:
    chances = {"exploration:0": 0.2, "exploration:1": 0.5, "exploration:2": 0.3}
    assert one(TurnCodes(probabilities=chances), "exploration") == pytest.approx(1.1)
    assert one(TurnCodes(probabilities={"self_oriented:1": 0.4}), "self_oriented") == pytest.approx(
        0.4
    )


def test_codes_without_chances_count_as_sure() -> None:
    codes = TurnCodes(
        behavior="reflection",
        reflection="complex",
        moves=("affirm",),
        flags=("names_feeling",),
        interpretation=2,
        strategy="Reflection of feelings",
        probabilities={"interpretation:2": 0.8},
    )
    for name in (
        "behavior:reflection",
        "reflection:complex",
        "move:affirm",
        "flag:names_feeling",
        "strategy:Reflection of feelings",
    ):
        assert one(codes, name) == 1.0
    assert one(codes, "interpretation") == 2.0
    assert one(codes, "behavior:question") == one(codes, "move:confront") == 0.0
    assert one(codes, "advice_giving") == 0.0


def test_a_silence_does_nothing() -> None:
    silent = TurnCodes(flags=("silent",), probabilities={"flag:silent": 1.0})
    assert not turn_features([silent]).any()


def test_sessions_have_means_and_utmosts() -> None:
    rows = turn_features(
        [
            TurnCodes(question="open", exploration=2, probabilities={"question:open": 0.9}),
            TurnCodes(probabilities={"question:open": 0.1}),
        ]
    )
    found = dict(zip(FEATURES, session_features(rows), strict=True))
    assert found["mean question:open"] == pytest.approx(0.5)
    assert found["mean exploration"] == 1.0
    assert found["most exploration"] == 2.0
    assert "most question:open" not in found


def test_many_sessions_are_one_by_one_the_same() -> None:
    rows = np.random.default_rng(1).random((4, 5, len(TURN_FEATURES)))
    assert session_features(rows) == pytest.approx(np.stack([session_features(r) for r in rows]))


def test_no_turns_are_no_rows() -> None:
    assert turn_features([]).shape == (0, len(TURN_FEATURES))


def test_names_are_there_once() -> None:
    assert len(set(FEATURES)) == len(FEATURES)
    assert not any(name.endswith(":none") for name in TURN_FEATURES)
