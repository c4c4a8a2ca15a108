"""What if the trainee had said something else: a session's other courses, from its events alone.

Nothing here writes to a session or uses its seats. For sessions with one client; a group's minds
move each other, and what one of them would have said otherwise is not settled by one mind.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.assessment.protocol import Coder
from app.client.appraisal import appraise, topic_of
from app.client.mind import step
from app.client.script import note
from app.client.whatif import (
    Ahead,
    Heard,
    attribution,
    counterfactual,
    forecast,
    run,
    told_instead,
)
from app.domain.codes import TurnCodes
from app.domain.errors import KnownError
from app.domain.events import Condensed, Event, MindMoved, TraineeSpoke, TurnCoded
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.domain.value import Value
from app.engine.protocol import Engine, Message
from app.practice.condense import compose_summary, cut_point
from app.practice.drawing import REPLY_TOKENS, drawn, nowhere, said_up_to, seed_of
from app.practice.messages import client_messages, well_formed
from app.practice.replay import SessionView, apply, replay
from app.practice.room import last_talk, names_of, personas_of
from app.practice.screen import Screen

SEAT: Final = "whatif"
LEAST_HEARD: Final = 3
"""Turns the client has heard below which nothing is forecast."""
RECENT: Final = 6
"""The trainee's last turns, from which a forecast draws their next ones."""
DRAWS: Final = 200


class World(Value):
    """A course of the session from the turn in question on; both fields match ``indices``."""

    states: tuple[MindState, ...]
    """After each trainee turn, before the reply."""
    told: tuple[tuple[str, ...], ...]
    """Ladder items that the reply to it tells."""

    @property
    def items(self) -> tuple[str, ...]:
        """All items told from that turn on, in order."""
        return tuple(item for told in self.told for item in told)


class WhatIf(Value):
    """A session with other words in one turn, beside the session as it was."""

    index: int
    """The turn's place along the path, as in ``DebriefTurn.index``."""
    text: str
    codes: TurnCodes
    appraisal: Appraisal
    note: str
    """The director's note that the client would have been given."""
    indices: tuple[int, ...]
    """Places along the path of this turn and of the trainee turns after it."""
    actual: World
    other: World
    exact: bool
    """Whether ``actual`` has the recorded states. Where the program or the client has changed
    since, it has what today's equations make of the session, so that both can be compared."""


class TurnShare(Value):
    """What a trainee turn added, by its place along the path: to trust, and in items told."""

    index: int
    trust: float
    told: float


class Shares(Value):
    """Whose doing the changes in trust and disclosure were; see ``app.client.whatif``.

    Drift and shares sum to the change but for rounding.
    """

    turns: tuple[TurnShare, ...]
    drift_trust: float
    drift_told: float


def heard_turns(view: SessionView, persona: Persona) -> list[Heard]:
    """The trainee turns of the current path that the client has heard.

    Raises:
        KnownError: The session has several clients.
    """
    _one_client(view)
    return [heard for _, heard in _heard(view, persona)]


def what_if(
    events: Sequence[Event],
    personas: Mapping[str, Persona],
    scenario: Scenario,
    coder: Coder,
    turn: int,
    text: str,
) -> WhatIf:
    """The session with other words in one trainee turn, run on to where it stands.

    The same words mean what they meant then, so that they change nothing.

    Args:
        events: The session.
        personas: Who is in the room, by id; see ``personas_of``.
        scenario: The session's scenario.
        coder: Codes the other words.
        turn: The trainee turn's place along the path, as in ``DebriefTurn.index``.
        text: The other words; nothing is silence.

    Raises:
        KnownError: The session has several clients, or the client has not heard that turn.
    """
    view = replay(events)
    _one_client(view)
    persona = _only(personas)
    fork = _fork(view, persona, coder, turn, text)
    found = _heard(view, persona)
    at = next(place for place, (index, _) in enumerate(found) if index == turn)
    rest = [heard for _, heard in found[at:]]
    in_fact = run(persona, fork.before, rest)
    recorded = [view.turns[view.path[index]].state for index, _ in found[at:]]
    # Offers are compared between two worlds of the same equations.
    rest = [
        heard.model_copy(update={"offered": state.offered})
        for heard, state in zip(rest, in_fact, strict=True)
    ]
    other = counterfactual(persona, fork.before, rest, 0, fork.appraisal)
    return WhatIf(
        index=turn,
        text=fork.text,
        codes=fork.codes,
        appraisal=fork.appraisal,
        note=note(persona, other[0], fork.appraisal),
        indices=tuple(index for index, _ in found[at:]),
        actual=World(states=tuple(in_fact), told=tuple(heard.told or () for heard in rest)),
        other=World(
            states=tuple(other),
            told=tuple(
                told_instead(heard, state) for heard, state in zip(rest, other, strict=True)
            ),
        ),
        exact=in_fact == recorded,
    )


def other_answer(
    events: Sequence[Event],
    pack: Pack,
    scenario: Scenario,
    engine: Engine,
    coder: Coder,
    turn: int,
    text: str,
    on_text: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> str:
    """What the client answers to other words in one trainee turn, on a seat of its own.

    The reply passes the same checks as a session's, and nothing is written anywhere. The same
    words, model and session give the same answer. Blocks; belongs in a worker thread.

    Args:
        events: The session.
        pack: Its pack.
        scenario: Its scenario.
        engine: Draws the words.
        coder: Codes the trainee's other words.
        turn: The trainee turn's place along the path, as in ``DebriefTurn.index``.
        text: The other words; nothing is silence.
        on_text: Called with the words as they are let through.
        stop: Set it (and call ``engine.stop``) to end the words under way; what was said stands.

    Raises:
        KnownError: The session has several clients, the client has not heard that turn, or the
            words do not fit the model.
        EngineGone: The engine cannot go on.
    """
    view = replay(events)
    _one_client(view)
    persona = _only(personas_of(pack, scenario))
    fork = _fork(view, persona, coder, turn, text)
    messages = _messages(fork, persona, scenario, engine)
    show = on_text or nowhere
    earlier = [t.text for t in (fork.view.turns[n] for n in fork.view.path) if t.client is not None]
    return drawn(
        engine,
        SEAT,
        messages,
        seed=lambda attempt: seed_of(view.started.seed, SEAT, view.path[turn], attempt, fork.text),
        screen=lambda: Screen(persona, fork.after, earlier, show),
        stopped=stop or threading.Event(),
        show=show,
    ).text


def forecast_of(
    events: Sequence[Event], persona: Persona, draws: int = DRAWS
) -> tuple[Ahead, ...] | None:
    """The next three turns if the trainee goes on as lately; None for a session that is too short.

    Raises:
        KnownError: The session has several clients.
    """
    view = replay(events)
    turns = heard_turns(view, persona)
    if len(turns) < LEAST_HEARD:
        return None
    return forecast(
        persona,
        view.state,
        [turn.appraisal for turn in turns[-RECENT:]],
        view.started.seed,
        draws=draws,
        said=last_talk(view, view.started.client, view.head),
    )


def attribution_of(events: Sequence[Event], persona: Persona) -> Shares:
    """Each trainee turn's share in the change of trust and in what was told.

    By today's equations: in sessions of earlier programs the sum may differ from the recorded
    change.

    Raises:
        KnownError: The session has several clients.
    """
    view = replay(events)
    _one_client(view)
    found = _heard(view, persona)
    shares = attribution(persona, view.started.state, [heard for _, heard in found])
    return Shares(
        turns=tuple(
            TurnShare(index=index, trust=effect.trust, told=effect.told)
            for (index, _), effect in zip(found, shares.effects, strict=True)
        ),
        drift_trust=shares.drift_trust,
        drift_told=shares.drift_told,
    )


@dataclass(frozen=True)
class _Fork:
    """A session that has gone another way at one trainee turn; ``view`` ends with that turn."""

    view: SessionView
    text: str
    codes: TurnCodes
    appraisal: Appraisal
    before: MindState
    after: MindState


def _one_client(view: SessionView) -> None:
    if view.grouped:
        raise KnownError(
            f"what-if works for sessions with one client, and this one has {len(view.clients)}"
        )


def _only(personas: Mapping[str, Persona]) -> Persona:
    """The one client, whose id may have been another when the session was held."""
    (persona,) = personas.values()
    return persona


def _heard(view: SessionView, persona: Persona) -> list[tuple[int, Heard]]:
    """The heard turns of the path with their places along it."""
    found: list[tuple[int, Heard]] = []
    for index, number in enumerate(view.path):
        turn = view.turns[number]
        moved = turn.minds.get(view.started.client)
        if turn.speaker != "trainee" or moved is None or moved.appraisal is None:
            continue
        replied = index + 1 < len(view.path)
        before = view.state_of(view.started.client, turn.parent or 0)
        found.append(
            (
                index,
                Heard(
                    turn=number,
                    appraisal=moved.appraisal,
                    noise=moved.noise or Noise(),
                    told=view.turns[view.path[index + 1]].told if replied else None,
                    offered=moved.state.offered,
                    carried=moved.appraisal.topic == before.topic
                    and topic_of(turn.text, persona, None) is None,
                ),
            )
        )
    return found


def _fork(view: SessionView, persona: Persona, coder: Coder, index: int, text: str) -> _Fork:
    """The session up to a trainee turn, with other words in it."""
    turn = view.turns[view.path[index]] if 0 <= index < len(view.path) else None
    moved = turn.minds.get(view.started.client) if turn is not None else None
    if turn is None or turn.codes is None or moved is None or moved.appraisal is None:
        raise KnownError(
            f"turn {index} of the session is not one of the trainee's that the client has heard; "
            "choose one that is"
        )
    text = well_formed(text)
    parent = turn.parent or 0
    before = view.state_of(view.started.client, parent)
    codes, appraisal = turn.codes, moved.appraisal
    if text != turn.text:
        codes = coder.code(text, said_up_to(view, parent))
        said = last_talk(view, view.started.client, parent)
        appraisal = appraise(codes, text, persona, before.topic, said)
    noise = moved.noise or Noise()
    after = step(persona, before, appraisal, noise)
    forked = replace(view, head=parent, path=view.path[:index])
    number = view.next_turn
    for event in (
        TraineeSpoke(turn=number, parent=parent, text=text),
        TurnCoded(turn=number, coder=coder.name, codes=codes),
        MindMoved(
            turn=number,
            appraisal=appraisal,
            noise=noise,
            state=after,
            note=note(persona, after, appraisal),
        ),
    ):
        forked = apply(forked, event)
    return _Fork(forked, text, codes, appraisal, before, after)


def _messages(
    fork: _Fork, persona: Persona, scenario: Scenario, engine: Engine
) -> tuple[Message, ...]:
    """The client's history with the other words; the oldest turns are summed up if need be."""
    names = names_of({persona.id: persona})
    room = engine.info.context - REPLY_TOKENS
    view = fork.view
    while True:
        messages = client_messages(view, persona, scenario, names, brief=engine.info.small)
        if engine.count(messages) <= room:
            return messages
        upto = cut_point(view)
        if upto is None:
            raise KnownError(
                f"these words do not fit the model's context of {engine.info.context} tokens; "
                "say it in fewer words or choose a larger context"
            )
        client = view.started.client
        summary = compose_summary(view, {client: persona}, upto, to=client)
        view = apply(view, Condensed(turn=upto, summary=summary, composed=True))
