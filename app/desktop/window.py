"""The main window: the side bar, the pages, and how one leads to the next."""

import secrets
from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.desktop import shortcuts
from app.desktop.cast import clients_of, in_passing
from app.desktop.debrief_page import DebriefPage
from app.desktop.library_page import LibraryPage
from app.desktop.looking_back import LookingBack
from app.desktop.practice_page import PracticePage
from app.desktop.services import Services, sentence
from app.desktop.sessions_page import SessionsPage
from app.desktop.shortcuts import ShortcutSheet
from app.desktop.sidebar import Sidebar
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import Banner
from app.desktop.widgets.layout import column, row
from app.desktop.wording import count, day_and_time
from app.domain.errors import KnownError
from app.domain.scenario import Pack, Scenario
from app.engine.protocol import Engine
from app.practice.session import Practice
from app.practice.stored import begin_stored, resume_stored
from app.store.sessions import SessionSummary

Begin = Callable[[Engine], tuple[str, Practice]]
_WIDTH, _HEIGHT = 1120, 760
_LEAST_WIDTH, _LEAST_HEIGHT = 720, 520


class Window(QMainWindow):
    """The program's one window."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._begin: Begin | None = None
        self._kept = ""
        self._starting = False
        self._before_sheet = "library"
        self.setWindowTitle("Pixel")
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.resize(_WIDTH, _HEIGHT)
        self.sidebar = Sidebar(services.look, services.model, self.go, self.toggle_sheet)
        self.library = LibraryPage(services, self.start)
        self.practice = PracticePage(services)
        self.sessions = SessionsPage(services.look)
        self.debrief = DebriefPage(services.look)
        self.looking_back = LookingBack(services, self.debrief, self._tell)
        self.sheet = ShortcutSheet(services.look, self.toggle_sheet)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self._pages: dict[str, QWidget] = {
            "library": self.library,
            "practice": self.practice,
            "sessions": self.sessions,
            "debrief": self.debrief,
            "sheet": self.sheet,
        }
        for page in self._pages.values():
            self.stack.addWidget(page)
        self.banner = Banner(services.look)
        self._notice = QWidget()
        around = column(self._notice)
        around.setContentsMargins(SPACE.page, SPACE.wide, SPACE.page, 0)
        around.addWidget(self.banner)
        self.banner.shown.connect(self._notice.setVisible)
        self._notice.hide()
        side = QWidget()
        rows = column(side, gap=0)
        rows.addWidget(self._notice)
        rows.addWidget(self.stack, 1)
        whole = QWidget()
        line = row(whole, gap=0)
        line.addWidget(self.sidebar)
        line.addWidget(side, 1)
        self.setCentralWidget(whole)
        self._connect()
        self.go("library")
        self._restore()
        self._look_for_sessions()

    # Where to

    def go(self, page: str) -> None:
        """Shows a page of the side bar, or the debrief."""
        if page == "practice" and self.sidebar.pages["practice"].isHidden():
            return
        if page == "sessions":
            self._list_sessions()
        self.stack.setCurrentWidget(self._pages[page])
        self.sidebar.show_page("sessions" if page == "debrief" else page)
        focus: dict[str, Callable[[], None]] = {
            "library": self.library.take_focus,
            "practice": self.practice.take_focus,
            "sessions": self.sidebar.pages["sessions"].setFocus,
            "debrief": self.debrief.leave.setFocus,
            "sheet": self.sheet.done.setFocus,
        }
        if page in focus:
            focus[page]()

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        shown = self.stack.currentWidget()
        return next(name for name, page in self._pages.items() if page is shown)

    def toggle_sheet(self) -> None:
        """Shows the sheet of shortcuts, or the page before it again."""
        if self.page == "sheet":
            self.go(self._before_sheet)
        else:
            self._before_sheet = self.page
            self.go("sheet")

    def open_debrief(self, session: str) -> None:
        """Reads a session and shows its debrief."""
        self.looking_back.open(session, lambda: self.go("debrief"))

    # Sessions begin and go on

    def start(self, pack: Pack, scenario: Scenario) -> None:
        """Begins a session, as soon as the model is there."""
        services = self._services
        clients = clients_of(pack, scenario)

        def begin(engine: Engine) -> tuple[str, Practice]:
            return begin_stored(
                services.sessions,
                pack,
                scenario,
                engine=engine,
                coder=services.coder,
                seed=secrets.randbelow(2**31),
            )

        self._take_up(in_passing(clients), begin, several=len(clients) > 1)

    def resume(self, session: str) -> None:
        """Goes on with an unfinished session, as soon as the model is there."""
        if self.practice.practice is not None and self.practice.session == session:
            self.go("practice")
            return
        services = self._services

        def begin(engine: Engine) -> tuple[str, Practice]:
            practice = resume_stored(
                services.sessions,
                session,
                services.packs,
                engine=engine,
                coder=services.coder,
            )
            return session, practice

        self._take_up("Your client", begin)

    def start_again(self) -> None:
        """Begins a new session of the scenario whose debrief is shown."""
        shown = self.looking_back.scenario
        if shown is None:
            return
        try:
            pack, scenario, _ = self._services.find(*shown)
        except KnownError as error:
            self._tell(error)
        else:
            self.start(pack, scenario)

    def _take_up(self, name: str, begin: Begin, *, several: bool = False) -> None:
        if self._starting:
            return
        self._kept = ""
        self._leave_session()
        self._begin = begin
        self.banner.clear()
        if self._kept:
            self.banner.say("info", self._kept)
        self.practice.prepare(name, several=several)
        self.sidebar.pages["practice"].show()
        self.go("practice")
        self._go_on()

    def _go_on(self) -> None:
        """Begins what was wished for, once there is a model."""
        engine, begin = self._services.model.engine, self._begin
        if engine is None or begin is None or self._starting:
            return
        self._begin = None
        self._starting = True

        def done(begun: tuple[str, Practice]) -> None:
            self._starting = False
            self.practice.open(*begun)

        def failed(error: Exception) -> None:
            self._starting = False
            self._close_practice("library")
            self._tell(error)

        self._services.engine_worker.run(lambda _: begin(engine), done=done, failed=failed)

    def _leave_session(self) -> None:
        left = self.practice.practice
        self.practice.close_session()
        if left is not None and left.view.ended is None:
            name = in_passing(tuple(left.personas.values()))
            self._kept = f"The session with {name} is kept; it goes on from Sessions."

    def _close_practice(self, then: str) -> None:
        self._begin = None
        self.practice.close_session()
        self.sidebar.pages["practice"].hide()
        self.go(then)

    def _ended(self, session: str) -> None:
        self._close_practice("sessions")
        self.open_debrief(session)

    def _list_sessions(self) -> None:
        services = self._services
        services.store_worker.run(
            lambda _: services.sessions.list(),
            done=self.sessions.show_sessions,
            failed=self._tell,
        )

    def _delete(self, session: str) -> None:
        if self.practice.session == session and self.practice.practice is not None:
            self.practice.close_session()
            self.sidebar.pages["practice"].hide()
        self._services.store_worker.run(
            lambda _: self._services.sessions.delete(session),
            done=lambda _: self._list_sessions(),
            failed=self._tell,
        )

    def _tell(self, error: Exception) -> None:
        self.banner.say("attention", sentence(error))

    # At the start and at the end

    def _look_for_sessions(self) -> None:
        services = self._services
        services.store_worker.run(
            lambda _: services.sessions.list(),
            done=self._greet,
            failed=self._tell,
        )

    def _greet(self, summaries: list[SessionSummary]) -> None:
        if self.page != "library" or self._begin is not None:
            return
        if not summaries:
            self.library.show_welcome()
            self.library.take_focus()
            return
        open_ones = [s for s in summaries if s.ended_at is None]
        if not open_ones:
            return
        newest = open_ones[0]
        when = day_and_time(newest.started_at, newest.started_at.now().astimezone())
        self.banner.say(
            "info",
            f"Your session with {newest.client_name} is not finished "
            f"({when}, {count(newest.turns, 'turn')}).",
            [
                ("Resume it", lambda: self.resume(newest.id)),
                ("See all sessions", lambda: self.go("sessions")),
            ],
        )

    def _connect(self) -> None:
        services = self._services
        self.practice.ended.connect(self._ended)
        self.practice.left.connect(lambda: self._close_practice("library"))
        self.sessions.open_debrief.connect(self.open_debrief)
        self.sessions.resume.connect(self.resume)
        self.sessions.find_scenario.connect(lambda: self.go("library"))
        self.sessions.delete.connect(self._delete)
        self.debrief.back.connect(lambda: self.go("sessions"))
        self.debrief.another.connect(self.start_again)
        services.model.changed.connect(self._go_on)
        look = services.look
        for keys, act in (
            (shortcuts.LIBRARY, lambda: self.go("library")),
            (shortcuts.PRACTICE, lambda: self.go("practice")),
            (shortcuts.SESSIONS, lambda: self.go("sessions")),
            (shortcuts.SHEET, self.toggle_sheet),
            (shortcuts.VIEW, self.sidebar.show_menu),
            (shortcuts.LARGER, lambda: look.step_percent(True)),
            ("Ctrl+=", lambda: look.step_percent(True)),
            (shortcuts.SMALLER, lambda: look.step_percent(False)),
            (shortcuts.QUIT, self.close),
        ):
            QShortcut(keys, self, act)
        QShortcut(
            shortcuts.BACK,
            self.sheet,
            self.toggle_sheet,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        look.changed.connect(self._fit)

    def _restore(self) -> None:
        geometry = self._services.settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def _fit(self) -> None:
        self.sidebar.set_compact(self.width() < self._services.look.sizes.characters(150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side bar gives room where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The session needs no saving: it is written as it happens."""
        self._services.settings.setValue("window/geometry", self.saveGeometry())
        self.practice.close_session()
        super().closeEvent(event)
