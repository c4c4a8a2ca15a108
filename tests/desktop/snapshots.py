"""Draws every page into PNG files: ``python -m tests.desktop.snapshots FOLDER``.

Light, dark, and light with text at 200 percent, with a session as one might go. For people to
look at; no test compares the pictures.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.app import Running, application
from app.desktop.theme.look import Scheme
from app.desktop.trouble import Trouble
from app.domain.errors import KnownError
from tests.desktop.hand import GONE, Talker

MODES: tuple[tuple[Scheme, int], ...] = (("light", 100), ("dark", 100), ("light", 200))
FONT = "Inter"
SAID = (
    "Thanks for coming in, Marcus. I know this isn't where you want to be.",
    "What's a day on the road like for you?",
    "It sounds like the quiet is the only part that's really yours.",
    "You should really calm down, though. Other people have it worse.",
    "That was unfair of me. I'm sorry. It's up to you what we talk about here.",
    "What would you want the judge to know about you and Josie?",
)


class Pictures:
    """One program, driven and drawn."""

    def __init__(self, folder: Path, home: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._qt = application()
        self.talker = Talker()
        self.running = Running(self._qt, home, self.talker.load)
        self.window = self.running.window
        self.running.begin()
        self.settle()

    def settle(self) -> None:
        workers = (self.running.engine_worker, self.running.store_worker)
        self._spin(lambda: not any(worker.busy for worker in workers))
        self.wait(0.3)

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self._spin(lambda: time.monotonic() > end)

    def draw(self, name: str, widget: QWidget | None = None, size: QSize | None = None) -> None:
        shown = widget or self.window
        look = self.running.services.look
        for scheme, percent in MODES:
            look.set_scheme(scheme)
            look.set_percent(percent)
            if size is not None:
                shown.resize(size)
            self.settle()
            shown.grab().save(str(self._folder / f"{name}_{scheme}_{percent}.png"))
        look.set_scheme("light")
        look.set_percent(100)
        self.settle()

    def say(self, text: str) -> None:
        self.window.practice.composer.setPlainText(text)
        self.window.practice.say()
        self.settle()

    def _spin(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not true() and time.monotonic() < end:
            self._qt.processEvents()
            time.sleep(0.005)


def draw_all(folder: Path) -> None:
    """Goes through the program and draws what there is to see."""
    with tempfile.TemporaryDirectory() as home:
        pictures = Pictures(folder, Path(home))
        window, practice = pictures.window, pictures.window.practice
        pictures.draw("01_welcome")
        window.library.show_all()
        pictures.draw("02_library")
        window.library.search.setText("nothing like this")
        pictures.draw("03_library_nothing")
        window.library.search.clear()
        window.go("sessions")
        pictures.draw("04_sessions_empty")
        window.go("library")
        entry = next(e for e in window.library.entries if e[1].id == "marcus")
        window.library.open(entry)
        pictures.draw("05_scenario")
        window.start(entry[0], entry[1])
        pictures.settle()
        pictures.draw("06_opening")
        for text in SAID:
            pictures.say(text)
        pictures.draw("07_practice")
        pictures.talker.delay_s = 0.4
        practice.composer.setPlainText("What was that like?")
        practice.say()
        window.repaint()
        pictures.wait(0.15)
        window.grab().save(str(folder / "08_waiting_light_100.png"))
        pictures.talker.delay_s = 0.0
        practice.stop()
        pictures.settle()
        practice.again()
        pictures.settle()
        practice.toggle_time_out()
        practice.time_out.asked.emit("Why did he react like that?")
        pictures.settle()
        pictures.draw("09_time_out")
        practice.toggle_time_out()
        practice.back_one()
        pictures.settle()
        pictures.draw("10_went_back")
        practice.composer.clear()
        pictures.talker.failure = GONE
        pictures.say("Tell me more about the calendar.")
        pictures.draw("11_failure")
        pictures.talker.failure = None
        practice.again()
        pictures.settle()
        practice.ask_end()
        pictures.draw("12_end")
        practice.banner.buttons[0].click()
        pictures.settle()
        pictures.draw("13_debrief")
        pictures.draw("14_debrief_wide", size=QSize(1440, 900))
        window.debrief.findings_scroll.verticalScrollBar().setValue(10_000)
        pictures.draw("15_debrief_numbers")
        window.resize(1120, 760)
        window.start(entry[0], entry[1])
        pictures.settle()
        window.go("sessions")
        pictures.settle()
        pictures.draw("16_sessions")
        window.toggle_sheet()
        pictures.draw("17_shortcuts")
        window.go("practice")
        window.resize(window.minimumSize())
        pictures.draw("18_small_practice")
        window.go("library")
        pictures.draw("19_small_library")
        trouble = Trouble(
            pictures.running.services.look,
            Path("/home/kim/.local/share/Pixel"),
            str(KnownError("Pixel is open in another window on /home/kim/.local/share/Pixel.")),
        )
        trouble.show()
        pictures.draw("20_trouble", trouble)
        trouble.close()
        pictures.running.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    QApplication.setDesktopSettingsAware(False)
    QFont.insertSubstitution("Sans Serif", FONT)
    draw_all(Path(sys.argv[1]))
