"""How things are said: difficulty, dates, durations, codes. Pure functions."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from app.client.script import first_name
from app.desktop.theme.tokens import DIFFICULTY
from app.domain.events import Event
from app.domain.persona import Persona
from app.domain.scenario import Scenario

_SENTENCE_END = re.compile(r"(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)[.?!\u2026]+[\"')\u201d\u2019]*(?=\s|$)")
_LONGEST_PAUSE_S = 300.0
"""A gap between two events that is longer counts as having been away."""


def flat(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def first_sentence(text: str) -> str:
    """The first sentence of a text, or all of it."""
    line = flat(text)
    end = _SENTENCE_END.search(line)
    return line[: end.end()] if end else line


def finished_sentences(text: str) -> tuple[list[str], int]:
    """The sentences that are complete in a growing text, and where the rest begins.

    A sentence is complete once something follows it.
    """
    found: list[str] = []
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        if end.end() < len(text):
            found.append(text[begin : end.end()].strip())
            begin = end.end()
    return [sentence for sentence in found if sentence], begin


def difficulty(level: int) -> str:
    """The word for a difficulty of 1 to 5."""
    return DIFFICULTY[level - 1]


def client_line(client: Persona) -> str:
    """``Marcus Hale, 41``."""
    return f"{client.name}, {client.age}"


def group_words(scenario: Scenario) -> str:
    """``A couple``, ``A family of three``; empty for one client."""
    if scenario.group is None:
        return ""
    number = {2: "two", 3: "three", 4: "four", 5: "five"}[len(scenario.clients)]
    return "A couple" if scenario.group.kind == "couple" else f"A {scenario.group.kind} of {number}"


def clients_line(clients: Sequence[Persona], scenario: Scenario) -> str:
    """``Marcus Hale, 41``; ``A couple: Paul, 45, and Irene, 42``."""
    if len(clients) == 1:
        return client_line(clients[0])
    each = [f"{first_name(client)}, {client.age}" for client in clients]
    return f"{group_words(scenario)}: {', '.join(each[:-1])}, and {each[-1]}"


def initials(names: Sequence[str]) -> list[str]:
    """A letter for each name, or two where they begin with the same."""
    firsts = [name[:1].upper() for name in names]
    return [
        letter if firsts.count(letter) == 1 else letter + name[1:2]
        for letter, name in zip(firsts, names, strict=True)
    ]


def names_in(listed_names: str) -> list[str]:
    """The names in what a session is listed under: ``Rosa, Luis and Noah``."""
    return re.split(r", | and ", listed_names)


def scenario_name(clients: Sequence[Persona], scenario: Scenario) -> str:
    """All a card says, as one sentence for a screen reader."""
    return (
        f"{scenario.title}. {clients_line(clients, scenario)}. "
        f"{first_sentence(scenario.setting)} "
        f"Difficulty {scenario.difficulty} of 5, {difficulty(scenario.difficulty)}. "
        f"About {scenario.minutes} minutes."
    )


def clock(seconds: float) -> str:
    """``4:07``, or ``1:04:07`` from an hour on."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def minutes(seconds: float) -> str:
    """``under a minute`` or ``12 min``."""
    return "under a minute" if seconds < 60 else f"{round(seconds / 60)} min"


def day_and_time(at: datetime, now: datetime) -> str:
    """``Today 14:05``, ``Yesterday 9:30`` or ``3 November 2026, 14:05``, in local time."""
    local, today = at.astimezone(), now.astimezone().date()
    time = f"{local.hour}:{local.minute:02}"
    if local.date() == today:
        return f"Today {time}"
    if local.date() == today - timedelta(days=1):
        return f"Yesterday {time}"
    return f"{local.day} {local:%B} {local.year}, {time}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 turn``, ``12 turns``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def active_seconds(events: Sequence[Event]) -> float:
    """Seconds spent in a session: the gaps between its events, long pauses left out."""
    moments = [datetime.fromisoformat(e.timings.at) for e in events if e.timings.at]
    gaps = ((later - earlier).total_seconds() for earlier, later in pairwise(moments))
    return sum(gap for gap in gaps if 0 <= gap <= _LONGEST_PAUSE_S)
