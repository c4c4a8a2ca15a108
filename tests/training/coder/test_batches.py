"""Examples as tensors."""

import random

import torch
from tokenizers import Tokenizer

from app.assessment.heads import HEADS, MECHANISMS, PLACES
from app.assessment.layout import Said
from model_training.coder.batches import LONGEST, batches, collate, items
from model_training.coder.examples import Example, target

SAID = "That hurts. Who else knows?"


def example(text: str, **more: object) -> Example:
    return Example.model_validate(
        {"source": "own", "group": "g", "text": text, "part": "train"} | more
    )


def test_only_coded_heads_are_known(tokenizer: Tokenizer) -> None:
    [item] = items(
        [example("Why?", targets={"question": target("question", [["open"]])})], tokenizer
    )
    place = PLACES["question"]
    assert item.targets[place] == [0, 1, 0]
    assert item.known[place] == [1, 1, 1]
    assert sum(item.known) == 3
    assert item.words is None


def test_rationales_mark_the_tokens_of_their_words(tokenizer: Tokenizer) -> None:
    [item] = items(
        [
            example(
                SAID,
                before=(Said(speaker="client", text="Nobody hurts me."),),
                rationales={
                    MECHANISMS[0]: ((0, 11),),
                    MECHANISMS[1]: (),
                    MECHANISMS[2]: ((16, 20),),
                },
            )
        ],
        tokenizer,
    )
    assert item.words is not None
    assert len(item.words) == len(item.row.ids)
    tokens = [tokenizer.id_to_token(i) for i in item.row.ids]
    marked = [
        [token for token, marks in zip(tokens, item.words, strict=True) if marks[place]]
        for place in range(len(MECHANISMS))
    ]
    assert marked == [["that", "hurts", "."], [], ["else"]]


def test_very_long_turns_are_cut(tokenizer: Tokenizer) -> None:
    [item] = items([example("so " * 1_000)], tokenizer)
    assert sum(item.row.types) == LONGEST + 1


def test_batches_hold_every_row_once_within_their_size(tokenizer: Tokenizer) -> None:
    rng = random.Random(1)
    rows = items([example("well " * rng.randint(1, 60)) for _ in range(150)], tokenizer)
    for drawn in (None, random.Random(2)):
        made = list(batches(rows, 512, drawn))
        assert sorted(i for batch in made for i in batch) == list(range(150))
        for batch in made:
            assert collate([rows[i] for i in batch]).ids.numel() <= 512
    assert list(batches(rows, 512, random.Random(2))) == made
    assert list(batches(rows, 512, random.Random(3))) != made


def test_a_row_longer_than_a_batch_goes_alone(tokenizer: Tokenizer) -> None:
    rows = items([example("well " * 60), example("well " * 60)], tokenizer)
    assert list(batches(rows, 16)) == [[0], [1]]


def test_no_rows_make_no_batches() -> None:
    assert list(batches([], 512)) == []


def test_padding_is_masked_and_marks_stay_with_the_turn(tokenizer: Tokenizer) -> None:
    short = example("Oh.", targets={"move": target("move", [["affirm"]])})
    long = example(SAID, rationales=dict.fromkeys(MECHANISMS, ((0, 4),)))
    rows = items([short, long], tokenizer)
    batch = collate(rows)
    assert batch.ids.shape[1] % 8 == 0
    assert batch.mask.sum(1).tolist() == [len(item.row.ids) for item in rows]
    assert not batch.ids[batch.mask == 0].any()
    assert not batch.types[batch.mask == 0].any()
    assert batch.marked[0].sum() == 0
    assert torch.equal(batch.marked[1], batch.types[1])
    assert batch.words[1, 1].tolist() == [1, 1, 1]
    assert batch.targets.shape == batch.known.shape == (2, sum(len(h.classes) for h in HEADS))
