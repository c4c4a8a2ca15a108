"""Regular expressions that could take for ever, found before they are used.

A pack's patterns are matched against everything that is said, and Python cannot interrupt a
match. Where a pattern does not match in the end, Python tries every way in which it could have
read the text, so the number of ways is the time. A pattern is drawn as an automaton, one place
for each character it reads, and is slow when

- within a repeat the same text can be read in two ways: the ways multiply with every round, as
  in ``(a+)+`` or ``(a|aa)*``; or
- repeats that follow one another can pass text back and forth: the ways are as many as there
  are borders between them, as in ``.*.*.*``.
"""

import math
from collections.abc import Iterable, Iterator

from app.library.places import Drawing, TooIntricate, draw, looks

_TEXT = 1000
"""Characters of text that the time is counted for."""
_MOST_STEPS = 1e9
_WORK = 300_000
"""Steps that judging a pattern may take; a pattern that needs more is refused."""


def is_slow(pattern: str) -> bool:
    """Whether a sound pattern, searched for without regard to case, could take for ever."""
    try:
        return any(_Judge(draw(part)).is_slow() for part in looks(pattern))
    except (TooIntricate, RecursionError):
        return True


class _Judge:
    def __init__(self, drawing: Drawing) -> None:
        self._reads = drawing.reads
        self._limits = drawing.limits
        self._next: list[tuple[int, ...]] = [tuple(sorted(set(n))) for n in drawing.next]
        self._twice = [[b for b in set(each) if each.count(b) > 1] for each in drawing.next]
        self._work = _WORK
        self._from = self._reachable()

    def is_slow(self) -> bool:
        """Whether ways multiply in a loop, or loops in a row have too many borders."""
        loops = self._loops()
        if any(self._multiplies(loop) for loop in loops):
            return True
        # The search itself begins anywhere: that is one more loop before all others.
        return math.log10(_TEXT) + self._longest(loops) > math.log10(_MOST_STEPS) + 1e-9

    def _spend(self) -> None:
        self._work -= 1
        if self._work < 0:
            raise TooIntricate

    def _reachable(self) -> list[int]:
        """For each place the set, as bits, of those that can follow it sooner or later."""
        after = [sum(1 << b for b in each) for each in self._next]
        changed = True
        while changed:
            changed = False
            for a in reversed(range(len(after))):
                self._spend()
                more = after[a]
                for b in self._next[a]:
                    more |= after[b]
                changed |= more != after[a]
                after[a] = more
        return after

    def _loops(self) -> list[frozenset[int]]:
        """The sets of places that lead to one another, in the order of the text."""
        found: list[frozenset[int]] = []
        for a, after in enumerate(self._from):
            if after >> a & 1 and not any(a in loop for loop in found):
                places = (b for b in range(len(self._from)) if after >> b & 1)
                found.append(frozenset(b for b in places if self._from[b] >> a & 1))
        return found

    def _multiplies(self, loop: frozenset[int]) -> bool:
        """Whether two ways through the loop read the same text and meet again."""
        if any(b in loop for a in loop for b in self._twice[a]):
            return True
        came: dict[tuple[int, int], list[tuple[int, int]]] = {}
        todo = [(a, a) for a in loop]
        seen = set(todo)
        while todo:
            pair = todo.pop()
            for other in self._steps(pair, (loop, loop)):
                came.setdefault((other[0], other[1]), []).append(pair)
                if other not in seen:
                    seen.add((other[0], other[1]))
                    todo.append((other[0], other[1]))
        back = {pair for pair in seen if pair[0] == pair[1]}
        ahead = list(back)
        while ahead:
            for pair in came.get(ahead.pop(), []):
                if pair not in back:
                    if pair[0] != pair[1]:
                        return True
                    back.add(pair)
                    ahead.append(pair)
        return False

    def _longest(self, loops: list[frozenset[int]]) -> float:
        """The most steps, as a power of ten, of loops that share their text in a row."""
        best: list[float] = []
        for n, loop in enumerate(loops):
            before = [best[m] for m in range(n) if self._share(loops[m], loop)]
            limit = min(_TEXT, max(self._limits[a] for a in loop))
            best.append(math.log10(limit) + max(before, default=0.0))
        return max(best, default=0.0)

    def _share(self, first: frozenset[int], second: frozenset[int]) -> bool:
        """Whether text can be read all in the first loop, all in the second, or across."""
        if not any(self._from[a] >> b & 1 for a in first for b in second):
            return False
        whole = frozenset(range(len(self._next)))
        for p in first:
            for q in second:
                todo: list[tuple[int, ...]] = [(p, p, q)]
                seen = set(todo)
                while todo:
                    for other in self._steps(todo.pop(), (first, whole, second)):
                        if other == (p, q, q):
                            return True
                        if other not in seen and self._from[other[1]] >> q & 1:
                            seen.add(other)
                            todo.append(other)
        return False

    def _steps(
        self, at: Iterable[int], within: Iterable[frozenset[int]]
    ) -> Iterator[tuple[int, ...]]:
        """Where the places can move together, all reading the same character."""
        moves: list[tuple[tuple[int, ...], int]] = [((), -1)]
        for place, allowed in zip(at, within, strict=True):
            longer = []
            for so_far, reads in moves:
                for b in self._next[place]:
                    self._spend()
                    if b in allowed and reads & self._reads[b]:
                        longer.append(((*so_far, b), reads & self._reads[b]))
            moves = longer
        for places, _ in moves:
            yield places
