"""The turns that stand out, and what to try next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules import RuleCoder
from app.assessment.session import CodedTurn
from app.assessment.standouts import standouts
from tests.assessment.test_session import talk

CODER = RuleCoder()


def test_strong_and_weak_turns_are_told_apart() -> None:
    turns = talk(
        "What.",
        "You're furious about being sent here, and you've had no say in it.",
        "Yeah.",
        "Okay.",
        "So?",
        "You're just making excuses.",
        "Whatever.",
        "What would you like to talk about?",
        "Nothing.",
        "You should be more open.",
    )
    found = standouts(turns, {1: 0.08, 5: -0.12})
    assert [turn.index for turn in found.strongest] == [1, 7]
    assert [turn.index for turn in found.weakest] == [5, 9]
    assert found.strongest[0].reason == (
        "This turn reflected more than was said and named a feeling, and trust rose by 0.08."
    )
    assert found.weakest[0].reason == ("This turn argued with the client, and trust fell by 0.12.")
    assert found.weakest[1].reason == "This turn gave advice without asking first."


@pytest.mark.parametrize(("said", "best", "worst"), [(0, 0, 0), (1, 1, 0), (2, 1, 1), (3, 2, 1)])
def test_a_short_session_lists_no_turn_twice(said: int, best: int, worst: int) -> None:
    turns = talk(*["Yeah.", "What happened?"] * said)
    found = standouts(turns, {})
    assert (len(found.strongest), len(found.weakest)) == (best, worst)
    assert (found.try_next is None) == (said == 0)


@pytest.mark.parametrize(
    ("client", "trainee", "says"),
    [
        ("I'm so ashamed.", "Did you tell anyone?", "You said you felt ashamed."),
        ("I don't know.", "Are you worried about your exams?", "Tell me more about your exams."),
        ("I can't.", "You should try yoga.", "What have you already tried?"),
        ("It hurts.", "It's not that bad.", "What is the worst part of it?"),
        ("No.", "You're lying.", "From where you sit"),
        ("I feel so lonely.", "Okay.", "You said you felt lonely."),
    ],
)
def test_the_next_thing_to_try_mends_the_weakest_turn(client: str, trainee: str, says: str) -> None:
    turns = talk("Hi.", "What's it like for you to be here?", client, trainee)
    suggestion = standouts(turns, {}).try_next
    assert suggestion is not None
    assert says in suggestion


def test_a_question_about_suicide_that_asks_for_a_no_is_put_outright() -> None:
    ducked = talk(
        "What's the point.", "You're not thinking about suicide, are you?", "No.", "Okay."
    )
    suggestion = standouts(ducked, {}).try_next
    assert suggestion is not None
    assert "“Are you having thoughts of ending your life?”" in suggestion
    asked = talk(*[turn.text for turn in ducked], "Fine.", "Are you thinking of killing yourself?")
    later = standouts(asked, {}).try_next
    assert later is not None
    assert "ending your life" not in later


def test_a_session_of_questions_is_told_to_reflect() -> None:
    turns = talk("I'm so tired and sad.", "How does that feel?", "Bad.", "What happened?")
    suggestion = standouts(turns, {}).try_next
    assert suggestion is not None
    assert "Offer a reflection" in suggestion
    assert "It sounds like" in suggestion


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=6), st.floats(-1, 1)
)
def test_any_session_has_standouts(pairs: list[tuple[str, str]], effect: float) -> None:
    turns = [
        turn
        for client, trainee in pairs
        for turn in (
            CodedTurn(speaker="client", text=client),
            CodedTurn(speaker="trainee", text=trainee, codes=CODER.code(trainee, [client])),
        )
    ]
    found = standouts(turns, {1: effect})
    listed = [turn.index for turn in (*found.strongest, *found.weakest)]
    assert len(listed) == len(set(listed)) == min(4, len(pairs))
    assert all(turn.reason.endswith(".") for turn in (*found.strongest, *found.weakest))
