"""Fits what rates whole sessions: six dimensions and the chance of high quality.

Both are ridge models on the features of ``app.assessment.features``, each restricted to the
features that its definition speaks of: with a hundred conversations a model that may look at
everything learns the accidents of the writing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, StratifiedKFold

from app.assessment.features import FEATURES, Array
from app.assessment.rating import Linear, SessionModel
from app.domain.codes import DIMENSIONS, Dimension

_ABOUT: Final[Mapping[Dimension, tuple[str, ...]]] = {
    "validating_emotions": (
        "mean validating_emotions",
        "most validating_emotions",
        "mean emotional_reaction",
        "mean flag:names_feeling",
        "mean dismissing_emotions",
    ),
    "encouraging_elaboration": (
        "mean encouraging_elaboration",
        "most encouraging_elaboration",
        "mean question:open",
        "mean question:closed",
        "mean exploration",
    ),
    "demonstrating_understanding": (
        "mean demonstrating_understanding",
        "most demonstrating_understanding",
        "mean interpretation",
        "mean reflection:simple",
        "mean reflection:complex",
    ),
    "advice_giving": (
        "mean advice_giving",
        "most advice_giving",
        "mean input:advice",
        "mean move:unsolicited_advice",
        "mean strategy:Providing Suggestions",
    ),
    "self_oriented": (
        "mean self_oriented",
        "most self_oriented",
        "mean flag:self_discloses",
        "mean strategy:Self-disclosure",
    ),
    "dismissing_emotions": (
        "mean dismissing_emotions",
        "most dismissing_emotions",
        "mean flag:minimizes",
        "mean flag:judges",
        "mean validating_emotions",
    ),
}
QUALITY: Final = (
    "mean behavior:reflection",
    "mean question:open",
    "mean input:advice",
    "mean move:seek_collaboration",
    "mean move:confront",
    "mean move:persuade",
    "mean move:unsolicited_advice",
    "mean demonstrating_understanding",
    "mean dismissing_emotions",
)
"""What the chance of high quality rests on (MITI 4.2.1: adherent and non-adherent moves)."""
_RIDGE: Final = 3.0
_FOLDS, _REPEATS = 6, 10


def fit_linear(features: Array, wanted: Array, names: Sequence[str]) -> Linear:
    """Ridge on named features, in units of their spread."""
    x, center, spread = _standard(features, names)
    model = Ridge(alpha=_RIDGE).fit(x, wanted)
    return _linear(np.asarray(model.coef_), float(model.intercept_), center, spread, names)


def fit_logistic(features: Array, good: Array, names: Sequence[str]) -> Linear:
    """Logistic ridge on named features. Its chances are calibrated for the classes as mixed."""
    x, center, spread = _standard(features, names)
    model = LogisticRegression(C=0.3, max_iter=1000).fit(x, good)
    return _linear(np.asarray(model.coef_)[0], float(model.intercept_[0]), center, spread, names)


def left_out(features: Array, wanted: Array, names: Sequence[str], *, logistic: bool) -> Array:
    """Predictions for each session by models fitted without it: means over repeated folds."""
    out = np.zeros(len(features))
    for repeat in range(_REPEATS):
        kind = StratifiedKFold if logistic else KFold
        splitter = kind(_FOLDS, shuffle=True, random_state=repeat)
        for rest, held in splitter.split(features, wanted):
            maker = fit_logistic if logistic else fit_linear
            out[held] += maker(features[rest], wanted[rest], names).of(features[held]) / _REPEATS
    return out


def about(dimension: Dimension) -> tuple[str, ...]:
    """The features that a dimension rests on."""
    return _ABOUT[dimension]


def session_model(
    conversations: Array, ratings: Array, sessions: Array, good: Array
) -> SessionModel:
    """The model fitted on all.

    Args:
        conversations: Features of rated conversations.
        ratings: (conversations, dimensions), 1 to 5.
        sessions: Features of sessions of known quality, coded by a model that never saw them.
        good: 1 where the session is of high quality.
    """
    return SessionModel(
        dimensions={
            name: fit_linear(conversations, ratings[:, place], about(name))
            for place, name in enumerate(DIMENSIONS)
        },
        quality=fit_logistic(sessions, good, QUALITY),
    )


def _standard(features: Array, names: Sequence[str]) -> tuple[Array, Array, Array]:
    x = features[:, [FEATURES.index(name) for name in names]]
    center, spread = x.mean(0), x.std(0) + 1e-3
    return (x - center) / spread, center, spread


def _linear(
    weights: Array, intercept: float, center: Array, spread: Array, names: Sequence[str]
) -> Linear:
    scaled = weights / spread
    return Linear(
        intercept=round(intercept - float(scaled @ center), 6),
        weights={name: round(float(w), 6) for name, w in zip(names, scaled, strict=True)},
    )
