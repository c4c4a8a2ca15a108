"""How a client's reply is drawn: again and again until one keeps to what may be told."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.assessment.layout import BEFORE, Said
from app.engine.protocol import Answer, Engine, Message, Request, Sampling
from app.practice.replay import SessionView
from app.practice.screen import Screen

# People say the same short things again; only whole phrases coming back are a loop.
CLIENT_SAMPLING = Sampling(
    temperature=0.7, top_k=20, top_p=0.8, dry_multiplier=0.6, dry_allowed_length=12
)
# A model that has little else to say would be driven into nonsense; its repeats are drawn again.
SMALL_SAMPLING = replace(CLIENT_SAMPLING, dry_multiplier=0.0)
ATTEMPTS = 5
"""Replies drawn before the client stays silent instead."""
REPLY_TOKENS = 160
NOTHING_SAID = "..."


@dataclass(frozen=True)
class Drawn:
    """A reply that was let through, or silence; ``answer`` is the engine's last, if any."""

    text: str
    attempts: int
    answer: Answer | None


def drawn(
    engine: Engine,
    seat: str,
    messages: tuple[Message, ...],
    seed: Callable[[int], int],
    screen: Callable[[], Screen],
    stopped: threading.Event,
    show: Callable[[str], None],
) -> Drawn:
    """Draws replies until one is let through, the tries are over, or it is stopped.

    Args:
        engine: Draws the words.
        seat: Whose seat it is.
        messages: The seat's history.
        seed: The seed of an attempt, from 0.
        screen: A fresh check for each attempt.
        stopped: Ends the words under way (with ``engine.stop``); what was said stands.
        show: Gets the silence where nothing was let through.
    """
    attempts, answer, shown = 0, None, ""
    while attempts < ATTEMPTS and not stopped.is_set() and not shown:
        check = screen()

        def feed(piece: str, check: Screen = check) -> None:
            if stopped.is_set() or not check.feed(piece):
                engine.stop()

        sampling = SMALL_SAMPLING if engine.info.small else CLIENT_SAMPLING
        request = Request(seat, messages, seed(attempts), sampling, REPLY_TOKENS)
        answer = engine.answer(request, feed)
        attempts += 1
        if not stopped.is_set():
            check.finish(complete=answer.finish == "end")
        shown = check.shown
    if not shown:
        show(NOTHING_SAID)
    return Drawn(shown or NOTHING_SAID, attempts, answer)


def said_up_to(view: SessionView, number: int) -> list[Said]:
    """The last turns up to this one, as the coder reads them."""
    turns = (view.turns[n] for n in view.path_to(number)[-BEFORE:])
    return [Said(speaker=turn.speaker, text=turn.text) for turn in turns]


def seed_of(*parts: object) -> int:
    """A seed that follows from all of these."""
    key = "/".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")


def nowhere(_: str) -> None:
    """Shows nothing."""
