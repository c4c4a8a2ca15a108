"""Which words carry a code."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.assessment.evidence import merged, sentence_spans
from app.domain.codes import Span
from tests.assessment.texts import TEXTS


def tokens(text: str) -> list[tuple[int, int]]:
    """Spans of words, with the closing separator."""
    spans, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return [*spans, (len(text), len(text))]


def shares(text: str, **strong: float) -> NDArray[np.float64]:
    return np.array([strong.get(text[a:b].strip(".?!"), 0.0) for a, b in tokens(text)])


def said(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def test_marked_words_side_by_side_are_one_stretch() -> None:
    text = "I am so sorry to hear that, and what on earth did your mother say then?"
    holds = np.array([text[a:b] in ("so", "sorry", "hear", "then?") for a, b in tokens(text)])
    assert said(text, merged(tokens(text), holds)) == ["so sorry to hear", "then?"]


def test_no_marks_are_no_stretches() -> None:
    assert merged(tokens("Well."), np.array([False, False])) == ()
    assert merged([], np.array([], dtype=bool)) == ()


def test_a_separator_is_never_a_stretch() -> None:
    assert merged([(0, 2), (2, 2)], np.array([False, True])) == ()


def test_the_sentence_with_the_largest_share_carries_the_code() -> None:
    text = "I hear you. What happened then? Take your time."
    assert said(text, sentence_spans(text, tokens(text), shares(text, What=2, Take=0.5))) == [
        "What happened then?"
    ]


def test_sentences_almost_as_strong_carry_it_too() -> None:
    text = "Who was there? It rained. What was said?"
    found = sentence_spans(text, tokens(text), shares(text, Who=1.0, What=0.7, rained=0.3))
    assert said(text, found) == ["Who was there?", "What was said?"]


def test_where_nothing_speaks_for_it_the_least_bad_sentence_does() -> None:
    text = "Who was there? It rained."
    found = sentence_spans(text, tokens(text), shares(text, Who=-2.0, rained=-1.0))
    assert said(text, found) == ["It rained."]


def test_one_sentence_is_all_of_it() -> None:
    text = "  Mm, go on\u00a0 "
    assert said(text, sentence_spans(text, tokens(text), shares(text))) == ["Mm, go on"]
    assert sentence_spans("", [(0, 0)], np.zeros(1)) == ()
    assert said("😀", sentence_spans("😀", [(0, 1), (1, 1)], np.zeros(2))) == ["😀"]


@given(TEXTS, st.integers(0, 99))
def test_spans_lie_on_any_text(text: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    spans = tokens(text)
    share = rng.normal(size=len(spans))
    for span in (*sentence_spans(text, spans, share), *merged(spans, share > 0)):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip()


def test_a_book_takes_a_moment() -> None:
    book = "Well, then what? " * 15_000
    spans = [(n, n + 4) for n in range(0, len(book) - 4, 6)]
    began = time.monotonic()
    assert sentence_spans(book, spans, np.ones(len(spans)))
    assert time.monotonic() - began < 5
