"""A session's mind run again: as it was, otherwise, turn by turn, and onward."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.client.mind import draw_noise, outline, start, step, tell
from app.client.whatif import (
    Attribution,
    Heard,
    attribution,
    brier,
    counterfactual,
    forecast,
    reliability,
    run,
)
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import Persona
from tests.client.minds import POOR, SKILLED, appraisals, noises, open_question, reflection
from tests.client.shipped import CLIENTS, item, persona, tempered

CONFRONTATION = Appraisal(heard="confrontation", pressured=0.8, judged=0.6)
JUDGED = Appraisal(heard="confrontation", judged=0.9)
APOLOGY = Appraisal(heard="apology", repaired=0.8)


def lived(
    client: Persona,
    meant: Sequence[Appraisal],
    noise: Sequence[Noise] | None = None,
    tells: Sequence[bool] | None = None,
) -> tuple[list[Heard], list[MindState]]:
    """A session with these turns, and its states: the client tells what is offered, or not."""
    state, turns, states = start(client), [], []
    for n, appraisal in enumerate(meant):
        drawn = noise[n] if noise else draw_noise(1, n)
        states.append(step(client, state, appraisal, drawn))
        offered = states[-1].offered
        told = (offered,) if offered is not None and (tells is None or tells[n]) else ()
        turns.append(
            Heard(turn=2 * n + 1, appraisal=appraisal, noise=drawn, told=told, offered=offered)
        )
        state = tell(states[-1], told)
    return turns, states


def sessions(most: int = 8) -> st.SearchStrategy[tuple[Persona, list[Heard], list[MindState]]]:
    """A shipped client with any turns, any noise, telling or holding back."""
    turn = st.tuples(appraisals(), noises(), st.booleans())
    return st.builds(
        lambda client, turns: (client, *lived(client, *zip(*turns, strict=True))),
        st.sampled_from(list(CLIENTS.values())),
        st.lists(turn, min_size=1, max_size=most),
    )


def opening_up() -> Persona:
    """One who trusts, with two things to tell about work and one about the street."""
    ladder = (
        item("a", trust=0.2),
        item("b", trust=0.3, after="a"),
        item("c", trust=0.3, topic="josie", needs="question"),
    )
    return tempered(persona(ladder=ladder), trust=0.45, resistance=0.3)


@given(sessions())
@settings(deadline=None, max_examples=40)
def test_running_a_session_gives_the_states_it_had(
    session: tuple[Persona, list[Heard], list[MindState]],
) -> None:
    client, turns, states = session
    assert run(client, start(client), turns) == states


@given(sessions(), st.data())
@settings(deadline=None, max_examples=40)
def test_changing_nothing_changes_nothing(
    session: tuple[Persona, list[Heard], list[MindState]], data: st.DataObject
) -> None:
    client, turns, states = session
    at = data.draw(st.integers(0, len(turns) - 1))
    assert counterfactual(client, start(client), turns, at, turns[at].appraisal) == states


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())
@pytest.mark.parametrize("at", range(len(SKILLED)))
def test_a_reflection_in_place_of_a_confrontation_ends_with_more_trust(
    client: Persona, at: int
) -> None:
    meant = [*SKILLED[:at], CONFRONTATION, *SKILLED[at + 1 :]]
    turns, states = lived(client, meant)
    other = counterfactual(client, start(client), turns, at, reflection())
    assert other[:at] == states[:at]
    assert other[at].trust > states[at].trust
    assert other[-1].trust > states[-1].trust


def test_what_comes_later_cannot_change_what_came_before() -> None:
    client = persona()
    turns, states = lived(client, POOR)
    other = counterfactual(client, start(client), turns, 6, reflection())
    assert other[:6] == states[:6]
    assert other[6:] != states[6:]


def test_a_turn_that_is_not_there() -> None:
    turns, _ = lived(persona(), SKILLED)
    with pytest.raises(IndexError, match="no turn 10 among 10"):
        counterfactual(persona(), start(persona()), turns, 10, reflection())


def test_the_talk_goes_on_about_the_other_topic_where_the_next_turn_named_none() -> None:
    client = opening_up()
    meant = [open_question("here"), reflection("here"), open_question("work")]
    turns, _ = lived(client, meant)
    turns[1] = turns[1].model_copy(update={"carried": True})
    other = counterfactual(client, start(client), turns, 0, open_question("josie"))
    assert [state.topic for state in other] == ["josie", "josie", "work"]


def test_what_is_offered_anew_counts_as_told_and_what_was_held_back_stays_so() -> None:
    client = opening_up()
    meant = [open_question("work"), open_question("work"), open_question("work")]
    turns, states = lived(client, meant, tells=[False, True, True])
    assert [state.offered for state in states] == ["a", "a", "b"]
    # The first turn, otherwise: "c" is offered there and told, "a" is told where it was in fact.
    other = counterfactual(client, start(client), turns, 0, open_question("josie"))
    assert [state.offered for state in other] == ["c", "a", "b"]
    assert [state.disclosed for state in other] == [(), ("c",), ("c", "a")]
    # Still the same item in the first turn: the client holds back again.
    other = counterfactual(client, start(client), turns, 0, reflection("work"))
    assert [state.offered for state in other] == ["a", "a", "b"]
    # Without the item that was told in the second turn, the third one offers it.
    other = counterfactual(client, start(client), turns, 1, JUDGED)
    assert [state.offered for state in other[:2]] == ["a", None]
    assert other[2].disclosed == ()


def test_a_turn_without_a_reply_tells_nothing() -> None:
    client = opening_up()
    turns, _ = lived(client, [open_question("here"), open_question("work")])
    turns[1] = turns[1].model_copy(update={"told": None, "offered": "a"})
    other = counterfactual(client, start(client), turns, 0, open_question("work"))
    assert [state.offered for state in other] == ["a", "b"]
    assert attribution(client, start(client), turns).effects[-1].told == 0


@given(sessions())
@settings(deadline=None, max_examples=40)
def test_drift_and_effects_sum_to_the_whole_change(
    session: tuple[Persona, list[Heard], list[MindState]],
) -> None:
    client, turns, states = session
    first, last = start(client), tell(states[-1], turns[-1].told or ())
    shares = attribution(client, first, turns)
    assert [effect.turn for effect in shares.effects] == [turn.turn for turn in turns]
    trust = shares.drift_trust + sum(effect.trust for effect in shares.effects)
    told = shares.drift_told + sum(effect.told for effect in shares.effects)
    assert trust == pytest.approx(last.trust - first.trust, abs=1e-9)
    assert told == pytest.approx(len(last.disclosed), abs=1e-9)


@given(sessions(most=4))
@settings(deadline=None, max_examples=20)
def test_an_effect_is_what_the_turn_added_given_all_before_it(
    session: tuple[Persona, list[Heard], list[MindState]],
) -> None:
    client, turns, _ = session

    def ends_with(actual: int) -> float:
        """Trust in the end after so many turns as they were, and neutral ones after them."""
        state = start(client)
        for n, turn in enumerate(turns):
            neutral = Appraisal(heard="other", topic=state.topic)
            state = outline(client, state, turn.appraisal if n < actual else neutral, turn.noise)
        return state.trust

    shares = attribution(client, start(client), turns)
    for n, effect in enumerate(shares.effects):
        assert effect.trust == pytest.approx(ends_with(n + 1) - ends_with(n), abs=1e-9)


def test_the_order_of_turns_matters() -> None:
    def effect_of_apology(*meant: Appraisal) -> float:
        client = tempered(persona(), trust=0.5)
        quiet = [Noise()] * len(meant)
        turns, _ = lived(client, meant, quiet)
        found: Attribution = attribution(client, start(client), turns)
        return found.effects[meant.index(APOLOGY)].trust

    assert effect_of_apology(JUDGED, APOLOGY) != effect_of_apology(APOLOGY, JUDGED)


def test_a_session_of_neutral_turns_is_all_drift() -> None:
    turns, _ = lived(persona(), [Appraisal(heard="other")] * 5)
    shares = attribution(persona(), start(persona()), turns)
    assert {(effect.trust, effect.told) for effect in shares.effects} == {(0.0, 0.0)}
    assert attribution(persona(), start(persona()), []) == Attribution(
        effects=(), drift_trust=0, drift_told=0
    )


@given(
    st.sampled_from(list(CLIENTS.values())),
    st.lists(appraisals(), min_size=1, max_size=5),
    st.integers(0, 10),
)
@settings(deadline=None, max_examples=20)
def test_a_forecast_is_a_distribution(client: Persona, meant: list[Appraisal], seed: int) -> None:
    ahead = forecast(client, start(client), meant, seed, draws=20)
    assert len(ahead) == 3
    for turn in ahead:
        assert sum(turn.talk.values()) == pytest.approx(1, abs=1e-9)
        assert sum(turn.feeling.values()) == pytest.approx(1, abs=1e-9)
        assert 0 <= turn.trust.low <= turn.trust.middle <= turn.trust.high <= 1
    gone = [0.0, *(turn.left for turn in ahead)]
    assert gone == sorted(gone)
    assert gone[-1] <= 1
    assert ahead == forecast(client, start(client), meant, seed, draws=20)


def test_who_is_met_with_skill_is_forecast_to_trust_more_and_leave_less() -> None:
    client = persona()
    well = forecast(client, start(client), SKILLED, seed=1)[-1]
    badly = forecast(client, start(client), POOR, seed=1)[-1]
    assert well.trust.middle > badly.trust.middle
    assert well.left < badly.left
    assert well.talk["sustain"] < badly.talk["sustain"]


def test_a_forecast_needs_turns_to_draw_from() -> None:
    with pytest.raises(ValueError, match="at least one turn"):
        forecast(persona(), start(persona()), [], seed=1)


def test_the_feelings_of_a_forecast_are_those_of_the_mind() -> None:
    client, turn = persona(), reflection("work")
    (ahead,) = forecast(client, start(client), [turn], seed=1, turns=1, draws=400)
    noise = [draw_noise(2, n) for n in range(400)]
    rolled = [step(client, start(client), turn, drawn) for drawn in noise]
    seen = Counter(state.feelings.dominant for state in rolled)
    for feeling, chance in ahead.feeling.items():
        assert chance == pytest.approx(seen[feeling] / 400, abs=0.1)


def test_the_brier_score() -> None:
    sharp = {"change": 1.0, "neutral": 0.0, "sustain": 0.0}
    even = dict.fromkeys(sharp, 1 / 3)
    assert brier([sharp, sharp], ["change", "change"]) == 0
    assert brier([sharp], ["sustain"]) == 2
    assert brier([even], ["neutral"]) == pytest.approx(2 / 3)
    assert brier([{"change": 1.0}], ["never thought of"]) == 2
    with pytest.raises(ValueError, match="no forecasts"):
        brier([], [])
    with pytest.raises(ValueError, match="shorter"):
        brier([sharp, sharp], ["change"])


def test_the_reliability_of_forecasts() -> None:
    said = [{"yes": 0.75, "no": 0.25}] * 4
    table = reliability(said, ["yes", "yes", "yes", "no"], bins=4)
    assert [(bin.low, bin.high, bin.count, bin.came) for bin in table] == [
        (0.25, 0.5, 4, 0.25),
        (0.75, 1.0, 4, 0.75),
    ]
    assert [bin.forecast for bin in table] == [0.25, 0.75]
    assert reliability([{"yes": 1.0}], ["yes"])[0].came == 1
    assert reliability([], []) == ()
