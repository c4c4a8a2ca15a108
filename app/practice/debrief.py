"""The debrief: what happened in a session, with the evidence, from its events alone."""

from collections.abc import Sequence
from typing import Final

from app.assessment.coder import Terms
from app.assessment.eq import Measured, measured
from app.assessment.rating import SessionModel
from app.assessment.report import SessionReport, report, session_model
from app.assessment.session import CodedTurn, SessionCounts, count_session, missed_feeling
from app.assessment.standouts import Standouts, standouts
from app.client.mind import lock_of
from app.client.whatif import Ahead
from app.domain.codes import ClientCodes, TurnCodes
from app.domain.events import Event, TimeOut, TurnCoded
from app.domain.mind import Appraisal, MindState
from app.domain.persona import DisclosureItem, Persona
from app.domain.scenario import Scenario
from app.domain.value import Value
from app.practice.coded import coded_turns, trust_effects
from app.practice.replay import SessionView, replay, seen_by
from app.practice.whatif import Shares, attribution_of, forecast_of

LEAST_RATED: Final = 3
"""Coded trainee turns below which a session is shown without ratings."""


class Rater(Value):
    """What rates sessions. Its model holds only for turns that the coder of this name coded."""

    name: str
    terms: str = ""
    model: SessionModel | None = None

    @classmethod
    def of(cls, terms: Terms) -> "Rater":
        """The one that a coder file brings.

        Raises:
            KnownError: Its coefficients cannot be read.
        """
        return cls(name=terms.name, terms=terms.terms, model=session_model(terms.session))


class DebriefTurn(Value):
    """A turn of the path the session took in the end. ``index`` counts along that path.

    ``codes`` are those of a trainee turn, ``client_codes`` those of a client turn.
    ``appraisal``, ``reaction``, ``trust_change`` and ``told`` are the debriefed client's: in a
    group, the turns of the others have them, too.
    """

    index: int
    number: int
    speaker: str
    text: str
    client: str | None = None
    """Who speaks in a client turn, by id."""
    codes: TurnCodes | None = None
    client_codes: ClientCodes | None = None
    appraisal: Appraisal | None = None
    reaction: str = ""
    """What the trigger that the turn hit does to the client; empty where it hit none."""
    trust_change: float | None = None
    told: tuple[str, ...] = ()
    interrupted: bool = False


class TimelinePoint(Value):
    """The client's state after a turn that they heard; index 0 is the beginning."""

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


class Missed(Value):
    """A trainee turn that passed over a feeling the client had just shown."""

    index: int
    feeling: str


class Debrief(Value):
    """Everything the debrief page shows.

    ``standouts``, ``missed`` and ``report.review`` refer to turns by ``index``.
    """

    title: str
    client: str
    turns: tuple[DebriefTurn, ...]
    timeline: tuple[TimelinePoint, ...]
    counts: SessionCounts
    report: SessionReport
    unrated: str
    """Why the report holds no ratings, one sentence; empty where it does."""
    measured: tuple[Measured, ...]
    """What the report's domains are made of."""
    missed: tuple[Missed, ...]
    coders: tuple[str, ...]
    """Names of the turn coders whose codes these are."""
    terms: str
    """Who may use the coder for what; empty where anyone may for anything."""
    told: tuple[Told, ...]
    locked: tuple[Locked, ...]
    standouts: Standouts
    time_outs: tuple[TimeOut, ...]
    finished: bool
    other_branches: int
    """Client replies that lie off this path: tried again or rewound."""
    attribution: Shares | None = None
    """Whose doing the changes were; see ``with_outlook``."""
    forecast: tuple[Ahead, ...] | None = None
    """The next three turns as it stood at the end; see ``with_outlook``."""
    compliance: str | None = None
    """How far the client kept to the pack, one sentence; see ``with_compliance``."""


def debrief(
    events: Sequence[Event], persona: Persona, scenario: Scenario, rater: Rater | None = None
) -> Debrief:
    """The debrief of a session, finished or not; of a group's, as one member lived it.

    Args:
        events: The session.
        persona: Its client, or the member of the group.
        scenario: Its scenario.
        rater: What rates sessions; without it, ratings are left out.
    """
    view = replay(events)
    if view.grouped:
        view = seen_by(view, persona.id)
    # The pack may have changed since the session began: what it no longer knows is left out.
    known = {item.id for item in persona.ladder}
    reactions = {trigger.id: trigger.reaction for trigger in persona.triggers}
    coded = coded_turns(view)
    effects = trust_effects(view)
    coders = _coders(events, view)
    unrated = _unrated(coded, coders, rater)
    turns = tuple(
        DebriefTurn(
            index=index,
            number=number,
            speaker=turn.speaker,
            text=turn.text,
            client=turn.client,
            codes=turn.codes,
            client_codes=turn.client_codes,
            appraisal=turn.appraisal,
            reaction=reactions.get(turn.appraisal.trigger or "", "") if turn.appraisal else "",
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
        report=report(coded, rater.model if rater is not None and not unrated else None),
        unrated=unrated,
        measured=measured(coded),
        missed=tuple(
            Missed(index=index, feeling=feeling)
            for index, turn in enumerate(coded)
            if turn.speaker == "trainee" and (feeling := missed_feeling(coded, index))
        ),
        coders=coders,
        terms=rater.terms if rater is not None and rater.name in coders else "",
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


def with_outlook(found: Debrief, events: Sequence[Event], persona: Persona) -> Debrief:
    """The debrief with what takes longer: attribution, and the forecast where enough was said.

    Neither is there in a group: its minds move each other.
    """
    if replay(events).grouped:
        return found
    return found.model_copy(
        update={
            "attribution": attribution_of(events, persona),
            "forecast": forecast_of(events, persona),
        }
    )


def _coders(events: Sequence[Event], view: SessionView) -> tuple[str, ...]:
    path = set(view.path)
    coded = (event for event in events if isinstance(event, TurnCoded) and event.turn in path)
    return tuple(dict.fromkeys(event.coder for event in coded))


def _unrated(coded: Sequence[CodedTurn], coders: tuple[str, ...], rater: Rater | None) -> str:
    if sum(turn.codes is not None for turn in coded) < LEAST_RATED:
        return f"This session is too short for ratings: they take at least {LEAST_RATED} turns."
    if rater is None or rater.model is None:
        return "The turn coder of this program brings no ratings of sessions."
    if coders != (rater.name,):
        return (
            f"These turns were coded by another turn coder ({', '.join(coders)}), and the ratings "
            "do not hold for its codes."
        )
    return ""


def _timeline(view: SessionView) -> tuple[TimelinePoint, ...]:
    points = [TimelinePoint(index=0, state=view.started.state)]
    for index, number in enumerate(view.path):
        turn = view.turns[number]
        if turn.appraisal is not None and turn.state is not None:
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
