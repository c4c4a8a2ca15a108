"""Regular expressions that could take for ever, found before they are used.

A pack's patterns are matched against everything that is said, and Python cannot interrupt a
match. A repeat without limit inside another one can take time exponential in the text's length.
"""

import importlib
from collections.abc import Iterable
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_MANY = 20
"""From this many on, a limit is as good as none."""


def is_slow(pattern: str) -> bool:
    """Whether a sound pattern repeats something that itself repeats, both without limit."""
    return _repeats_within(_parser.parse(pattern), inside=False)


def _repeats_within(tokens: Iterable[tuple[Any, Any]], inside: bool) -> bool:
    for token, argument in tokens:
        unlimited = str(token) in _REPEATS and int(argument[1]) >= _MANY
        if unlimited and inside:
            return True
        for part in _parts(argument):
            if _repeats_within(part, inside or unlimited):
                return True
    return False


def _parts(argument: Any) -> Iterable[Any]:
    """The patterns within a token's argument, however deep in tuples and lists."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for element in argument:
            yield from _parts(element)
