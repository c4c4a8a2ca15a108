"""From events to what they mean: turns as a tree, the current path, the client's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from app.client.mind import step, tell
from app.domain.codes import ClientCodes, TurnCodes
from app.domain.events import (
    ClientReplied,
    Condensed,
    Ended,
    Event,
    MindMoved,
    Resumed,
    Rewound,
    Started,
    TimeOut,
    TraineeSpoke,
    TurnCoded,
)
from app.domain.mind import Appraisal, MindState
from app.domain.persona import Persona

Speaker = Literal["client", "trainee"]


@dataclass(frozen=True)
class TurnView:
    """One turn of the tree with all that is known of it.

    ``codes`` are those of a trainee turn, ``client_codes`` those of a client turn.
    ``state`` is the client's state after the turn: for a trainee turn before the reply, for a
    client turn after it.
    """

    number: int
    parent: int | None
    speaker: Speaker
    text: str
    codes: TurnCodes | None = None
    client_codes: ClientCodes | None = None
    appraisal: Appraisal | None = None
    state: MindState | None = None
    note: str | None = None
    told: tuple[str, ...] = ()
    interrupted: bool = False


@dataclass(frozen=True)
class SessionView:
    """A session as it stands after its events so far."""

    started: Started
    turns: Mapping[int, TurnView]
    head: int
    """The turn at which the talk stands now; 0 is the client's opening."""
    time_outs: tuple[TimeOut, ...] = ()
    condensed: tuple[Condensed, ...] = ()
    resumed: int = 0
    ended: Ended | None = None
    path: tuple[int, ...] = field(default=(), compare=False)
    """Numbers of the turns from the opening to ``head``."""

    @property
    def state(self) -> MindState:
        """The client's state now."""
        for number in reversed(self.path):
            state = self.turns[number].state
            if state is not None:
                return state
        return self.started.state

    @property
    def pending(self) -> int | None:
        """The trainee turn that still waits for its reply, if any."""
        return self.head if self.turns[self.head].speaker == "trainee" else None

    @property
    def summed_up(self) -> Condensed | None:
        """The summary that reaches furthest along the current path, if any."""
        here = [event for event in self.condensed if event.turn in self.path]
        return max(reversed(here), key=lambda event: event.turn, default=None)

    @property
    def next_turn(self) -> int:
        """The number the next turn gets."""
        return max(self.turns) + 1

    def tries(self, number: int) -> tuple[int, ...]:
        """All replies to the same trainee turn as this one, in the order drawn."""
        parent = self.turns[number].parent
        return tuple(t.number for t in self.turns.values() if t.parent == parent)


def replay(events: Sequence[Event]) -> SessionView:
    """The session these events make.

    Raises:
        ValueError: The events do not begin with ``Started``, refer to turns that are not
            there, or do not make a tree in which client and trainee take turns.
    """
    if not events or not isinstance(events[0], Started):
        raise ValueError("a session's events begin with 'started'")
    view = _open(events[0])
    for event in events[1:]:
        view = apply(view, event)
    return view


def apply(view: SessionView, event: Event) -> SessionView:
    """The session after one more event."""
    match event:
        case Started():
            raise ValueError("a session starts once")
        case TraineeSpoke():
            _new(view, event.turn, after=_turn(view, event.parent, "client"))
            turn = TurnView(event.turn, event.parent, "trainee", event.text)
            return _with(view, turn, head=event.turn)
        case TurnCoded():
            turn = replace(_turn(view, event.turn, "trainee"), codes=event.codes)
            return _with(view, turn)
        case MindMoved():
            turn = replace(
                _turn(view, event.turn, "trainee"),
                appraisal=event.appraisal,
                state=event.state,
                note=event.note,
            )
            return _with(view, turn)
        case ClientReplied():
            _new(view, event.turn, after=_turn(view, event.parent, "trainee"))
            turn = TurnView(
                event.turn,
                event.parent,
                "client",
                event.text,
                client_codes=event.codes,
                state=event.state,
                told=event.told,
                interrupted=event.interrupted,
            )
            return _with(view, turn, head=event.turn)
        case Rewound():
            _turn(view, event.turn)
            return replace(view, head=event.turn, path=_path(view.turns, event.turn))
        case TimeOut():
            _turn(view, event.after)
            return replace(view, time_outs=(*view.time_outs, event))
        case Condensed():
            _turn(view, event.turn)
            return replace(view, condensed=(*view.condensed, event))
        case Resumed():
            return replace(view, resumed=view.resumed + 1, ended=None)
        case Ended():
            return replace(view, ended=event)


def recompute(events: Sequence[Event], persona: Persona) -> dict[int, MindState]:
    """The states that the equations give for the recorded appraisals and noise, by turn.

    Equal to the recorded ones for the same program and persona.
    """
    view = replay(events)
    states: dict[int, MindState] = {0: view.started.state}
    for event in events:
        if isinstance(event, MindMoved):
            before = states[view.turns[event.turn].parent or 0]
            states[event.turn] = step(persona, before, event.appraisal, event.noise)
        elif isinstance(event, ClientReplied):
            states[event.turn] = tell(states.get(event.parent, view.started.state), event.told)
    del states[0]
    return states


def _open(started: Started) -> SessionView:
    opening = TurnView(
        0, None, "client", started.opening, client_codes=started.codes, state=started.state
    )
    return SessionView(started, MappingProxyType({0: opening}), head=0, path=(0,))


def _turn(view: SessionView, number: int, speaker: Speaker | None = None) -> TurnView:
    turn = view.turns.get(number)
    if turn is None:
        raise ValueError(f"the session has no turn {number}")
    if speaker is not None and turn.speaker != speaker:
        raise ValueError(f"turn {number} is not a turn of the {speaker}")
    return turn


def _new(view: SessionView, number: int, after: TurnView) -> None:
    if number in view.turns:
        raise ValueError(f"the session has a turn {number} already")
    if number < after.number:
        raise ValueError(f"turn {number} cannot come after turn {after.number}")


def _with(view: SessionView, turn: TurnView, head: int | None = None) -> SessionView:
    turns = MappingProxyType({**view.turns, turn.number: turn})
    at = view.head if head is None else head
    return replace(view, turns=turns, head=at, path=_path(turns, at))


def _path(turns: Mapping[int, TurnView], head: int) -> tuple[int, ...]:
    path: list[int] = []
    number: int | None = head
    while number is not None:
        path.append(number)
        number = turns[number].parent
    return tuple(reversed(path))
