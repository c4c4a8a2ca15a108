"""Trains the starter's network on dialogues, within a budget of minutes or steps."""

import csv
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from tokenizers import Tokenizer
from torch import Tensor, nn

from model_training.starter import checkpoint
from model_training.starter.ahead import Ahead
from model_training.starter.dialogues import Stage
from model_training.starter.model import Shape, build, forward
from model_training.starter.optimizer import Optimizer
from model_training.starter.rows import Batch, Row, batches, pool, stacked

_HELD_OUT_POOLS = 1


@dataclass(frozen=True)
class Recipe:
    """How training goes.

    The rate warms up, holds, and falls linearly to 0 over the last ``decay`` of the budget.
    ``minutes`` counts only time spent training; with ``steps`` the budget is steps instead,
    and a run cut off and resumed gives the same numbers as one that was not.
    """

    minutes: float = 100.0
    steps: int | None = None
    seed: int = 1
    tokens: int = 4096
    longest: int = 1400
    rate: float = 2e-3
    matrix_rate: float = 3e-3
    """The rate of the matrices within layers, which Muon moves."""
    warmup: int = 100
    decay: float = 0.35
    weight_decay: float = 0.05
    clip: float = 1.0
    rest_share: float = 0.1
    """Share of the tokens outside replies that are learned too."""
    rest_weight: float = 0.1
    """What such a token weighs against one of a reply."""
    balance: float = 0.01
    average: float = 0.997
    """How much of the running average of weights stays at each step."""
    checkpoint_s: float = 180.0
    half_precision: bool = True
    ahead: bool = True
    """Whether dialogues are made ahead in a process of their own."""


@dataclass(frozen=True)
class Progress:
    """Where a run is: reported after each step."""

    step: int
    share: float
    """Part of the budget that is spent, 0 to 1."""
    seconds_left: float
    tokens: int
    tokens_per_s: float
    loss: float
    held_out: float | None


@dataclass(frozen=True)
class Trained:
    """The outcome: averaged weights and the last held-out loss, nats a reply token."""

    network: nn.Module
    step: int
    tokens: int
    seconds: float
    held_out: float


class Run:
    """One training run in a folder; made anew from its checkpoint if there is one."""

    def __init__(
        self, folder: Path, stage: Stage, tokenizer: Tokenizer, shape: Shape, recipe: Recipe
    ) -> None:
        """Takes up the run in ``folder`` or begins it there."""
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._folder, self._stage, self._tokenizer = folder, stage, tokenizer
        self._shape, self._recipe = shape, recipe
        self.network = build(shape, recipe.seed).to(self.device)
        self.average = build(shape, recipe.seed).to(self.device).requires_grad_(False)
        self.optimizer = Optimizer(
            self.network, recipe.rate, recipe.matrix_rate, recipe.weight_decay
        )
        self.step, self.tokens, self.seconds = 0, 0, 0.0
        self.pool, self.done = 0, 0
        self.held_out = math.nan
        self._load()

    def train(
        self,
        report: Callable[[Progress], None],
        warn: Callable[[str], None],
        stop_after: int | None = None,
    ) -> Trained:
        """Trains until the budget is spent (or ``stop_after`` steps), saving as it goes."""
        held = self._held_out_batches()
        with Ahead(
            self._stage,
            self._tokenizer,
            self._recipe.tokens,
            self._recipe.longest,
            self._recipe.ahead,
        ) as pools:
            feed = batches(pools.made, self.pool, self.done)
            self._go(feed, held, report, warn, stop_after)
        if math.isnan(self.held_out):
            self.held_out = self._measure(held)
        return Trained(self.average, self.step, self.tokens, self.seconds, self.held_out)

    def _go(
        self,
        feed: Iterator[tuple[int, int, list[Row]]],
        held: list[list[Row]],
        report: Callable[[Progress], None],
        warn: Callable[[str], None],
        stop_after: int | None,
    ) -> None:
        saved = time.monotonic()
        while self.share < 1 and self.step != stop_after:
            began = time.monotonic()
            self.pool, number, rows = next(feed)
            loss, size = self._learn(rows)
            self.done = number + 1
            self.step += 1
            self.tokens += size
            self.seconds += time.monotonic() - began
            measured = None
            if self.step % 200 == 0 or self.share >= 1:
                measured = self.held_out = self._measure(held)
            self._log(loss, measured)
            spent = max(self.share, 1e-9)
            report(
                Progress(
                    step=self.step,
                    share=min(1.0, self.share),
                    seconds_left=max(0.0, self.seconds / spent - self.seconds),
                    tokens=self.tokens,
                    tokens_per_s=size / max(1e-9, time.monotonic() - began),
                    loss=loss,
                    held_out=measured,
                )
            )
            if time.monotonic() - saved > self._recipe.checkpoint_s or self.share >= 1:
                saved = time.monotonic()
                self.save(warn)

    @property
    def share(self) -> float:
        """Part of the budget that is spent; 1 when done."""
        recipe = self._recipe
        if recipe.steps is not None:
            return self.step / recipe.steps
        return self.seconds / (60 * recipe.minutes)

    def save(self, warn: Callable[[str], None]) -> None:
        """Writes a checkpoint; on a full disk the old one stays and training goes on."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "place": {
                "step": self.step,
                "tokens": self.tokens,
                "seconds": self.seconds,
                "pool": self.pool,
                "done": self.done,
                "held_out": self.held_out,
            },
        }
        checkpoint.save_or_warn(self._folder / "checkpoint.pt", state, warn)

    def _load(self) -> None:
        state = checkpoint.load(self._folder / "checkpoint.pt")
        if state is None:
            return
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        place = state["place"]
        self.step, self.tokens = place["step"], place["tokens"]
        self.seconds, self.held_out = place["seconds"], place["held_out"]
        self.pool, self.done = place["pool"], place["done"]

    def _learn(self, rows: list[Row]) -> tuple[float, int]:
        recipe = self._recipe
        rng = np.random.default_rng((recipe.seed, self.step))
        batch = stacked(rows, rng, self._shape.context)
        self.optimizer.at(self._rate())
        rest = (rng.random(batch.tokens.shape) < recipe.rest_share) & batch.real & ~batch.reply
        rest[:, 0] = False
        loss, rest_loss, balance = self._losses(self.network, batch, batch.reply, rest)
        total = loss + recipe.rest_weight * rest_loss + recipe.balance * balance
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), recipe.clip)
        self.optimizer.step()
        keep = min(recipe.average, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            averaged: list[Tensor] = list(self.average.parameters())
            current: list[Tensor] = list(self.network.parameters())
            torch._foreach_lerp_(averaged, current, 1 - keep)
        return float(loss.detach()), int(batch.real.sum())

    def _rate(self) -> float:
        recipe = self._recipe
        warm = min(1.0, (self.step + 1) / recipe.warmup)
        return warm * min(1.0, max(0.0, (1 - self.share) / recipe.decay) + 0.01)

    def _losses(
        self, network: nn.Module, batch: Batch, reply: Any, rest: Any
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Cross-entropy of the next token on replies and on the rest, and the experts' balance."""
        tokens, positions, sees = (
            torch.from_numpy(part).to(self.device)
            for part in (batch.tokens, batch.positions, batch.sees)
        )
        kind = torch.bfloat16 if self._recipe.half_precision else torch.float32
        out = forward(network, tokens, positions, sees, kind)
        words = network.get_parameter("lm_head.weight").to(kind)
        found = []
        for mask in (reply, rest):
            rows, places = np.nonzero(mask)
            before = torch.from_numpy(batch.previous[rows, places])
            which = torch.from_numpy(rows)
            logits = F.linear(out.hidden[which, before], words)
            wanted = tokens[which, torch.from_numpy(places)]
            found.append(F.cross_entropy(logits.float(), wanted))
        return found[0], found[1], out.balance

    def _held_out_batches(self) -> list[list[Row]]:
        made: list[list[Row]] = []
        for number in range(_HELD_OUT_POOLS):
            made += pool(
                self._stage,
                self._tokenizer,
                "held_out",
                number,
                self._recipe.tokens,
                self._recipe.longest,
            )
        return made[:12]

    @torch.no_grad()
    def _measure(self, held: list[list[Row]]) -> float:
        total = count = 0.0
        for rows in held:
            batch = stacked(rows, np.random.default_rng(0), None)
            loss, _, _ = self._losses(self.average, batch, batch.reply, batch.reply)
            total += float(loss) * batch.reply.sum()
            count += batch.reply.sum()
        return float(total / count)

    def _log(self, loss: float, held_out: float | None) -> None:
        path = self._folder / "losses.csv"
        try:
            new = not path.exists()
            with path.open("a", newline="") as file:
                writer = csv.writer(file)
                if new:
                    writer.writerow(["step", "tokens", "seconds", "loss", "held_out"])
                writer.writerow(
                    [
                        self.step,
                        self.tokens,
                        f"{self.seconds:.1f}",
                        f"{loss:.5f}",
                        "" if held_out is None else f"{held_out:.5f}",
                    ]
                )
        except OSError:
            return  # a lost line of the log is no reason to stop
