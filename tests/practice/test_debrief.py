"""The debrief: what happened, with the evidence, from the events alone."""

import pytest

from app.assessment.rating import Linear, SessionModel
from app.assessment.rules import RuleCoder
from app.domain.events import EVENT
from app.engine.echo import EchoEngine
from app.practice.debrief import LEAST_RATED, Debrief, Rater, debrief
from app.practice.session import Practice
from tests.client.shipped import CLIENTS, PACKS, SCENARIOS
from tests.practice.sessions import TOLD, Log, NumberedReplies, TellingReplies, begin, script


def of(practice: Practice, client: str = "marcus") -> Debrief:
    return debrief(practice.events, CLIENTS[client], SCENARIOS[client])


def telling(client: str = "marcus", seed: int = 1) -> Practice:
    return begin(EchoEngine(TellingReplies(client), small=True), client=client, seed=seed)


def family() -> Practice:
    pack = next(pack for pack in PACKS if pack.id == "together")
    return Practice.begin(
        pack=pack,
        scenario=next(scenario for scenario in pack.scenarios if scenario.id == "medina"),
        engine=EchoEngine(NumberedReplies()),
        coder=RuleCoder(),
        log=Log(),
        seed=3,
    )


def skilled(client: str = "marcus") -> Practice:
    practice = telling(client)
    for line in script(client, "skilled"):
        practice.say(line)
    return practice


def why(result: Debrief, item: str) -> str:
    return next(locked.why for locked in result.locked if locked.item == item)


def test_a_session_with_no_word_of_the_trainee() -> None:
    result = of(begin())
    assert (result.title, result.client) == (SCENARIOS["marcus"].title, "Marcus Hale")
    assert [turn.text for turn in result.turns] == [SCENARIOS["marcus"].opening]
    assert [point.index for point in result.timeline] == [0]
    assert result.counts.trainee_turns == 0
    assert result.standouts.strongest == result.standouts.weakest == ()
    assert result.told == ()
    assert [locked.item for locked in result.locked] == list(TOLD["marcus"])
    assert not result.finished


def test_every_turn_comes_with_its_evidence() -> None:
    practice = skilled()
    practice.end()
    result = of(practice)
    assert result.finished
    assert [turn.index for turn in result.turns] == list(range(21))
    for turn in result.turns:
        assert (turn.codes is not None) == (turn.speaker == "trainee")
        assert (turn.trust_change is not None) == (turn.speaker == "trainee")
    first = result.turns[1]
    assert first.codes is not None
    assert first.appraisal is not None
    assert first.appraisal.heard == "reflection"
    assert all(first.codes.evidence.values())
    changes = sum(turn.trust_change or 0 for turn in result.turns)
    begun, ended = result.timeline[0].state, result.timeline[-1].state
    assert changes == pytest.approx(ended.trust - begun.trust)
    assert result.counts.trainee_turns == 10
    assert result.standouts.strongest
    assert result.standouts.try_next


def test_the_timeline_has_a_point_for_the_beginning_and_every_trainee_turn() -> None:
    result = of(skilled())
    assert [point.index for point in result.timeline] == [0, *range(1, 20, 2)]
    assert result.timeline[0].state.trust == CLIENTS["marcus"].temperament.trust


def test_what_was_told_stands_with_the_turn_that_told_it() -> None:
    result = of(skilled())
    assert {told.item for told in result.told} == {
        "final_warning",
        "custody_hearing",
        "dragged_him",
    }
    for told in result.told:
        assert result.turns[told.index].text == TOLD["marcus"][told.item]
        assert told.item in result.turns[told.index].told
        assert told.summary.startswith(("He ", "There ", "It "))
    both = {told.item for told in result.told} | {locked.item for locked in result.locked}
    assert both == set(TOLD["marcus"])
    assert len(result.told) + len(result.locked) == len(TOLD["marcus"])


def test_what_stayed_locked_says_why() -> None:
    result = of(skilled())
    assert why(result, "flinch") == "something else has to be said first"
    assert why(result, "better_off").startswith("needs trust of 0.62; it was 0.4")


def test_it_never_came_up() -> None:
    practice = telling("ellen")
    for _ in range(3):
        practice.say("You're a little worried about those liver numbers.")
    assert "it never came up: it belongs to the topic “your evenings”" in why(
        of(practice, "ellen"), "lonely"
    )


def test_enough_trust_came_too_late() -> None:
    practice = telling()
    practice.say("What is a day in the van like?")
    for _ in range(8):
        practice.say("Part of you stands by what happened that day, and part of you is ashamed.")
    assert why(of(practice), "final_warning") == (
        "there was enough trust in the end, but nobody came back to “your job”"
    )


def test_safety_was_not_asked_about() -> None:
    practice = telling()
    for _ in range(25):
        practice.say("You're afraid, and you're ashamed of how much you miss Josie.")
    assert why(of(practice), "better_off") == (
        "nobody asked about safety outright once there was enough trust"
    )


def test_within_reach_but_not_told() -> None:
    practice = begin(EchoEngine(["Hm. It's a job, you know."], small=True), client="ellen")
    for _ in range(3):
        practice.say("It sounds like the house gets very quiet in the evenings.")
    assert practice.view.state.offered is None
    assert why(of(practice, "ellen"), "lonely") == (
        "it was within reach, but the client did not come out with it"
    )


def test_trust_was_there_but_the_client_was_too_guarded() -> None:
    practice = begin(EchoEngine(["Hm."], small=True), client="ellen")
    for _ in range(2):
        practice.say("It sounds like you have a lot on your mind.")
    practice.say("You should stop drinking.")
    assert practice.view.state.openness == "guarded"
    assert practice.view.state.trust >= 0.25
    assert why(of(practice, "ellen"), "lonely") == "too guarded in the end: resistance was 0.48"


def test_other_branches_are_counted_and_left_out() -> None:
    practice = telling()
    practice.say("You need to calm down.")
    practice.retry()
    practice.rewind(0)
    practice.say("What is a day in the van like?")
    result = of(practice)
    assert result.other_branches == 2
    assert [turn.number for turn in result.turns] == list(practice.view.path)
    assert "calm down" not in " ".join(turn.text for turn in result.turns)
    assert result.counts.trainee_turns == 1


def test_a_session_cut_off_before_the_reply_has_a_debrief_too() -> None:
    whole = skilled()
    for cut in range(1, len(whole.events) + 1):
        result = debrief(whole.events[:cut], CLIENTS["marcus"], SCENARIOS["marcus"])
        assert not result.finished
        assert Debrief.model_validate_json(result.model_dump_json()) == result


def test_time_outs_are_kept() -> None:
    practice = telling()
    practice.say("What is a day in the van like?")
    event = practice.time_out("What now?")
    result = of(practice)
    assert result.time_outs == (event,)
    assert EVENT.validate_json(EVENT.dump_json(event)) == event


def test_what_a_changed_pack_no_longer_knows_is_left_out() -> None:
    practice = skilled()
    assert "final_warning" in {told.item for told in of(practice).told}
    marcus = CLIENTS["marcus"]
    changed = marcus.model_copy(
        update={
            "topics": tuple(topic for topic in marcus.topics if topic.id != "work"),
            "triggers": (),
            "ladder": tuple(item for item in marcus.ladder if item.id != "final_warning"),
        }
    )
    result = debrief(practice.events, changed, SCENARIOS["marcus"])
    assert "final_warning" not in {told.item for told in result.told}
    assert "final_warning" not in {item for turn in result.turns for item in turn.told}
    assert {told.item for told in result.told} == {"custody_hearing", "dragged_him"}


def test_ratings_hold_only_for_the_codes_of_their_own_coder() -> None:
    practice = skilled()
    model = SessionModel(
        dimensions={"advice_giving": Linear(intercept=2.0, weights={})},
        quality=Linear(intercept=0.0, weights={}),
    )
    [coder] = of(practice).coders

    def rated(rater: Rater | None) -> Debrief:
        return debrief(practice.events, CLIENTS["marcus"], SCENARIOS["marcus"], rater)

    own = rated(Rater(name=coder, terms="For teaching.", model=model))
    assert own.report.dimensions is not None
    assert own.report.dimensions["advice_giving"].value == 2.0
    assert (own.unrated, own.terms) == ("", "For teaching.")
    other = rated(Rater(name="another", terms="For teaching.", model=model))
    assert other.report.dimensions is other.report.quality is None
    assert f"coded by another turn coder ({coder})" in other.unrated
    assert other.terms == ""
    assert "brings no ratings" in rated(None).unrated
    assert rated(None).report.domains == own.report.domains


def test_few_turns_are_not_rated() -> None:
    practice = telling()
    for line in script("marcus", "skilled")[: LEAST_RATED - 1]:
        practice.say(line)
    assert "too short for ratings" in of(practice).unrated


def test_a_feeling_passed_over_is_named_with_the_turn() -> None:
    practice = begin(EchoEngine(["I'm scared, okay?", "Fine."], small=True))
    practice.say("What brings you here?")
    practice.say("Did you bring the form?")
    result = of(practice)
    assert [(missed.index, missed.feeling) for missed in result.missed] == [(3, "scared")]
    assert len(result.missed) == result.counts.feelings_missed


def test_a_trigger_comes_with_what_it_does() -> None:
    practice = telling()
    practice.say("You need to calm down.")
    turn = of(practice).turns[1]
    assert turn.appraisal is not None
    trigger = next(t for t in CLIENTS["marcus"].triggers if t.id == turn.appraisal.trigger)
    assert turn.reaction == trigger.reaction


def test_a_group_has_a_debrief_for_each_member() -> None:
    practice = family()
    for line in ("Noah, what is that like for you?", "You both want him to be well, Luis."):
        practice.say(line)
        while practice.view.pending is not None:
            practice.proceed()
    found = {
        id: debrief(practice.events, persona, practice.scenario)
        for id, persona in practice.personas.items()
    }
    assert [result.client for result in found.values()] == [
        "Rosa Medina",
        "Luis Medina",
        "Noah Medina",
    ]
    for id, result in found.items():
        assert [turn.text for turn in result.turns] == [t.text for t in found["rosa"].turns]
        for turn in result.turns:
            # A member is moved by all that the others say, and by nothing of their own.
            assert (turn.trust_change is not None) == (turn.client != id and turn.index > 0)
        moved = [point.index for point in result.timeline[1:]]
        assert moved == [turn.index for turn in result.turns if turn.trust_change is not None]
        assert result.timeline[-1].state == practice.view.state_of(id)
        assert {turn.item for turn in (*result.told, *result.locked)} == {
            item.id for item in practice.personas[id].ladder
        }
