"""Whether words about suicide or violence ask outright, or ask for a no.

"You're not thinking about suicide, are you?" makes it easy to say no and hard to say yes. It is
a closed question and does not count as asking about safety.
"""

import re

from app.assessment.patterns.flags import SAFETY
from app.assessment.sentences import plain, sentences, with_apostrophes

# Where a "not" begins to hold, and where the one before it ends: a new subject, "and", "but".
_CLAUSE = re.compile(
    r"(?<!saying )(?<!telling me )(?<!saying that )(?<!telling me that )(?<!not that )"
    r"\b(?:you|he|she|they)\b|\b(?:and|but)\b|[;:—–]"
)
_DENIED = re.compile(
    r"(?:you|he|she|they)"
    r"(?:'(?:re|ve|d|ll|s)| (?:are|were|have|had|do|did|would|will|could|can|should|is|was|has))"
    r"(?:,? \w+){0,2}? (?:not|never|no)\b(?! (?:matter|doubt|idea))"
    r"|(?:you|he|she|they)(?:,? \w+){0,2}? (?:\w{1,6}n't|cannot|never)\b"
    r"|(?:[\w']+ ){0,4}?no (?:\w+ ){0,2}?(?:thoughts?|plans?|urges?|wish|intentions?|risk|talk)\b"
    r"|(?:and |but )?(?:not|never|nothing)\b"
)


def outright(core: str) -> re.Match[str] | None:
    """The first words about safety in a sentence that no "not" takes back."""
    return next((match for match, denied in _mentions(core) if not denied), None)


def only_denied(core: str) -> bool:
    """Whether a sentence speaks of safety, and only under a "not"."""
    found = [denied for _, denied in _mentions(core)]
    return bool(found) and all(found)


def asks_for_a_no(text: str) -> bool:
    """Whether a sentence of a turn speaks of safety only under a "not"."""
    flat, _ = with_apostrophes(plain(text))
    return any(only_denied(sentence.core) for sentence in sentences(flat))


def _mentions(core: str) -> list[tuple[re.Match[str], bool]]:
    """Every mention of safety, and whether it stands under a "not"."""
    starts = [match.start() for match in _CLAUSE.finditer(core)]
    at, clause, found = 0, 0, list[tuple[re.Match[str], bool]]()
    for match in SAFETY.finditer(core):
        while at < len(starts) and starts[at] < match.start():
            clause, at = starts[at], at + 1
        found.append((match, _DENIED.match(core, clause, match.start()) is not None))
    return found
