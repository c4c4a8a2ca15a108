"""How lists are said."""

from collections.abc import Collection


def listed(words: Collection[str], joint: str = "and") -> str:
    """``Rosa``, ``Rosa and Noah``, ``Rosa, Luis and Noah``; at least one word."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
