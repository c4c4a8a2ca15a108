"""The fit finds the coefficients that sessions were simulated from."""

import numpy as np
import pytest

from app.client.coefficients import Coefficients, coefficients
from app.client.mind import outline, start
from app.client.talk import talk_chances
from app.domain.mind import Noise
from model_training.mind.fit import Fit, chances, fit, values_for
from model_training.mind.roll import features, material, rolled, with_values
from model_training.mind.start import (
    AVERAGE,
    COURSE,
    FEATURES,
    TALKS,
    TOWARD,
    VARIES,
    emission_signs,
    emission_start,
)
from tests.training.mind.made import simulated

AT_START = {name: value for name, (value, _) in COURSE.items()} | {
    f"{toward}_{name}": emission_start()[row][place]
    for row, toward in enumerate(TOWARD)
    for place, name in enumerate(FEATURES)
}
# So that all three kinds of talk are heard: a client who says nothing but one teaches nothing.
PLANTED = {
    "lately_rate": 0.5,
    "change_bias": -4.0,
    "change_invited": 2.5,
    "change_lately_change": 4.0,
    "sustain_pressured": 3.0,
    "sustain_said_sustain": 2.0,
}


def truth() -> Coefficients:
    return with_values(coefficients(), {**AT_START, **PLANTED})


@pytest.fixture(scope="module")
def fitted() -> Fit:
    found = material(simulated(truth(), sessions=100, turns=30))
    return fit([found], np.ones(100, dtype=bool), coefficients())


def test_planted_coefficients_are_recovered(fitted: Fit) -> None:
    for name, true in PLANTED.items():
        off, before = abs(fitted.values[name] - true), abs(AT_START[name] - true)
        assert off < 0.5 * before, name


def test_on_new_sessions_it_does_almost_as_well_as_the_truth(fitted: Fit) -> None:
    new = material(simulated(truth(), sessions=40, turns=26))

    def lost(values: dict[str, float]) -> float:
        x = features(new, rolled(new, with_values(coefficients(), values)))
        sure = chances(x, values)[np.arange(len(new.answer)), new.answer]
        return float(-np.log(sure).mean())

    best = lost({**AT_START, **PLANTED})
    assert lost(fitted.values) < best + 0.2 * (lost(AT_START) - best)


def test_the_same_sessions_give_the_same_fit() -> None:
    found = material(simulated(truth(), sessions=6, turns=8))
    train = np.arange(6) < 4
    assert fit([found], train, coefficients()) == fit([found], train, coefficients())


def test_sessions_out_of_training_do_not_count() -> None:
    made = simulated(truth(), sessions=6, turns=8)
    silent = made[5].model_copy(
        update={
            "exchanges": tuple(e.model_copy(update={"answer": None}) for e in made[5].exchanges)
        }
    )
    train = np.arange(6) < 5
    with_it = fit([material(made)], train, coefficients())
    assert fit([material([*made[:5], silent])], train, coefficients()) == with_it


def test_signs_hold_whatever_the_data_say() -> None:
    against = with_values(truth(), {"change_invited": -3.0, "sustain_pressured": -3.0})
    found = material(simulated(against, sessions=20, turns=20))
    values = fit([found], np.ones(20, dtype=bool), coefficients()).values
    for row, toward in enumerate(TOWARD):
        for place, name in enumerate(FEATURES):
            assert emission_signs()[row][place] * values[f"{toward}_{name}"] >= 0


def test_what_the_data_do_not_speak_of_stays_as_it_was(fitted: Fit) -> None:
    assert fitted.values["change_judged"] == pytest.approx(AT_START["change_judged"], abs=1e-3)
    assert fitted.values["readiness_judged"] == pytest.approx(AT_START["readiness_judged"])


def test_another_set_may_draw_the_line_elsewhere() -> None:
    talkative = with_values(truth(), {"change_bias": AT_START["change_bias"] + 2})
    sessions = [
        *simulated(truth(), sessions=20, turns=20),
        *simulated(talkative, sessions=20, turns=20, source="mibot"),
    ]
    made = fit([material(sessions)], np.ones(40, dtype=bool), coefficients())
    bias = list(VARIES).index("bias")
    assert made.differs["annomi"] == ((0.0,) * len(VARIES),) * 2
    assert made.differs["mibot"][0][bias] > 0.7
    more = values_for(made, "mibot")["change_bias"] - made.values["change_bias"]
    assert more == pytest.approx(made.differs["mibot"][0][bias])


def test_the_fits_chances_are_the_programs() -> None:
    found = material(simulated(truth(), sessions=1, turns=5))
    x = features(found, rolled(found, truth()))
    state = start(AVERAGE)
    for row, appraisal in zip(chances(x, truth().model_dump()), found.appraisals[0], strict=True):
        state = outline(AVERAGE, state, appraisal, Noise(), truth())
        own = talk_chances(state, appraisal, truth())
        assert dict(zip(TALKS, row, strict=True)) == pytest.approx(own)
