"""A session is its list of events; everything else is computed from them.

Events hold no wall-clock time outside ``timings``, so that the same seed, script and model
give the same events apart from that field.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from app.domain.codes import ClientCodes, TurnCodes
from app.domain.mind import Appraisal, Bonds, MindState, Noise
from app.domain.value import Value


class Timings(Value):
    """Times of an event, all optional: ISO 8601 wall clock (UTC) and seconds."""

    at: str | None = None
    first_word_s: float | None = None
    total_s: float | None = None


class _Event(Value):
    timings: Timings = Timings()


class Started(_Event):
    """The session opens. ``turn`` 0 is the client's opening words."""

    kind: Literal["started"] = "started"
    pack: str
    pack_version: str
    scenario: str
    client: str
    seed: int
    model: str
    """Identity of the engine (see ``EngineInfo.identity``)."""
    model_name: str
    app_version: str
    opening: str
    state: MindState
    codes: ClientCodes | None = None
    """Codes of the opening; sessions of earlier versions have none."""
    others: dict[str, MindState] = Field(default_factory=dict)
    """The other members of a group as they come in; ``client`` says the opening."""
    bonds: Bonds = Field(default_factory=dict)


class TraineeSpoke(_Event):
    """The trainee's words, written before anything is made of them."""

    kind: Literal["trainee_spoke"] = "trainee_spoke"
    turn: int
    """Number of the turn in the session, never reused."""
    parent: int
    """The client turn it answers; turns form a tree."""
    text: str


class TurnCoded(_Event):
    """Codes of a trainee turn."""

    kind: Literal["turn_coded"] = "turn_coded"
    turn: int
    coder: str
    codes: TurnCodes


class MindMoved(_Event):
    """A client's state after a turn they heard, with all that led to it."""

    kind: Literal["mind_moved"] = "mind_moved"
    turn: int
    client: str | None = None
    """Whose; the only client where none is named."""
    appraisal: Appraisal
    noise: Noise
    state: MindState
    note: str
    """The director's note given to the language model."""


class FloorGiven(_Event):
    """Who speaks after a turn in a group: a client, or (None) the trainee. The last one holds."""

    kind: Literal["floor_given"] = "floor_given"
    turn: int
    next: str | None
    bonds: Bonds
    """What each member is to each after the turn."""


class ClientReplied(_Event):
    """A client's reply as it was heard. A second one for the same ``parent`` is a new try."""

    kind: Literal["client_replied"] = "client_replied"
    turn: int
    parent: int
    client: str
    text: str
    seed: int
    attempts: int
    """Replies drawn until one kept to what may be told; 1 is the first."""
    told: tuple[str, ...] = ()
    """Ladder items told in this reply."""
    state: MindState
    """The client's state once this was said."""
    interrupted: bool = False
    codes: ClientCodes | None = None
    """Codes of the reply; sessions of earlier versions have none."""
    prompt_tokens: int = 0
    prefilled: int = 0
    generated: int = 0


class Rewound(_Event):
    """The talk goes on from an earlier turn; what came after stays in the tree."""

    kind: Literal["rewound"] = "rewound"
    turn: int


class TimeOut(_Event):
    """The trainee asked the coach something and got an answer."""

    kind: Literal["time_out"] = "time_out"
    after: int
    """The client turn at which the talk was paused."""
    question: str
    answer: str
    composed: bool
    """True when the answer was put together from codes and states, not by the model."""


class Condensed(_Event):
    """Turns up to ``turn`` left the model's context; ``summary`` stands for them."""

    kind: Literal["condensed"] = "condensed"
    turn: int
    summary: str
    composed: bool
    told_to: dict[str, str] = Field(default_factory=dict)
    """What single members of a group are given instead, told to them."""


class Resumed(_Event):
    """The session was taken up again after the program had stopped."""

    kind: Literal["resumed"] = "resumed"
    model: str
    model_name: str


class Ended(_Event):
    """The session is over."""

    kind: Literal["ended"] = "ended"
    reason: Literal["finished", "left"]


Event = Annotated[
    Started
    | TraineeSpoke
    | TurnCoded
    | MindMoved
    | FloorGiven
    | ClientReplied
    | Rewound
    | TimeOut
    | Condensed
    | Resumed
    | Ended,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads and writes one event as JSON."""

__all__ = [
    "EVENT",
    "ClientReplied",
    "Condensed",
    "Ended",
    "Event",
    "FloorGiven",
    "MindMoved",
    "Resumed",
    "Rewound",
    "Started",
    "TimeOut",
    "Timings",
    "TraineeSpoke",
    "TurnCoded",
]
