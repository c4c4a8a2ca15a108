"""Logits of many examples."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from app.assessment.heads import WIDTH
from model_training.coder.batches import Item, batches, collate
from model_training.coder.model import CoderModel

Array = NDArray[np.float64]


def predict(model: CoderModel, rows: Sequence[Item], tokens: int = 4096) -> Array:
    """Logits of the rows, (rows, ``WIDTH``), in their order."""
    out = np.zeros((len(rows), WIDTH))
    model.eval()
    with torch.inference_mode():
        for indexes in batches(rows, tokens):
            batch = collate([rows[i] for i in indexes])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, _ = model(batch.ids, batch.types, batch.mask)
            out[indexes] = logits.float().numpy()
    return out


def targets_of(rows: Sequence[Item]) -> tuple[Array, Array]:
    """Targets and what is known of them, (rows, ``WIDTH``) each."""
    if not rows:
        return np.zeros((0, WIDTH)), np.zeros((0, WIDTH))
    return np.array([item.targets for item in rows]), np.array([item.known for item in rows])
