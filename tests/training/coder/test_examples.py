"""Splits by name, and targets from readings."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.heads import HEADS
from model_training.coder.examples import part_of, target
from model_training.coder.sources import LICENSES, read_source
from tests.training.coder.made import sessions, write_annomi

ONE = [head for head in HEADS if not head.several]


def test_a_conversation_falls_where_its_name_says() -> None:
    # Pinned: another rule would move conversations between training and test.
    assert [n for n in range(12) if part_of(f"annomi/{n}") == "dev"] == [4, 11]
    assert [n for n in range(12) if part_of(f"annomi/{n}") == "test"] == [9]


def test_the_parts_have_their_sizes() -> None:
    counts = Counter(part_of(f"set/{n}") for n in range(5_000))
    assert counts["train"] == pytest.approx(3_900, abs=150)
    assert counts["dev"] == pytest.approx(400, abs=80)
    assert counts["test"] == pytest.approx(700, abs=100)


@pytest.mark.parametrize("name", sorted(LICENSES))
def test_all_turns_of_a_conversation_are_in_one_part(name: str, data: Path) -> None:
    parts = defaultdict(set)
    for example in read_source(name, data):
        parts[example.group].add(example.part)
    assert len(parts) > 3
    assert all(len(found) == 1 for found in parts.values())


def test_more_data_moves_nothing(tmp_path: Path) -> None:
    write_annomi(tmp_path, sessions(6))
    before = {(e.group, e.text): e.part for e in read_source("annomi", tmp_path)}
    write_annomi(tmp_path, list(reversed(sessions(30))))
    after = {(e.group, e.text): e.part for e in read_source("annomi", tmp_path)}
    assert before.items() <= after.items()


def test_a_target_is_the_mean_of_its_readings() -> None:
    assert target("question", [["open"], ["closed"], ["open"], ["open"]]) == (0, 0.75, 0.25)
    both = dict(zip(_classes("move"), target("move", [["affirm"], []]), strict=True))
    assert both["affirm"] == 0.5
    assert sum(both.values()) == 0.5


@given(st.data())
def test_targets_of_one_class_heads_are_distributions(data: st.DataObject) -> None:
    head = data.draw(st.sampled_from(ONE))
    readings = data.draw(st.lists(st.sampled_from(head.classes), min_size=1, max_size=5))
    assert sum(target(head.name, [[c] for c in readings])) == pytest.approx(1)


def _classes(name: str) -> tuple[str, ...]:
    return next(head.classes for head in HEADS if head.name == name)
