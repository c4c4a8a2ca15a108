"""The window when things go wrong, and for those who do not see it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.desktop import shortcuts
from app.desktop.status_line import STARTER
from app.desktop.theme.tokens import DARK, LIGHT
from app.domain.errors import KnownError
from tests.desktop.hand import GONE, LONG, Hand, Talker, menu_texts

Open = Callable[[], Hand]


def test_the_window_is_usable_while_the_model_loads(open_program: Open, talker: Talker) -> None:
    loaded = threading.Event()
    talker.hold = lambda: loaded.wait(10) and None
    try:
        hand = open_program_while_loading(open_program)
        assert "Loading the model, 50%" in hand.window.sidebar.says.text()
        hand.press("Space")
        assert hand.window.page == "practice"
        assert hand.practice.stack.currentWidget() is hand.practice.waiting
        assert hand.focus is hand.practice.waiting.cancel
        hand.press(shortcuts.LIBRARY)
        assert hand.window.page == "library"
        hand.press(shortcuts.PRACTICE)
    finally:
        loaded.set()
    hand.settle()
    assert hand.texts
    assert hand.window.sidebar.says.text() == ""


def open_program_while_loading(open_program: Open) -> Hand:
    original = Hand.settle
    Hand.settle = lambda self: self.wait(lambda: not self.running.store_worker.busy)  # type: ignore[method-assign]
    try:
        hand = open_program()
        hand.wait(lambda: hand.running.model.progress > 0)
    finally:
        Hand.settle = original  # type: ignore[method-assign]
    return hand


def test_a_model_that_nobody_waits_for_is_closed(open_program: Open, talker: Talker) -> None:
    loaded = threading.Event()
    talker.hold = lambda: loaded.wait(10) and None
    hand = open_program_while_loading(open_program)
    threading.Timer(0.2, loaded.set).start()
    hand.close()
    assert talker.loaded is not None
    assert talker.loaded.closed


def test_a_model_that_cannot_be_loaded_is_a_sentence_and_a_button(
    open_program: Open, talker: Talker
) -> None:
    talker.load_failure = KnownError("the model x.gguf does not fit: it needs 18 GiB")
    hand = open_program()
    hand.settle()
    assert "needs 18 GiB" in hand.window.sidebar.says.text()
    hand.press("Space")
    assert "needs 18 GiB" in hand.practice.waiting.banner.text
    talker.load_failure = None
    hand.tab_to("Load again")
    hand.press("Space")
    hand.settle()
    assert hand.texts


def test_the_trainees_words_are_never_lost(hand: Hand, talker: Talker) -> None:
    hand.press("Space")
    hand.settle()
    talker.failure = GONE
    hand.say("I would like to hear more about that.")
    assert hand.texts[-1] == "I would like to hear more about that."
    assert "The engine died" in hand.practice.banner.text
    assert "Your words are kept" in hand.practice.banner.text
    # What is written meanwhile stays, too.
    hand.type("And this.")
    talker.failure = None
    hand.tab_to("Try again")
    hand.press("Space")
    hand.settle()
    assert len(hand.texts) == 3
    assert hand.practice.composer.words == "And this."
    assert hand.practice.banner.text == ""


def test_words_that_are_not_taken_go_back_to_the_composer(hand: Hand) -> None:
    hand.press("Space")
    hand.settle()
    words = "too many words " * 4000
    hand.practice.composer.setPlainText(words)
    hand.press("Return")
    hand.settle()
    assert "fewer words" in hand.practice.banner.text
    assert hand.practice.composer.words == words.strip()
    assert len(hand.texts) == 1


def test_a_bug_in_a_reply_is_told_and_the_session_goes_on(hand: Hand, talker: Talker) -> None:
    hand.press("Space")
    hand.settle()
    talker.failure = ZeroDivisionError("inside")
    hand.say("Hello.")
    assert "ZeroDivisionError" in hand.practice.banner.text
    talker.failure = None
    hand.press(shortcuts.AGAIN)
    hand.settle()
    assert len(hand.texts) == 3


def test_the_coach_failing_keeps_the_question(hand: Hand, talker: Talker) -> None:
    talker.small = False
    hand.running.model.load()
    hand.settle()
    hand.press("Space")
    hand.settle()
    hand.press(shortcuts.TIME_OUT)
    talker.failure = GONE
    hand.say("Why did he say that?")
    panel = hand.practice.time_out
    assert "The engine died" in panel.banner.text
    assert panel.question.words == "Why did he say that?"
    talker.failure = None
    hand.tab_to("Try again")
    hand.press("Space")
    hand.settle()
    assert len(panel.answers) == 1


def test_a_broken_pack_is_named_and_the_others_work(open_program: Open, tmp_path: Path) -> None:
    broken = tmp_path / "home" / "packs" / "ward"
    broken.mkdir(parents=True)
    (broken / "pack.toml").write_text('id = "ward"\nversion = "one"\n', encoding="utf-8")
    hand = open_program()
    hand.window.library.show_all()
    said = hand.window.library.problems.text
    assert "1 pack could not be read" in said
    assert "pack.toml, line 2" in said
    assert len(hand.window.library.cards) == len(hand.window.library.entries) >= 15


def test_closing_during_a_reply_loses_nothing(open_program: Open, talker: Talker) -> None:
    hand = open_program()
    hand.wait_for_model()
    hand.press("Space")
    hand.settle()
    talker.lines, talker.delay_s = (LONG,), 0.02
    hand.type("Tell me about it.")
    hand.press("Return")
    hand.wait(lambda: len(hand.texts) == 3)
    talker.delay_s = 0.0
    hand = open_program()
    hand.wait_for_model()
    assert "is not finished" in hand.window.banner.text
    hand.window.resume(newest(hand))
    hand.settle()
    assert hand.texts[1] == "Tell me about it."
    assert len(hand.texts) == 3


def newest(hand: Hand) -> str:
    return hand.running.services.sessions.list()[0].id


def test_a_small_model_is_honest_about_itself(hand: Hand) -> None:
    hand.press("Space")
    hand.settle()
    assert hand.practice.status.model.accessibleName() == STARTER
    assert "models" in hand.practice.status.toolTip()
    assert "full" in hand.practice.status.context.text()


def test_theme_and_text_size_are_kept(open_program: Open) -> None:
    hand = open_program()
    look = hand.running.services.look
    assert menu_texts(hand.window.sidebar.menu)[:3] == ["Follow the system", "Light", "Dark"]
    look.set_scheme("dark")
    hand.press(shortcuts.LARGER)
    hand.press(shortcuts.LARGER)
    hand.press(shortcuts.SMALLER)
    body = look.sizes.body
    look = open_program().running.services.look
    assert look.palette is DARK
    assert look.percent == 115
    assert look.sizes.body == body
    look.set_scheme("light")
    assert look.palette is LIGHT
    look.set_scheme("system")
    look.set_percent(100)


def test_every_part_that_takes_keys_has_a_name(hand: Hand) -> None:
    window = hand.window
    window.library.show_all()
    window.library.open(window.library.entries[0])
    hand.press(shortcuts.START)
    hand.settle()
    hand.say("Hello.")
    hand.press(shortcuts.AGAIN)
    hand.settle()
    hand.press(shortcuts.TIME_OUT)
    hand.press("Esc")
    hand.press(shortcuts.SESSIONS)
    hand.settle()
    window.open_debrief(window.sessions.rows[0].session.id)
    hand.settle()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
    nameless = [
        f"{type(part).__name__} {part.objectName()} in {type(part.parent()).__name__}"
        for part in window.findChildren(QWidget)
        if (isinstance(part, kinds) or part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and not isinstance(part, QAbstractScrollArea | QLineEdit)
        and not part.accessibleName()
        and not (isinstance(part, QAbstractButton) and part.text())
        and not part.objectName().startswith("qt_")
    ]
    nameless += [
        type(part).__name__
        for part in window.findChildren(QAbstractScrollArea)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.accessibleName()
    ]
    assert not nameless
    iconic = [b for b in window.findChildren(QAbstractButton) if not b.text()]
    bare = [b for b in iconic if not (b.toolTip() or b.accessibleName() or b.objectName())]
    assert not bare


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_wider_than_a_small_window(hand: Hand, percent: int) -> None:
    window = hand.window
    look = hand.running.services.look
    look.set_percent(percent)
    window.resize(window.minimumSize())
    hand.press("Space")
    hand.settle()
    hand.say("Hello.")
    hand.press(shortcuts.TIME_OUT)
    QApplication.processEvents()
    try:
        for page in ("library", "practice", "sessions", "sheet"):
            window.go(page)
            hand.settle()
            assert window.centralWidget().minimumSizeHint().width() <= window.width(), page
        hand.press(shortcuts.PRACTICE)
        hand.press(shortcuts.TIME_OUT)
        assert window.centralWidget().minimumSizeHint().width() <= window.width()
    finally:
        look.set_percent(100)
