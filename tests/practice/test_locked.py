"""Locked items stay locked: every line written to tell one is caught as a leak until its time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.client.mind import start, tell
from app.client.script import problem, told
from app.domain.mind import MindState
from app.domain.persona import DisclosureItem, Persona
from app.practice.screen import Screen
from model_training.starter.corpus import Client, load
from model_training.starter.grammar import expand
from tests.client.shipped import CLIENTS

ROOT = Path(__file__).parents[2]
CORPUS = load(ROOT / "model_training" / "starter" / "corpus", ROOT / "assets" / "packs")
PEOPLE = {client.persona.id: client for client in CORPUS.people}
BEFORE, AFTER = "I don't know what you want to hear. ", " That's all."
every_client = pytest.mark.parametrize("client", PEOPLE.values(), ids=PEOPLE.keys())


def leaks(client: Client, item: DisclosureItem) -> Iterator[str]:
    """Every sentence that was written to tell the item."""
    for cell in client.cells:
        if cell.tells == item.id:
            for line in cell.lines:
                yield from expand(line)


def others_told(persona: Persona, item: DisclosureItem) -> MindState:
    """The client once everything but this item and what comes after it has been told."""
    later = {item.id}
    for rung in persona.ladder:
        if rung.after in later:
            later.add(rung.id)
    return tell(start(persona), tuple(rung.id for rung in persona.ladder if rung.id not in later))


def shown(persona: Persona, state: MindState, reply: str) -> str:
    """What a trainee gets to see of a reply that comes in small pieces."""
    seen: list[str] = []
    screen = Screen(persona, state, (), seen.append)
    for at in range(0, len(reply), 4):
        if not screen.feed(reply[at : at + 4]):
            break
    screen.finish(complete=True)
    assert "".join(seen) == screen.shown
    return screen.shown


def test_all_shipped_clients_have_lines_to_try() -> None:
    assert PEOPLE.keys() == CLIENTS.keys()


@every_client
def test_every_planted_leak_is_caught(client: Client) -> None:
    persona = client.persona
    missed = []
    for item in persona.ladder:
        planted = list(leaks(client, item))
        assert planted, f"{persona.id} has no line that tells {item.id}"
        state = others_told(persona, item)
        missed += [leak for leak in planted if problem(persona, state, leak) != "locked"]
    assert missed == []


@every_client
def test_the_same_words_pass_once_they_are_offered(client: Client) -> None:
    persona = client.persona
    held_back = []
    for item in persona.ladder:
        offering = others_told(persona, item).model_copy(update={"offered": item.id})
        for words in leaks(client, item):
            if problem(persona, offering, words) is not None:
                held_back.append((item.id, words))
            assert item.id in told(persona, words)
    assert held_back == []


@every_client
def test_nothing_of_a_leak_is_shown(client: Client) -> None:
    persona = client.persona
    for item in persona.ladder:
        state = others_told(persona, item)
        for leak in list(leaks(client, item))[:4]:
            seen = shown(persona, state, BEFORE + leak + AFTER)
            assert told(persona, seen) == tuple(
                other for other in told(persona, seen) if other in state.disclosed
            )
            assert item.id not in told(persona, seen)
