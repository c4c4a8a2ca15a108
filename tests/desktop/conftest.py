"""Windows without a screen: a program of its own for a test, and nothing left over after it."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.desktop.theme.look import Look
from tests.desktop.hand import Hand, Talker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/desktop/" in item.nodeid:
            # What Qt says of every window that is shown where there is no screen.
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread or a running timer."""
    threads = set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left = {thread.name for thread in set(threading.enumerate()) - threads if thread.is_alive()}
    assert not left, f"threads left: {sorted(left)}"
    running = [
        timer
        for timer in gc.get_objects()
        # By type: asking some lazy objects what they are makes them warn.
        if issubclass(type(timer), QTimer) and isValid(timer) and timer.isActive()
    ]
    assert not running, f"timers left: {running}"


@pytest.fixture(scope="module")
def shared_look(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Look:
    at = tmp_path_factory.mktemp("look") / "look.ini"
    return Look(qapp, QSettings(str(at), QSettings.Format.IniFormat))


@pytest.fixture
def look(shared_look: Look) -> Iterator[Look]:
    # Without an event loop, windows of tests before stay and are restyled with every change.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    yield shared_look
    if shared_look.percent != 100:
        shared_look.set_percent(100)


@pytest.fixture
def talker() -> Talker:
    """The model's double: what it says, how fast, and when it fails."""
    return Talker()


@pytest.fixture
def open_program(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, talker: Talker
) -> Iterator[Callable[[], Hand]]:
    """Opens the program on one data directory; what is open at the end is closed."""
    hands: list[Hand] = []

    def open_it() -> Hand:
        for hand in hands:
            hand.close()
        hand = Hand(qtbot, qapp, tmp_path / "home", talker)
        hands.append(hand)
        return hand

    yield open_it
    for hand in hands:
        hand.close()


@pytest.fixture
def hand(open_program: Callable[[], Hand]) -> Hand:
    """The program, open for the first time, its model loaded, and hands on its keyboard."""
    opened = open_program()
    opened.wait_for_model()
    return opened
