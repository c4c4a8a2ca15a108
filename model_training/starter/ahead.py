"""Pools made ahead of use by a process of their own, so that training need not wait for them."""

import os
import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType

from tokenizers import Tokenizer

from model_training.starter.dialogues import Stage
from model_training.starter.rows import Row, pool

_AHEAD = 2
"""Pools asked for before they are used."""
_NICE = 5
"""Training comes first: what makes the pools gives way to it."""


class Ahead:
    """The training pools of a stage, by number; each is the same as ``pool`` would make.

    Without ``process`` they are made when they are asked for.
    """

    def __init__(
        self, stage: Stage, tokenizer: Tokenizer, budget: int, limit: int, process: bool
    ) -> None:
        """Makes nothing yet."""
        self._given = (stage, tokenizer, budget, limit)
        self._wanted = process
        self._line: Connection | None = None
        self._asked: list[int] = []

    def __enter__(self) -> "Ahead":
        if self._wanted:
            context = get_context("spawn")
            self._line, theirs = context.Pipe()
            # When this process ends, however it ends, the line closes, and that ends the other.
            context.Process(target=_work, args=(theirs, *self._given), daemon=True).start()
            theirs.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            self._line.close()

    def made(self, number: int) -> list[list[Row]]:
        """The batches of a pool; those after it are made meanwhile."""
        if self._line is not None:
            try:
                return self._from_line(self._line, number)
            except (EOFError, OSError):  # the other process was ended: go on without it
                self._line = None
        return _made(*self._given, number)

    def _from_line(self, line: Connection, number: int) -> list[list[Row]]:
        while self._asked and self._asked[0] != number:
            line.recv()
            self._asked.pop(0)
        for n in range(number, number + 1 + _AHEAD):
            if n not in self._asked:
                line.send(n)
                self._asked.append(n)
        found: list[list[Row]] = line.recv()
        self._asked.pop(0)
        return found


def _made(
    stage: Stage, tokenizer: Tokenizer, budget: int, limit: int, number: int
) -> list[list[Row]]:
    return pool(stage, tokenizer, "train", number, budget, limit)


def _work(line: Connection, stage: Stage, tokenizer: Tokenizer, budget: int, limit: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that trains
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        while True:
            line.send(_made(stage, tokenizer, budget, limit, line.recv()))
    except (EOFError, OSError):
        return
