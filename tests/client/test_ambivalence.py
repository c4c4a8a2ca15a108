"""Mixed feelings: a density matrix that is turned, blurred and asked."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.client import ambivalence as mixed
from app.domain.feelings import PRIMARIES, Feelings, Primary

TORN = Feelings.of(anger=1, sadness=1)
primaries = st.sampled_from(PRIMARIES)


@st.composite
def mixtures(draw: st.DrawFn) -> mixed.Matrix:
    """Any density matrix, pure ones and sharp ones among them."""
    rank = draw(st.integers(1, 8))
    factor = draw(arrays(np.float64, (8, rank), elements=st.floats(-1, 1)))
    rho = factor @ factor.T
    total = float(np.trace(rho))
    if total < 1e-3:
        return mixed.superposed(TORN)
    return np.asarray(rho / total, dtype=np.float64)


def is_density(rho: mixed.Matrix) -> bool:
    values = np.linalg.eigvalsh(rho)
    return (
        bool(np.allclose(rho, rho.T, atol=1e-12))
        and abs(values.sum() - 1) < 1e-9
        and (values[0] > -1e-9)
    )


def together(rho: mixed.Matrix, *asked: tuple[Primary, bool]) -> float:
    """How likely these answers are, one after the other."""
    likely = 1.0
    for feeling, yes in asked:
        part = mixed.chance(rho, feeling) if yes else 1 - mixed.chance(rho, feeling)
        if part <= 1e-12:
            return 0.0
        likely *= part
        rho = mixed.asked(rho, feeling, yes)
    return likely


STEPS = st.one_of(
    st.tuples(st.just("turn"), primaries, st.floats(0, 1.5)),
    st.tuples(st.just("dephase"), primaries, st.floats(0, 1)),
    st.tuples(st.just("draw"), primaries, st.floats(0, 1)),
    st.tuples(st.just("ask"), primaries, st.floats(0, 1)),
)


@given(mixtures(), st.lists(STEPS, max_size=12))
@settings(deadline=None)
def test_whatever_happens_it_stays_a_density_matrix(
    rho: mixed.Matrix, steps: list[tuple[str, Primary, float]]
) -> None:
    for what, feeling, size in steps:
        if what == "turn":
            rho = mixed.turned(rho, feeling, size)
        elif what == "dephase":
            rho = mixed.dephased(rho, size)
        elif what == "draw":
            rho = mixed.drawn(rho, Feelings.of(**{feeling: 1.0}), size)
        else:
            likely = mixed.chance(rho, feeling)
            if 1e-6 < likely < 1 - 1e-6:
                rho = mixed.asked(rho, feeling, size < likely)
        assert is_density(rho)


@given(mixtures())
@settings(deadline=None)
def test_it_is_kept_in_thirty_six_numbers(rho: mixed.Matrix) -> None:
    numbers = mixed.packed(rho)
    assert len(numbers) == 36
    assert np.allclose(mixed.unpacked(numbers), rho, atol=1e-7)
    assert sum(mixed.feelings_of(rho).weights) == pytest.approx(1)


@pytest.mark.parametrize("numbers", [(), (0.5,) * 36, (1.0,) * 35])
def test_numbers_that_make_no_mixture_are_refused(numbers: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="mixture"):
        mixed.unpacked(numbers)


def test_torn_between_two_is_more_than_one_or_the_other() -> None:
    both = mixed.superposed(TORN)
    either = mixed.dephased(both, 1.0)
    assert mixed.feelings_of(both) == mixed.feelings_of(either)  # the same on the face of it
    # Disgust lies between the two on the circle: asked about it, the torn one answers otherwise.
    assert mixed.chance(both, "disgust") > mixed.chance(either, "disgust") + 0.05


def test_a_yes_makes_a_feeling_clearer_and_holds() -> None:
    rho = mixed.superposed(Feelings.of(sadness=1, fear=2, anger=2))
    after = mixed.asked(rho, "sadness", True)
    assert mixed.feelings_of(after).weight("sadness") > mixed.feelings_of(rho).weight("sadness")
    assert mixed.chance(after, "sadness") == pytest.approx(1)
    with pytest.raises(ValueError, match="cannot come"):
        mixed.asked(after, "sadness", False)


def test_being_asked_about_anger_first_changes_what_is_said_of_disgust() -> None:
    rho = mixed.superposed(Feelings.of(anger=2, sadness=1))
    first = together(rho, ("anger", True), ("disgust", True))
    second = together(rho, ("disgust", True), ("anger", True))
    assert abs(first - second) > 0.05


@given(mixtures(), primaries, primaries)
@settings(deadline=None)
def test_the_qq_equality_holds(rho: mixed.Matrix, a: Primary, b: Primary) -> None:
    # Wang, Solloway, Shiffrin & Busemeyer 2014: p(AyBn) + p(AnBy) = p(ByAn) + p(BnAy).
    this = together(rho, (a, True), (b, False)) + together(rho, (a, False), (b, True))
    that = together(rho, (b, True), (a, False)) + together(rho, (b, False), (a, True))
    assert this == pytest.approx(that, abs=1e-9)


@given(mixtures(), primaries, primaries)
@settings(deadline=None)
def test_a_classical_mind_with_the_same_chances_knows_no_order(
    rho: mixed.Matrix, a: Primary, b: Primary
) -> None:
    """Bayes: one joint distribution, of which each answer reveals a part."""
    first = mixed.chance(rho, a)
    given_yes = together(rho, (a, True), (b, True)) / first if first > 1e-9 else 0.0
    joint = {(True, True): first * given_yes, (True, False): first * (1 - given_yes)}
    rest = 1 - first
    given_no = together(rho, (a, False), (b, True)) / rest if rest > 1e-9 else 0.0
    joint |= {(False, True): rest * given_no, (False, False): rest * (1 - given_no)}

    def bayes(order: tuple[int, int], answers: tuple[bool, bool]) -> float:
        likely, known = 1.0, dict(joint)
        for which, answer in zip(order, answers, strict=True):
            kept = {pair: p for pair, p in known.items() if pair[which] == answer}
            share, total = sum(kept.values()), sum(known.values())
            likely *= share / total if total else 0.0
            known = kept
        return likely

    for x, y in permutations((True, False), 2):
        assert bayes((0, 1), (x, y)) == pytest.approx(bayes((1, 0), (y, x)), abs=1e-9)
    assert bayes((0, 1), (True, True)) == pytest.approx(bayes((1, 0), (True, True)), abs=1e-9)


def test_feelings_far_apart_on_the_circle_are_asked_without_order() -> None:
    rho = mixed.superposed(Feelings.of(joy=1, sadness=1, fear=1, anger=1))
    first = together(rho, ("joy", True), ("sadness", True))
    assert first == pytest.approx(together(rho, ("sadness", True), ("joy", True)), abs=1e-9)
