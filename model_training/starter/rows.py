"""Dialogues as rows of tokens, and rows as batches, in an order that the seed decides."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.engine.chatml import END, invitation, segment
from model_training.starter.dialogues import Dialogue, Split, Stage, Turn

Ints = NDArray[np.int64]
POOL = 96
"""Dialogues made at a time and sorted by length into batches."""
_LIMITS = ((0.45, True), (0.45, True), (0.7, True), (1.0, False))
"""Pools by turns: their longest row as a part of ``longest``, and whether they have branches.
Short rows with branches teach the most replies in the least time; long ones teach long sessions.
"""
_TRUNK = 0.5
"""Part of a row with branches that the dialogue itself may fill."""


@dataclass(frozen=True)
class Row:
    """One dialogue, with other replies that would have done as branches of it.

    All arrays have one entry a token. A branch stands after the message it could replace and
    goes on from the same place; nothing after it sees it.

    Attributes:
        tokens: Token ids.
        previous: Where the token before stands in the row; -1 for the first.
        branch: 0 for the dialogue itself, else the number of the branch.
        place: The token's place in the dialogue as the branch would have it.
        fork: How many places of the dialogue itself the token may see.
        message: The number of the message.
        reply: Whether it is part of a client reply, the end token included.
    """

    tokens: Ints
    previous: Ints
    branch: Ints
    place: Ints
    fork: Ints
    message: Ints
    reply: NDArray[np.bool_]


@dataclass(frozen=True)
class Batch:
    """Rows padded on the right to one length; ``real`` marks what is not padding.

    ``positions`` are for the rotary embedding, ``sees[row, i, j]`` for attention.
    """

    tokens: Ints
    positions: Ints
    previous: Ints
    reply: NDArray[np.bool_]
    real: NDArray[np.bool_]
    sees: NDArray[np.bool_]


def encode(tokenizer: Tokenizer, dialogue: Dialogue, limit: int, branches: bool) -> Row:
    """A dialogue's tokens, cut after the last whole message within ``limit``.

    With ``branches`` it is cut sooner, and the room left holds other replies, an equal number
    to each turn.
    """
    messages = dialogue.messages()
    texts = [segment(message) for message in messages]
    answers = [  # the place of the reply to each turn: whatever comes after a note
        at
        for at, message in enumerate(messages)
        if message.role == "assistant" and messages[at - 1].role == "system" and at > 1
    ]
    parts = [encoded.ids for encoded in tokenizer.encode_batch(texts, add_special_tokens=False)]
    sizes = np.cumsum([len(ids) for ids in parts])
    parts = parts[: int((sizes <= (limit * _TRUNK if branches else limit)).sum())]
    room = limit - sum(map(len, parts)) if branches else 0
    others = _others(tokenizer, dialogue, [at for at in answers if at < len(parts)], room)
    answering = set(answers)
    columns: list[tuple[int, int, int, int, int, int, bool]] = []
    last, at, branch = -1, 0, 0
    opening = len(tokenizer.encode(invitation(), add_special_tokens=False).ids)
    for number, ids in enumerate(parts):
        start, before = at, last
        for offset, token in enumerate(ids):
            if offset == opening:
                before = last
            said_now = number in answering and opening <= offset < len(ids) - 1
            columns.append((token, last, 0, at, at + 1, number, said_now))
            last, at = len(columns) - 1, at + 1
        for said in others.get(number, ()):
            branch += 1
            previous = before
            for offset, token in enumerate(said):
                place = start + opening + offset
                fork = start + opening
                columns.append((token, previous, branch, place, fork, number, True))
                previous = len(columns) - 1
    table = np.array(columns, dtype=np.int64).reshape(-1, 7).T
    ids, before_each, branches_of, places, forks, messages = table[:6]
    return Row(ids, before_each, branches_of, places, forks, messages, table[6].astype(np.bool_))


def _others(
    tokenizer: Tokenizer, dialogue: Dialogue, answers: Sequence[int], room: int
) -> dict[int, list[list[int]]]:
    """Tokens of other replies by the message they could replace, as many as fit the room.

    ``answers`` are the messages that reply to the turns, as far as the row goes.
    """
    found: dict[int, list[list[int]]] = {}
    most = max((len(turn.others) for turn in dialogue.turns), default=0)
    for rank in range(most if room else 0):
        for message, turn in zip(answers, dialogue.turns, strict=False):
            if rank >= len(turn.others):
                continue
            said = tokenizer.encode(turn.others[rank] + END, add_special_tokens=False).ids
            if len(said) <= room:
                room -= len(said)
                found.setdefault(message, []).append(said)
    return found


def windows(tokenizer: Tokenizer, dialogue: Dialogue, limit: int) -> list[Dialogue]:
    """A dialogue in parts of whole turns that all begin as it does and fit ``limit`` tokens."""
    whole = dialogue.messages()
    texts = [segment(message) for message in whole]
    sizes = [len(e.ids) for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    head = sum(sizes[:2])
    parts: list[list[Turn]] = [[]]
    at, filled = 2, head
    for turn in dialogue.turns:
        count = len(turn.before) + 3
        size = sum(sizes[at : at + count])
        at += count
        if parts[-1] and filled + size > limit:
            parts.append([])
            filled = head
        parts[-1].append(turn)
        filled += size
    return [replace(dialogue, turns=tuple(part)) for part in parts]


def pool(
    stage: Stage, tokenizer: Tokenizer, split: Split, number: int, budget: int, limit: int
) -> list[list[Row]]:
    """The batches of pool ``number``: rows of like length, ``budget`` padded tokens each."""
    part, branches = _LIMITS[number % len(_LIMITS)] if split == "train" else (1.0, False)
    limit = int(limit * part)
    made: Iterable[Dialogue] = stage.dialogues(split, number * POOL, POOL)
    if branches:
        made = (
            window
            for dialogue in made
            for window in windows(tokenizer, dialogue, int(limit * _TRUNK))
        )
    rows = [encode(tokenizer, dialogue, limit, branches) for dialogue in made]
    rows = [row for row in rows if row.reply.any()]
    rows.sort(key=lambda row: len(row.tokens))
    batches: list[list[Row]] = [[]]
    for row in rows:
        if batches[-1] and len(row.tokens) * (len(batches[-1]) + 1) > budget:
            batches.append([])
        batches[-1].append(row)
    random.Random(f"{split}/{number}").shuffle(batches)
    return [batch for batch in batches if batch]  # there may be no row at all


def stacked(rows: Sequence[Row], rng: np.random.Generator, context: int | None) -> Batch:
    """Rows as one batch.

    With a ``context`` every other row (by draw) gets gaps between messages, up to that many
    positions in all, so that late places of long sessions are practiced on short rows.
    """
    longest = max(len(row.tokens) for row in rows)
    shape = (len(rows), longest)
    tokens, positions = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    previous = np.full(shape, -1, np.int64)
    reply, real = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    sees = np.zeros((len(rows), longest, longest), np.bool_)
    sees[:, np.arange(longest), np.arange(longest)] = True
    for at, row in enumerate(rows):
        size = len(row.tokens)
        tokens[at, :size], previous[at, :size] = row.tokens, row.previous
        reply[at, :size], real[at, :size] = row.reply, True
        places = row.place
        if context is not None and rng.random() < 0.5:
            places = places + _gaps(row, rng, context)[row.message]
        positions[at, :size] = places
        sees[at, :size, :size] = _sees(row)
    return Batch(tokens, positions, previous, reply, real, sees)


def _sees(row: Row) -> NDArray[np.bool_]:
    """A token sees the dialogue up to its fork, and its own branch up to itself."""
    trunk = (row.branch == 0)[None, :] & (row.place[None, :] < row.fork[:, None])
    same = row.branch[None, :] == row.branch[:, None]
    sees: NDArray[np.bool_] = trunk | (same & (row.place[None, :] <= row.place[:, None]))
    return sees


def _gaps(row: Row, rng: np.random.Generator, context: int) -> Ints:
    """How far each message is pushed back."""
    room = context - 1 - int(row.place.max())
    total = int(min(room, np.exp(rng.uniform(0, np.log(max(2, room))))))
    shares = rng.dirichlet(np.full(int(row.message.max()) + 1, 0.5)) * total
    return np.cumsum(np.floor(shares)).astype(np.int64)


def batches(
    made: Callable[[int], list[list[Row]]], pool_number: int, done: int
) -> Iterator[tuple[int, int, list[Row]]]:
    """Training batches without end from batch ``done`` of a pool on, each with its place."""
    while True:
        pool = made(pool_number)
        for number in range(done, len(pool)):
            yield pool_number, number, pool[number]
        pool_number, done = pool_number + 1, 0
