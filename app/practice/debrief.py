"""The debrief: what happened in a session, with the evidence, from its events alone."""

from collections.abc import Sequence

from app.assessment.session import SessionCounts, count_session
from app.assessment.standouts import Standouts, standouts
from app.client.mind import lock_of
from app.domain.codes import TurnCodes
from app.domain.events import Event, TimeOut
from app.domain.mind import Appraisal, MindState
from app.domain.persona import DisclosureItem, Persona
from app.domain.scenario import Scenario
from app.domain.value import Value
from app.practice.coded import coded_turns, trust_effects
from app.practice.replay import SessionView, replay


class DebriefTurn(Value):
    """A turn of the path the session took in the end. ``index`` counts along that path."""

    index: int
    number: int
    speaker: str
    text: str
    codes: TurnCodes | None = None
    appraisal: Appraisal | None = None
    trust_change: float | None = None
    told: tuple[str, ...] = ()
    interrupted: bool = False


class TimelinePoint(Value):
    """The client's state after a turn; index 0 is the beginning."""

    index: int
    state: MindState


class Told(Value):
    """A ladder item that was told, and where."""

    item: str
    summary: str
    index: int


class Locked(Value):
    """A ladder item that stayed locked, and why."""

    item: str
    summary: str
    why: str


class Debrief(Value):
    """Everything the debrief page shows; ``standouts`` refer to turns by ``index``."""

    title: str
    client: str
    turns: tuple[DebriefTurn, ...]
    timeline: tuple[TimelinePoint, ...]
    counts: SessionCounts
    told: tuple[Told, ...]
    locked: tuple[Locked, ...]
    standouts: Standouts
    time_outs: tuple[TimeOut, ...]
    finished: bool
    other_branches: int
    """Client replies that lie off this path: tried again or rewound."""


def debrief(events: Sequence[Event], persona: Persona, scenario: Scenario) -> Debrief:
    """The debrief of a session, finished or not."""
    view = replay(events)
    # The pack may have changed since the session began: what it no longer knows is left out.
    known = {item.id for item in persona.ladder}
    coded = coded_turns(view)
    effects = trust_effects(view)
    turns = tuple(
        DebriefTurn(
            index=index,
            number=number,
            speaker=turn.speaker,
            text=turn.text,
            codes=turn.codes,
            appraisal=turn.appraisal,
            trust_change=effects.get(index),
            told=tuple(item for item in turn.told if item in known),
            interrupted=turn.interrupted,
        )
        for index, number in enumerate(view.path)
        for turn in (view.turns[number],)
    )
    where = {item: turn.index for turn in reversed(turns) for item in turn.told}
    clients = sum(turn.speaker == "client" for turn in view.turns.values())
    return Debrief(
        title=scenario.title,
        client=persona.name,
        turns=turns,
        timeline=_timeline(view),
        counts=count_session(coded),
        told=tuple(
            Told(item=item.id, summary=item.summary, index=where[item.id])
            for item in persona.ladder
            if item.id in where
        ),
        locked=tuple(
            Locked(item=item.id, summary=item.summary, why=_why(item, persona, view))
            for item in persona.ladder
            if item.id not in where
        ),
        standouts=standouts(coded, effects),
        time_outs=view.time_outs,
        finished=view.ended is not None,
        other_branches=clients - sum(turn.speaker == "client" for turn in turns),
    )


def _timeline(view: SessionView) -> tuple[TimelinePoint, ...]:
    points = [TimelinePoint(index=0, state=view.started.state)]
    for index, number in enumerate(view.path):
        turn = view.turns[number]
        if turn.speaker == "trainee" and turn.state is not None:
            points.append(TimelinePoint(index=index, state=turn.state))
    return tuple(points)


def _why(item: DisclosureItem, persona: Persona, view: SessionView) -> str:
    lock = lock_of(item, view.state)
    if lock is not None:
        return lock
    turns = [view.turns[number] for number in view.path]
    if any(turn.state is not None and turn.state.offered == item.id for turn in turns):
        return "it was within reach, but the client did not come out with it"
    if view.state.openness == "guarded":
        return f"too guarded in the end: resistance was {view.state.resistance:.2f}"
    phrase = next(topic.phrase for topic in persona.topics if topic.id == item.topic)
    asked = any(turn.appraisal is not None and turn.appraisal.topic == item.topic for turn in turns)
    if item.needs == "safety_question":
        return "nobody asked about safety outright once there was enough trust"
    if not asked:
        return f"it never came up: it belongs to the topic “{phrase}”"
    return f"there was enough trust in the end, but nobody came back to “{phrase}”"
