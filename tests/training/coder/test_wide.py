"""The linear reader of words and pairs beside the network."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from app.assessment.heads import PLACES, WIDTH
from app.assessment.layout import GRAMS
from model_training.coder.batches import Item, items
from model_training.coder.examples import Example, target
from model_training.coder.wide import Wide, added, fit, nothing

PLACE = PLACES["emotional_reaction"]
PHRASES = {"0": "tell me", "1": "hang in there", "2": "i am so sorry"}


@pytest.fixture(scope="module")
def rows(tokenizer: Tokenizer) -> list[Item]:
    """Turns whose level of emotional reaction lies in a set phrase."""
    rng = np.random.default_rng(1)
    words = ["about", "it", "please", "now", "then", "well", "today", "again", "maybe", "friend"]
    return items(
        [
            Example(
                source="epitome",
                group="epitome/1",
                text=" ".join([*rng.choice(words, 4), PHRASES[level], *rng.choice(words, 4)]),
                targets={"emotional_reaction": target("emotional_reaction", [[level]])},
                part="train",
            )
            for level in rng.choice(list("012"), 240)
        ],
        tokenizer,
    )


def test_phrases_that_the_network_misses_are_added(rows: list[Item]) -> None:
    learned, aside = rows[:120], rows[120:]
    wide = fit(learned, aside, np.random.default_rng(2).normal(size=(120, WIDTH)))
    assert wide.weights.keys() == {"emotional_reaction"}
    want = np.array([item.targets[PLACE] for item in aside]).argmax(1)
    assert (added(wide, aside)[:, PLACE].argmax(1) == want).mean() > 0.95
    others = np.delete(added(wide, aside), np.arange(WIDTH)[PLACE], axis=1)
    assert not others.any()


def test_a_network_that_needs_no_help_gets_none(rows: list[Item]) -> None:
    logits = np.array([item.targets for item in rows[120:]]) * 20
    wide = fit(rows[:120], rows[120:], logits)
    assert wide.weights == {}
    assert not added(wide, rows).any()


def test_few_turns_kept_aside_decide_nothing(rows: list[Item]) -> None:
    assert fit(rows[:120], rows[120:160], np.zeros((40, WIDTH))).weights == {}


def test_heads_that_nobody_coded_stay_out(rows: list[Item]) -> None:
    assert "strategy" not in fit(rows, rows, np.zeros((len(rows), WIDTH))).weights


def test_a_turn_counts_its_words_by_the_root_of_how_many(rows: list[Item]) -> None:
    wide = Wide(np.ones((GRAMS, WIDTH)), np.full(WIDTH, 0.5), {"talk": 1.0})
    want = np.array([np.sqrt(len(item.row.grams)) for item in rows]) + 0.5
    assert added(wide, rows)[:, 0] == pytest.approx(want)
    assert not added(nothing(), rows).any()
