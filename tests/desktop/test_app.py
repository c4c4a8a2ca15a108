"""Opening the program: what cannot be opened is said calmly; a bug leaves the session alone."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desktop import app as program
from app.desktop.app import Running
from app.desktop.theme.look import Look
from app.desktop.trouble import Trouble
from app.domain.errors import KnownError
from app.store.database import FILE_NAME
from tests.desktop.hand import Hand, Talker


def test_a_second_window_is_told_so(hand: Hand, qapp: QApplication, talker: Talker) -> None:
    with pytest.raises(KnownError):
        Running(qapp, hand.running.services.home, talker.load)


def test_a_damaged_database_is_one_sentence(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / FILE_NAME).write_bytes(b"not a database" * 1000)
    said: list[str] = []

    def close() -> None:
        page = next(w for w in qapp.topLevelWidgets() if isinstance(w, Trouble))
        said.append(page.text.plain)
        page.leave.click()

    QTimer.singleShot(200, close)
    assert program.run(home) == 2
    assert FILE_NAME in said[0]
    assert "\n" not in said[0]
    assert (home / FILE_NAME).read_bytes() == b"not a database" * 1000


def test_trying_again(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    page = Trouble(Look(qapp, settings), tmp_path, "It is locked.")
    qtbot.addWidget(page)
    page.retry.click()
    assert page.again


def test_a_bug_is_told_and_the_window_stays(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[BaseException] = []
    hook = program.hook(hand.window, lambda kind, error, trace: kept.append(error))
    monkeypatch.setattr(sys, "excepthook", hook)
    bug = ZeroDivisionError("with session words")
    sys.excepthook(ZeroDivisionError, bug, None)
    assert "ZeroDivisionError" in hand.window.banner.text
    assert "session words" not in hand.window.banner.text
    assert kept == [bug]


def test_the_program_opens_and_closes(
    qtbot: QtBot, tmp_path: Path, talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "loader", lambda home, model: talker.load)
    QTimer.singleShot(500, QApplication.closeAllWindows)
    assert program.run(tmp_path / "home") == 0


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None lives forever there")
def test_qt_keeps_its_hands_off_none(qtbot: QtBot) -> None:
    widget = QLabel()
    qtbot.addWidget(widget)
    widget.setText("0")
    before = sys.getrefcount(None)
    for number in range(1000):
        widget.setText(str(number))
    # PySide6 6.12.0 loses one with every call; after some thousands the program dies.
    assert before - sys.getrefcount(None) < 100
