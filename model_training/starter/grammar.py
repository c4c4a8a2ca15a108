"""Lines with alternatives: ``"{Hi|Hello}, have a seat."`` stands for two sentences."""

import itertools
import math
import random

from app.domain.errors import KnownError


def expand(line: str) -> list[str]:
    """All sentences that a line stands for, in writing order.

    Raises:
        KnownError: the braces are nested or unbalanced, or the line is empty.
    """
    return ["".join(choice) for choice in itertools.product(*_parts(line))]


def sample(line: str, rng: random.Random) -> str:
    """One sentence of the line; every alternative is as likely as its neighbors.

    Raises:
        KnownError: the braces are nested or unbalanced, or the line is empty.
    """
    return "".join(rng.choice(options) for options in _parts(line))


def count(line: str) -> int:
    """How many sentences the line stands for, equal ones counted apart.

    Raises:
        KnownError: the braces are nested or unbalanced, or the line is empty.
    """
    return math.prod(len(options) for options in _parts(line))


def _parts(line: str) -> list[list[str]]:
    """The line as a sequence of choices; text outside braces is a choice of one."""
    if not line.strip():
        raise KnownError("A line is empty; write at least one word.")
    parts: list[list[str]] = []
    start, inside = 0, False
    for at, char in enumerate(line):
        if char == "{":
            if inside:
                raise KnownError(
                    f"Nested brace at character {at + 1} of {line!r}; "
                    "alternatives cannot hold alternatives."
                )
            parts.append([line[start:at]])
            start, inside = at + 1, True
        elif char == "}":
            if not inside:
                raise KnownError(
                    f"Brace closed at character {at + 1} of {line!r} but never opened; "
                    "write {one|another}."
                )
            parts.append(line[start:at].split("|"))
            start, inside = at + 1, False
    if inside:
        raise KnownError(
            f"Brace opened at character {start} of {line!r} but never closed; "
            "write {one|another}."
        )
    parts.append([line[start:]])
    return parts
