"""Several clients in one room: influence, sides, who is spoken to and who speaks."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.client.address import addressed
from app.client.affect import mixture_of
from app.client.ambivalence import packed, unpacked
from app.client.group import (
    MOST_IN_A_ROW,
    act_of,
    bonds_after,
    bonds_at_start,
    caught,
    coalitions,
    hear,
    influence,
    next_speaker,
    openness_to,
    overheard,
    settled,
    spread,
    targets_of,
)
from app.client.mind import draw_noise, start, step
from app.domain.codes import PEER_ACTS
from app.domain.mind import Appraisal, Bonds, Stance
from app.domain.scenario import Group
from tests.client.groups import (
    COUPLE,
    FAMILY,
    MEMBERS,
    Floats,
    bonds,
    felt,
    groups,
    members,
    opinions,
)
from tests.client.minds import appraisals

PAUL_AND_IRENE, MEDINAS = members(COUPLE), members(FAMILY)


# How feelings spread (Friedkin & Johnsen 1990)


@given(groups())
def test_every_row_of_the_influence_matrix_sums_to_one(
    made: tuple[Group, tuple[str, ...]],
) -> None:
    group, there = made
    weights, gives = influence(group, there), openness_to(group, there)
    for row, member in zip(weights, there, strict=True):
        tied = any(tie.influence > 0 for tie in group.ties if tie.member == member)
        assert row.sum() == pytest.approx(1 if tied else 0, abs=1e-12)
    assert (weights >= 0).all()
    assert (np.diagonal(weights) == 0).all()
    assert ((gives >= 0) & (gives <= 1)).all()


@given(st.data(), st.integers(0, 40))
def test_after_any_rounds_it_is_where_the_closed_form_says(data: st.DataObject, t: int) -> None:
    """x(t) = (Lambda W)^t x(0) + sum over k below t of (Lambda W)^k (I - Lambda) x(0)."""
    group, there = data.draw(groups())
    x = data.draw(opinions(len(there)))
    weights, gives = influence(group, there), openness_to(group, there)
    step_by = gives[:, None] * weights
    power: Floats = np.eye(len(there))
    held = np.zeros_like(x)
    for _ in range(t):
        held = held + power @ ((1 - gives)[:, None] * x)
        power = step_by @ power
    assert np.abs(spread(x, weights, gives, t) - (power @ x + held)).max() <= 1e-12


@given(st.data())
def test_in_the_end_it_is_where_the_closed_form_says(data: st.DataObject) -> None:
    """Where everybody holds on to something, it settles at (I - Lambda W)^-1 (I - Lambda) x(0)."""
    group, there = data.draw(groups(most_kept=0.9))
    x = data.draw(opinions(len(there)))
    weights, gives = influence(group, there), openness_to(group, there)
    end = settled(x, weights, gives)
    assert np.abs(spread(x, weights, gives, 400) - end).max() <= 1e-12
    # And there it stays; nobody ends outside of what was felt at the beginning.
    again = gives[:, None] * (weights @ end) + (1 - gives)[:, None] * x
    assert np.abs(again - end).max() <= 1e-12
    assert end.min() >= x.min() - 1e-12
    assert end.max() <= x.max() + 1e-12


@given(st.data())
def test_who_does_not_give_way_keeps_what_they_came_with(data: st.DataObject) -> None:
    group, there = data.draw(groups())
    stubborn = group.model_copy(update={"stubbornness": dict.fromkeys(there, 1.0)})
    x = data.draw(opinions(len(there)))
    weights, gives = influence(stubborn, there), openness_to(stubborn, there)
    assert (spread(x, weights, gives, 25) == x).all()
    assert (settled(x, weights, gives) == x).all()


def test_whom_nobody_moves_keeps_what_they_came_with() -> None:
    ties = tuple(tie.model_copy(update={"influence": 0.0}) for tie in COUPLE.group.ties)  # type: ignore[union-attr]
    group = Group(kind="couple", ties=ties)
    x = np.array([[1.0], [0.0]])
    weights, gives = influence(group, COUPLE.clients), openness_to(group, COUPLE.clients)
    assert (spread(x, weights, gives, 9) == x).all()


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_feelings_that_spread_are_feelings_still(data: st.DataObject) -> None:
    scenario = data.draw(st.sampled_from((COUPLE, FAMILY)))
    personas = members(scenario)
    states = {id: data.draw(felt(start(persona))) for id, persona in personas.items()}
    assert scenario.group is not None
    for id, state in caught(scenario.group, personas, states).items():
        rho = mixture_of(state)
        assert np.trace(rho) == pytest.approx(1, abs=1e-9)
        assert np.linalg.eigvalsh(rho)[0] >= -1e-9
        assert packed(unpacked(state.mixture)) == pytest.approx(state.mixture, abs=1e-8)
        assert sum(state.feelings.weights) == pytest.approx(1)
        stirred = [other.arousal for other in states.values()]
        assert min(stirred) - 1e-6 <= state.arousal <= max(stirred) + 1e-6
        # It is feelings and arousal that are caught, and nothing else.
        fields = {"feelings", "mixture", "shows", "about", "arousal"}
        assert state.model_dump(exclude=fields) == states[id].model_dump(exclude=fields)


# Who stands with whom


def planted(*sides: tuple[str, ...]) -> Bonds:
    side_of = {member: n for n, side in enumerate(sides) for member in side}
    return {
        a: {b: 0.6 if side_of[a] == side_of[b] else -0.4 for b in side_of if b != a}
        for a in side_of
    }


def partitions(there: tuple[str, ...]) -> list[tuple[tuple[str, ...], ...]]:
    """All ways to make sides of them, by another road than the program's."""
    found = {}
    for labels in np.ndindex(*([len(there)] * len(there))):
        sides: dict[int, list[str]] = {}
        for member, side in zip(there, labels, strict=True):
            sides.setdefault(side, []).append(member)
        found[frozenset(frozenset(side) for side in sides.values())] = tuple(
            tuple(side) for side in sides.values()
        )
    return list(found.values())


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_planted_sides_are_found(size: int) -> None:
    every = partitions(MEMBERS[:size])
    assert len(every) == {2: 2, 3: 5, 4: 15, 5: 52}[size]  # Bell's numbers
    for sides in every:
        found = coalitions(planted(*sides))
        assert {frozenset(side) for side in found} == {frozenset(side) for side in sides}


@given(bonds())
@settings(deadline=None)
def test_no_other_sides_are_worth_more(made: Bonds) -> None:
    def worth(sides: tuple[tuple[str, ...], ...]) -> float:
        pairs = (pair for side in sides for pair in combinations(side, 2))
        return sum((made[a][b] + made[b][a]) / 2 - 0.25 for a, b in pairs)

    found = coalitions(made)
    assert sorted(m for side in found for m in side) == sorted(made)
    assert worth(found) >= max(worth(sides) for sides in partitions(tuple(made))) - 1e-6


def test_the_family_comes_in_on_two_sides_and_the_couple_on_none() -> None:
    assert FAMILY.group is not None
    assert COUPLE.group is not None
    family = coalitions(bonds_at_start(FAMILY.group, FAMILY.clients))
    assert set(map(frozenset, family)) == {frozenset({"rosa", "noah"}), frozenset({"luis"})}
    assert len(coalitions(bonds_at_start(COUPLE.group, COUPLE.clients))) == 2


@given(bonds(), st.data())
def test_bonds_move_the_way_of_the_act(made: Bonds, data: st.DataObject) -> None:
    speaker, target = data.draw(st.permutations(list(made)))[:2]
    act = data.draw(st.sampled_from(PEER_ACTS))
    way = -1 if act in ("blame", "stonewalling") else 1
    after = bonds_after(made, speaker, act, [target])
    assert way * (after[target][speaker] - made[target][speaker]) >= -1e-6
    if abs(made[target][speaker]) < 0.9:
        assert way * (after[target][speaker] - made[target][speaker]) > 0
    for a in made:
        for b in made[a]:
            assert -1 <= after[a][b] <= 1
            if b != speaker:  # only what is thought of the speaker changes
                assert after[a][b] == made[a][b]
    for friend in set(made) - {speaker, target}:
        change = after[friend][speaker] - made[friend][speaker]
        assert change * way * made[friend][target] >= -1e-6  # they take the target's side


@given(appraisals(), st.floats(-1, 1))
def test_what_is_said_to_another_is_heard_with_less_force(said: Appraisal, bond: float) -> None:
    felt_here = overheard(said, [bond])
    for name in ("understood", "invited", "respected", "pressured", "judged", "repaired"):
        most = max(said.understood, said.respected, said.judged, said.pressured, said.invited, 0.0)
        assert getattr(felt_here, name) <= 0.5 * max(most, said.repaired) + 1e-6
    assert felt_here.trigger is None


def test_praise_of_an_opponent_costs_and_praise_of_a_friend_does_not() -> None:
    praise = Appraisal(heard="affirmation", understood=0.8, respected=0.8)
    noah = MEDINAS["noah"]
    quiet = draw_noise(1, 1).model_copy(update={"trust": 0.0, "resistance": 0.0})
    before = start(noah).model_copy(update={"trust": 0.2, "peak_trust": 0.2})

    def trust_after(bond: float) -> float:
        return step(noah, before, overheard(praise, [bond]), quiet).trust

    assert overheard(praise, [-0.8]).judged > 0
    assert overheard(praise, [0.8]).judged == 0
    assert trust_after(-0.8) < before.trust < trust_after(0.8)


@pytest.mark.parametrize("act", PEER_ACTS)
def test_blame_from_the_close_hurts_and_support_from_the_close_helps(act: str) -> None:
    irene = PAUL_AND_IRENE["irene"]
    near, far = (hear(act, "You.", "paul", irene, bond, None) for bond in (0.9, 0.0))  # type: ignore[arg-type]
    assert near.heard == far.heard == act
    for name in ("understood", "invited", "respected", "pressured", "judged"):
        assert getattr(near, name) >= getattr(far, name)


def test_nobody_who_is_fond_of_another_blames_them() -> None:
    hostile = start(PAUL_AND_IRENE["paul"]).model_copy(update={"stance": "hostile"})
    assert act_of(hostile, 0.0) == "blame"
    assert act_of(hostile, 0.8) == "appeal"
    engaged = hostile.model_copy(update={"stance": "engaged"})
    assert act_of(engaged, 0.3) == "support"
    assert act_of(engaged, -0.3) == "appeal"


# Who is spoken to


@pytest.mark.parametrize(
    ("text", "last", "whom"),
    [
        ("Tell me more.", "irene", ("irene",)),
        ("", "paul", ("paul",)),
        ("Irene, what happens in you when Paul raises his voice?", "paul", ("irene",)),
        ("What's it like to hear Paul say that, Irene?", "paul", ("irene",)),
        ("What about you Irene?", "paul", ("irene",)),
        ("And Irene?", "paul", ("irene",)),
        ("I'd like to hear from Irene now.", "paul", ("irene",)),
        ("i wonder about that, irene", "paul", ("irene",)),
        ("Let me stop you there, Paul, for a second.", "irene", ("paul",)),
        ("Thank you, Mr. Castellano.", "irene", ("paul",)),
        ("What happens in you when Irene leaves the room?", "paul", ("paul",)),
        ("How is it for you when Irene says that?", "irene", ("paul",)),
        ("Could you tell Irene that?", "paul", ("paul",)),
        ("Irene's question was for you.", "paul", ("paul",)),
        ("Paul and Irene, welcome.", "paul", ("paul", "irene")),
        ("Irene, Paul: I hear two different nights.", "paul", ("irene", "paul")),
        ("You both look tired.", "paul", ("paul", "irene")),
        ("What would the two of you want?", "irene", ("paul", "irene")),
    ],
)
def test_whom_a_turn_is_said_to(text: str, last: str, whom: tuple[str, ...]) -> None:
    assert addressed(text, PAUL_AND_IRENE, last) == whom


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Hello Rosa, Luis and Noah.", ("rosa", "luis", "noah")),
        ("Rosa, I saw that when Luis spoke, Noah looked down.", ("rosa",)),
        ("Mrs. Medina, what do you see?", ("rosa",)),
        ("Mr. Medina, and you?", ("luis",)),
        ("How is it for you when Rosa answers?", ("luis", "noah")),
        ("As a family, what comes first?", ("rosa", "luis", "noah")),
    ],
)
def test_whom_a_turn_is_said_to_in_a_family(text: str, whom: tuple[str, ...]) -> None:
    assert addressed(text, MEDINAS, "rosa") == whom


def test_a_member_speaks_of_those_they_name_or_of_the_one_they_are_most_tied_to() -> None:
    assert FAMILY.group is not None
    ties = bonds_at_start(FAMILY.group, FAMILY.clients)
    assert targets_of("Luis, let him be.", "rosa", MEDINAS, ties) == ["luis"]
    assert targets_of("He eats nothing.", "rosa", MEDINAS, ties) == ["noah"]
    assert targets_of("My own name is Rosa.", "rosa", MEDINAS, ties) == ["noah"]


# Who speaks next


def spoken_next(
    *,
    asked: tuple[str, ...] = (),
    last: str | None = None,
    in_a_row: int = 0,
    turn: int = 1,
    seed: int = 1,
    stances: dict[str, Stance] | None = None,
    quiet: int = 0,
) -> str | None:
    assert FAMILY.group is not None
    states = {id: start(persona) for id, persona in MEDINAS.items()}
    for id, stance in (stances or {}).items():
        states[id] = states[id].model_copy(update={"stance": stance})
    return next_speaker(
        MEDINAS,
        states,
        bonds_at_start(FAMILY.group, FAMILY.clients),
        asked=asked,
        last=last,
        in_a_row=in_a_row,
        quiet={id: 0 if id in asked else quiet for id in MEDINAS},
        seed=seed,
        turn=turn,
    )


@given(st.integers(0, 2**31), st.integers(1, 400), st.sampled_from(("rosa", "luis", "noah")))
def test_somebody_always_answers_the_trainee(seed: int, turn: int, asked: str) -> None:
    assert spoken_next(asked=(asked,), seed=seed, turn=turn) in MEDINAS


@given(st.integers(0, 2**31), st.integers(1, 400), st.integers(MOST_IN_A_ROW, 9))
def test_clients_do_not_go_on_among_themselves_for_ever(seed: int, turn: int, row: int) -> None:
    assert spoken_next(last="rosa", asked=("luis",), in_a_row=row, seed=seed, turn=turn) is None


@given(st.integers(0, 2**31), st.integers(1, 400), st.sampled_from(("rosa", "luis", "noah")))
def test_nobody_answers_themselves(seed: int, turn: int, last: str) -> None:
    assert spoken_next(last=last, in_a_row=1, seed=seed, turn=turn) != last


@pytest.mark.parametrize("quiet", [0, 60])
@pytest.mark.parametrize("asked", ["rosa", "luis", "noah"])
def test_whoever_is_named_nearly_always_answers(asked: str, quiet: int) -> None:
    answers = Counter(
        spoken_next(asked=(asked,), seed=seed, turn=turn, quiet=quiet)
        for seed in range(20)
        for turn in range(1, 21)
    )
    assert answers[asked] >= 0.9 * answers.total()


def test_anger_speaks_up_and_withdrawal_does_not() -> None:
    def share(stance: Stance) -> float:
        taken = [
            spoken_next(last="rosa", in_a_row=1, seed=seed, stances={"luis": stance})
            for seed in range(300)
        ]
        return taken.count("luis") / len(taken)

    assert share("hostile") > share("wary") > share("withdrawn")


def test_the_same_seed_gives_the_floor_to_the_same_one() -> None:
    taken = [spoken_next(last="rosa", in_a_row=1, seed=seed) for seed in range(40)]
    assert taken == [spoken_next(last="rosa", in_a_row=1, seed=seed) for seed in range(40)]
    assert len(set(taken)) > 1
