"""Which turns a person should read."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from app.assessment.review import MOST, reviews
from app.assessment.session import CodedTurn
from app.domain.codes import Behavior, TurnCodes


def trainee(codes: TurnCodes) -> CodedTurn:
    return CodedTurn(speaker="trainee", text="Said.", codes=codes)


def chances(**named: float) -> dict[str, float]:
    """``flag__judges=.4`` is the chance of ``flag:judges``."""
    return {name.replace("__", ":"): chance for name, chance in named.items()}


def test_a_decision_below_one_half_is_for_review() -> None:
    codes = TurnCodes(
        behavior="reflection",
        probabilities=chances(
            behavior__reflection=0.45,
            behavior__question=0.41,
            behavior__input=0.1,
            behavior__other=0.04,
        ),
    )
    [found] = reviews([CodedTurn(speaker="client", text="Well."), trainee(codes)])
    assert (found.index, found.code) == (1, "behavior:reflection")
    assert found.reason == "This turn may be mainly a reflection (45%) or mainly a question (41%)."


def test_a_sure_turn_is_not() -> None:
    sure = chances(behavior__question=0.9, flag__judges=0.02, dismissing_emotions__0=0.95)
    assert reviews([trainee(TurnCodes(behavior="question", probabilities=sure))]) == ()
    assert reviews([trainee(TurnCodes())]) == ()


def test_a_grave_code_near_one_half_is_for_review_whether_it_was_decided_or_not() -> None:
    for chance, flags in ((0.45, ()), (0.55, ("judges",))):
        codes = TurnCodes.model_validate(
            {"flags": flags, "probabilities": chances(flag__judges=chance)}
        )
        [found] = reviews([trainee(codes)])
        assert found.code == "flag:judges"
        assert "passes judgment" in found.reason


def test_dismissing_counts_at_either_level() -> None:
    codes = TurnCodes(probabilities=chances(dismissing_emotions__1=0.3, dismissing_emotions__2=0.2))
    [found] = reviews([trainee(codes)])
    assert found.code == "dismissing_emotions"
    assert "automatic judges" in found.reason


def test_the_least_sure_come_first_and_a_turn_comes_once() -> None:
    turns = [
        trainee(TurnCodes(probabilities=chances(flag__judges=0.4))),
        trainee(TurnCodes(probabilities=chances(flag__judges=0.5, flag__minimizes=0.6))),
        trainee(TurnCodes(probabilities=chances(move__confront=0.55))),
    ]
    found = reviews(turns)
    assert [(review.index, review.code) for review in found] == [
        (1, "flag:judges"),
        (2, "move:confront"),
        (0, "flag:judges"),
    ]


_CHANCES = st.fixed_dictionaries(
    {f"behavior:{name}": st.floats(0, 1) for name in get_args(Behavior)}
    | {name: st.floats(0, 1) for name in ("flag:minimizes", "flag:judges", "move:confront")}
    | {f"dismissing_emotions:{level}": st.floats(0, 0.5) for level in range(3)}
)


@given(st.lists(st.tuples(st.sampled_from(get_args(Behavior)), _CHANCES), max_size=12))
def test_any_session_names_few_turns_each_in_one_sentence(
    said: list[tuple[Behavior, dict[str, float]]],
) -> None:
    found = reviews(
        [
            trainee(TurnCodes(behavior=behavior, probabilities=probabilities))
            for behavior, probabilities in said
        ]
    )
    assert len(found) <= MOST
    assert len({review.index for review in found}) == len(found)
    assert all(review.reason.endswith(".") and ". " not in review.reason for review in found)
