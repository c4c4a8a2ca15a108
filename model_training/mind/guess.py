"""What the mind is held against: guesses from counts, and how guesses are scored."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from app.client.whatif import brier, reliability
from app.domain.value import Value
from model_training.mind.climb import Array
from model_training.mind.start import TALKS

_LIKE_ALL = 3.0
"""As many turns as a key's chances are drawn toward those of all turns."""

Flags = NDArray[np.bool_]


class Scores(Value):
    """How well chances of talk did.

    Attributes:
        log_loss: Mean negative log chance of what came, natural logarithm.
        auc: Area under the ROC curve, mean of the three kinds against the rest.
        change: The same of change talk against the rest.
        sustain: The same of sustain talk.
        brier: Mean squared error over the three kinds, 0 to 2.
        calibration: Expected calibration error, ten bins over all kinds' chances.
        turns: How many turns were guessed.
    """

    log_loss: float
    auc: float
    change: float
    sustain: float
    brier: float
    calibration: float
    turns: int


def counted(keys: Sequence[Hashable], answers: NDArray[np.int64], train: Flags) -> Array:
    """(turns, talks): chances by what followed the same key in training.

    Rare keys are drawn toward the chances of all. Answers of -1 are unknown.
    """
    known = train & (answers >= 0)
    seen = np.bincount(answers[known], minlength=len(TALKS)) + 1.0
    whole: Array = seen / seen.sum()
    counts: dict[Hashable, Array] = defaultdict(lambda: np.multiply(whole, _LIKE_ALL))
    for place in np.flatnonzero(known).tolist():
        counts[keys[place]] = counts[keys[place]] + np.eye(len(TALKS))[answers[place]]
    rows = [counts[key] for key in keys]
    return np.array([row / row.sum() for row in rows])


def scores(chances: Array, answers: NDArray[np.int64], fold: NDArray[np.int64]) -> Scores:
    """Scores of held-out chances.

    The ROC curve is that within a fold, the mean over folds by their size: chances of different
    fits are not put in one order, and those that do not differ give .5.
    """
    sure = chances[np.arange(len(answers)), answers]
    areas, sizes = [], []
    for number in np.unique(fold):
        of = fold == number
        if len(np.unique(answers[of])) == len(TALKS):
            areas.append([_area(answers[of] == n, chances[of, n]) for n in range(len(TALKS))])
            sizes.append(int(of.sum()))
    by_kind = np.average(areas, axis=0, weights=sizes) if sizes else np.full(len(TALKS), 0.5)
    told = [dict(zip(TALKS, map(float, row), strict=True)) for row in chances]
    came = [TALKS[answer] for answer in answers]
    bins = reliability(told, came)
    total = sum(one.count for one in bins)
    return Scores(
        log_loss=_rounded(-np.log(np.clip(sure, 1e-12, 1)).mean()),
        auc=_rounded(by_kind.mean()),
        change=_rounded(by_kind[TALKS.index("change")]),
        sustain=_rounded(by_kind[TALKS.index("sustain")]),
        brier=_rounded(brier(told, came)),
        calibration=_rounded(sum(b.count * abs(b.forecast - b.came) for b in bins) / total),
        turns=len(answers),
    )


def _area(is_it: Flags, score: Array) -> float:
    return float(roc_auc_score(is_it, score))


def _rounded(value: float) -> float:
    return round(float(value), 4)
