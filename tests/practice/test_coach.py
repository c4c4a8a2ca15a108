"""The answer that is composed from a session's codes where no model can coach."""

import pytest

from app.engine.echo import EchoEngine
from app.practice.coach import compose_answer
from app.practice.condense import compose_summary
from app.practice.session import Practice
from tests.client.shipped import CLIENTS
from tests.practice.sessions import NumberedReplies, TellingReplies, begin, script

MARCUS = CLIENTS["marcus"]


def small(*said: str) -> Practice:
    practice = begin(EchoEngine(NumberedReplies(), small=True))
    for text in said:
        practice.say(text)
    return practice


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (("What is a day like?",), "and no advice."),
        (("You should rest.",), "and 1 piece of advice."),
        (("You should rest.", "You should eat."), "and 2 pieces of advice."),
    ],
)
def test_advice_is_counted_as_a_person_would(said: tuple[str, ...], counted: str) -> None:
    assert counted in small(*said).time_out("How am I doing so far?").answer


def test_trust_is_said_to_move_at_the_same_size_everywhere() -> None:
    practice = small("Did you sleep?")
    effect = practice.view.state.trust - practice.view.started.state.trust
    assert 0.005 < effect < 0.03  # one turn moves it this much
    answer = practice.time_out("What now?").answer
    assert f"trust has risen by {effect:.2f}, to {practice.view.state.trust:.2f}" in answer
    assert "gained trust" in answer


def test_a_nerve_that_the_pack_no_longer_knows_falls_back_to_what_is_hard() -> None:
    practice = small("You need to calm down.")
    changed = MARCUS.model_copy(update={"triggers": ()})
    answer = compose_answer(practice.view, {"marcus": changed}, "Why is he so angry?")
    assert "What is hard for this client: Telling him to calm down." in answer


def test_a_summary_leaves_out_what_the_pack_no_longer_knows() -> None:
    practice = begin(EchoEngine(TellingReplies("marcus"), small=True))
    for line in script("marcus", "skilled"):
        practice.say(line)
    view = practice.view
    assert "final warning" in compose_summary(view, {"marcus": MARCUS}, view.head, to="marcus")
    kept = MARCUS.topics[0].model_copy(update={"id": "another"})
    changed = MARCUS.model_copy(update={"topics": (kept,), "ladder": MARCUS.ladder[-1:]})
    found = compose_summary(view, {"marcus": changed}, view.head, to="marcus")
    assert found == "You have begun to talk."
