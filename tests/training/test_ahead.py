"""Pools made ahead are those that would be made at once."""

import pytest
from tokenizers import Tokenizer

from model_training.starter.ahead import Ahead
from model_training.starter.dialogues import Stage
from model_training.starter.rows import Row, pool, windows


def _tokens(batches: list[list[Row]]) -> list[list[list[int]]]:
    return [[list(row.tokens) for row in batch] for batch in batches]


@pytest.mark.parametrize("process", [True, False])
def test_pools_come_as_asked(stage: Stage, tokenizer: Tokenizer, process: bool) -> None:
    with Ahead(stage, tokenizer, 1024, 300, process) as ahead:
        for number in (3, 4, 8):  # 8 was not to be expected
            wanted = pool(stage, tokenizer, "train", number, 1024, 300)
            assert _tokens(ahead.made(number)) == _tokens(wanted)


def test_windows_hold_each_turn_once(stage: Stage, tokenizer: Tokenizer) -> None:
    for dialogue in stage.dialogues("train", 0, 20):
        parts = windows(tokenizer, dialogue, 300)
        assert tuple(turn for part in parts for turn in part.turns) == dialogue.turns
        assert all(part.turns for part in parts)
