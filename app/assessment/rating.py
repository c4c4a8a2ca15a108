"""Ratings of a whole session: Lend an Ear's six dimensions and the chance of high quality.

Each is a linear function of the session's features, fitted on rated conversations when the
coder is built and kept in its file. Intervals come from drawing the session's turns anew.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from app.assessment.features import FEATURES, Array, session_features, turn_features
from app.domain.codes import Dimension, TurnCodes
from app.domain.value import Value

DRAWS: Final = 400
COVERED: Final = 0.9
"""Share of the drawn sessions that an interval holds."""
LEAST_TURNS: Final = 1
"""Trainee turns below which there is nothing to rate."""


class Interval(Value):
    """An estimate and the bounds that hold nine of ten redrawn sessions."""

    value: float
    low: float
    high: float


class Linear(Value):
    """Weights of features by name; those not named weigh nothing."""

    intercept: float
    weights: Mapping[str, float]

    def of(self, features: Array) -> Array:
        """Values of (..., ``FEATURES``)."""
        weights = np.array([self.weights.get(name, 0.0) for name in FEATURES])
        return np.asarray(self.intercept + features @ weights)


class SessionModel(Value):
    """What rates sessions; ``quality`` is on the logit scale, the dimensions are 1 to 5."""

    dimensions: Mapping[Dimension, Linear]
    quality: Linear


class Ratings(Value):
    """A session's ratings."""

    dimensions: Mapping[Dimension, Interval]
    quality: Interval


def interval(value: float, draws: Array) -> Interval:
    """The value with the bounds of its draws, rounded to thousandths."""
    low, high = np.quantile(draws, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return Interval(
        value=round(float(value), 3),
        low=round(float(min(low, value)), 3),
        high=round(float(max(high, value)), 3),
    )


def rate(turns: Sequence[TurnCodes], model: SessionModel) -> Ratings | None:
    """The ratings of a session's trainee turns; None of fewer than ``LEAST_TURNS``."""
    if len(turns) < LEAST_TURNS:
        return None
    rows = turn_features(turns)
    features = session_features(rows)
    rng = np.random.default_rng(0)
    # One drawn session at a time: all at once would not fit for a very long one.
    draws = np.stack(
        [session_features(rows[rng.integers(0, len(rows), len(rows))]) for _ in range(DRAWS)]
    )

    def rated(linear: Linear) -> Interval:
        return interval(float(np.clip(linear.of(features), 1, 5)), np.clip(linear.of(draws), 1, 5))

    quality = model.quality
    return Ratings(
        dimensions={name: rated(linear) for name, linear in model.dimensions.items()},
        quality=interval(_chance(quality.of(features)).item(), _chance(quality.of(draws))),
    )


def _chance(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))
