"""Counting a session."""

import math

from hypothesis import given
from hypothesis import strategies as st

from app.assessment.feelings import named_by_client
from app.assessment.rules import RuleCoder
from app.assessment.session import CodedTurn, SessionCounts, count_session, missed_feeling
from app.domain.codes import ClientCodes, TurnCodes

CODER = RuleCoder()


def talk(*lines: str) -> list[CodedTurn]:
    """Turns in alternation, the client first."""
    return [
        CodedTurn(speaker="trainee", text=line, codes=CODER.code(line))
        if index % 2
        else CodedTurn(speaker="client", text=line)
        for index, line in enumerate(lines)
    ]


def test_a_session_is_counted() -> None:
    counts = count_session(
        talk(
            "Why am I here?",
            "What brings you in?",
            "My boss.",
            "It sounds like you feel cornered.",
            "Sort of.",
            "So you had to come.",
            "Yeah.",
            "Did you sleep?",
            "No.",
            "You should sleep more.",
            "Great.",
            "It's up to you. It took courage to come.",
        )
    )
    assert counts.trainee_turns == 6
    assert (counts.open_questions, counts.closed_questions) == (1, 1)
    assert (counts.simple_reflections, counts.complex_reflections) == (1, 1)
    assert counts.advice == 1
    assert (counts.adherent, counts.non_adherent) == (2, 1)
    assert counts.reflections_per_question == 1
    assert counts.open_share == 0.5
    assert counts.complex_share == 0.5
    assert counts.talk_share is not None
    assert 0.5 < counts.talk_share < 0.9


def test_ratios_of_nothing_are_none() -> None:
    counts = count_session([])
    assert counts.trainee_turns == 0
    assert counts.reflections_per_question is None
    assert counts.open_share is None
    assert counts.complex_share is None
    assert counts.talk_share is None


def test_reflections_without_questions_have_no_ratio_to_them() -> None:
    counts = count_session(talk("It's bad.", "So it's been a bad week."))
    assert counts.simple_reflections == 1
    assert counts.reflections_per_question is None


def test_a_feeling_passed_over_is_missed() -> None:
    missed = count_session(talk("I'm so scared of him.", "How old are you?"))
    assert (missed.feelings_named, missed.feelings_missed) == (1, 1)
    met = count_session(talk("I'm so scared of him.", "You're scared he'll come back."))
    assert (met.feelings_named, met.feelings_missed) == (1, 0)


def test_only_feelings_named_outright_count() -> None:
    assert named_by_client("I’m really ashamed.") == "ashamed"
    assert named_by_client("It makes me so angry!") == "angry"
    assert named_by_client("I'm not scared.") is None
    assert named_by_client("She was sad.") is None


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=40)), max_size=12))
def test_counts_of_any_talk_are_finite(lines: list[tuple[bool, str]]) -> None:
    counts = count_session(
        [
            CodedTurn(speaker="trainee", text=text, codes=CODER.code(text))
            if own
            else CodedTurn(speaker="client", text=text)
            for own, text in lines
        ]
    )
    for name in SessionCounts.model_fields:
        value = getattr(counts, name)
        assert value is None or (value >= 0 and math.isfinite(value))


def test_a_feeling_may_be_coded_as_well_as_named() -> None:
    def passed_over(**feelings: float) -> str | None:
        client = ClientCodes.model_validate({"feelings": feelings})
        return missed_feeling(
            [
                CodedTurn(speaker="client", text="He never calls.", client=client),
                CodedTurn(speaker="trainee", text="I see.", codes=TurnCodes()),
            ],
            1,
        )

    assert passed_over(sadness=0.6, anger=0.7) == "anger"
    assert passed_over(sadness=0.4) is None
    assert passed_over(joy=0.9, confusion=0.8) is None


def test_a_client_who_speaks_twice_is_heard_twice() -> None:
    turns = [
        CodedTurn(speaker="client", text="I'm scared."),
        CodedTurn(speaker="client", text="Anyway."),
        CodedTurn(speaker="trainee", text="How old are you?", codes=TurnCodes(question="closed")),
    ]
    assert missed_feeling(turns, 2) == "scared"


def test_rates_are_shares_of_coded_turns() -> None:
    counts = count_session(
        [
            CodedTurn(speaker="trainee", text="So it hurts.", codes=TurnCodes(reflection="simple")),
            CodedTurn(speaker="trainee", text="Why?", codes=TurnCodes(question="open")),
            CodedTurn(speaker="trainee", text="Not coded."),
        ]
    )
    assert (counts.reflection_rate, counts.questions_rate, counts.input_rate) == (0.5, 0.5, 0)
    assert counts.mi_adherence is None
