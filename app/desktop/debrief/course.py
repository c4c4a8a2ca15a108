"""The course of a session as a trainee reads it: each point, and what happened there, in words.

Pure; knows nothing of Qt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.assessment.standouts import HOLDS
from app.client.mind import stage_of
from app.desktop.debrief.codes import change, exchange, quoted
from app.domain.feelings import PRIMARIES, Primary
from app.domain.mind import MindState, Response
from app.domain.persona import STAGES
from app.practice.debrief import Debrief

Mark = Literal["", "rupture", "repair"]
_OPENS = 0.1
"""A rupture that grows by this much in one turn is marked, and so is the turn that mends it."""
_MENDS = 0.2
"""The share of a rupture that goes in one turn where it is repaired, not forgotten."""
_NEARLY = 0.8
"""Share of the strongest feeling from which the next one is named beside it."""
FEELING_ROWS: tuple[Primary, ...] = (
    "anger",
    "disgust",
    "fear",
    "sadness",
    "surprise",
    "anticipation",
    "joy",
    "trust",
)
STAGE_WORDS: dict[str, str] = dict(
    zip(
        STAGES,
        ("sees no need", "of two minds", "getting ready", "changing", "keeping it up"),
        strict=True,
    )
)
"""Stages of change, as short as they stand in the plot."""
_STAGE_SENTENCES: dict[str, str] = dict(
    zip(
        STAGES,
        (
            "sees no need to change",
            "is of two minds about changing",
            "is getting ready to change",
            "is changing something",
            "keeps up a change",
        ),
        strict=True,
    )
)
_TAKES: dict[Response, str] = {
    "ashamed": "ashamed of it",
    "afraid": "afraid of it",
    "angry": "angry about it",
}


@dataclass(frozen=True)
class Moment:
    """One point of the course: the client after a turn that they heard.

    Attributes:
        index: The turn's place in the transcript; 0 is the beginning.
        number: The number the turn is spoken of by, empty for what others of a group said.
        mark: Whether a rupture opened or was repaired in it.
    """

    index: int
    number: str
    state: MindState
    mark: Mark = ""


def feeling_word(primary: Primary) -> str:
    """The word for a primary feeling; that of trust is not the trust that is measured."""
    return "closeness" if primary == "trust" else primary


def course(found: Debrief) -> tuple[Moment, ...]:
    """The points of a session."""
    moments = []
    states = [point.state for point in found.timeline]
    for point, mark in zip(found.timeline, marks(states), strict=True):
        number = exchange(found.turns, point.index)
        own = found.turns[point.index].speaker == "trainee"
        name = "start" if point.index == 0 else str(number) if own else ""
        moments.append(Moment(point.index, name, point.state, mark))
    return tuple(moments)


def marks(states: Sequence[MindState]) -> list[Mark]:
    """Where a rupture opened or was repaired; nothing at the first."""
    found: list[Mark] = [""]
    for before, after in pairwise(states):
        grew = after.rupture - before.rupture
        if grew >= _OPENS:
            found.append("rupture")
        elif before.rupture >= _OPENS and -grew >= _MENDS * before.rupture:
            found.append("repair")
        else:
            found.append("")
    return found


def feels(state: MindState) -> str:
    """``fear (41%)``, or the two strongest where they are nearly equal."""
    weights = state.feelings.weights
    first, second = sorted(range(8), key=lambda n: -weights[n])[:2]
    named = [first, second] if weights[second] >= _NEARLY * weights[first] else [first]
    return " and ".join(f"{feeling_word(PRIMARIES[n])} ({weights[n]:.0%})" for n in named)


def hides(state: MindState) -> str:
    """``hides the fear, ashamed of it, and shows anger``; empty where what is felt shows."""
    felt = state.feelings.dominant
    if state.shows is None or state.shows == felt:
        return ""
    takes = f", {_TAKES[state.about]}," if state.about is not None else ""
    return f"hides the {feeling_word(felt)}{takes} and shows {feeling_word(state.shows)}"


def stands(state: MindState) -> str:
    """Where the client stands toward a change, as a predicate."""
    return _STAGE_SENTENCES[stage_of(state)]


def stage_word(state: MindState) -> str:
    """The same, short."""
    return STAGE_WORDS[stage_of(state)]


def where(found: Debrief, moment: Moment, speaker: str = "") -> str:
    """``At the beginning``, ``After turn 3``, ``After turn 3, when Luis spoke``."""
    if moment.index == 0:
        return "At the beginning"
    said = f"After turn {exchange(found.turns, moment.index)}"
    return said if moment.number else f"{said}, when {speaker or 'another client'} spoke"


def moment_words(found: Debrief, moment: Moment, speaker: str = "") -> str:
    """A point in a sentence or two."""
    turn, state = found.turns[moment.index], moment.state
    moved = f" ({change(turn.trust_change)})" if turn.trust_change is not None else ""
    parts = [
        f"{where(found, moment, speaker)}: trust {state.trust:.2f}{moved}, "
        f"resistance {state.resistance:.2f}, mostly {feels(state)}."
    ]
    if hidden := hides(state):
        parts.append(f"{hidden[0].upper()}{hidden[1:]}.")
    if moment.mark:
        parts.append({"rupture": "A rupture.", "repair": "A repair."}[moment.mark])
    if moment.index:
        parts.append(quoted(turn.text))
    return " ".join(parts)


def summary(found: Debrief, moments: Sequence[Moment], speakers: Sequence[str] = ()) -> str:
    """The whole course for those who do not see it drawn."""
    first, last = moments[0].state, moments[-1].state
    name = found.client.split()[0]
    parts = [
        f"Timeline of {len(moments)} points. Trust from {first.trust:.2f} to {last.trust:.2f}, "
        f"resistance from {first.resistance:.2f} to {last.resistance:.2f}. "
        f"{name} feels mostly {feels(first)} at first and {feels(last)} in the end."
    ]
    hidden = [moment for moment in moments if hides(moment.state)]
    if hidden:
        parts.append(
            f"At {len(hidden)} of the points {name} shows another feeling than the strongest."
        )
    for mark, words in (("rupture", "Ruptures"), ("repair", "Repairs")):
        at = [exchange(found.turns, m.index) for m in moments if m.mark == mark]
        if at:
            parts.append(f"{words} after turn {', '.join(map(str, at))}.")
    parts.append(
        f"In the end {name} {stands(last)}."
        if stands(first) == stands(last)
        else f"At first {name} {stands(first)}, in the end {name} {stands(last)}."
    )
    parts.append("Arrow keys walk through the turns, Return tells why one moved.")
    return " ".join(parts)


def moved(name: str, before: float, after: float) -> str:
    """``Trust rose by 0.05 to 0.31``, or that it stayed."""
    by = after - before
    if abs(by) < HOLDS:
        return f"{name} stayed at {after:.2f}"
    return f"{name} {'rose' if by > 0 else 'fell'} by {abs(by):.2f} to {after:.2f}"
