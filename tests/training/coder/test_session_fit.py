"""Ratings of sessions, fitted on their features."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.assessment.features import FEATURES
from app.assessment.rating import SessionModel
from app.domain.codes import DIMENSIONS
from model_training.coder.session_fit import (
    QUALITY,
    about,
    fit_linear,
    fit_logistic,
    left_out,
    session_model,
)

Array = NDArray[np.float64]


def features(count: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).random((count, len(FEATURES)))


def column(rows: Array, name: str) -> Array:
    return rows[:, FEATURES.index(name)]


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_rests_on_features_that_there_are(name: str) -> None:
    names = about(next(d for d in DIMENSIONS if d == name))
    assert set(names) <= set(FEATURES)
    assert f"mean {name}" in names


def test_quality_rests_on_features_that_there_are() -> None:
    assert set(QUALITY) <= set(FEATURES)


def test_a_linear_rule_is_found_by_its_feature() -> None:
    rows = features(200)
    names = about("advice_giving")
    wanted = 1 + 4 * column(rows, "mean input:advice")
    found = fit_linear(rows, wanted, names)
    assert found.weights.keys() == set(names)
    assert found.weights["mean input:advice"] == pytest.approx(4, abs=0.3)
    assert found.of(rows) == pytest.approx(wanted, abs=0.2)


def test_a_feature_that_never_varies_does_no_harm() -> None:
    rows = np.zeros((30, len(FEATURES)))
    found = fit_linear(rows, np.full(30, 2.5), about("self_oriented"))
    assert found.of(rows) == pytest.approx(2.5)


def test_good_sessions_are_told_by_what_makes_them_good() -> None:
    rows = features(120)
    good = (column(rows, "mean behavior:reflection") > 0.5).astype(float)
    found = fit_logistic(rows, good, QUALITY)
    assert max(found.weights, key=lambda name: found.weights[name]) == "mean behavior:reflection"
    assert ((found.of(rows) > 0) == (good == 1)).mean() > 0.9


def test_left_out_predictions_do_not_know_the_answer() -> None:
    rows = features(80)
    noise = np.random.default_rng(2).random(80)
    names = about("validating_emotions")
    seen = fit_linear(rows, noise, names).of(rows)
    unseen = left_out(rows, noise, names, logistic=False)
    assert np.corrcoef(seen, noise)[0, 1] > np.corrcoef(unseen, noise)[0, 1]
    assert abs(np.corrcoef(unseen, noise)[0, 1]) < 0.4


def test_left_out_predictions_find_a_rule() -> None:
    rows = features(80)
    good = (column(rows, "mean question:open") > 0.5).astype(float)
    score = left_out(rows, good, QUALITY, logistic=True)
    assert score[good == 1].mean() > score[good == 0].mean() + 1


def test_the_session_model_survives_its_way_into_the_file() -> None:
    rows, sessions = features(60), features(40, seed=2)
    ratings = np.random.default_rng(3).integers(1, 6, (60, len(DIMENSIONS))).astype(float)
    made = session_model(rows, ratings, sessions, (np.arange(40) % 2).astype(float))
    assert made.dimensions.keys() == set(DIMENSIONS)
    assert SessionModel.model_validate(made.model_dump(mode="json")) == made
