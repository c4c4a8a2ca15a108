"""Which words of a turn carry a code, from what the network gave each token."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.assessment.sentences import plain, sentences
from app.domain.codes import Span

_GAP = 12
"""Characters between two marked words that still make one stretch."""
_ENOUGH = 0.6
"""Share of the strongest sentence's part from which another one carries the code too."""


def merged(spans: Sequence[tuple[int, int]], holds: NDArray[np.bool_]) -> tuple[Span, ...]:
    """Stretches of text over the tokens that hold; small gaps are closed."""
    found: list[list[int]] = []
    for (start, end), marked in zip(spans, holds, strict=True):
        if not marked or end <= start:
            continue
        if found and start - found[-1][1] <= _GAP:
            found[-1][1] = end
        else:
            found.append([start, end])
    return tuple(Span(start=start, end=end) for start, end in found)


def sentence_spans(
    text: str, spans: Sequence[tuple[int, int]], share: NDArray[np.float64]
) -> tuple[Span, ...]:
    """The sentences with the largest share; of a turn that is one sentence, all of it."""
    parts = [(s.start, s.end) for s in sentences(plain(text))]
    if len(parts) < 2:
        stripped = text.strip()
        start = text.index(stripped)
        return (Span(start=start, end=start + len(stripped)),) if stripped else ()
    # The tokens of a sentence lie side by side: what they sum to is a difference of sums.
    places = np.array(spans)
    first = np.searchsorted(places[:, 1], [start for start, _ in parts], side="right")
    last = np.searchsorted(places[:, 0], [end for _, end in parts], side="left")
    upto = np.concatenate([[0.0], np.cumsum(share)])
    sums = upto[np.maximum(first, last)] - upto[first]
    top = float(sums.max())
    kept = [
        part
        for part, value in zip(parts, sums, strict=True)
        if value == top or (top > 0 and value >= _ENOUGH * top)
    ]
    return tuple(Span(start=start, end=end) for start, end in kept)
