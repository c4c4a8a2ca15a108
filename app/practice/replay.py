"""From events to what they mean: turns as a tree, the current path, the client's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from app.domain.codes import ClientCodes, TurnCodes
from app.domain.events import (
    ClientReplied,
    Condensed,
    Ended,
    Event,
    FloorGiven,
    MindMoved,
    Resumed,
    Rewound,
    Started,
    TimeOut,
    TraineeSpoke,
    TurnCoded,
)
from app.domain.mind import Appraisal, Bonds, MindState, Noise

Speaker = Literal["client", "trainee"]


@dataclass(frozen=True)
class Moved:
    """What a turn did to one client.

    ``appraisal``, ``note`` and ``noise`` are absent for the client's own turns.
    """

    state: MindState
    appraisal: Appraisal | None = None
    note: str | None = None
    noise: Noise | None = None


@dataclass(frozen=True)
class Floor:
    """Who speaks after a turn in a group (None: the trainee), and how its members stand."""

    next: str | None
    bonds: Bonds


@dataclass(frozen=True)
class TurnView:
    """One turn of the tree with all that is known of it.

    ``codes`` are those of a trainee turn, ``client_codes`` those of a client turn.
    ``state`` is the client's state after the turn: for a trainee turn before the reply, for a
    client turn after it. In a group ``state``, ``appraisal`` and ``note`` are those of the client
    through whose eyes the session is seen (see ``seen_by``), and ``minds`` has everybody's.
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
    client: str | None = None
    """Who speaks, in a client turn."""
    minds: Mapping[str, Moved] = field(default_factory=lambda: MappingProxyType({}))
    floor: Floor | None = None


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
    def clients(self) -> tuple[str, ...]:
        """The client, or the members of the group."""
        return (self.started.client, *self.started.others)

    @property
    def grouped(self) -> bool:
        """Whether there are several clients."""
        return bool(self.started.others)

    @property
    def pending(self) -> int | None:
        """The turn that still waits for a client's reply, if any."""
        turn = self.turns[self.head]
        if turn.speaker == "trainee":
            return self.head
        owed = turn.floor is None or turn.floor.next is not None
        return self.head if self.grouped and self.head != 0 and owed else None

    @property
    def bonds(self) -> Bonds:
        """What each member of a group is to each now."""
        return self.bonds_at(self.head)

    def bonds_at(self, number: int) -> Bonds:
        """What each member of a group is to each after a turn, wherever in the tree it is."""
        for back in reversed(self.path_to(number)):
            floor = self.turns[back].floor
            if floor is not None:
                return floor.bonds
        return self.started.bonds

    def path_to(self, number: int) -> tuple[int, ...]:
        """The turns from the opening to this one."""
        return self.path if number == self.head else _path(self.turns, number)

    def state_of(self, client: str, upto: int | None = None) -> MindState:
        """A client's state now, or after the turn ``upto``, wherever in the tree it is."""
        for number in reversed(self.path if upto is None else self.path_to(upto)):
            moved = self.turns[number].minds.get(client)
            if moved is not None:
                return moved.state
        return self.started.others.get(client, self.started.state)

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
        """All replies of this client to the same turn as this one, in the order drawn."""
        this = self.turns[number]
        return tuple(
            t.number
            for t in self.turns.values()
            if t.parent == this.parent and t.client == this.client
        )


def replay(events: Sequence[Event]) -> SessionView:
    """The session these events make.

    Raises:
        ValueError: The events do not begin with ``Started``, refer to turns or clients that
            are not there, or do not make a tree in which clients and trainee take turns.
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
            turn = _turn(view, event.turn, None if view.grouped else "trainee")
            client = _client(view, event.client or view.started.client)
            moved = Moved(event.state, event.appraisal, event.note, event.noise)
            return _with(view, _moving(view, turn, client, moved))
        case FloorGiven():
            given = _turn(view, event.turn)
            if event.next is not None:
                _client(view, event.next)
            elif given.speaker == "trainee":
                raise ValueError(f"turn {event.turn} of the trainee is answered by a client")
            _ties(view, event.bonds)
            return _with(view, replace(given, floor=Floor(event.next, event.bonds)))
        case ClientReplied():
            _new(view, event.turn, after=_turn(view, event.parent, _answered(view, event)))
            client = _client(view, event.client)
            turn = TurnView(
                event.turn,
                event.parent,
                "client",
                event.text,
                client_codes=event.codes,
                told=event.told,
                interrupted=event.interrupted,
                client=client,
            )
            return _with(view, _moving(view, turn, client, Moved(event.state)), head=event.turn)
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


def seen_by(view: SessionView, client: str) -> SessionView:
    """A group's session through the eyes of one member."""
    if not view.grouped:
        return view
    states = {view.started.client: view.started.state, **view.started.others}
    state = states.pop(_client(view, client))
    first = view.started.model_copy(update={"client": client, "state": state, "others": states})
    turns = {
        number: replace(
            turn,
            state=moved.state if (moved := turn.minds.get(client)) else None,
            appraisal=moved.appraisal if moved else None,
            note=moved.note if moved else None,
            told=turn.told if turn.client == client else (),
        )
        for number, turn in view.turns.items()
    }
    return replace(view, started=first, turns=MappingProxyType(turns))


def _open(started: Started) -> SessionView:
    states = {started.client: started.state, **started.others}
    opening = TurnView(
        0,
        None,
        "client",
        started.opening,
        client_codes=started.codes,
        state=started.state,
        client=started.client,
        minds=MappingProxyType({client: Moved(state) for client, state in states.items()}),
    )
    view = SessionView(started, MappingProxyType({0: opening}), head=0, path=(0,))
    _ties(view, started.bonds)
    return view


def _turn(view: SessionView, number: int, speaker: Speaker | None = None) -> TurnView:
    turn = view.turns.get(number)
    if turn is None:
        raise ValueError(f"the session has no turn {number}")
    if speaker is not None and turn.speaker != speaker:
        raise ValueError(f"turn {number} is not a turn of the {speaker}")
    return turn


def _client(view: SessionView, client: str) -> str:
    # A session of one takes any name: packs rename their clients.
    if view.grouped and client not in view.clients:
        raise ValueError(f"the session has no client {client!r}")
    return client if view.grouped else view.started.client


def _ties(view: SessionView, bonds: Bonds) -> None:
    """Refuses bonds that are not those of the session's clients."""
    clients = set(view.clients) if view.grouped else set()
    if set(bonds) != clients or any(set(bonds[a]) != clients - {a} for a in clients):
        raise ValueError("the bonds are not those of the session's clients")


def _answered(view: SessionView, event: ClientReplied) -> Speaker | None:
    """Whom a reply may follow: the trainee; in a group also another client."""
    parent = view.turns.get(event.parent)
    if view.grouped and parent is not None and parent.client != event.client:
        return None
    return "trainee"


def _moving(view: SessionView, turn: TurnView, client: str, moved: Moved) -> TurnView:
    """The turn with what it did to one client; the first is the one seen by at first."""
    turn = replace(turn, minds=MappingProxyType({**turn.minds, client: moved}))
    if client != view.started.client:
        return turn
    return replace(turn, state=moved.state, appraisal=moved.appraisal, note=moved.note)


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
