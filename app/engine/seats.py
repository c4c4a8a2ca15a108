"""Which tokens each sequence of the KV cache holds. Bookkeeping only: nothing is computed here."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Seat:
    """One sequence: its number, the tokens it holds, and when it was last used."""

    sequence: int
    tokens: list[int] = field(default_factory=list)
    used: int = 0


def common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """Length of the longest common beginning of two token lists."""
    n = min(len(a), len(b))
    if a[:n] == b[:n]:
        return n
    # Whole slices compare at the speed of C; the first n for which they differ is searched.
    return bisect_left(range(1, n + 1), True, key=lambda length: a[:length] != b[:length])


class Seats:
    """Names to sequences, the least recently used given up first."""

    def __init__(self, sequences: int) -> None:
        self._seats: dict[str, Seat] = {}
        self._free = list(reversed(range(sequences)))
        self._clock = 0

    def __iter__(self) -> Iterator[Seat]:
        return iter(self._seats.values())

    def take(self, name: str) -> Seat:
        """The seat of this name: its own, a free one, or the least recently used one's.

        A seat that was given up still holds the other's tokens: they may share a beginning with
        what comes next.
        """
        self._clock += 1
        seat = self._seats.get(name)
        if seat is None:
            if self._free:
                seat = Seat(self._free.pop())
            else:
                oldest = min(self._seats, key=lambda each: self._seats[each].used)
                seat = self._seats.pop(oldest)
            self._seats[name] = seat
        seat.used = self._clock
        return seat

    def best_source(self, tokens: Sequence[int], seat: Seat) -> tuple[Seat, int]:
        """The seat that shares the longest beginning with these tokens (rather ``seat``)."""
        best, longest = seat, common_prefix(seat.tokens, tokens)
        for other in self:
            if other is not seat and len(other.tokens) > longest:
                shared = common_prefix(other.tokens, tokens)
                if shared > longest:
                    best, longest = other, shared
        return best, longest

    def give_up_oldest(self, keep: Seat) -> Seat | None:
        """Frees the least recently used seat other than ``keep``; None where there is none.

        The caller removes its tokens from the KV cache.
        """
        names = [name for name, seat in self._seats.items() if seat is not keep]
        if not names:
            return None
        oldest = min(names, key=lambda name: self._seats[name].used)
        seat = self._seats.pop(oldest)
        self._free.append(seat.sequence)
        return seat

    def clear(self) -> None:
        """Forgets all seats."""
        for seat in self._seats.values():
            self._free.append(seat.sequence)
        self._seats.clear()
