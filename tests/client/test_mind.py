"""The equations of the client's mind: what they promise for every person and every turn."""

from statistics import mean
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.client.coefficients import coefficients
from app.client.mind import MODEL, Moment, Variable, draw_noise, start, step
from app.client.readiness import expected_stage
from app.client.talk import leave_chance, talk_chances
from app.domain.feelings import Feelings
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import Persona, Pressure
from tests.client.minds import AFFIRMATION, BEST_TURN, POOR, SKILLED, appraisals, noises, states
from tests.client.shipped import CLIENTS, persona, tempered

SEEDS = range(1, 21)
QUIET = Noise()
PRESSED = Appraisal(heard="advice", pressured=0.8)
JUDGED = Appraisal(heard="confrontation", judged=0.6)
UNDERSTOOD = Appraisal(heard="reflection", understood=0.8)
shipped = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())


def run(client: Persona, turns: list[Appraisal], seed: int) -> list[MindState]:
    states = [start(client)]
    for number, turn in enumerate(turns, 1):
        states.append(step(client, states[-1], turn, draw_noise(seed, number)))
    return states


@given(
    st.sampled_from(list(CLIENTS.values())),
    st.builds(
        dict,
        reactance=st.floats(0, 1),
        rejection_sensitivity=st.floats(0, 1),
        volatility=st.floats(0, 1),
        attachment=st.sampled_from(("secure", "anxious", "avoidant", "disorganized")),
        pressure=st.sampled_from(get_args(Pressure)),
    ),
    states(),
    appraisals(),
    noises(),
)
@settings(deadline=None)
def test_every_value_stays_in_its_range(
    base: Persona,
    temperament: dict[str, float | str],
    state: MindState,
    appraisal: Appraisal,
    noise: Noise,
) -> None:
    client = tempered(base, **temperament)
    after = step(client, state, appraisal, noise)
    MindState.model_validate(after.model_dump())  # all ranges are in the type
    assert sum(after.feelings.weights) == pytest.approx(1, abs=1e-6)
    assert after.peak_trust >= after.trust
    assert after.disclosed == state.disclosed
    assert after == step(client, state, appraisal, noise)  # same in, same out


@given(st.sampled_from(list(CLIENTS.values())), st.lists(appraisals(), max_size=30))
@settings(deadline=None, max_examples=50)
def test_a_long_session_keeps_feelings_a_distribution(
    client: Persona, turns: list[Appraisal]
) -> None:
    last = run(client, turns, seed=1)[-1]
    Feelings.model_validate(last.feelings.model_dump())


def test_noise_is_drawn_from_the_seed_and_the_turn() -> None:
    assert draw_noise(7, 3) == draw_noise(7, 3)
    assert draw_noise(7, 3) != draw_noise(7, 4)
    assert draw_noise(7, 3) != draw_noise(8, 3)
    drawn = [draw_noise(seed, turn).trust for seed in range(40) for turn in range(40)]
    assert mean(drawn) == pytest.approx(0, abs=0.1)
    assert mean(value**2 for value in drawn) == pytest.approx(1, abs=0.15)


@shipped
def test_the_client_comes_in_as_written(client: Persona) -> None:
    first, t = start(client), client.temperament
    assert (first.trust, first.resistance, first.arousal) == (t.trust, t.resistance, t.arousal)
    assert first.disclosed == ()
    assert first.offered is None


def test_pressure_raises_resistance_more_in_a_reactant_client() -> None:
    rises = []
    for reactance in (0.0, 0.5, 1.0):
        client = tempered(persona(), reactance=reactance, resistance=0.5)
        rises.append(step(client, start(client), PRESSED, QUIET).resistance - 0.5)
    assert 0 < rises[0] < rises[1] < rises[2]


def test_judgment_costs_more_trust_in_a_client_who_fears_rejection() -> None:
    falls = []
    for sensitivity in (0.0, 0.5, 1.0):
        client = tempered(persona(), rejection_sensitivity=sensitivity, trust=0.5)
        falls.append(0.5 - step(client, start(client), JUDGED, QUIET).trust)
    assert 0 < falls[0] < falls[1] < falls[2]


def test_being_heard_lowers_resistance_and_raises_trust() -> None:
    client = persona()
    before, after = start(client), step(client, start(client), UNDERSTOOD, QUIET)
    assert after.resistance < before.resistance
    assert after.trust > before.trust


def test_a_kind_word_inside_an_attack_is_hardly_heard() -> None:
    client = tempered(persona(), trust=0.5)
    attack = Appraisal(heard="confrontation", judged=0.8, pressured=0.8)
    kinder = attack.model_copy(update={"understood": 0.6, "respected": 0.4})
    assert step(client, start(client), kinder, QUIET).trust < 0.5


def test_lost_trust_comes_back_slower_than_it_first_grew() -> None:
    client = tempered(persona(), trust=0.4)
    never_lost = start(client)
    lost = never_lost.model_copy(update={"peak_trust": 0.6})
    first = step(client, never_lost, UNDERSTOOD, QUIET).trust
    again = step(client, lost, UNDERSTOOD, QUIET).trust
    assert 0.4 < again < first


def test_avoidant_clients_take_warmth_in_more_slowly() -> None:
    after = {
        attachment: step(client, start(client), UNDERSTOOD, QUIET).trust
        for attachment in ("secure", "avoidant", "disorganized")
        for client in (tempered(persona(), attachment=attachment, trust=0.5),)
    }
    assert after["secure"] > after["avoidant"] > after["disorganized"]


@shipped
def test_nobody_melts_at_kind_words(client: Persona) -> None:
    for seed in SEEDS:
        trust = [state.trust for state in run(client, [AFFIRMATION] * 60, seed)]
        assert max(trust) <= 0.5


@shipped
def test_nobody_is_won_before_turn_six(client: Persona) -> None:
    for seed in range(1, 201):
        assert max(state.trust for state in run(client, [BEST_TURN] * 5, seed)) <= 0.6


@given(
    st.sampled_from(list(CLIENTS.values())),
    st.lists(st.tuples(appraisals(), noises()), max_size=5),
)
@settings(deadline=None)
def test_nobody_is_won_before_turn_six_whatever_is_said(
    client: Persona, turns: list[tuple[Appraisal, Noise]]
) -> None:
    state = start(client)
    for appraisal, noise in turns:
        state = step(client, state, appraisal, noise)
        assert state.trust <= 0.6


@shipped
@pytest.mark.parametrize("seed", SEEDS)
def test_skill_wins_more_trust_than_its_lack(client: Persona, seed: int) -> None:
    skilled, poor = run(client, SKILLED, seed), run(client, POOR, seed)
    assert skilled[-1].trust > poor[-1].trust + 0.15
    assert skilled[-1].resistance < poor[-1].resistance


@shipped
def test_under_attack_each_client_turns_to_their_own_way(client: Persona) -> None:
    attack = Appraisal(heard="confrontation", judged=0.9, pressured=0.9)
    last = run(client, [attack] * 4, seed=1)[-1]
    own = {
        "fight": "hostile",
        "withdraw": "withdrawn",
        "deflect": "deflecting",
        "please": "pleasing",
        "drift": "absent",
        "split": "hostile",
    }
    assert last.openness == "guarded"
    assert last.stance == own[client.temperament.pressure]


def test_an_open_client_feels_what_the_topic_stirs() -> None:
    client = persona()
    opened = start(client).model_copy(update={"trust": 0.7, "resistance": 0.3, "peak_trust": 0.7})
    for topic in client.topics:
        state = opened
        for number in range(3):
            asked = Appraisal(heard="open_question", topic=topic.id, invited=0.6)
            state = step(client, state, asked, draw_noise(1, number))
        assert state.openness == "open"
        assert state.feelings.dominant == topic.feeling


@pytest.mark.parametrize("variable", MODEL, ids=lambda variable: variable.name)
def test_a_variable_depends_on_its_named_parents_alone(variable: Variable) -> None:
    """The declared graph is the real one: other values of a non-parent change nothing."""
    client = CLIENTS["marcus"]
    appraisal = Appraisal(heard="confrontation", understood=0.4, judged=0.4, respected=0.3)
    before = start(client).model_copy(update={"disclosed": ("x",), "hope": 0.5})
    known = {v.name: float(getattr(before, v.name)) for v in MODEL}
    known |= {"peak_trust": 0.5, "told": 1.0}
    new = dict(known)

    def value(known: dict[str, float], new: dict[str, float]) -> float:
        return variable.update(Moment(client, known, appraisal, QUIET, new, coefficients()))

    usual = value(known, new)
    for name in known:
        if name not in variable.parents:
            assert value({**known, name: known[name] + 0.1}, new) == usual
        if f"{name}'" not in variable.parents:
            assert value(known, {**new, name: new[name] + 0.1}) == usual


@shipped
def test_a_rupture_opens_is_repaired_and_trust_comes_back_slower_than_it_went(
    client: Persona,
) -> None:
    state = start(client)
    for turn in range(8):
        state = step(client, state, UNDERSTOOD, draw_noise(1, turn))
    high = state.trust
    hurt = step(client, state, Appraisal(heard="confrontation", judged=0.9), QUIET)
    assert hurt.rupture > 0.2
    lost = high - hurt.trust
    sorry = Appraisal(heard="apology", repaired=0.7, understood=0.4)
    repaired = step(client, hurt, sorry, QUIET)
    ignored = step(client, hurt, Appraisal(heard="closed_question", invited=0.15), QUIET)
    assert repaired.rupture < 0.75 * hurt.rupture <= 0.8 * ignored.rupture
    assert 0 < repaired.trust - hurt.trust < lost
    state, turns = repaired, 1
    while state.trust < high and turns < 40:
        state, turns = step(client, state, UNDERSTOOD, QUIET), turns + 1
    assert 2 <= turns < 40


@shipped
def test_readiness_moves_with_what_is_evoked_and_back_under_pressure(client: Persona) -> None:
    state = start(client)
    evoked = pushed = state
    for turn in range(10):
        noise = draw_noise(2, turn)
        better = UNDERSTOOD.model_copy(update={"said": "change"})
        evoked = step(client, evoked, better, noise)
        pushed = step(client, pushed, PRESSED.model_copy(update={"said": "sustain"}), noise)
    assert sum(evoked.readiness) == pytest.approx(1)
    assert expected_stage(evoked.readiness) > expected_stage(state.readiness)
    assert expected_stage(pushed.readiness) <= expected_stage(state.readiness)
    assert evoked.hope > pushed.hope
    assert evoked.dominance > pushed.dominance
    assert leave_chance(pushed) > leave_chance(evoked)


def test_mehrabians_temperament_takes_stability_not_neuroticism() -> None:
    calm = tempered(persona(), traits={"neuroticism": -1, "agreeableness": 0.5})
    anxious = tempered(persona(), traits={"neuroticism": 1, "agreeableness": 0.5})
    states = []
    for client in (calm, anxious):
        state = start(client)
        for turn in range(25):
            state = step(client, state, Appraisal(heard="other"), draw_noise(3, turn))
        states.append(state)
    assert states[0].arousal < states[1].arousal
    assert states[0].valence > states[1].valence


@given(states(), appraisals())
@settings(deadline=None, max_examples=50)
def test_what_is_said_next_is_a_distribution(state: MindState, appraisal: Appraisal) -> None:
    chances = talk_chances(state, appraisal)
    assert sum(chances.values()) == pytest.approx(1)
    assert min(chances.values()) > 0
    assert 0 < leave_chance(state) < 1
