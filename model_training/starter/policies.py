"""How trainees of different skill go about a session: what they do how often."""

import random
from typing import Literal, get_args

from app.domain.codes import PEER_ACTS, Heard

Style = Literal["skilled", "mixed", "poor", "random"]
STYLES: tuple[Style, ...] = get_args(Style)

_EVERY: tuple[Heard, ...] = tuple(what for what in get_args(Heard) if what not in PEER_ACTS)
_SKILLED: dict[Heard, float] = {
    "open_question": 5, "closed_question": 1.2, "safety_question": 0.7, "reflection": 7,
    "affirmation": 1.4, "autonomy": 1, "apology": 0.5, "self_disclosure": 0.2,
    "information": 0.4, "silence": 0.8, "other": 0.8,
}  # fmt: skip
_MIXED: dict[Heard, float] = {
    "open_question": 4, "closed_question": 3, "safety_question": 0.7, "reflection": 3,
    "affirmation": 1, "autonomy": 0.7, "apology": 0.6, "self_disclosure": 0.6,
    "information": 1, "advice": 1.5, "confrontation": 0.7, "minimizing": 0.6, "silence": 0.6,
    "other": 1,
}  # fmt: skip
_POOR: dict[Heard, float] = {
    "open_question": 1, "closed_question": 4, "safety_question": 0.5, "reflection": 0.7,
    "affirmation": 0.5, "autonomy": 0.2, "apology": 0.5, "self_disclosure": 1, "information": 2,
    "advice": 4, "confrontation": 3, "minimizing": 2.5, "silence": 0.6, "other": 1,
}  # fmt: skip
_WEIGHTS: dict[Style, dict[Heard, float]] = {
    "skilled": _SKILLED,
    "mixed": _MIXED,
    "poor": _POOR,
    "random": dict.fromkeys(_EVERY, 1.0),
}


def next_move(style: Style, turn: int, turns: int, rng: random.Random) -> Heard:
    """What a trainee of this style does in turn ``turn`` (from 0) of ``turns``."""
    if turn == 0 and rng.random() < 0.35:
        return "greeting"
    if turn == turns - 1 and rng.random() < 0.4:
        return "closing"
    weights = _WEIGHTS[style]
    return rng.choices(list(weights), list(weights.values()))[0]
