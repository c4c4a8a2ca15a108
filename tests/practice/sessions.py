"""Sessions to test with: shipped scenarios, a log in memory, replies that are known."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from app.assessment.protocol import Coder
from app.assessment.rules import RuleCoder
from app.domain.events import Event, Resumed, Timings
from app.engine.echo import EchoEngine
from app.engine.protocol import Request
from app.practice.session import Practice
from tests.client.shipped import CLIENTS, PACK, SCENARIOS

SCRIPTS = Path(__file__).parent / "scripts"


class Log:
    """A log in memory that is full after ``room`` events."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.events: list[Event] = []
        self.room = room

    def append(self, event: Event) -> None:
        if len(self.events) >= self.room:
            raise OSError("no space left on device")
        self.events.append(event)


def begin(
    engine: EchoEngine | None = None,
    *,
    client: str = "marcus",
    coder: Coder | None = None,
    log: Log | None = None,
    seed: int = 1,
) -> Practice:
    """A session with a shipped client."""
    return Practice.begin(
        pack=PACK,
        scenario=SCENARIOS[client],
        engine=engine or EchoEngine(NumberedReplies()),
        coder=coder or RuleCoder(),
        log=log or Log(),
        seed=seed,
    )


def resume(
    events: Sequence[Event],
    engine: EchoEngine | None = None,
    *,
    client: str = "marcus",
    log: Log | None = None,
) -> Practice:
    """A session taken up again from its events."""
    return Practice.resume(
        events,
        pack=PACK,
        scenario=SCENARIOS[client],
        engine=engine or EchoEngine(NumberedReplies()),
        coder=RuleCoder(),
        log=log or Log(),
    )


class NumberedReplies:
    """For every seed another harmless reply, that begins like no other."""

    def __call__(self, request: Request) -> str:
        return f"Number {request.seed} is one way to see it. I have nothing to add."


class TellingReplies:
    """Replies that tell the item which the note offers, by a line of the client's own."""

    def __init__(self, client: str) -> None:
        ladder = CLIENTS[client].ladder
        self._lines = {item.fact.rstrip("."): TOLD[client][item.id] for item in ladder}

    def __call__(self, request: Request) -> str:
        note = request.messages[-1].content
        for fact, line in self._lines.items():
            if f"You may tell: {fact}" in note:
                return line
        return f"Well, that makes {request.seed}."


TOLD: dict[str, dict[str, str]] = {
    "marcus": {
        "final_warning": "I'm on a final warning, if you want to know.",
        "custody_hearing": "There's a hearing coming up about custody.",
        "dragged_him": "I had him out of his car before I knew it.",
        "seven_weeks": "It's been seven weeks since Josie slept at my place.",
        "josie_saw": "She saw it. From the van.",
        "father_hit": "My father hit us. All the time.",
        "better_off": "Some nights I think she'd be better off.",
        "flinch": "She flinched when I got back in.",
    },
    "ana": {
        "left_team": "I quit. In January.",
        "awake": "I'm up till four, mostly.",
        "the_fourteen": "I take the fourteen to her old street.",
        "group_chat": "They made a group chat about me.",
        "heard_mom": "I heard my mom crying on the phone.",
        "locker_room": "They read it in the locker room.",
        "last_call": "She called and I let it ring.",
        "hurt_self": "I hurt myself. Last winter. Not anymore.",
    },
    "ellen": {
        "lonely": "It gets lonely, I guess.",
        "husband_left": "Ray moved out in March.",
        "amount": "It's most of a bottle, if I'm honest.",
        "since_danny": "It's been more since Danny left.",
        "mother": "My mother died of it.",
        "sister": "I'd like to see Joanie again.",
        "hides": "I hide the empties in a boot box.",
        "drove": "I hit a mailbox one night.",
    },
}


def script(client: str, kind: str) -> list[str]:
    """A trainee's lines, one a turn; see ``scripts/``."""
    return (SCRIPTS / f"{client}_{kind}.txt").read_text(encoding="utf-8").splitlines()


def kinds(events: Iterable[Event]) -> list[str]:
    """What happened, in order."""
    return [event.kind for event in events]


def bare(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events without times, without ``Resumed``, and without what the cache made cheaper."""
    return [
        event.model_copy(update={"timings": Timings()}).model_dump(exclude={"prefilled"})
        for event in events
        if not isinstance(event, Resumed)
    ]


class Heard:
    """Collects what is shown, and does something at the n-th piece."""

    def __init__(self, at: int = 0, do: Callable[[], None] | None = None) -> None:
        self.pieces: list[str] = []
        self._at, self._do = at, do

    def __call__(self, piece: str) -> None:
        self.pieces.append(piece)
        if self._do is not None and len(self.pieces) == self._at:
            self._do()

    @property
    def text(self) -> str:
        return "".join(self.pieces)
