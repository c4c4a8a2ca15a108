"""Histories for tests."""

import random

from app.engine.protocol import Engine, Message, Request

SYSTEM = Message("system", "You are Ana, and you are not sure that you want to be here. " * 5)


def said(text: str) -> Message:
    return Message("user", text)


def request(
    *messages: Message,
    seat: str = "client",
    seed: int = 1,
    max_tokens: int = 40,
    schema: str | None = None,
    stop: tuple[str, ...] = (),
) -> Request:
    return Request(seat, messages, seed, max_tokens=max_tokens, schema=schema, stop=stop)


def history(turns: int, seed: int = 0) -> list[Message]:
    """A system text and some turns of made-up words, ending with the user's."""
    rng = random.Random(seed)

    def words(n: int) -> str:
        return " ".join(
            rng.choice(("rain", "mother", "why", "never", "bus", "ok")) for _ in range(n)
        )

    messages = [SYSTEM]
    for _ in range(turns):
        messages += [said(words(6)), Message("assistant", words(8))]
    return [*messages, said(words(5))]


def talk(
    engine: Engine, messages: list[Message], text: str, seed: int, seat: str = "client"
) -> None:
    """Says something on a seat and adds it and the answer to the history."""
    messages.append(said(text))
    answer = engine.answer(request(*messages, seed=seed, seat=seat))
    messages.append(Message("assistant", answer.text))
