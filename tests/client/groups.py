"""The groups that come with the program, and groups made by hypothesis."""

from itertools import permutations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.client.ambivalence import packed, superposed
from app.domain.feelings import Feelings
from app.domain.mind import Bonds, MindState
from app.domain.persona import Persona
from app.domain.scenario import Group, Scenario, Tie
from app.library.packs import shipped_packs

TOGETHER = next(pack for pack in shipped_packs() if pack.id == "together")
GROUPS = {scenario.id: scenario for scenario in TOGETHER.scenarios}
COUPLE, FAMILY = GROUPS["castellano"], GROUPS["medina"]
MEMBERS = ("ada", "ben", "cleo", "dov", "eva")
Floats = NDArray[np.float64]
_unit = st.floats(0, 1)


def members(scenario: Scenario) -> dict[str, Persona]:
    """Who is in the room."""
    return {id: TOGETHER.client(id) for id in scenario.clients}


@st.composite
def groups(draw: st.DrawFn, most_kept: float = 1.0) -> tuple[Group, tuple[str, ...]]:
    """A group of two to five with any ties, and its members."""
    there = MEMBERS[: draw(st.integers(2, 5))]
    ties = tuple(
        Tie(
            member=a,
            toward=b,
            bond=draw(st.floats(-1, 1)),
            influence=draw(_unit),
            who="your friend",
        )
        for a, b in permutations(there, 2)
    )
    kept = {m: draw(st.floats(1 - most_kept, 1)) for m in there}
    return Group(kind="group", ties=ties, stubbornness=kept), there


@st.composite
def opinions(draw: st.DrawFn, rows: int) -> Floats:
    """A row of three numbers for each member."""
    number = st.floats(-1, 1, allow_subnormal=False)
    return np.array([draw(st.lists(number, min_size=3, max_size=3)) for _ in range(rows)])


@st.composite
def felt(draw: st.DrawFn, state: MindState) -> MindState:
    """The state with any two feelings at odds and any arousal."""
    weights = draw(st.lists(st.floats(0.01, 1), min_size=8, max_size=8))
    feelings = Feelings.model_validate({"weights": tuple(w / sum(weights) for w in weights)})
    return state.model_copy(
        update={
            "feelings": feelings,
            "mixture": packed(superposed(feelings)),
            "arousal": draw(_unit),
        }
    )


@st.composite
def bonds(draw: st.DrawFn) -> Bonds:
    """Any bonds between two to five members."""
    there = MEMBERS[: draw(st.integers(2, 5))]
    return {a: {b: draw(st.floats(-1, 1)) for b in there if b != a} for a in there}
