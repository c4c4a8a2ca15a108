"""Trainees of known skill to measure the clients by; their words are in ``trainees.toml``."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from app.domain.persona import Persona

Kind = Literal["skilled", "mixed", "poor", "flattering", "probing"]
SKILL: dict[Kind, float] = {"poor": 0.0, "mixed": 0.5, "skilled": 1.0}
"""The skill that disclosure is set against; flattery and probing have no place on it."""
_FILE = Path(__file__).with_suffix(".toml")
_SLOT = re.compile(r"<([123])>")
_ORDERS = ((0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 0, 1), (1, 2, 0))


class Script(NamedTuple):
    """Twelve turns of one trainee; ``number`` counts within the kind, from 0."""

    kind: Kind
    number: int
    lines: tuple[str, ...]

    def spoken(self, persona: Persona, topics: tuple[str, ...] = ()) -> list[str]:
        """The lines as said to this client; ``topics`` are ids, three of the easiest if unsaid.

        The order of the topics depends on the script's number alone, so that scripts of all
        kinds with one number touch on the same things.
        """
        phrases = {topic.id: topic.phrase for topic in persona.topics}
        chosen = topics or easiest(persona)
        order = _ORDERS[self.number % len(_ORDERS)]
        said = []
        for line in self.lines:
            text = _SLOT.sub(lambda m: phrases[chosen[order[int(m[1]) - 1] % len(chosen)]], line)
            said.append(text[0].upper() + text[1:])
        return said


@cache
def scripts(kind: Kind | None = None) -> tuple[Script, ...]:
    """All scripts, or those of one kind, in the file's order."""
    found: list[Script] = []
    for entry in tomllib.loads(_FILE.read_text(encoding="utf-8"))["script"]:
        number = sum(script.kind == entry["kind"] for script in found)
        found.append(Script(entry["kind"], number, tuple(entry["lines"])))
    return tuple(script for script in found if kind in (None, script.kind))


def easiest(persona: Persona) -> tuple[str, ...]:
    """The three topics whose secrets take the least trust: what a client comes to first."""
    least: dict[str, float] = {}
    for item in persona.ladder:
        least[item.topic] = min(item.trust, least.get(item.topic, 1.0))
    return tuple(sorted(least, key=lambda topic: least[topic])[:3])
