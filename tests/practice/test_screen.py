"""The check between the model and the trainee: nothing shown is ever taken back."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.client.mind import start
from app.client.script import problem, told
from app.domain.mind import MindState
from app.domain.persona import Persona
from app.practice.screen import Screen
from tests.client.shipped import CLIENTS
from tests.practice.sessions import TOLD

MARCUS = CLIENTS["marcus"]


def screened(
    pieces: list[str],
    *,
    complete: bool = True,
    earlier: tuple[str, ...] = (),
    offered: str | None = None,
    client: Persona = MARCUS,
) -> tuple[Screen, list[str]]:
    """A screen that was fed these pieces, and what it showed of them."""
    shown: list[str] = []
    state: MindState = start(client).model_copy(update={"offered": offered})
    screen = Screen(client, state, earlier, shown.append)
    for piece in pieces:
        if not screen.feed(piece):
            break
    screen.finish(complete=complete)
    return screen, shown


def by_letter(text: str) -> list[str]:
    return list(text)


def test_sentences_are_shown_as_they_end() -> None:
    shown: list[str] = []
    screen = Screen(MARCUS, start(MARCUS), (), shown.append)
    screen.feed("Where do I sign")
    assert shown == []
    screen.feed("? We can")
    assert shown == ["Where do I sign?"]
    screen.feed(" both go home.")
    screen.finish(complete=True)
    assert shown == ["Where do I sign?", " We can both go home."]
    assert screen.shown == "Where do I sign? We can both go home."
    assert screen.problem is None


def test_what_is_locked_ends_the_reply_before_it() -> None:
    screen, _ = screened(by_letter("You want to know? I'm on a final warning. Happy now?"))
    assert screen.shown == "You want to know?"
    assert screen.problem == "locked"


def test_what_is_offered_comes_through() -> None:
    text = "You want to know? I'm on a final warning."
    screen, _ = screened(by_letter(text), offered="final_warning")
    assert screen.shown == text


def test_a_marker_split_over_pieces_and_sentences_is_found() -> None:
    screen, _ = screened(["I'm on a fin", "al warn", "ing, see. ", "Okay."])
    assert screen.shown == ""
    assert screen.problem == "locked"
    over_two = CLIENTS["ana"]
    split, _ = screened(["I stopped. ", "In January. ", "So."], client=over_two)
    assert told(over_two, split.shown) == ()


@pytest.mark.parametrize("complete", [True, False])
def test_a_word_for_word_repeat_is_refused_and_nothing_of_it_shown(complete: bool) -> None:
    text = "You've got the file. Read it. It is all in there."
    screen, shown = screened(by_letter(text), earlier=(text,), complete=complete)
    assert shown == []
    assert screen.problem == "repeat"


def test_a_repeat_with_other_marks_is_a_repeat() -> None:
    earlier = "You've got the file. Read it!"
    screen, shown = screened(by_letter("You\u2019ve got the file! Read it."), earlier=(earlier,))
    assert shown == []
    assert screen.problem == "repeat"


def test_a_reply_that_only_begins_like_an_earlier_one_is_shown() -> None:
    earlier = ("You've got the file. Read it.",)
    text = "You've got the file. It's all in there, isn't it?"
    screen, _ = screened(by_letter(text), earlier=earlier)
    assert screen.shown == text


def test_a_reply_cut_off_by_length_ends_at_its_last_sentence() -> None:
    cut, _ = screened(by_letter("I drive. A hundred and forty stops. And then I"), complete=False)
    assert cut.shown == "I drive. A hundred and forty stops."
    at_end, _ = screened(by_letter("I drive. A hundred and forty stops."), complete=False)
    assert at_end.shown == "I drive. A hundred and forty stops."


def test_a_held_beginning_that_is_cut_off_ends_at_its_sentence_too() -> None:
    earlier = ("I drive all day. What else is there?",)
    cut, _ = screened(by_letter("I drive all day. What el"), complete=False, earlier=earlier)
    assert cut.shown == "I drive all day."


def test_when_there_is_no_sentence_the_words_are_shown() -> None:
    cut, _ = screened(["I drive and I drive and"], complete=False)
    assert cut.shown == "I drive and I drive and"


SENTENCES = st.sampled_from(
    [
        "Fine.",
        "What do you want?",
        "I don't know\u2026",
        "\u201cWork's work.\u201d",
        "It's like that, you know, all day long!",
        "My son is there.",
        "and then",
        *TOLD["marcus"].values(),
        *TOLD["ana"].values(),
    ]
)


@st.composite
def cut_texts(draw: st.DrawFn) -> list[str]:
    """A reply in pieces cut anywhere."""
    text = draw(st.sampled_from(["", " ", "\n"])) + " ".join(
        draw(st.lists(SENTENCES, min_size=1, max_size=5))
    )
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=12)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@given(
    pieces=cut_texts(),
    complete=st.booleans(),
    earlier=st.lists(SENTENCES.map(lambda s: f"{s} What do you want?"), max_size=3),
    offered=st.sampled_from([None, "final_warning", "josie_saw"]),
)
@example(pieces=["Fine. My son", " is there."], complete=True, earlier=[], offered=None)
@settings(deadline=None, max_examples=300)
def test_whatever_the_pieces_only_what_is_allowed_is_shown(
    pieces: list[str], complete: bool, earlier: list[str], offered: str | None
) -> None:
    screen, shown = screened(pieces, complete=complete, earlier=tuple(earlier), offered=offered)
    assert "".join(shown) == screen.shown
    assert "".join(pieces).lstrip().startswith(screen.shown)
    assert set(told(MARCUS, screen.shown)) <= {offered}
    state = start(MARCUS).model_copy(update={"offered": offered})
    if screen.shown:
        assert problem(MARCUS, state, screen.shown) is None
    if complete and screen.problem is None:
        assert screen.shown == "".join(pieces).strip()


@given(pieces=cut_texts(), complete=st.booleans())
@settings(deadline=None)
def test_a_repeat_is_refused_wherever_it_is_cut(pieces: list[str], complete: bool) -> None:
    text = "".join(pieces)
    state = start(MARCUS)
    if problem(MARCUS, state, text, [text]) == "repeat" and complete:
        screen, shown = screened(pieces, earlier=(text,))
        assert screen.problem == "repeat"
        assert shown == []
