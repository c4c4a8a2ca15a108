"""The starter's trainee lines as examples for the coder."""

from app.assessment.heads import MECHANISMS
from model_training.coder.examples import part_of
from model_training.coder.starter_lines import starter_lines


def test_the_starters_lines_are_plain_coded_turns() -> None:
    lines = list(starter_lines())
    assert len(lines) >= 500
    for line in lines:
        assert line.text.strip() == line.text != ""
        assert not any(sign in line.text + line.before[0].text for sign in "<>[]|{}")
        assert line.part == part_of(line.group)
        assert line.before[0].speaker == "client"
        assert not line.targets.keys() & {*MECHANISMS, "talk", "feeling"}
    assert {line.part for line in lines} == {"train", "dev", "test"}


def test_they_are_the_same_every_time() -> None:
    assert list(starter_lines()) == list(starter_lines())
