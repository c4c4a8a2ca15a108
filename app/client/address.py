"""Whom words are said to, or about, where several clients are in the room."""

import re
from collections.abc import Mapping

from app.client.script import first_name
from app.domain.persona import Persona

_ALL = re.compile(
    r"\b(?:you both|both of you|you two|the two of you|all of you|you all|everyone|"
    r"everybody|each of you|as a (?:family|couple|group)|you three)\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?:^|[.?!:;\u2026\u2013\u2014-])\s*(?:(?:and|so|okay|ok|well|but|now|then|yes|no|please|maybe"
    r"|what about|how about|let me ask|(?:can|could|may) i ask"
    r"|i(?:'d| would) like to (?:ask|hear from)|i want to (?:ask|hear from)),?\s+)*$",
    re.IGNORECASE,
)
"""What stands before a name at the beginning of a sentence."""
_GREETS = re.compile(
    r"\b(?:you|hi|hello|hey|welcome|thanks|thank you|sorry|excuse me),?\s+$", re.IGNORECASE
)
_SAID_OF = re.compile(
    r"['\u2019]s\b|\s+(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|might|must"
    r"|should|seems?|looks?|looked|feels?|felt|thinks?|thought|wants?|wanted|needs?|needed|gets?|got"
    r"|goes|went|comes?|came|says?|said|tells?|told|hears?|heard|sounds?|knows?|knew|just|never"
    r"|always|still|also|who|whose)(?:n't|n\u2019t)?\b",
    re.IGNORECASE,
)
"""What follows a name of whom something is said."""
_GROWN_UP = 18


def addressed(text: str, personas: Mapping[str, Persona], last: str) -> tuple[str, ...]:
    """Whom a trainee turn speaks to.

    All, where it says so; else those it calls by name; else, since "how is it for you when she
    says that" is about the one who is named, the one who spoke last, or the others where that
    one is named; and where nobody is spoken to as "you", those who are named at all.
    """
    if _ALL.search(text):
        return tuple(personas)
    text = _with_first_names(text, personas)
    names = {first_name(persona): id for id, persona in personas.items()}
    # Some names are words as well: in small letters they count where there is no other name.
    called, named = _called(text, names) or _called(text.lower(), _lower(names)) or ([], [])
    if called or not named:
        return tuple(dict.fromkeys(called)) or (last,)
    if not _YOU.search(text):
        return tuple(dict.fromkeys(named))
    if last not in named:
        return (last,)
    return tuple(id for id in personas if id not in named) or tuple(dict.fromkeys(named))


def _called(text: str, names: Mapping[str, str]) -> tuple[list[str], list[str]] | None:
    """Who is called by name, and who is named at all, in order; None where nobody is."""
    name = "|".join(map(re.escape, names))
    run = re.compile(rf"\b(?:{name})(?:(?:, and |, | and )(?:{name}))*\b")
    called: list[str] = []
    named: list[str] = []
    for match in run.finditer(text):
        here = [names[each] for each in re.findall(rf"\b(?:{name})\b", match[0])]
        named += here
        if _is_call(text[: match.start()], text[match.end() :]):
            called += here
    return (called, named) if named else None


def _lower(names: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): id for name, id in names.items()}


def _with_first_names(text: str, personas: Mapping[str, Persona]) -> str:
    """The text with the first names of grown-ups for title and surname."""
    for persona in personas.values():
        title = {"he": "Mr", "she": "(?:Mrs|Ms|Miss)"}.get(persona.pronouns.split("/")[0], "Mx")
        surname = re.escape(persona.name.split()[-1])
        if persona.age >= _GROWN_UP:
            text = re.sub(rf"\b{title}\.?\s+{surname}\b", first_name(persona), text)
    return text


def _is_call(before: str, after: str) -> bool:
    """Whether a name between these words is called out, and not one that is spoken of."""
    if after.startswith(":") or _GREETS.search(before):
        return True
    if before.rstrip().endswith(",") and re.match(r"\s*(?:$|[,.?!;\u2026\u2013\u2014-])", after):
        return True
    return _BEGINS.search(before) is not None and _SAID_OF.match(after) is None


def named_in(text: str, speaker: str, personas: Mapping[str, Persona]) -> tuple[str, ...]:
    """The other members whom somebody's words name."""
    return tuple(
        id
        for id, persona in personas.items()
        if id != speaker and re.search(rf"\b{re.escape(first_name(persona))}\b", text)
    )
