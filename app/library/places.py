"""A regular expression drawn as places: one for each character it reads, and what may follow."""

import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_parser: Any = importlib.import_module("re._parser")

ENDLESS = 1_000_000
"""The limit of a repeat that has none."""
MOST_PLACES = 1500
"""Places that are drawn at most; the shipped patterns have up to about a hundred."""
_COPIED = 5
"""A repeat of other repeats up to this often is drawn as copies, others as a loop."""
_ASIDE = ("ASSERT", "ASSERT_NOT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_COMMON = "".join(map(chr, range(128))) + "\u00e9\u0436\u2019\u2003\u0663\u4e2d"
"""Characters of every class; with those that a pattern names, they stand for all others."""
_CLASSES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


class TooIntricate(Exception):
    """Judging a pattern takes too long, so using it may as well."""


@dataclass
class Drawing:
    """Places and the ways between them.

    Attributes:
        reads: The characters each place reads, as bits.
        next: The places that may follow each one, a place twice where two ways lead there.
        limits: How often the repeats around each place go round at most, multiplied.
    """

    reads: list[int] = field(default_factory=list)
    next: list[list[int]] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)

    def link(self, ends: Sequence[int], starts: Sequence[int]) -> None:
        """Lets each of the starts follow each of the ends."""
        for end in ends:
            self.next[end].extend(starts)


@dataclass(frozen=True)
class _Piece:
    """A part of a pattern: where it starts and ends, and in how many ways it reads nothing.

    More than two ways count as two.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    empty: int = 1


def looks(pattern: str) -> Iterator[Any]:
    """The pattern as Python parses it, then each pattern it looks ahead or back with."""
    whole = _parser.parse(pattern)
    yield whole
    yield from _asides(whole)


def draw(parsed: Any) -> Drawing:
    """The drawing of what ``looks`` gave, without the plain repeats at its end: they cannot fail.

    Raises:
        TooIntricate: It would have more than ``MOST_PLACES`` places.
    """
    tokens = list(parsed)
    while tokens and _cannot_fail(*tokens[-1]):
        tokens.pop()
    pen = _Pen("".join(dict.fromkeys(_COMMON + "".join(_named(parsed)))))
    pen.row(tokens, 1, looped=False)
    return pen.drawing


def _asides(tokens: Any) -> Iterator[Any]:
    for token, argument in tokens:
        for part in _parts(argument):
            if str(token) in _ASIDE:
                yield part
            yield from _asides(part)


def _parts(argument: Any) -> Iterator[Any]:
    """The patterns within a token's argument, however deep in tuples and lists."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for element in argument:
            yield from _parts(element)


class _Pen:
    def __init__(self, alphabet: str) -> None:
        self.drawing = Drawing()
        self._alphabet = alphabet

    def row(self, tokens: Any, limit: int, looped: bool) -> _Piece:
        whole = _Piece()
        for token, argument in tokens:
            whole = self._then(whole, self._piece(str(token), argument, limit, looped))
        return whole

    def _then(self, one: _Piece, other: _Piece) -> _Piece:
        self.drawing.link(one.ends, other.starts)
        return _Piece(
            _at_most_twice(one.starts + other.starts * one.empty),
            _at_most_twice(other.ends + one.ends * other.empty),
            min(2, one.empty * other.empty),
        )

    def _piece(self, token: str, argument: Any, limit: int, looped: bool) -> _Piece:
        if token in ("AT", *_ASIDE, "FAILURE"):
            return _Piece()
        if token in _REPEATS:
            least, most, body = argument
            return self._repeat(int(least), int(most), body, limit, looped)
        if token == "GROUPREF":  # may be anything, of any length
            return self._repeat(0, ENDLESS, [("ANY", None)], limit, looped)
        parts = list(_parts(argument))
        if token == "GROUPREF_EXISTS" and len(parts) == 1:
            parts.append([])
        if parts:
            drawn = [self.row(part, limit, looped) for part in parts]
            return _Piece(
                tuple(start for piece in drawn for start in piece.starts),
                tuple(end for piece in drawn for end in piece.ends),
                min(2, sum(piece.empty for piece in drawn)),
            )
        return self._place(self._reads(token, argument), limit)

    def _place(self, reads: int, limit: int) -> _Piece:
        at = len(self.drawing.reads)
        if at >= MOST_PLACES:
            raise TooIntricate
        self.drawing.reads.append(reads)
        self.drawing.next.append([])
        self.drawing.limits.append(limit)
        return _Piece((at,), (at,), 0)

    def _reads(self, token: str, argument: Any) -> int:
        """The characters of the alphabet that a token reads, as bits."""
        if token == "IN":
            return self._bits(
                any(_holds(str(inner), value, c) for inner, value in argument)
                != (str(argument[0][0]) == "NEGATE")
                for c in self._alphabet
            )
        return self._bits(_holds(token, argument, c) for c in self._alphabet)

    @staticmethod
    def _bits(held: Iterator[bool]) -> int:
        return sum(1 << n for n, holds in enumerate(held) if holds)

    def _repeat(self, least: int, most: int, body: Any, limit: int, looped: bool) -> _Piece:
        if most <= 1 and (looped or _repeats(body)):
            piece = self.row(body, limit, looped)
            return _perhaps(piece, least == 0)
        if most <= _COPIED and (least == most or (not looped and _repeats(body))):
            whole = _Piece()
            for copy in range(most):
                piece = self.row(body, limit, looped)
                whole = self._then(whole, _perhaps(piece, copy >= least))
            return whole
        times = min(most - least, ENDLESS - 1) + 1
        piece = self.row(body, min(limit * times, ENDLESS), True)
        self.drawing.link(piece.ends, piece.starts)
        return _perhaps(piece, least == 0)


def _at_most_twice(places: tuple[int, ...]) -> tuple[int, ...]:
    counts = Counter(places)
    return (*counts, *(place for place, count in counts.items() if count > 1))


def _perhaps(piece: _Piece, optional: bool) -> _Piece:
    return _Piece(piece.starts, piece.ends, min(2, piece.empty + optional))


def _cannot_fail(token: Any, argument: Any) -> bool:
    """Whether it is a repeat, down to none, of what can be read in one way only."""
    return str(token) in _REPEATS and argument[0] == 0 and _is_plain(argument[2])


def _is_plain(body: Any) -> bool:
    return all(
        str(token) not in (*_REPEATS, "BRANCH", "GROUPREF", "GROUPREF_EXISTS")
        and all(_is_plain(part) for part in _parts(argument))
        for token, argument in body
    )


def _repeats(body: Any) -> bool:
    """Whether there is a repeat within that goes round more than once."""
    return any(
        (str(token) in _REPEATS and int(argument[1]) > 1)
        or str(token) == "GROUPREF"
        or any(_repeats(part) for part in _parts(argument))
        for token, argument in body
    )


def _named(argument: Any) -> Iterator[str]:
    """The characters that a parsed pattern names, alone or as the ends of a range."""
    if isinstance(argument, (tuple, list, _parser.SubPattern)):
        for element in argument:
            yield from _named(element)
    elif type(argument) is int and 0 <= argument <= sys.maxunicode:
        yield chr(argument)


def _holds(token: str, argument: Any, c: str) -> bool:
    if token in ("ANY", "NEGATE"):
        return token == "ANY"
    if token == "LITERAL":
        return chr(argument).lower() == c.lower()
    if token == "NOT_LITERAL":
        return chr(argument).lower() != c.lower()
    if token == "RANGE":
        return any(argument[0] <= ord(form) <= argument[1] for form in {c, c.lower(), c.upper()})
    if token == "CATEGORY":
        name = str(argument).removeprefix("CATEGORY_")
        matches = re.match(_CLASSES[name.removeprefix("NOT_")], c) is not None
        return matches != name.startswith("NOT_")
    raise ValueError(f"an unknown token {token}")
