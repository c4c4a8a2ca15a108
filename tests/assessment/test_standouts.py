"""The turns that stand out, and what to try next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.layout import Said
from app.assessment.rules import RuleCoder
from app.assessment.session import CodedTurn
from app.assessment.standouts import HOLDS, standouts
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


@pytest.mark.parametrize(("said", "listed"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_a_short_session_of_good_turns_has_no_weak_one(said: int, listed: int) -> None:
    turns = talk(*["Yeah.", "What happened?"] * said)
    found = standouts(turns, {})
    assert (len(found.strongest), len(found.weakest)) == (listed, 0)
    assert (found.try_next is None) == (said == 0)


def test_a_session_of_poor_turns_has_no_strong_one() -> None:
    turns = talk("No.", "You should try yoga.", "No.", "You're lying.", "No.", "Okay.")
    found = standouts(turns, {})
    assert found.strongest == ()
    assert [turn.index for turn in found.weakest] == [3, 1]


def test_a_turn_that_cost_trust_is_never_a_strong_one() -> None:
    words = "You're furious about being sent here."
    turns = talk("What.", words, "Yeah.", "What happened?")
    assert [turn.index for turn in standouts(turns, {1: -0.03}).strongest] == [3]
    assert [turn.index for turn in standouts(turns, {1: -0.03}).weakest] == [1]
    dull = talk("What.", "Okay.", "Yeah.", "What happened?")
    assert standouts(dull, {}).weakest[0].index == 1
    won = standouts(talk("What.", "Research says sleep matters.", "Yeah."), {1: 0.008})
    assert (won.strongest, won.weakest) == ((), ())
    held = standouts(turns, {1: -HOLDS})
    assert [turn.index for turn in held.strongest] == [1, 3]
    assert held.strongest[0].reason.endswith("and trust did not move.")


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
            CodedTurn(
                speaker="trainee",
                text=trainee,
                codes=CODER.code(trainee, [Said(speaker="client", text=client)]),
            ),
        )
    ]
    found = standouts(turns, {1: effect})
    listed = [turn.index for turn in (*found.strongest, *found.weakest)]
    assert len(listed) == len(set(listed))
    assert all(turn.score > 0 for turn in found.strongest)
    assert all(turn.reason.endswith(".") for turn in (*found.strongest, *found.weakest))
