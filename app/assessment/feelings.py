"""Feelings that a client names outright, as words on the page and nothing more."""

import re

from app.assessment.sentences import plain

# "I'm scared", "I feel so alone", "it hurts": first person, a feeling word, no "not" between.
# "I'm not scared" may hide fear, but that would be a reading.
_WORDS = (
    r"angry|furious|mad|frustrated|sad|hurt|heartbroken|miserable|hopeless|helpless|lonely|"
    r"alone|scared|afraid|terrified|frightened|anxious|worried|nervous|ashamed|guilty|"
    r"embarrassed|humiliated|worthless|disappointed|betrayed|trapped|overwhelmed|exhausted|"
    r"jealous|numb|lost|depressed|desperate|empty|proud|relieved|hopeful|happy"
)
_NAMED = re.compile(
    r"\b(?:i'm|i am|i was|i've been|i feel|i felt|i get|i got|makes me|made me|feeling) "
    r"(?:(?:so|just|really|pretty|very|kind of|sort of|a little|a bit|too|always|still|"
    r"feel|and|like|more) ){0,3}"
    rf"(?P<word>{_WORDS})\b"
)


def named_by_client(text: str) -> str | None:
    """The first feeling word that the client uses of themselves, or None."""
    match = _NAMED.search(plain(text))
    return match["word"] if match else None
