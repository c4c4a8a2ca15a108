"""How guesses are scored, and what figures say."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.client.coefficients import coefficients
from app.domain.errors import KnownError
from model_training.mind.figures import (
    BASELINES,
    MIND,
    PLAIN,
    REFLECTIONS,
    folds_of,
    measured,
    quality,
    read_figures,
)
from model_training.mind.fit import Fit, fit
from model_training.mind.guess import counted, scores
from model_training.mind.roll import material
from model_training.mind.start import fitted_names
from tests.training.mind.made import simulated


def test_counts_are_of_training_alone_and_rare_keys_are_like_all() -> None:
    answers = np.array([0, 0, 0, 1, 2, 1])
    train = np.array([True, True, True, True, False, False])
    guessed = counted(["a", "a", "a", "b", "b", "c"], answers, train)
    assert guessed.sum(axis=1) == pytest.approx(np.ones(6))
    assert guessed[0, 0] > guessed[3, 0] > guessed[3, 2]
    assert guessed[5] == pytest.approx(np.array([4, 2, 1]) / 7)  # never seen: all, one more each


def test_scores_of_sure_of_right_and_of_empty_guesses() -> None:
    answers, fold = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 1, 1])
    sure = scores(np.eye(3)[answers], answers, fold)
    assert (sure.log_loss, sure.auc, sure.brier, sure.calibration) == (0, 1, 0, 0)
    empty = scores(np.full((6, 3), 1 / 3), answers, fold)
    assert empty.log_loss == pytest.approx(np.log(3), abs=1e-4)
    assert (empty.auc, empty.change, empty.sustain) == (0.5, 0.5, 0.5)
    assert empty.brier == pytest.approx(2 / 3, abs=1e-4)


def test_folds_are_dealt_by_name_and_evenly() -> None:
    sessions = simulated(coefficients(), sessions=20, turns=1)
    fold = folds_of(sessions, 5)
    assert np.bincount(fold).tolist() == [4] * 5
    assert np.bincount(fold[::2]).tolist() == [2] * 5  # the good ones
    back = folds_of(sessions[::-1], 5)
    assert back[::-1].tolist() == fold.tolist()


def test_sessions_without_advice_end_in_more_trust() -> None:
    one = quality(material(simulated(coefficients(), sessions=20, turns=20)), coefficients())
    assert (one.high, one.low) == (10, 10)
    assert one.auc[PLAIN] > 0.9
    assert REFLECTIONS in one.auc


def test_figures_are_complete_and_reproducible() -> None:
    found = material(simulated(coefficients(), sessions=10, turns=8))
    fold = folds_of(found.sessions, 2)
    fits = [fit([found], fold != number, coefficients()) for number in range(2)]
    told = measured({"labels": found}, fits, fold, coefficients())
    assert told == measured({"labels": found}, fits, fold, coefficients())
    for table in (told.talk, told.ahead):
        assert list(table["labels"]["annomi"]) == [MIND, *BASELINES]
    assert told.talk["labels"]["annomi"][MIND].turns == 80
    assert type(told).model_validate_json(told.model_dump_json()) == told


def test_a_session_is_guessed_by_the_fit_that_did_not_see_it() -> None:
    found = material(simulated(coefficients(), sessions=4, turns=6))
    fold = folds_of(found.sessions, 2)
    good = fit([found], fold != 0, coefficients())
    never = {name: -50.0 if name.endswith("bias") else 0.0 for name in good.values}
    odd = Fit(values={**good.values, **never, "lately_rate": 0.2}, differs=good.differs)
    losses = [
        measured({"labels": found}, fits, fold, coefficients()).talk["labels"]["annomi"][MIND]
        for fits in ([good, good], [good, odd], [odd, good])
    ]
    assert losses[0].log_loss < min(losses[1].log_loss, losses[2].log_loss)


def test_the_kept_figures_are_of_the_coefficients_that_ship() -> None:
    kept = read_figures()
    assert kept.coefficients.keys() == fitted_names()
    now = coefficients().model_dump()
    assert {name: now[name] for name in kept.coefficients} == kept.coefficients


def test_figures_that_are_missing_or_odd_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    with pytest.raises(KnownError, match=r"not found; `pixel-train mind` writes it\.$"):
        read_figures(path)
    path.write_text(json.dumps({"sessions": 3}))
    with pytest.raises(KnownError, match=r"of another version; `pixel-train mind` writes it anew"):
        read_figures(path)
