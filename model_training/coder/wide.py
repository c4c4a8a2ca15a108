"""A plain linear reader of words and word pairs beside the network (after Cheng et al. 2016).

Set phrases ("hang in there", "I'm so sorry") decide some heads, and with two thousand examples
a linear model over them finds more of these than a network does. Where it helps on the
conversations kept aside, its logits are added to the network's.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from app.assessment.heads import BY_NAME, MECHANISMS, PLACES, WIDTH
from app.assessment.layout import GRAMS
from model_training.coder.batches import Item
from model_training.coder.predict import Array, targets_of

HEARD: Final = (*MECHANISMS, "strategy")
"""Heads that may use it: those learned from posts and chats, whose phrases recur."""
_WEIGHTS: Final = (0.0, 0.25, 0.5, 1.0)
_WORTH: Final = 0.004
"""macro-F1 that a larger weight must gain."""


class Wide(NamedTuple):
    """Weights of hashed words and pairs, (``GRAMS``, ``WIDTH``), and each head's own weight."""

    table: Array
    bias: Array
    weights: Mapping[str, float]


def nothing() -> Wide:
    """A reader that adds nothing."""
    return Wide(np.zeros((GRAMS, WIDTH)), np.zeros(WIDTH), {})


def fit(learned: Sequence[Item], aside: Sequence[Item], logits: Array) -> Wide:
    """The reader of ``learned``, each head weighed by what it adds to ``logits`` on ``aside``."""
    made = nothing()
    weights = {}
    targets, known = targets_of(learned)
    for name in HEARD:
        place = PLACES[name]
        rows = [int(i) for i in np.flatnonzero(known[:, place.start])]
        want = targets[rows, place].argmax(1)
        width = len(BY_NAME[name].classes)
        if len(np.unique(want)) < width or width < 3:
            continue
        model = LogisticRegression(C=8, class_weight="balanced", max_iter=300)
        model.fit(_counts([learned[i] for i in rows]), want)
        weight = _weight(name, np.asarray(model.decision_function(_counts(aside))), aside, logits)
        if weight:
            weights[name] = weight
            made.table[:, place] = weight * np.asarray(model.coef_).T
            made.bias[place] = weight * np.asarray(model.intercept_)
    return made._replace(weights=weights)


def added(wide: Wide, rows: Sequence[Item]) -> Array:
    """What the reader adds to the logits of rows."""
    return np.asarray(_counts(rows) @ wide.table) + wide.bias


def _weight(name: str, spoken: Array, aside: Sequence[Item], logits: Array) -> float:
    place = PLACES[name]
    targets, known = targets_of(aside)
    rows = np.flatnonzero(known[:, place.start])
    if len(rows) < 50:
        return 0.0
    want = targets[rows, place].argmax(1)
    best, score = 0.0, -1.0
    for weight in _WEIGHTS:
        got = (logits[rows, place] + weight * spoken[rows]).argmax(1)
        reached = f1_score(want, got, average="macro", zero_division=0)
        if reached > score + (_WORTH if weight else 0.0):
            best, score = weight, reached
    return best


def _counts(rows: Sequence[Item]) -> csr_matrix:
    """(rows, ``GRAMS``): one over the root of how many a turn has, where it has one."""
    grams = [item.row.grams for item in rows]
    columns = [gram for turn in grams for gram in turn]
    lengths = [len(turn) for turn in grams]
    values = np.repeat([1 / np.sqrt(n) if n else 0.0 for n in lengths], lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return csr_matrix((values, columns, starts), shape=(len(rows), GRAMS))
