"""A session in numbers: what its trainee turns do on average, and at their utmost.

Numbers are calibrated chances and expected levels rather than decided codes: a session's mean
is then as sure as its turns together, not as coarse as each.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.assessment.heads import HEADS, MECHANISMS
from app.domain.codes import DIMENSIONS, TurnCodes

Array = NDArray[np.float64]

_LEVELED: Final = (*MECHANISMS, *DIMENSIONS)
_CHANCES: Final = tuple(
    f"{head.name}:{c}"
    for head in HEADS
    if head.name in ("behavior", "question", "reflection", "input", "move", "strategy", "flag")
    for c in head.classes
    if c != "none"
)
TURN_FEATURES: Final = (*_CHANCES, *_LEVELED)
FEATURES: Final = (
    *(f"mean {name}" for name in TURN_FEATURES),
    *(f"most {name}" for name in _LEVELED),
)
_MOST_AT: Final = tuple(TURN_FEATURES.index(name) for name in _LEVELED)


def turn_features(turns: Sequence[TurnCodes]) -> Array:
    """(turns, ``TURN_FEATURES``): chances of codes, expected levels of what has levels.

    A silent turn does nothing; codes without chances count as sure.
    """
    rows = [[_value(codes, name) for name in TURN_FEATURES] for codes in turns]
    return np.array(rows, dtype=float).reshape(len(turns), len(TURN_FEATURES))


def session_features(rows: Array) -> Array:
    """(..., ``FEATURES``) of (..., turns, ``TURN_FEATURES``); there is at least one turn."""
    return np.concatenate([rows.mean(axis=-2), rows[..., _MOST_AT].max(axis=-2)], axis=-1)


def _value(codes: TurnCodes, name: str) -> float:
    chances = codes.probabilities
    if name in _LEVELED:
        if f"{name}:1" in chances:
            # Codes by rule, in older sessions, have a chance of the decided level alone.
            return chances[f"{name}:1"] + 2 * chances.get(f"{name}:2", 0.0)
        return float(getattr(codes, name, 0))
    if name in chances:
        return chances[name]
    head, _, value = name.partition(":")
    if head == "move":
        return float(value in codes.moves)
    if head == "flag":
        return float(value in codes.flags)
    # A silence has no chances but its own: it is no question and no "other" either.
    return 0.0 if "silent" in codes.flags else float(getattr(codes, head) == value)
