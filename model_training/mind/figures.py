"""What the mind is measured by, on sessions that the fit has not seen."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from app.client.coefficients import Coefficients
from app.client.readiness import expected_stage
from app.client.whatif import forecast
from app.domain.errors import KnownError
from app.domain.mind import MindState
from app.domain.value import Value
from model_training.mind.climb import Array
from model_training.mind.fit import Fit, chances, values_for
from model_training.mind.guess import Scores, counted, scores
from model_training.mind.roll import Material, client, features, rolled, standing, with_values
from model_training.mind.sessions import Session
from model_training.mind.start import TALKS

KEPT: Final = Path(__file__).with_name("figures.json")
"""The figures of the coefficients that come with the program."""
MIND: Final = "mind"
BASELINES: Final = ("majority", "last talk", "behavior", "behavior and last talk")
"""What talk is guessed from: nothing, the client's last talk, the therapist's behavior, both."""
AHEAD: Final = 3
RECENT: Final = 6
"""Past therapist turns from which the coming ones are drawn."""
_EVERY: Final = 3
"""One turn in so many is forecast from."""
_DRAWS: Final = 60
_REPEATS: Final = 10
_STATE: Final = ("trust", "resistance", "hope", "valence")

PLAIN: Final = "trust less resistance"
LOGIT: Final = "state, held-out logit"
REFLECTIONS: Final = "reflection rate alone"


class Quality(Value):
    """How well sessions of high quality are told from those of low: areas under the ROC curve."""

    high: int
    low: int
    auc: dict[str, float]


class Figures(Value):
    """All that was measured.

    Attributes:
        sessions: By data set, how many sessions.
        folds: Into how many parts they were dealt, each guessed by a fit to the others.
        talk: By way of coding, data set and guesser, how the next turn's talk was guessed.
        ahead: The same of the talk three turns ahead.
        quality: By way of coding.
        coefficients: Those fitted to all sessions, whose figures these are to be.
    """

    sessions: dict[str, int]
    folds: int
    talk: dict[str, dict[str, dict[str, Scores]]]
    ahead: dict[str, dict[str, dict[str, Scores]]]
    quality: dict[str, Quality]
    coefficients: dict[str, float] = Field(default_factory=dict)


def read_figures(path: Path = KEPT) -> Figures:
    """Figures as they were kept.

    Raises:
        KnownError: There are none, or they are of another version.
    """
    try:
        return Figures.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnownError(f"{path}: not found; `pixel-train mind` writes it.") from None
    except ValidationError:
        raise KnownError(
            f"{path}: of another version; `pixel-train mind` writes it anew."
        ) from None


def folds_of(sessions: Sequence[Session], count: int) -> NDArray[np.int64]:
    """By session, its fold: dealt out by name, evenly by data set and quality."""
    groups: dict[tuple[str, bool | None], list[int]] = {}
    for place, session in enumerate(sessions):
        groups.setdefault((session.source, session.good), []).append(place)
    folds = np.zeros(len(sessions), dtype=np.int64)
    for places in groups.values():
        for number, place in enumerate(sorted(places, key=lambda n: _shuffled(sessions[n]))):
            folds[place] = number % count
    return folds


def _shuffled(session: Session) -> str:
    return hashlib.sha1(f"{session.source}/{session.name}".encode()).hexdigest()


def measured(
    variants: Mapping[str, Material],
    fits: Sequence[Fit],
    fold: NDArray[np.int64],
    base: Coefficients,
) -> Figures:
    """All figures.

    Args:
        variants: By way of coding, the sessions.
        fits: By fold, the fit to the others.
        fold: By session.
        base: The coefficients that are not fitted, among others.
    """
    first = next(iter(variants.values()))
    return Figures(
        sessions={
            name: int((first.source == place).sum()) for place, name in enumerate(first.sources)
        },
        folds=len(fits),
        talk={name: _next_talk(found, fits, fold, base) for name, found in variants.items()},
        ahead={name: _talk_ahead(found, fits, fold, base) for name, found in variants.items()},
        quality={
            name: quality(found, base)
            for name, found in variants.items()
            if {0, 1} <= set(found.good.tolist())
        },
    )


def _next_talk(
    found: Material, fits: Sequence[Fit], fold: NDArray[np.int64], base: Coefficients
) -> dict[str, dict[str, Scores]]:
    guessed = np.zeros((len(found.of), len(TALKS)))
    for number, fitted in enumerate(fits):
        x = features(found, rolled(found, with_values(base, fitted.values)))
        for place, source in enumerate(found.sources):
            its = (fold[found.of] == number) & (found.source[found.of] == place)
            guessed[its] = chances(x[its], values_for(fitted, source))
    keys = _keys(found)
    return _compared(found, found.answer, keys, guessed, found.answer >= 0, fold)


def _talk_ahead(
    found: Material, fits: Sequence[Fit], fold: NDArray[np.int64], base: Coefficients
) -> dict[str, dict[str, Scores]]:
    """Of the answer three turns on, from what is known once an answer was given.

    The therapist's coming turns are drawn from the recent ones; the noise is the program's own.
    """
    size = len(found.of)
    guessed, later = np.zeros((size, len(TALKS))), np.full(size, -1)
    asked = np.zeros(size, dtype=bool)
    behaviors = [e.codes.behavior for s in found.sessions for e in s.exchanges]
    keys: dict[str, list[Hashable]] = {name: [None] * size for name in BASELINES}
    row = 0
    for number, session in enumerate(found.sessions):
        fitted = fits[fold[number]]
        k = with_values(base, values_for(fitted, session.source))
        states = _states(found, number, k)
        who = client(session.stage)
        for place, exchange in enumerate(session.exchanges):
            ends = place + AHEAD >= len(session.exchanges)
            if not ends and exchange.answer is not None:
                later[row] = found.answer[row + AHEAD]
                last = exchange.answer
                keys["last talk"][row] = last
                keys["behavior"][row] = behaviors[row]
                keys["behavior and last talk"][row] = (behaviors[row], last)
                if later[row] >= 0 and place % _EVERY == 0:
                    asked[row] = True
                    recent = found.appraisals[number][max(0, place + 1 - RECENT) : place + 1]
                    ahead = forecast(
                        who, states[place], recent, row, AHEAD, _DRAWS, said=last, k=k
                    )[-1]
                    guessed[row] = [ahead.talk[kind] for kind in TALKS]
            row += 1
    return _compared(found, later, keys, guessed, asked, fold)


def _states(found: Material, number: int, k: Coefficients) -> list[MindState]:
    only = np.arange(len(found.sessions)) == number
    return rolled(found.part(only), k)[0]


def _keys(found: Material) -> dict[str, list[Hashable]]:
    turns = [e for session in found.sessions for e in session.exchanges]
    return {
        "majority": [None for _ in turns],
        "last talk": [e.said for e in turns],
        "behavior": [e.codes.behavior for e in turns],
        "behavior and last talk": [(e.codes.behavior, e.said) for e in turns],
    }


def _compared(
    found: Material,
    answers: NDArray[np.int64],
    keys: Mapping[str, Sequence[Hashable]],
    mind: Array,
    asked: NDArray[np.bool_],
    fold: NDArray[np.int64],
) -> dict[str, dict[str, Scores]]:
    """By data set, the mind's scores and those of guesses from counts of the same data set."""
    of, source = fold[found.of], found.source[found.of]
    told: dict[str, dict[str, Scores]] = {}
    for place, name in enumerate(found.sources):
        its = asked & (source == place)
        if not its.any():
            continue
        told[name] = {MIND: scores(mind[its], answers[its], of[its])}
        for baseline in BASELINES:
            guessed = np.zeros_like(mind)
            for number in range(int(fold.max()) + 1):
                train = (source == place) & (of != number)
                here = its & (of == number)
                guessed[here] = counted(keys[baseline], answers, train)[here]
            told[name][baseline] = scores(guessed[its], answers[its], of[its])
    return told


def quality(found: Material, k: Coefficients) -> Quality:
    """How well the state after the last turn tells high from low quality.

    The plain score has nothing fitted to quality in it; nor have the equations of trust and
    resistance. The logit is fitted to the other sessions, five folds, ten times over.
    """
    rated = found.part(found.good >= 0)
    states = rolled(rated, k)
    good = rated.good
    x = np.array([[getattr(own[-1], name) for name in _STATE] for own in states])
    x = np.c_[x, [expected_stage(own[-1].readiness) for own in states]]
    reflected = [
        np.mean([exchange.codes.reflection != "none" for exchange in session.exchanges])
        for session in rated.sessions
    ]
    areas = []
    fewest = int(min(good.sum(), (1 - good).sum()))
    for repeat in range(_REPEATS if fewest > 1 else 0):
        out = np.zeros(len(good))
        folds = StratifiedKFold(min(5, fewest), shuffle=True, random_state=repeat)
        for rest, held in folds.split(x, good):
            center, spread = x[rest].mean(0), x[rest].std(0) + 1e-6
            model = LogisticRegression(C=0.3).fit((x[rest] - center) / spread, good[rest])
            out[held] = model.decision_function((x[held] - center) / spread)
        areas.append(roc_auc_score(good, out))
    told = {PLAIN: roc_auc_score(good, standing(states))}
    if areas:
        told[LOGIT] = np.mean(areas)
    told[REFLECTIONS] = roc_auc_score(good, reflected)
    return Quality(
        high=int(good.sum()),
        low=int((1 - good).sum()),
        auc={name: round(float(area), 4) for name, area in told.items()},
    )
