"""Patterns of packs and disorders, matched against what is said."""

import re

from app.domain.persona import Pattern


def found(pattern: Pattern, text: str) -> str | None:
    """The words that a pattern matches, without regard to case; None where it does not match."""
    match = re.search(pattern, text.replace("\u2019", "'"), re.IGNORECASE)
    return None if match is None else match[0]
