"""Turns and what came before them as rows of tokens."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from app.assessment.layout import BEFORE, FAR, GRAMS, LONGEST, NEAR, Row, Said, lay_out, token_id
from tests.assessment.texts import ODD, TEXTS

FREE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def words(tokenizer: Tokenizer, row: Row) -> list[str]:
    return [tokenizer.id_to_token(token) for token in row.ids]


def client(text: str) -> Said:
    return Said(speaker="client", text=text)


def test_a_turn_stands_after_what_came_before(tokenizer: Tokenizer) -> None:
    before = (client("I am tired."), Said(speaker="trainee", text="Since when?"), client("May."))
    row = lay_out(tokenizer, "That is long.", before)
    assert " ".join(words(tokenizer, row)) == (
        "[CLS] client : i am tired . [SEP] trainee : since when ? [SEP] client : may . [SEP] "
        "that is long . [SEP]"
    )
    assert row.types == [0] * 19 + [1] * 5
    assert [("That is long."[a:b]) for a, b in row.spans] == ["That", "is", "long", ".", ""]


def test_words_and_pairs_of_the_turn_are_hashed_each_once(tokenizer: Tokenizer) -> None:
    one, two = lay_out(tokenizer, "hang in", ()), lay_out(tokenizer, "hang in there", ())
    assert len(one.grams) == 2 + 3
    assert len(set(two.grams) - set(one.grams)) == 1 + 2
    again = lay_out(tokenizer, "hang in hang in hang in", (client("hang in there"),))
    assert set(one.grams) <= set(again.grams)
    assert len(again.grams) == 2 + 4
    assert lay_out(tokenizer, "", ()).grams != ()


def test_only_the_last_turns_before_are_read(tokenizer: Tokenizer) -> None:
    before = [client(f"turn {n}") for n in range(9)]
    row = lay_out(tokenizer, "Hm.", before)
    assert row == lay_out(tokenizer, "Hm.", before[-BEFORE:])
    assert "5" not in words(tokenizer, row)
    assert "6" in words(tokenizer, row)


def test_of_what_came_before_the_ends_are_kept(tokenizer: Tokenizer) -> None:
    long = " ".join(["one", *["two"] * 500, "three"])
    found = words(tokenizer, lay_out(tokenizer, "Hm.", [client(long), client(long)]))
    assert "one" not in found
    assert found.count("three") == 2
    assert found.count("two") == NEAR - 1 + FAR - 1


def test_a_beginning_has_nothing_before_it(tokenizer: Tokenizer) -> None:
    row = lay_out(tokenizer, "Hello.", ())
    assert words(tokenizer, row) == ["[CLS]", "hello", ".", "[SEP]"]
    assert row.types == [0, 1, 1, 1]


def test_no_words_leave_the_closing_separator(tokenizer: Tokenizer) -> None:
    row = lay_out(tokenizer, "", ())
    assert row.types == [0, 1]
    assert row.spans == [(0, 0)]


def check(tokenizer: Tokenizer, text: str, row: Row) -> None:
    assert len(row.ids) == len(row.types)
    assert sum(row.types) == len(row.spans) <= LONGEST + 1
    assert row.types == sorted(row.types)
    assert len(row.ids) <= LONGEST + 2 + NEAR + (BEFORE - 1) * FAR + BEFORE * 3
    assert row.ids[-1] == token_id(tokenizer, "[SEP]")
    for start, end in row.spans:
        assert 0 <= start <= end <= len(text)
    assert row.spans == sorted(row.spans)
    assert row.spans[-1] == (len(text), len(text))
    assert list(row.grams) == sorted(set(row.grams))
    assert all(0 <= gram < GRAMS for gram in row.grams)


@FREE
@given(text=TEXTS, before=st.lists(TEXTS, max_size=4))
@example(text="\u0301\u0301", before=["\u0301"])
def test_spans_index_any_text(tokenizer: Tokenizer, text: str, before: list[str]) -> None:
    row = lay_out(tokenizer, text, [client(said) for said in before])
    check(tokenizer, text, row)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_laid_out(tokenizer: Tokenizer, text: str) -> None:
    check(tokenizer, text, lay_out(tokenizer, text, [client(text)] * 3))


@FREE
@given(st.lists(st.from_regex(r"[A-Za-z]{1,14}|[.,?!]", fullmatch=True), max_size=60))
def test_spans_are_where_the_tokens_stand(tokenizer: Tokenizer, parts: list[str]) -> None:
    text = "  ".join(parts)
    row = lay_out(tokenizer, text, (), longest=10_000)
    tokens = words(tokenizer, row)[1:-1]
    said = [text[start:end].lower() for start, end in row.spans[:-1]]
    assert said == [token.removeprefix("##") for token in tokens]
    assert "".join(said) == "".join(parts).lower()


def test_a_book_is_laid_out_in_a_moment(tokenizer: Tokenizer) -> None:
    book = "well then, " * 25_000
    began = time.monotonic()
    check(tokenizer, book, lay_out(tokenizer, book, [client(book)] * 3))
    assert time.monotonic() - began < 10


def test_a_vocabulary_without_separators_is_refused(tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match=r"no \[NONE\]"):
        token_id(tokenizer, "[NONE]")
