"""Ratings of a session with the bounds of redrawn ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.features import FEATURES, session_features, turn_features
from app.assessment.rating import Linear, SessionModel, interval, rate
from app.domain.codes import DIMENSIONS, TurnCodes

MODEL = SessionModel(
    dimensions={
        name: Linear(intercept=1.0, weights={"mean question:open": 3.0, "most exploration": 0.5})
        for name in DIMENSIONS
    },
    quality=Linear(intercept=-1.0, weights={"mean question:open": 4.0}),
)


def turn(chance: float, exploration: float = 0.0) -> TurnCodes:
    return TurnCodes(
        probabilities={"question:open": chance, "exploration:1": exploration},
    )


def test_a_session_is_rated_from_its_features() -> None:
    rated = rate([turn(0.2), turn(0.6, 1.0)], MODEL)
    assert rated is not None
    assert rated.dimensions["self_oriented"].value == pytest.approx(1 + 3 * 0.4 + 0.5)
    assert rated.quality.value == pytest.approx(1 / (1 + np.exp(1 - 4 * 0.4)), abs=1e-3)


def test_turns_alike_leave_no_doubt_and_different_ones_do() -> None:
    sure, unsure = rate([turn(0.5)] * 20, MODEL), rate([turn(0.0), turn(1.0)] * 10, MODEL)
    assert sure is not None
    assert unsure is not None
    for name in DIMENSIONS:
        assert sure.dimensions[name].low == sure.dimensions[name].high
        assert unsure.dimensions[name].high - unsure.dimensions[name].low > 0.5
    assert unsure.quality.low < unsure.quality.value < unsure.quality.high


def test_more_turns_make_narrower_bounds() -> None:
    few, many = rate([turn(0.0), turn(1.0)] * 3, MODEL), rate([turn(0.0), turn(1.0)] * 60, MODEL)
    assert few is not None
    assert many is not None
    assert many.quality.high - many.quality.low < few.quality.high - few.quality.low


def test_a_session_without_trainee_turns_has_no_ratings() -> None:
    assert rate([], MODEL) is None


def test_the_same_session_is_rated_the_same() -> None:
    turns = [turn(n / 7) for n in range(7)]
    assert rate(turns, MODEL) == rate(turns, MODEL)


@given(
    st.lists(st.floats(0, 1).map(turn), min_size=1, max_size=6),
    st.floats(-50, 50),
    st.floats(-50, 50),
)
def test_ratings_stay_on_their_scales(
    turns: list[TurnCodes], intercept: float, weight: float
) -> None:
    linear = Linear(intercept=intercept, weights={"mean question:open": weight})
    rated = rate(turns, SessionModel(dimensions={"advice_giving": linear}, quality=linear))
    assert rated is not None
    for found, low, high in ((rated.dimensions["advice_giving"], 1, 5), (rated.quality, 0, 1)):
        assert low <= found.low <= found.value <= found.high <= high


def test_weights_of_features_that_nobody_knows_weigh_nothing() -> None:
    rows = session_features(turn_features([turn(0.5)]))
    known = Linear(intercept=2.0, weights={"mean question:open": 1.0})
    more = Linear(intercept=2.0, weights={"mean question:open": 1.0, "mean luck": 9.0})
    assert float(known.of(rows)) == float(more.of(rows)) == 2.5
    assert known.of(np.zeros((4, len(FEATURES)))).tolist() == [2.0] * 4


def test_an_interval_holds_its_value_and_nine_of_ten_draws() -> None:
    found = interval(9.0, np.linspace(0, 1, 101))
    assert (found.low, found.value, found.high) == (0.05, 9.0, 9.0)
