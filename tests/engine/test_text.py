from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.engine.text import TextStream


def cut(raw: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(raw) + 1) for place in at), len(raw)]
    return [raw[a:b] for a, b in pairwise(edges)]


@given(st.text(), st.lists(st.integers(0, 500)))
def test_pieces_are_whole_characters_and_make_up_the_text(text: str, at: list[int]) -> None:
    stream = TextStream()
    pieces = [stream.feed(raw) for raw in cut(text.encode(), at)]
    pieces.append(stream.finish())
    assert "".join(pieces) == text == stream.text


@given(
    st.text(alphabet="ab.é🙂", max_size=30),
    st.lists(st.text(alphabet="ab.é🙂", min_size=1, max_size=4), max_size=3),
    st.lists(st.integers(0, 100)),
)
def test_text_ends_before_the_first_stop_text(text: str, stop: list[str], at: list[int]) -> None:
    stream = TextStream(stop)
    shown = ""
    for raw in cut(text.encode(), at):
        shown += stream.feed(raw)
        assert not any(mark in shown for mark in stop)
    shown += stream.finish()
    found = any(mark in text for mark in stop)
    assert stream.stopped == found
    assert text.startswith(shown)
    assert found or shown == text


def test_an_emoji_comes_as_one() -> None:
    stream = TextStream()
    assert [stream.feed(bytes([byte])) for byte in "🙂".encode()] == ["", "", "", "🙂"]


def test_an_unfinished_character_is_dropped() -> None:
    stream = TextStream()
    assert stream.feed("ok🙂".encode()[:-1]) == "ok"
    assert stream.finish() == ""


def test_what_may_become_a_stop_text_is_held_back() -> None:
    stream = TextStream(["END"])
    assert [stream.feed(raw) for raw in (b"the EN", b"tire ", b"EN")] == ["the ", "ENtire ", ""]
    assert stream.finish() == "EN"
