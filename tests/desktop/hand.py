"""Hands on the keyboard of a real window with a real store; only the model is a double."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.app import Running
from app.desktop.background import Piece
from app.domain.errors import KnownError
from app.engine.echo import EchoEngine
from app.engine.protocol import Answer, Engine, EngineGone, Request

LINES = (
    "You've read the file. What do you want to hear?",
    "Work's work. Five in the morning, and nobody asks.",
    "It's quiet at my place now.",
    "She gets to decide. I get a calendar.",
    "Fine. He cut me off, I got out.",
    "The judge is going to read one page about me.",
    "I can't lose the van.",
    "That's the good part, early on.",
)
LONG = " ".join(f"And then there is this, number {n}, which also matters." for n in range(20))


class Talker:
    """What the model does: says one line after the other, slowly or not, or fails.

    ``seats`` has lines of their own for some who speak, as in ``client:paul``.
    """

    def __init__(self) -> None:
        self.lines: tuple[str, ...] = LINES
        self.seats: dict[str, tuple[str, ...]] = {}
        self.delay_s = 0.0
        self.small = True
        self.failure: Exception | None = None
        self.load_failure: KnownError | None = None
        self.hold: Callable[[], None] | None = None
        self.loaded: Failing | None = None
        self._said: Counter[str] = Counter()

    def load(self, piece: Piece) -> Engine:
        piece(0.5)
        if self.hold is not None:
            self.hold()
        if self.load_failure is not None:
            raise self.load_failure
        self.loaded = Failing(self)
        return self.loaded

    def restart(self) -> None:
        """Begins its lines anew."""
        self._said.clear()

    def line(self, request: Request) -> str:
        seat = request.seat if request.seat in self.seats else ""
        lines = self.seats.get(seat, self.lines)
        self._said[seat] += 1
        return lines[(self._said[seat] - 1) % len(lines)]


class Failing(EchoEngine):
    """An engine that fails when its talker says so."""

    def __init__(self, talker: Talker) -> None:
        super().__init__(talker.line, delay_s=talker.delay_s, small=talker.small)
        self.talker = talker

    @property
    def closed(self) -> bool:
        return self._closed

    def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
        self._delay = self.talker.delay_s
        if self.talker.failure is not None:
            raise self.talker.failure
        return super().answer(request, on_text)


GONE = EngineGone("The engine died 3 times in a row: killed.")


class Hand:
    """The open program and a keyboard."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, home: Path, talker: Talker) -> None:
        self.qtbot = qtbot
        self.talker = talker
        self.running = Running(qapp, home, talker.load)
        self.window = self.running.window
        self.practice = self.window.practice
        self._closed = False
        self.running.begin()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.settle()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.running.close()
            self.window.deleteLater()

    def wait_for_model(self) -> None:
        self.wait(lambda: self.running.model.engine is not None)
        self.settle()

    def wait(self, true: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(true()), timeout=10_000)

    def settle(self) -> None:
        """Waits until both workers are done and all they told has arrived."""
        workers = (self.running.engine_worker, self.running.store_worker)
        self.wait(lambda: not any(worker.busy for worker in workers))
        QApplication.processEvents()

    @property
    def focus(self) -> QWidget:
        focused = self.window.focusWidget()
        assert focused is not None, "nothing has the focus"
        return focused

    def press(self, keys: str) -> None:
        """Presses a shortcut or key where the focus is."""
        for stroke in QKeySequence(keys):
            QTest.keyClick(self.focus, stroke.key(), stroke.keyboardModifiers())
        QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)
        QApplication.processEvents()

    def say(self, text: str) -> None:
        """Says something in the session and waits for the reply."""
        self.type(text)
        self.press("Return")
        self.settle()

    def tab_to(self, name: str) -> None:
        """Tabs until the part with this accessible name has the focus."""
        for _ in range(200):
            if self.focus.accessibleName().startswith(name):
                return
            QTest.keyClick(self.focus, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {name!r}")

    def start(self) -> None:
        """From the first screen into a session."""
        self.tab_to("Start with")
        self.press("Space")
        self.settle()

    @property
    def texts(self) -> list[str]:
        return self.practice.conversation.texts


def menu_texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]
