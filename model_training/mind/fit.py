"""The fit: what the client says next, from the state of mind that the program's equations give.

The coefficients of talk (a multinomial logit) and, of the equations, those of readiness and of
what was said lately, drawn back to their hand-set starts. The equations of trust and resistance
stay as they are: both drift with time in most sessions, so that talk, fitted freely, would take
them for a clock.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.client.coefficients import Coefficients
from app.domain.value import Value
from model_training.mind.climb import Array, Bounds, climb
from model_training.mind.roll import Material, features, rolled, with_values
from model_training.mind.start import (
    COURSE,
    EMISSION_SPREAD,
    FEATURES,
    FURTHEST,
    TALKS,
    TOWARD,
    VARIES,
    emission_signs,
    emission_start,
)

_SIZE: Final = len(TOWARD) * len(FEATURES)
_VARIES: Final = [FEATURES.index(name) for name in VARIES]


class Fit(Value):
    """What came of a fit.

    Attributes:
        values: By name, the fitted coefficients.
        differs: By data set, what its labels add to some coefficients, in the order of
            ``VARIES``, for change and for sustain talk. The first set's are 0: the coefficients
            are of its labels.
    """

    values: dict[str, float]
    differs: dict[str, tuple[tuple[float, ...], tuple[float, ...]]]


def fit(
    variants: Sequence[Material],
    train: NDArray[np.bool_],
    base: Coefficients,
    say: Callable[[str], None] = lambda _: None,
) -> Fit:
    """The coefficients that suit the sessions of ``train`` best, near their starts.

    Data sets count alike, whatever their size; so do the ways in which they were coded.

    Args:
        variants: The sessions, once for each way in which they were coded.
        train: By session, whether the fit may look at it.
        base: The coefficients that are not fitted, among others.
        say: Told how the fit goes on.
    """
    shown = [found.part(train) for found in variants]
    turns = [found.answer >= 0 for found in shown]
    sources = shown[0].sources
    of = _joined([found.source[found.of] for found in shown], turns)
    sizes = np.bincount(of, minlength=len(sources))
    weight = len(of) / np.count_nonzero(sizes) / np.maximum(sizes, 1) / len(shown)
    answer = _joined([found.answer for found in shown], turns)
    talk = _Talk(np.eye(len(TALKS))[answer], np.eye(len(sources))[of][:, 1:], weight[of])

    def look(u: Array) -> Array:
        k = with_values(base, _values(u))
        return _joined([features(found, rolled(found, k)) for found in shown], turns)

    top = climb(talk, look, np.array([spread for _, spread in COURSE.values()]), FURTHEST, say)
    weights, differs = talk.parts(top.own)
    values = _values(top.inner)
    for row, toward in enumerate(TOWARD):
        for place, name in enumerate(FEATURES):
            values[f"{toward}_{name}"] = float(weights[row, place])
    first = np.zeros((1, len(TOWARD), len(VARIES)))
    more = np.round(np.concatenate([first, differs]), 4).tolist()
    return Fit(
        values={name: _rounded(value) for name, value in values.items()},
        differs={
            source: (tuple(change), tuple(sustain))
            for source, (change, sustain) in zip(sources, more, strict=True)
        },
    )


def values_for(fitted: Fit, source: str) -> dict[str, float]:
    """The coefficients as a data set's own labels would have them."""
    values = dict(fitted.values)
    for toward, more in zip(TOWARD, fitted.differs.get(source, ()), strict=False):
        for name, by in zip(VARIES, more, strict=True):
            values[f"{toward}_{name}"] += by
    return values


def chances(x: Array, values: Mapping[str, float]) -> Array:
    """(turns, talks): the chances of each kind of talk, in the order of ``TALKS``."""
    talk = np.array([[values[f"{t}_{name}"] for name in FEATURES] for t in TOWARD])
    return np.exp(_log_chances(x @ talk.T))


@dataclass(frozen=True)
class _Talk:
    """The kind of talk, from the state and the turn: a multinomial logit against neutral talk.

    ``wanted`` has a 1 for what came, ``other`` one for the data set unless it is the first, and
    ``weight`` is what each turn counts.
    """

    wanted: Array
    other: Array
    weight: Array

    @property
    def start(self) -> Array:
        return np.concatenate([np.ravel(emission_start()), np.zeros(self._more)])

    @property
    def spread(self) -> Array:
        more = np.tile(list(VARIES.values()), len(TOWARD) * self.other.shape[1])
        return np.concatenate([np.full(_SIZE, EMISSION_SPREAD), more])

    @property
    def bounds(self) -> Bounds:
        return [
            *(
                (None, None) if not sign else (0.0, None) if sign > 0 else (None, 0.0)
                for sign in np.ravel(emission_signs())
            ),
            *[(None, None)] * self._more,
        ]

    @property
    def _more(self) -> int:
        return int(self.other.shape[1]) * len(TOWARD) * len(VARIES)

    def parts(self, own: Array) -> tuple[Array, Array]:
        """(talks, features): the coefficients; (sets, talks, some features): what sets add."""
        return (
            own[:_SIZE].reshape(len(TOWARD), -1),
            own[_SIZE:].reshape(-1, len(TOWARD), len(VARIES)),
        )

    def lost(self, own: Array, seen: Array) -> tuple[float, Array, Array]:
        weights, differs = self.parts(own)
        some = seen[:, _VARIES]
        leaning = seen @ weights.T
        for place, more in enumerate(differs):
            leaning += self.other[:, [place]] * (some @ more.T)
        logs = _log_chances(leaning)
        off = self.weight[:, None] * (np.exp(logs) - self.wanted)[:, 1:]
        by_seen = off @ weights
        by_own = [(off.T @ seen).ravel()]
        for place, more in enumerate(differs):
            own_off = self.other[:, [place]] * off
            by_seen[:, _VARIES] += own_off @ more
            by_own.append((own_off.T @ some).ravel())
        value = -float((self.weight[:, None] * logs * self.wanted).sum())
        return value, np.concatenate(by_own), by_seen


def _joined(arrays: Sequence[NDArray[Any]], kept: Sequence[NDArray[np.bool_]]) -> NDArray[Any]:
    return np.concatenate([array[keep] for array, keep in zip(arrays, kept, strict=True)])


def _values(logs: Array) -> dict[str, float]:
    return {
        name: start * math.exp(float(by))
        for (name, (start, _)), by in zip(COURSE.items(), logs, strict=True)
    }


def _rounded(value: float) -> float:
    """Four decimals: finer than the data can tell."""
    return round(float(value), 4) + 0.0  # no negative zero


def _log_chances(leaning: Array) -> Array:
    """Log chances of all kinds from the leanings of those that are not neutral."""
    full = np.concatenate([np.zeros((len(leaning), 1)), leaning], axis=1)
    top = full.max(axis=1, keepdims=True)
    logs: Array = full - top - np.log(np.exp(full - top).sum(axis=1, keepdims=True))
    return logs
