"""How a turn and what was said before it become one row of tokens.

``[CLS] trainee: ... [SEP] client: ... [SEP] the turn [SEP]``: the turn's tokens carry type 1.
Of what came before, the last words count most and are kept longest.
"""

import itertools
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tokenizers import Tokenizer

from app.domain.value import Value

BEFORE = 3
"""Turns before the coded one that are read."""
NEAR, FAR = 40, 10
"""Tokens kept of the last turn before, and of each one further back: their ends."""
LONGEST = 224
"""Tokens of the turn itself; a longer one is coded in parts."""
GRAMS = 2**15
"""Places that words and pairs of words are hashed to."""


Speaker = Literal["trainee", "client"]


class Said(Value):
    """One turn of a conversation, for those who read it."""

    speaker: Speaker
    text: str


class Row(NamedTuple):
    """Token ids, their types (0 before, 1 the turn), and the turn's character spans.

    ``spans`` has one (start, end) in the turn's text for each token of type 1, the closing
    separator with an empty span. ``grams`` are the hashed words and pairs of the turn, each once.
    """

    ids: list[int]
    types: list[int]
    spans: list[tuple[int, int]]
    grams: tuple[int, ...] = ()


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """The id of a token that the vocabulary must have."""
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ValueError(f"the vocabulary has no {token}")
    return int(found)


def lay_out(tokenizer: Tokenizer, text: str, before: Sequence[Said], longest: int = LONGEST) -> Row:
    """The row for a turn; of a turn longer than ``longest`` tokens, its beginning."""
    cls, sep = token_id(tokenizer, "[CLS]"), token_id(tokenizer, "[SEP]")
    ids: list[int] = [cls]
    kept = before[-BEFORE:]
    for place, said in enumerate(kept):
        room = NEAR if place == len(kept) - 1 else FAR
        ids += tokenizer.encode(f"{said.speaker}:", add_special_tokens=False).ids
        ids += tokenizer.encode(said.text[-room * 12 :], add_special_tokens=False).ids[-room:]
        ids.append(sep)
    context = len(ids)
    turn = tokenizer.encode(text, add_special_tokens=False)
    spans = [(int(start), int(end)) for start, end in turn.offsets[:longest]]
    ids += [*turn.ids[:longest], sep]
    return Row(
        ids=ids,
        types=[0] * context + [1] * (len(spans) + 1),
        spans=[*spans, (len(text), len(text))],
        grams=_grams([cls, *turn.ids[:longest], sep]),
    )


def _grams(ids: Sequence[int]) -> tuple[int, ...]:
    """Tokens but the ends, and pairs with them, by multiplicative hashing (Knuth)."""
    pairs = (
        first * 1_000_003 + second * 7_919 + 30_522 for first, second in itertools.pairwise(ids)
    )
    return tuple(sorted({(n * 2_654_435_761 >> 7) % GRAMS for n in (*ids[1:-1], *pairs)}))
