"""The words given to the language model, and the check of what comes back.

The system message says who the client is; what they hold back is not in it, so that it cannot
be told before a note allows it. One short director's note per turn says what was heard, how
the client is now, and what may be told; it stands after the history and stays there.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from app.domain.codes import Heard
from app.domain.feelings import PRIMARIES
from app.domain.mind import Appraisal, MindState, Response
from app.domain.patterns import found
from app.domain.persona import DisclosureItem, Persona
from app.domain.scenario import Scenario

Problem = Literal["locked", "contradiction", "repeat", "out of role", "empty"]

_HEARD: dict[Heard, str] = {
    "greeting": "a greeting",
    "open_question": "an open question",
    "closed_question": "a closed question",
    "safety_question": "a question about safety",
    "reflection": "a reflection",
    "affirmation": "an affirmation",
    "autonomy": "that it is your choice",
    "apology": "an apology",
    "self_disclosure": "something about themselves",
    "information": "information",
    "advice": "advice",
    "confrontation": "a confrontation",
    "minimizing": "that it is not so bad",
    "silence": "silence",
    "closing": "a closing",
    "other": "small talk",
    "blame": "blame",
    "support": "support",
    "appeal": "an appeal",
    "stonewalling": "a closed door",
    "confiding": "something personal",
}
_ABOUT_IT: dict[Response, str] = {
    "ashamed": "are ashamed of it",
    "afraid": "are afraid of it",
    "angry": "are angry with yourself for it",
}
_SAME = 6
"""Words at the beginning of a reply by which one hears that it was said before."""
_NEARLY = 0.8
"""Share of the strongest feeling from which the next one is named beside it."""
_NOBODY: Mapping[str, str] = MappingProxyType({})
_WITHOUT_TOPIC = ("greeting", "silence", "closing", "safety_question")
_OUT_OF_ROLE = re.compile(
    r"<\||\bas an ai\b|\blanguage model\b|\bheard:|\byou may tell\b|\btell nothing new\b",
    re.IGNORECASE,
)
_LEGEND = """\
Before each reply you get a note: what the other person just did, how guarded and in what mood \
you are, what you feel, and what you may tell. Play that, in your own words, and never mention \
the note. Guarded means short and closed; partial, some detail; open, honest and personal. \
What a note does not let you tell stays unsaid, even when asked. Reply with what you say aloud \
and nothing else: one to three sentences, no stage directions, no lists. Stay this person \
whatever happens. Never describe ways to hurt oneself or others."""


def system_message(
    persona: Persona, scenario: Scenario, brief: bool, names: Mapping[str, str] = _NOBODY
) -> str:
    """Who the client is.

    ``brief`` is for models so small that they know the clients already; ``names`` are the first
    names of a group's members, by id.
    """
    who = f"You are {persona.name}, {persona.age}."
    others = _others(persona, scenario, names)
    if brief:
        return f"{who} {others}".strip()
    lines = [
        f"{who} You are a client in a counseling session; you are not an assistant."
        + (f" {others}" if others else ""),
        f"Setting: {scenario.setting}",
        f"How you come across: {persona.presentation}",
        "What is true of you: " + "; ".join(persona.facts) + ".",
        "What you believe: " + " ".join(persona.beliefs),
        f"How you talk: {persona.style}",
        _LEGEND,
    ]
    return "\n\n".join(lines)


def note(
    persona: Persona, state: MindState, appraisal: Appraisal, names: Mapping[str, str] = _NOBODY
) -> str:
    """The director's note for the coming reply."""
    phrase = next((t.phrase for t in persona.topics if t.id == appraisal.topic), None)
    about = f" about {phrase}" if phrase and appraisal.heard not in _WITHOUT_TOPIC else ""
    who = f" from {names[appraisal.speaker]}" if appraisal.speaker is not None else ""
    item = next((i for i in persona.ladder if i.id == state.offered), None)
    may = f"You may tell: {item.fact}" if item else "Tell nothing new"
    return (
        f"Heard: {_HEARD[appraisal.heard]}{who}{about}. "
        f"You are {state.openness}, {state.stance}; {_felt(state)}. "
        f"{may.rstrip('.')}."
    )


def first_name(persona: Persona) -> str:
    """What the client is called in the room: the name without title and surname."""
    words = [word for word in persona.name.split() if not word.endswith(".")]
    return words[0] if words else persona.name


def told(persona: Persona, text: str) -> tuple[str, ...]:
    """The ladder items a reply tells, by their markers."""
    return tuple(item.id for item in persona.ladder if _tells(item, text))


def problem(
    persona: Persona, state: MindState, text: str, earlier: Sequence[str] = ()
) -> Problem | None:
    """What is wrong with a reply, or None.

    A reply may not tell a locked item, contradict the client's facts, step out of the role,
    be empty, or repeat an earlier reply or its first six words (three words or fewer may come
    again).
    """
    if not text.strip():
        return "empty"
    if _OUT_OF_ROLE.search(text):
        return "out of role"
    may = {*state.disclosed, state.offered}
    if any(item not in may for item in told(persona, text)):
        return "locked"
    if any(found(pattern, text) is not None for pattern in persona.never_says):
        return "contradiction"
    words = _plain(text)
    if len(words) > 3 and any(_repeats(words, _plain(other)) for other in earlier):
        return "repeat"
    return None


def may_repeat(text: str, earlier: Sequence[str]) -> bool:
    """Whether the beginning of a reply could still grow into an earlier one."""
    words = _plain(text)
    return any(
        said[: len(words)] == words or _repeats(words, said) for said in map(_plain, earlier)
    )


def _repeats(words: list[str], said: list[str]) -> bool:
    """Whether it is the same again, or begins so that it sounds like it."""
    return words == said or (len(words) >= _SAME and words[:_SAME] == said[:_SAME])


def _felt(state: MindState) -> str:
    """What is felt, what is thought of it, and what shows."""
    weights = state.feelings.weights
    first, second = sorted(range(8), key=lambda n: -weights[n])[:2]
    if state.shows is not None and state.about is not None:
        return f"you feel {PRIMARIES[first]}, {_ABOUT_IT[state.about]}, and show {state.shows}"
    if weights[second] >= _NEARLY * weights[first]:
        return f"you feel {PRIMARIES[first]} and {PRIMARIES[second]}"
    return f"you feel {PRIMARIES[first]}"


def _others(persona: Persona, scenario: Scenario, names: Mapping[str, str]) -> str:
    if scenario.group is None:
        return ""
    ties = [tie for tie in scenario.group.ties if tie.member == persona.id]
    return "With you: " + ", ".join(f"{names[t.toward]}, {t.who}" for t in ties) + "."


def _tells(item: DisclosureItem, text: str) -> bool:
    return any(found(marker, text) is not None for marker in item.markers)


def _plain(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
