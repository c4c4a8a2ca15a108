"""The graph of a group, and the same in words."""

from pytestqt.qtbot import QtBot

from app.desktop.theme.look import Look
from app.desktop.widgets.bonds import BondsGraph, bonds_in_words, sides_in_words

NAMES = {"rosa": "Rosa", "luis": "Luis", "noah": "Noah"}
BONDS = {
    "rosa": {"luis": 0.1, "noah": 0.7},
    "luis": {"rosa": -0.3, "noah": 0.4},
    "noah": {"rosa": 0.6, "luis": -0.2},
}
PAIR = {"paul": "Paul", "irene": "Irene"}


def pair(one: float, other: float) -> dict[str, dict[str, float]]:
    return {"paul": {"irene": one}, "irene": {"paul": other}}


def test_sides_are_said() -> None:
    assert sides_in_words(NAMES, BONDS) == "Rosa and Noah are on one side; Luis stands alone."
    assert sides_in_words(PAIR, pair(0.1, -0.2)) == "Paul and Irene each stand alone."
    assert sides_in_words(PAIR, pair(0.6, 0.6)) == "Paul and Irene are on one side."


def test_each_bond_is_said_both_ways_where_they_differ() -> None:
    assert bonds_in_words(NAMES, BONDS) == (
        "Rosa is neither with nor against Luis, Luis is against Rosa. "
        "Rosa and Noah are strongly with each other. "
        "Luis is with Noah, Noah is against Luis."
    )


def test_the_graph_says_all_it_shows(qtbot: QtBot, look: Look) -> None:
    graph = BondsGraph(look)
    qtbot.addWidget(graph)
    graph.show_bonds(PAIR, pair(0.1, -0.2), speaking="paul", to=["irene"])
    graph.show()
    assert graph.accessibleName() == (
        "How they stand to each other. Paul and Irene each stand alone. Paul is neither with nor "
        "against Irene, Irene is against Paul. Paul speaks to Irene."
    )
    graph.show_bonds(NAMES, BONDS, to=["luis", "noah"])
    assert graph.words.endswith("You speak to Luis and Noah.")


def test_it_is_drawn_at_every_size_of_a_group(qtbot: QtBot, look: Look) -> None:
    for size in range(6):
        members = "abcde"[:size]
        graph = BondsGraph(look)
        qtbot.addWidget(graph)
        graph.show_bonds(
            {m: m.upper() for m in members},
            {m: {o: (-0.5 if o == "a" else 0.5) for o in members if o != m} for m in members},
            speaking="a" if size > 1 else None,
            to="b" if size > 1 else "",
        )
        assert not graph.grab().isNull()
