"""Draws every page into PNG files: ``python -m tests.desktop.snapshots FOLDER [groups]``.

Light, dark, and light with text at 200 percent, with a session as one might go. For people to
look at; no test compares the pictures. With ``groups``, only practice with several clients.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.app import Running, application
from app.desktop.debrief.forecast import Shares
from app.desktop.theme.look import Scheme
from app.desktop.trouble import Trouble
from app.domain.errors import KnownError
from app.domain.scenario import Pack, Scenario
from app.engine.echo import EchoEngine
from app.practice.session import Practice
from app.practice.stored import begin_stored
from tests.desktop.hand import GONE, Talker
from tests.practice.sessions import Log

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


INSTEAD = "It sounds like being told to calm down is the last thing you need. What would help?"
FAMILY = (
    "He doesn't sleep, you know. I bring him his tea and he doesn't sleep.",
    "It's nine weeks, Mom. Nine weeks of tea.",
    "I don't know. Whatever.",
    "You hear that? That's all I get.",
    "He was never like this when Carla was here.",
    "Can we not talk about Mom.",
    "I work nights so that he can have a life. And he sits there.",
    "You shout at him, and then you wonder.",
)
TO_FAMILY = (
    "Thank you for coming, all three of you. What would make this hour worth it?",
    "Noah, it's up to you whether you say anything. What are mornings like for you?",
    "Luis, it sounds like you're scared for him, and it comes out as anger.",
    "Rosa, you really need to stop protecting him.",
    "That was unfair of me, Rosa. I'm sorry. You all want him to be well.",
)


PAUL = (
    "You want to know how I see it? I count. Somebody has to.",
    "Irene, I am talking about a bank statement. I am not shouting.",
    "Sundays I read the statement out, and she looks at the window. Like now.",
    "When it's quiet in our house you can hear the heating. That's what we have, a heating.",
    "I'd like one Sunday where nobody leaves the room.",
    "I don't know what I did. I know I did something.",
)
IRENE = (
    "It's fine. He has a point about the knife.",
    "This is what it is like, Paul. This, right now.",
    "I come home at midnight, and the kitchen light is on. It is always on.",
    "He talks. I wait until it is over.",
    "I would like to sit at that table and not be asked anything.",
    "Not here.",
)
ROSA = (
    "He doesn't sleep, you know. I bring him his tea and he doesn't sleep.",
    "He was never like this when Carla was here.",
    "You shout at him, Luis, and then you wonder.",
    "Somebody has to be there in the mornings. That's me.",
)
LUIS = (
    "It's nine weeks, Mom. Nine weeks of tea.",
    "You hear that? That's all I get.",
    "I work nights so that he can have a life. And he sits there.",
    "I come off shift, and I don't know what I'm coming home to.",
)
NOAH = (
    "I don't know. Whatever.",
    "Can we not talk about Mom.",
    "It's just loud. Everywhere.",
    "No.",
)
TO_COUPLE = (
    "Thank you both for coming. I'd like to hear how each of you sees it.",
    "Irene, what is it like to hear that?",
    "It sounds like the quiet is what scares you, Paul.",
    "What would the two of you want to be different by Sunday?",
)


SEATS = {
    "client:paul": PAUL,
    "client:irene": IRENE,
    "client:rosa": ROSA,
    "client:luis": LUIS,
    "client:noah": NOAH,
}


class Pictures:
    """One program, driven and drawn."""

    def __init__(self, folder: Path, home: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
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
        for _ in range(5):  # A slow machine spends all that time on the first of them.
            self._qt.processEvents()

    def draw(self, name: str, widget: QWidget | None = None, size: QSize | None = None) -> None:
        shown = widget or self.window
        look = self.running.services.look
        for scheme, percent in MODES:
            look.set_scheme(scheme)
            look.set_percent(percent)
            if size is not None:
                shown.resize(size)
            self.settle()
            shown.grab().save(str(self.folder / f"{name}_{scheme}_{percent}.png"))
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


def look_back(pictures: Pictures) -> None:
    """A turn explained, other words tried in it, the answer to them, what may come next."""
    page, scroll = pictures.window.debrief, pictures.window.debrief.findings_scroll
    page.timeline.plot.setFocus()
    page.go_to(7)
    page.timeline.entered.emit()
    pictures.draw("21_why")
    page.what_if.composer.setPlainText(INSTEAD)
    page.what_if.composer.submitted.emit()
    pictures.settle()
    pictures.draw("22_what_if")
    scroll.verticalScrollBar().setValue(0)
    pictures.draw("23_what_if_line")
    pictures.talker.delay_s = 0.4
    page.what_if.hear.click()
    pictures.wait(0.2)
    scroll.ensureWidgetVisible(page.what_if)
    pictures.window.grab().save(str(pictures.folder / "24_answer_waiting_light_100.png"))
    pictures.talker.delay_s = 0.0
    pictures.settle()
    scroll.ensureWidgetVisible(page.what_if.bubble)
    pictures.draw("25_answer")
    page.timeline.toggle()
    scroll.verticalScrollBar().setValue(0)
    pictures.draw("26_table")
    page.timeline.toggle()
    ahead = page.findChildren(Shares)[0]
    scroll.ensureWidgetVisible(ahead, 0, 300)
    pictures.draw("27_forecast")


def group(pictures: Pictures) -> None:
    """A family's debrief, as two of its members lived it."""
    services, window = pictures.running.services, pictures.window
    engine = services.model.engine
    assert engine is not None
    pack, scenario, _ = services.find("together", "medina")
    session, practice = begin_stored(
        services.sessions, pack, scenario, engine=engine, coder=services.coder, seed=4
    )
    pictures.talker.lines = FAMILY
    for text in TO_FAMILY:
        practice.say(text)
        while practice.view.pending is not None:
            practice.proceed()
    practice.end()
    window.open_debrief(session)
    pictures.settle()
    pictures.draw("28_group")
    window.debrief.member_chosen.emit("noah")
    window.debrief.go_to(5)
    window.debrief.timeline.entered.emit()
    window.resize(1440, 900)
    pictures.draw("29_group_member")
    window.debrief.findings_scroll.ensureWidgetVisible(window.debrief.standing)
    pictures.draw("30_group_bonds")
    window.resize(1120, 760)


def talkative(pictures: Pictures, pack: Pack, scenario: Scenario, words: Sequence[str]) -> int:
    """A seed with which somebody wants to answer another after the last of these words."""
    for seed in range(200):
        talker = Talker()
        talker.seats = SEATS
        practice = Practice.begin(
            pack=pack,
            scenario=scenario,
            engine=EchoEngine(talker.line, small=True),
            coder=pictures.running.services.coder,
            log=Log(),
            seed=seed,
        )
        exchanges = 0
        for text in words:
            if practice.view.pending is not None:
                practice.proceed()
                exchanges += 1
            practice.take_floor()
            practice.say(text)
        if practice.view.pending is not None and exchanges:
            return seed
    raise AssertionError("nobody ever wants to answer another")


def practice_with_groups(pictures: Pictures) -> None:
    """A couple and a family in the library and in practice, in the middle of an exchange."""
    window, practice, talker = pictures.window, pictures.window.practice, pictures.talker
    talker.seats = SEATS
    window.library.show_all()
    window.go("library")
    window.library.search.setText("together")
    pictures.draw("31_library_groups")
    window.library.search.clear()
    for number, (scenario, words) in enumerate((("castellano", TO_COUPLE), ("medina", TO_FAMILY))):
        first = 32 + 10 * number
        entry = next(e for e in window.library.entries if e[1].id == scenario)
        window.go("library")
        window.library.open(entry)
        pictures.draw(f"{first}_scenario_{scenario}")
        seed = talkative(pictures, entry[0], entry[1], words)
        services, engine = pictures.running.services, pictures.running.model.engine
        assert engine is not None
        talker.restart()
        practice.open(
            *begin_stored(
                services.sessions,
                entry[0],
                entry[1],
                engine=engine,
                coder=services.coder,
                seed=seed,
            )
        )
        window.sidebar.pages["practice"].show()
        window.go("practice")
        pictures.draw(f"{first + 1}_opening_{scenario}")
        practice.pause.setInterval(3_600_000)
        for text in words:
            practice.stay_silent() if practice.pause.isActive() else None
            pictures.settle()
            practice.come_in()
            pictures.settle()
            pictures.say(text)
        pictures.draw(f"{first + 2}_wants_to_answer_{scenario}")
        practice.composer.setPlainText(f"{entry[2].name.split()[0]}, let me stop you there.")
        pictures.draw(f"{first + 3}_writing_{scenario}")
        practice.composer.clear()
        talker.delay_s = 0.3
        practice.again()
        pictures.wait(1.2)
        window.grab().save(str(pictures.folder / f"{first + 4}_answering_{scenario}_light_100.png"))
        talker.delay_s = 0.0
        pictures.settle()
        practice.come_in()
        pictures.settle()
        practice.toggle_members()
        pictures.draw(f"{first + 5}_floor_{scenario}")
        practice.toggle_members()
        practice.toggle_time_out()
        practice.time_out.asked.emit("How am I doing so far?")
        pictures.settle()
        pictures.draw(f"{first + 6}_time_out_{scenario}")
        practice.toggle_time_out()
        window.resize(window.minimumSize())
        pictures.draw(f"{first + 7}_small_{scenario}")
        window.resize(1120, 760)
        practice.ask_end()
        practice.banner.buttons[0].click()
        pictures.settle()
    window.go("sessions")
    pictures.settle()
    pictures.draw("52_sessions_groups")
    talker.seats = {}


def draw_groups(folder: Path) -> None:
    """Draws what there is of groups alone."""
    with tempfile.TemporaryDirectory() as home:
        pictures = Pictures(folder, Path(home))
        practice_with_groups(pictures)
        pictures.running.close()


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
        look_back(pictures)
        window.debrief.findings_scroll.verticalScrollBar().setValue(10_000)
        pictures.draw("15_debrief_numbers")
        window.resize(1120, 760)
        group(pictures)
        practice_with_groups(pictures)
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
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    QApplication.setDesktopSettingsAware(False)
    QFont.insertSubstitution("Sans Serif", FONT)
    (draw_groups if sys.argv[2:] == ["groups"] else draw_all)(Path(sys.argv[1]))
