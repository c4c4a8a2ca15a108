"""What the coder's model answers: its heads, their classes, and where each lies in its output.

Training and run time read the same list, so that a logit can mean only one thing.
"""

from typing import Final, NamedTuple, get_args

from app.domain.codes import (
    DIMENSIONS,
    EMOTIONS,
    Behavior,
    Flag,
    Input,
    Move,
    Question,
    Reflection,
    Strategy,
    Talk,
)

LEVELS: Final = ("0", "1", "2")
MECHANISMS: Final = ("emotional_reaction", "interpretation", "exploration")
"""EPITOME's three; the model also marks the words that carry each, in this order."""


class Head(NamedTuple):
    """One question put to a turn: exactly one class holds, or any number of them."""

    name: str
    classes: tuple[str, ...]
    several: bool = False


HEADS: Final = (
    Head("behavior", get_args(Behavior)),
    Head("question", get_args(Question)),
    Head("reflection", get_args(Reflection)),
    Head("input", get_args(Input)),
    Head("move", get_args(Move), several=True),
    *(Head(name, LEVELS) for name in MECHANISMS),
    Head("strategy", get_args(Strategy)),
    # A silence is no words at all and needs no model.
    Head("flag", tuple(flag for flag in get_args(Flag) if flag != "silent"), several=True),
    Head("talk", get_args(Talk)),
    Head("strength", ("0", "1", "2", "3")),
    Head("feeling", EMOTIONS, several=True),
    *(Head(name, LEVELS) for name in DIMENSIONS),
)


BY_NAME: Final = {head.name: head for head in HEADS}


def _places() -> dict[str, slice]:
    places: dict[str, slice] = {}
    start = 0
    for head in HEADS:
        places[head.name] = slice(start, start + len(head.classes))
        start += len(head.classes)
    return places


PLACES: Final = _places()
"""Where a head's logits lie, by its name."""
WIDTH: Final = sum(len(head.classes) for head in HEADS)
