"""The scripts that clients are measured by: complete, theirs alone, and harmless where skilled."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from app.client.appraisal import appraise
from app.domain.codes import TurnCodes
from app.domain.persona import Persona
from tests.benchmarks.clients import clients
from tests.benchmarks.simulated import plain
from tests.benchmarks.trainees import SKILL, easiest, scripts

ROOT = Path(__file__).parents[2]
CLIENTS = clients()
every_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())


def strings(value: object) -> list[str]:
    """All texts in a TOML document."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings(one)]


def test_there_are_five_scripts_of_every_skill_with_twelve_turns_each() -> None:
    assert Counter(script.kind for script in scripts()) == {
        **dict.fromkeys(SKILL, 5),
        "flattering": 2,
        "probing": 2,
    }
    assert {len(script.lines) for script in scripts()} == {12}


def test_trainees_of_all_skills_touch_on_as_many_topics() -> None:
    for kind in SKILL:
        for script in scripts(kind):
            slots = re.findall(r"<([123])>", " ".join(script.lines))
            assert len(slots) == 4
            assert set(slots) == {"1", "2", "3"}


def test_nothing_was_trained_on_these_lines() -> None:
    folders = ("model_training/starter/corpus", "model_training/coder/corpus")
    files = [file for folder in folders for file in (ROOT / folder).glob("*.toml")]
    learned = {
        plain(text)
        for file in files
        for text in strings(tomllib.loads(file.read_text(encoding="utf-8")))
    }
    lines = [line for script in scripts() for line in script.lines]
    long = [line for line in lines if len(line.split()) > 4 and "<" not in line]
    assert len(long) > 100
    assert [line for line in long if plain(line) in learned] == []


@every_client
def test_the_lines_are_filled_with_what_the_client_can_be_asked_about(client: Persona) -> None:
    assert len(easiest(client)) == 3
    for script in scripts():
        said = script.spoken(client)
        assert not any("<" in line for line in said)
        assert all(line[0] == line[0].upper() for line in said)
    first, other = (scripts(kind)[0].spoken(client) for kind in ("skilled", "poor"))
    phrases = {topic.id: topic.phrase for topic in client.topics}
    for topic in easiest(client):
        assert phrases[topic].lower() in " ".join(first).lower()
        assert phrases[topic].lower() in " ".join(other).lower()


@every_client
def test_no_skilled_line_hits_a_trigger(client: Persona) -> None:
    for script in scripts("skilled"):
        for line in script.spoken(client):
            assert appraise(TurnCodes(), line, client, None).trigger is None, line
