"""Words for feelings, as trainees use them, and the primary emotion that each asks about."""

import re

from app.domain.feelings import Primary

_WORDS: dict[Primary, str] = {
    "joy": r"happy|happiness|joy|glad|relie(?:f|ved)|content|delighted|enjoy(?:ed|ing)?"
    r"|proud|pride",
    "trust": r"trust(?:ed|ing)?|feel safe|close to|accept(?:ed|ing)|admir(?:e|ed|ing)"
    r"|love[ds]?|loving",
    "fear": r"afraid|fear(?:s|ful)?|scar(?:ed|y)|anxious|anxiety|worr(?:y|ied|ies)|nervous"
    r"|panic\w*"
    r"|terrified|frighten(?:ed|ing)|dread(?:ed|ing)?|on edge",
    "surprise": r"surpris(?:e|ed|ing)|shock(?:ed|ing)?|stunned|startled|confus(?:ed|ing)|thrown",
    "sadness": r"sad(?:ness)?|griev(?:e|ing)|grief|lonel(?:y|iness)"
    r"|(?<!leave you )(?<!leave them )alone|hopeless(?:ness)?|empty"
    r"|miss(?:ed|ing)? (?:her|him|them|it)|heartbroken|depress(?:ed|ing)|(?:feel|feeling|felt"
    r"|so|really) down|hurt(?:s|ing)?"
    r"|disappointed|numb",
    "disgust": r"disgust(?:ed|ing)?|asham(?:ed|ing)|shame|sick of|contempt|repuls(?:ed|ive)"
    r"|humiliat(?:ed|ing|ion)|embarrass(?:ed|ing)|guilt(?:y)?",
    "anger": r"ang(?:er|ry)|mad|furious|rage|frustrat(?:ed|ing|ion)|irritat(?:ed|ing)"
    r"|annoy(?:ed|ing)"
    r"|resent(?:ful|ment)?|bitter|pissed|fed up|jealous",
    "anticipation": r"hop(?:e|es|ing|eful)|looking forward|curious|expect(?:ing)?|excited|eager"
    r"|impatient|tense|waiting for",
}
_FINDERS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _WORDS.items()}


def feeling_named(text: str) -> Primary | None:
    """The feeling that a text names last, if any."""
    found: tuple[int, Primary] | None = None
    for name, finder in _FINDERS.items():
        for match in finder.finditer(text):
            if found is None or match.start() > found[0]:
                found = match.start(), name
    return found[1] if found else None
