"""The figures about clients, on made-up data of which they are known."""

import pytest

from app.assessment.rules import RuleCoder
from app.client.mind import start
from app.client.script import told
from app.domain.mind import Appraisal
from app.engine.echo import EchoEngine
from app.library.packs import find_scenario, shipped_packs
from tests.benchmarks import clients, locked, simulated, style
from tests.client.shipped import item, persona

KIND = Appraisal(heard="reflection", understood=0.9, topic="work")
HARSH = Appraisal(heard="confrontation", judged=0.8, pressured=0.8)


def test_pairs_are_counted_with_their_ties() -> None:
    assert clients.above([3, 1], [1, 0]) == (0.75, 0.25)
    assert clients.above([0.2], [0.2]) == (0, 1)


def test_a_slope_is_what_a_whole_step_of_skill_is_worth() -> None:
    assert clients.slope([(0, 0.1), (0.5, 0.2), (1, 0.3)]) == pytest.approx(0.2)


def test_kindness_is_told_more_than_harshness() -> None:
    client = persona(ladder=(item("a", trust=0.2), item("b", trust=0.9)))
    kind = clients.outcome(client, "skilled", [KIND] * 12, seed=1)
    harsh = clients.outcome(client, "poor", [HARSH] * 12, seed=1)
    assert (kind.told, harsh.told) == (0.5, 0)
    assert kind.trust > harsh.trust
    assert harsh.guarded
    assert not kind.guarded


def test_the_best_case_is_better_than_kindness_and_bounded() -> None:
    client = persona()
    kind = clients.states(client, [KIND] * clients.EARLY, seed=1)[-1]
    best = clients.best_case(client)
    assert kind.trust <= best <= start(client).trust + 0.045 * clients.EARLY + 1e-9


def test_a_rupture_takes_longer_to_mend_than_to_make() -> None:
    code = clients.Coding(RuleCoder())
    found = clients.repair(persona(), [KIND] * 12, code)
    assert found is not None
    assert found.lost > 0
    assert found.turns is not None
    assert found.turns > 1
    assert 0 < found.slower < 1
    assert found.owned < found.passed_over <= found.opened
    assert clients.repair(persona(triggers=()), [KIND], code) is None


def test_words_are_counted_as_people_do() -> None:
    assert style.words("Well, I don't know... twenty-one?") == 6
    assert style.words("...") == 0


def test_a_style_is_known_by_its_turns() -> None:
    found = style.style(["No.", "Uh, I guess so?", "I mean, it was you know what it was.", "Yes."])
    assert found.turns == 4
    assert found.short == 0.5
    assert found.filled == 0.25
    assert found.hedges == 0.5
    assert found.questions == 0.25
    assert sum(found.lengths) == pytest.approx(1)
    assert found.lengths[0] == 0.5


def test_a_distance_is_nothing_to_oneself_and_a_bit_at_most() -> None:
    assert style.jensen_shannon((0.3, 0.7), (0.3, 0.7)) == 0
    assert style.jensen_shannon((1, 0), (0, 1)) == pytest.approx(1)
    near = style.jensen_shannon((0.5, 0.5), (0.4, 0.6))
    assert 0 < near < 0.02
    assert near == pytest.approx(style.jensen_shannon((0.4, 0.6), (0.5, 0.5)))


def turns(name: str, texts: list[str]) -> style.Turns:
    return style.Turns.of(name, [(text, f"{name}{n // 4}") for n, text in enumerate(texts)])


def test_a_classifier_tells_apart_what_differs_and_nothing_else() -> None:
    seas = turns("a", [f"The sea is {what} and wide." for what in ("blue", "gray", "calm")] * 20)
    hills = turns("b", [f"A hill of {what} was high." for what in ("grass", "stone", "sand")] * 20)
    again = turns("c", list(seas.texts))
    for make in style.CLASSIFIERS.values():
        assert style.auc(seas, again, make) == pytest.approx(0.5, abs=0.2)
    assert style.auc(seas, hills, style.CLASSIFIERS["words"]) > 0.99
    assert style.auc(seas, hills, style.CLASSIFIERS["function words"]) > 0.99
    assert style.auc(seas, hills, style.CLASSIFIERS["length"]) == pytest.approx(0.5, abs=0.2)
    assert style.auc(seas, turns("d", ["So."] * 60), style.CLASSIFIERS["length"]) > 0.99


def test_a_repeat_is_of_more_than_three_words() -> None:
    earlier = ["I don't want to talk about it.", "Fine."]
    assert simulated.repeats("i don\u2019t want to talk about it", earlier)
    assert not simulated.repeats("I don't want to talk about that.", earlier)
    assert not simulated.repeats("Fine.", earlier)


def test_every_session_number_is_another_one_and_always_the_same() -> None:
    plans = [simulated.trainee(number) for number in range(10)]
    assert plans == [simulated.trainee(number) for number in range(10)]
    assert len(set(plans)) == 10
    assert {kind for plan in plans for kind, _ in plan} == {"skilled", "mixed", "poor", "probing"}


def test_members_of_a_group_are_spoken_to_in_turn() -> None:
    pack, scenario, _ = find_scenario(shipped_packs(), "together/castellano")
    said = list(simulated.spoken(pack, scenario, 0))
    assert [line.split(",")[0] for line in said[:4]] == ["Paul", "Irene", "Paul", "Irene"]


LEAK = "I'm on a final warning, if you want to know."


def test_what_was_drawn_and_what_was_shown_are_counted_apart() -> None:
    clean = "It has been a long week for all of us."
    engine = EchoEngine([LEAK, clean, LEAK, *(f"Number {n} is fine by me." for n in range(40))])
    played = simulated.play("foundations/marcus", 1, engine, RuleCoder())
    first, second, *others = played.replies
    assert first.drafts[0].startswith("I'm on a final warning")
    assert (first.text, first.faults) == (clean, ("locked",))
    assert second.faults == ("locked",)
    assert all(reply.leaked == reply.leaked_words == () for reply in played.replies)
    (row,) = locked.rows([played])
    assert (row.name, row.sessions, row.replies) == ("marcus", 1, 2 + len(others))
    assert (row.locked_drawn, row.locked) == (2, 0)
    assert row.repeats == row.contradictions == 0
    assert row.kept == 1


def test_a_locked_item_is_found_by_the_lines_that_tell_it_too() -> None:
    lines = simulated.Lines.of("marcus")
    item, told_by = next((item, sorted(some)[0]) for item, some in lines.tells.items() if some)
    _, _, marcus = find_scenario(shipped_packs(), "foundations/marcus")
    assert lines.found(f"Well. {told_by}", {item}) == (item,)
    assert item in told(marcus, told_by)
    assert lines.found("I have nothing to say to you.", set(lines.tells)) == ()
