"""Training: one pass over a mix of examples, several objectives at once.

Rare classes weigh more (by the root of their rarity), each head has its own weight, and the
weights kept are a running mean of those passed through.
"""

import copy
import math
import random
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from app.assessment.heads import HEADS, PLACES, WIDTH
from app.assessment.layout import token_id
from app.domain.codes import DIMENSIONS
from app.domain.value import Value
from model_training.coder.batches import Batch, Item, batches, collate, items
from model_training.coder.examples import Example
from model_training.coder.model import CoderModel
from model_training.starter.checkpoint import save_or_warn

HEAD_WEIGHTS: Final[Mapping[str, float]] = {
    "behavior": 1.0,
    "question": 0.6,
    "reflection": 1.0,
    "input": 0.5,
    "move": 4.0,
    "emotional_reaction": 1.5,
    "interpretation": 1.5,
    "exploration": 1.5,
    "strategy": 1.0,
    "flag": 4.0,
    "talk": 1.0,
    "strength": 0.3,
    "feeling": 6.0,
    **dict.fromkeys(DIMENSIONS, 0.4),
}
"""Weights of the heads' losses; those of several classes are means over their classes."""


class Recipe(Value):
    """What decides a run, beside its data."""

    seed: int = 1
    passes: Mapping[str, float] = {
        "own": 6,
        "annomi": 3,
        "goemotions": 1,
        "epitome": 4,
        "esconv": 2,
    }
    """How often each source is seen."""
    tokens: int = 2048
    """Padded tokens a batch."""
    rate: float = 1.5e-4
    """Peak learning rate of the encoder; the heads' is five times that."""
    hidden: float = 0.12
    """Share of tokens that are hidden from the model."""
    frozen: int = 2
    """Encoder layers that keep their pretrained weights."""
    kept: float = 0.995
    """Decay of the running mean of the weights."""


Say = Callable[[int, int, float], None]
"""Told of each step: which, of how many, and the mean loss lately."""


class Weights:
    """How much each class counts in its head's loss."""

    def __init__(self, examples: Sequence[Item]) -> None:
        """Takes the rarity of classes from what will be trained on."""
        known = torch.tensor([item.known for item in examples]).sum(0)
        share = (torch.tensor([item.targets for item in examples]).sum(0) + 1) / (known + 2)
        self.classes = torch.zeros(WIDTH)
        for head in HEADS:
            place = PLACES[head.name]
            p = share[place]
            if head.several:
                self.classes[place] = ((1 - p) / p).clamp(1, 100).sqrt()
            else:
                weight = p.clamp(min=0.002).rsqrt()
                self.classes[place] = weight / (weight * p).sum()


def loss_of(logits: Tensor, words: Tensor, batch: Batch, weights: Weights) -> Tensor:
    """The batch's loss: the heads' summed over their coded turns, over all turns."""
    total = logits.new_zeros(())
    for head in HEADS:
        place = PLACES[head.name]
        known = batch.known[:, place.start] > 0
        if not known.any():
            continue
        out, want = logits[known, place], batch.targets[known, place]
        weight = weights.classes[place]
        if head.several:
            part = functional.binary_cross_entropy_with_logits(
                out, want, pos_weight=weight, reduction="none"
            ).mean(1)
        else:
            part = -(weight * want * functional.log_softmax(out, -1)).sum(1)
        total = total + HEAD_WEIGHTS[head.name] * part.sum()
    marked = batch.marked > 0
    if marked.any():
        each = functional.binary_cross_entropy_with_logits(
            words[marked], batch.words[marked], reduction="none"
        ).mean()
        total = total + each * (batch.marked.amax(1) > 0).sum()
    return total / len(logits)


def mix(examples: Sequence[Example], recipe: Recipe) -> list[int]:
    """Indexes of examples, each source as often as the recipe says, in a drawn order."""
    rng = random.Random(f"mix {recipe.seed}")
    by_source: dict[str, list[int]] = {}
    for i, example in enumerate(examples):
        by_source.setdefault(example.source, []).append(i)
    chosen: list[int] = []
    for source in sorted(by_source):
        pool = by_source[source]
        whole, part = divmod(recipe.passes[source], 1)
        chosen += pool * int(whole) + rng.sample(pool, int(part * len(pool)))
    rng.shuffle(chosen)
    return chosen


def train(
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    recipe: Recipe,
    say: Say,
    checkpoint: Path | None = None,
    every: float = 120.0,
    warn: Callable[[str], None] = warnings.warn,
) -> CoderModel:
    """Trains on all examples given; a checkpoint in the file is taken up where it stands.

    Where a checkpoint cannot be written, the one before stays and training goes on.

    Args:
        examples: What to learn from.
        tokenizer: The encoder's.
        recipe: What decides the run; a run that goes on needs the one that it began with.
        say: Told of each step.
        checkpoint: Where to keep the state; the run is the same with and without.
        every: Seconds between checkpoints.
        warn: Told of a checkpoint that could not be written.
    """
    torch.manual_seed(0)  # The heads begin alike in every run: their means then mean something.
    model = CoderModel(recipe.frozen)
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    laid = items(examples, tokenizer)
    weights = Weights(laid)
    chosen = mix(examples, recipe)
    rows = [laid[i] for i in chosen]
    plan = list(batches(rows, recipe.tokens, rng))
    optimizer = _optimizer(model, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(plan)))
    mean = copy.deepcopy(model)
    done = 0
    if checkpoint is not None and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        mean.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
        if "random" in state:  # States of earlier versions lack it.
            torch.set_rng_state(state["random"])
    mask_id = token_id(tokenizer, "[MASK]")
    model.train()
    lately, saved = 0.0, time.monotonic()
    for step in range(done, len(plan)):
        batch = collate([rows[i] for i in plan[step]])
        ids = _hide(batch, recipe.hidden, mask_id, recipe.seed * 1_000_003 + step)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, words = model(ids, batch.types, batch.mask)
        loss = loss_of(logits.float(), words.float(), batch, weights)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        _average(mean, model, min(recipe.kept, (step + 1) / (step + 10)))
        lately += (loss.item() - lately) / min(step - done + 1, 50)
        say(step + 1, len(plan), lately)
        if checkpoint is not None and time.monotonic() - saved >= every:
            state = _state(model, mean, optimizer, schedule, step + 1)
            save_or_warn(checkpoint, state, warn)
            saved = time.monotonic()
    return mean.eval()


def _optimizer(model: CoderModel, recipe: Recipe) -> torch.optim.Optimizer:
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    inside = {id(p) for p in encoder}
    heads = [p for p in model.parameters() if p.requires_grad and id(p) not in inside]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": recipe.rate}, {"params": heads, "lr": recipe.rate * 5}],
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=True,
    )


def _rate(step: int, steps: int) -> float:
    warm = max(1, steps // 15)
    if step < warm:
        return (step + 1) / warm
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def _hide(batch: Batch, share: float, mask_id: int, seed: int) -> Tensor:
    drawn = torch.rand(batch.ids.shape, generator=torch.Generator().manual_seed(seed))
    # Ids below that are separators and places that this vocabulary leaves unused.
    plain = (batch.mask > 0) & (batch.ids > 999)
    return torch.where(plain & (drawn < share), mask_id, batch.ids)


def _average(mean: nn.Module, model: nn.Module, kept: float) -> None:
    with torch.no_grad():
        for old, new in zip(mean.parameters(), model.parameters(), strict=True):
            if new.requires_grad:
                old.lerp_(new, 1 - kept)


def _state(
    model: nn.Module,
    mean: nn.Module,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    done: int,
) -> dict[str, Any]:
    return {
        "model": model.state_dict(),
        "mean": mean.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "done": done,
        "random": torch.get_rng_state(),
    }
