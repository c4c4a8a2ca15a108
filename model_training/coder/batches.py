"""Examples as tensors: rows of one length class side by side, targets with their masks."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor

from app.assessment.heads import HEADS, MECHANISMS, PLACES, WIDTH
from app.assessment.layout import Row, lay_out
from model_training.coder.examples import Example

LONGEST = 160
"""Tokens of a turn in training; at run time longer ones are read too."""


class Item(NamedTuple):
    """An example laid out: its row, targets over all heads, and which of them count."""

    row: Row
    targets: list[float]
    known: list[float]
    words: list[list[float]] | None
    """By token of the row, by mechanism: whether it carries it."""


class Batch(NamedTuple):
    """Tensors of one batch; ``known`` and ``marked`` are 0 where nobody coded."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    targets: Tensor
    known: Tensor
    words: Tensor
    marked: Tensor


def items(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Item]:
    """Lays the examples out."""
    return [_item(example, tokenizer) for example in examples]


def _item(example: Example, tokenizer: Tokenizer) -> Item:
    row = lay_out(tokenizer, example.text, example.before, LONGEST)
    targets, known = [0.0] * WIDTH, [0.0] * WIDTH
    for head in HEADS:
        if (given := example.targets.get(head.name)) is not None:
            targets[PLACES[head.name]] = given
            known[PLACES[head.name]] = [1.0] * len(given)
    words = _words(row, example.rationales) if example.rationales else None
    return Item(row, targets, known, words)


def _words(row: Row, rationales: Mapping[str, tuple[tuple[int, int], ...]]) -> list[list[float]]:
    context = len(row.ids) - len(row.spans)
    marks = [[0.0] * len(MECHANISMS) for _ in range(context)]
    for start, end in row.spans:
        marks.append(
            [
                float(any(start < b and end > a for a, b in rationales.get(name, ())))
                for name in MECHANISMS
            ]
        )
    return marks


def _whole(length: int) -> int:
    """The length rounded up: few shapes let the machine's kernels be prepared once."""
    return -(-length // 8) * 8


def batches(
    rows: Sequence[Item], tokens: int, rng: random.Random | None = None
) -> Iterator[list[int]]:
    """Indexes of rows of like length, about ``tokens`` padded tokens a batch.

    With ``rng``, rows and batches come in an order of its drawing; without, by length.
    """
    order = list(range(len(rows)))
    if rng is not None:
        rng.shuffle(order)
    # Rows that differ by a token or two may change places: batches are not always the same.
    order.sort(key=lambda i: len(rows[i].row.ids) + (rng.random() * 3 if rng else 0))
    made: list[list[int]] = []
    here: list[int] = []
    for i in order:
        # Sorted by length: the batch is as long as its last row.
        if len(here) + 1 > max(1, tokens // _whole(len(rows[i].row.ids))):
            made.append(here)
            here = []
        here.append(i)
    if here:
        made.append(here)
    if rng is not None:
        rng.shuffle(made)
    yield from made


def collate(rows: Sequence[Item]) -> Batch:
    """Pads the rows to the longest."""
    length = _whole(max(len(item.row.ids) for item in rows))
    none = [[0.0] * len(MECHANISMS)]

    def padded(values: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*value, *[0] * (length - len(value))] for value in values])

    words = [(item.words or []) + none * (length - len(item.words or [])) for item in rows]
    return Batch(
        ids=padded([item.row.ids for item in rows]),
        types=padded([item.row.types for item in rows]),
        mask=padded([[1] * len(item.row.ids) for item in rows]),
        targets=torch.tensor([item.targets for item in rows]),
        known=torch.tensor([item.known for item in rows]),
        words=torch.tensor(words),
        marked=padded([item.row.types if item.words else [0] * len(item.row.ids) for item in rows]),
    )
