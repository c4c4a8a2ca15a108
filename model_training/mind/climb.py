"""Maximum a posteriori where part of the unknowns sit inside equations that only run forward.

The equations are differentiated numerically and taken as linear around where the fit stands;
every step is checked against the equations themselves, and halved where they disagree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
Bounds = Sequence[tuple[float | None, float | None]]

_NUDGE: Final = 0.05
_STRIDE: Final = 0.7
"""How far one step may move an inner unknown."""
_STEPS: Final = 8
_ENOUGH: Final = 0.2
"""Gain (natural-log units over all data) below which the fit stands."""


class Problem(Protocol):
    """What is predicted from what the equations give, with unknowns of its own."""

    @property
    def start(self) -> Array:
        """Where its unknowns start; the fit is drawn back to there."""

    @property
    def spread(self) -> Array:
        """Standard deviations of their priors, about the start."""

    @property
    def bounds(self) -> Bounds:
        """The least and most that each may be."""

    def lost(self, own: Array, seen: Array) -> tuple[float, Array, Array]:
        """Negative log likelihood with its gradients, by its own unknowns and by what it sees."""


@dataclass(frozen=True)
class Top:
    """Where the fit ended: both kinds of unknowns, and the negative log posterior."""

    own: Array
    inner: Array
    objective: float


def climb(
    problem: Problem,
    look: Callable[[Array], Array],
    spread: Array,
    furthest: float,
    say: Callable[[str], None],
) -> Top:
    """The most likely unknowns.

    Args:
        problem: What is predicted.
        look: What the problem sees, from the equations' unknowns; these start at 0.
        spread: Standard deviations of the equations' unknowns.
        furthest: The most that these may be, either way.
        say: Told how the fit goes on.
    """
    inner, seen = np.zeros(len(spread)), look(np.zeros(len(spread)))
    own, best = _settled(problem, problem.start, seen)
    say(f"{best:.2f} at the start")
    for _ in range(_STEPS if len(spread) else 0):
        slopes = [(look(inner + _NUDGE * one) - seen) / _NUDGE for one in np.eye(len(spread))]
        ahead = _ahead(problem, own, inner, seen, slopes, spread, furthest)
        before, share = best, 1.0
        while share > 0.2:
            tried = inner + share * (ahead - inner)
            there = look(tried)
            settled, value = _settled(problem, own, there)
            value += _prior(tried / spread)
            if value < best:
                own, inner, seen, best = settled, tried, there, value
                break
            share /= 2
        say(f"{best:.2f}")
        if before - best < _ENOUGH:
            break
    return Top(own, inner, best)


def _prior(away: Array) -> float:
    return 0.5 * float(away @ away)


def _settled(problem: Problem, own: Array, seen: Array) -> tuple[Array, float]:
    """The problem's own unknowns at their best, given what it sees."""

    def value(tried: Array) -> tuple[float, Array]:
        lost, slope, _ = problem.lost(tried, seen)
        away = (tried - problem.start) / problem.spread
        return lost + _prior(away), slope + away / problem.spread

    return _minimized(value, own, problem.bounds)


def _ahead(
    problem: Problem,
    own: Array,
    inner: Array,
    seen: Array,
    slopes: Sequence[Array],
    spread: Array,
    furthest: float,
) -> Array:
    """Where the equations' unknowns would be best, were what is seen linear in them."""

    def value(z: Array) -> tuple[float, Array]:
        tried, u = z[: len(own)], z[len(own) :]
        there = seen.copy()
        for slope, step in zip(slopes, u - inner, strict=True):
            there += step * slope
        lost, by_own, by_seen = problem.lost(tried, there)
        away, off = (tried - problem.start) / problem.spread, u / spread
        by_inner = np.array([(by_seen * slope).sum() for slope in slopes]) + off / spread
        gradient = np.concatenate([by_own + away / problem.spread, by_inner])
        return lost + _prior(away) + _prior(off), gradient

    near = [(max(-furthest, u - _STRIDE), min(furthest, u + _STRIDE)) for u in inner]
    best, _ = _minimized(value, np.concatenate([own, inner]), [*problem.bounds, *near])
    return best[len(own) :]


def _minimized(
    value: Callable[[Array], tuple[float, Array]], start: Array, bounds: Bounds
) -> tuple[Array, float]:
    found = minimize(
        value, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    return np.asarray(found.x, dtype=float), float(found.fun)
