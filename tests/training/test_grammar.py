"""The alternation in corpus lines."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import KnownError
from model_training.starter.grammar import count, expand, sample

PLAIN = st.text(st.characters(exclude_characters="{|}", exclude_categories=["Cs"]), max_size=12)
CHOICE = st.lists(PLAIN, min_size=1, max_size=4).map(lambda options: "{" + "|".join(options) + "}")
LINE = st.lists(PLAIN | CHOICE, min_size=1, max_size=5).map("".join).filter(lambda s: s.strip())


def test_alternatives_are_written_out_in_order() -> None:
    assert expand("{Hi|Hello}, {Sam|Lee}.") == [
        "Hi, Sam.",
        "Hi, Lee.",
        "Hello, Sam.",
        "Hello, Lee.",
    ]


def test_an_empty_alternative_leaves_words_out() -> None:
    assert expand("Good for you{| and yours}.") == ["Good for you.", "Good for you and yours."]


def test_a_bar_outside_braces_is_a_letter() -> None:
    assert expand("a|b") == ["a|b"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{a|b", "never closed"),
        ("a|b}", "never opened"),
        ("{a|{b|c}}", "Nested brace"),
        ("", "empty"),
        ("  ", "empty"),
    ],
)
def test_a_malformed_line_is_refused(line: str, says: str) -> None:
    with pytest.raises(KnownError, match=re.escape(says)):
        expand(line)
    with pytest.raises(KnownError):
        count(line)
    with pytest.raises(KnownError):
        sample(line, random.Random(1))


@given(LINE, st.integers())
def test_count_and_sample_agree_with_expand(line: str, seed: int) -> None:
    sentences = expand(line)
    assert count(line) == len(sentences)
    assert sample(line, random.Random(seed)) in sentences
