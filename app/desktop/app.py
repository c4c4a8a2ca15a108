"""Opens the program: the application, the data directory, the workers, the window."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.desktop.background import Piece, Worker
from app.desktop.services import Load, Model, Services, sentence
from app.desktop.theme.look import Look
from app.desktop.trouble import Trouble
from app.desktop.window import Window
from app.domain.errors import KnownError
from app.engine.process import EngineProcess
from app.engine.protocol import Engine
from app.library.models import choose
from app.library.packs import survey
from app.practice.coders import open_coder
from app.store.database import Database
from app.store.home import home_path, make_home
from app.store.sessions import Sessions

_log = logging.getLogger(__name__)
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class Running:
    """The open program: everything that has to be closed again, in order.

    Raises:
        KnownError: The data directory or the database cannot be used as it is.
    """

    def __init__(self, application: QApplication, home: Path, load: Load) -> None:
        make_home(home)
        self._database = Database.open(home)
        try:
            settings = QSettings(str(home / "desktop.ini"), QSettings.Format.IniFormat)
            self.engine_worker = Worker("engine")
            self.store_worker = Worker("store")
            self.model = Model(self.engine_worker, load)
            there = survey(home)
            self.services = Services(
                home=home,
                settings=settings,
                look=Look(application, settings),
                packs=there.packs,
                pack_problems=there.problems,
                sessions=Sessions(self._database),
                coder=open_coder(),
                model=self.model,
                engine_worker=self.engine_worker,
                store_worker=self.store_worker,
            )
            self.window = Window(self.services)
        except BaseException:
            self._database.close()
            raise

    def begin(self) -> None:
        """Shows the window and loads the model behind it."""
        self.window.show()
        self.model.load()

    def close(self) -> None:
        """Ends the workers and the model, then the database; what was said is already there."""
        self.window.close()
        self.engine_worker.drop_all()
        self.model.close()
        for worker in (self.engine_worker, self.store_worker):
            if not worker.close():
                _log.warning("the %s thread did not end in time", worker.objectName())
        self.services.settings.sync()
        self._database.close()


def loader(home: Path, model: str | None = None) -> Load:
    """Loads the model of this name, or the one that suits this machine (see ``choose``)."""

    def load(piece: Piece) -> Engine:
        return EngineProcess(choose(home, model), on_progress=piece)

    return load


def application() -> QApplication:
    """The application object; the one there is, if there is one."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Pixel")
    made.setApplicationDisplayName("Pixel")
    made.setDesktopFileName("pixel")
    return made


def run(home: Path | None = None, model: str | None = None) -> int:
    """Opens the window and returns its exit code when it is closed.

    Args:
        home: The data directory; ``PIXEL_HOME`` or the system's when left out.
        model: A model's name or path; the one that suits this machine when left out.
    """
    _quiet_platform()
    qt = application()
    at = home or home_path()
    while True:
        try:
            running = Running(qt, at, loader(at, model))
        except KnownError as error:
            if not _stay(qt, at, str(error)):
                return 2
            continue
        break
    before = sys.excepthook
    sys.excepthook = hook(running.window, before)
    try:
        running.begin()
        return qt.exec()
    finally:
        sys.excepthook = before
        running.close()


def _stay(qt: QApplication, home: Path, text: str) -> bool:
    """Shows why the program cannot open; True to try once more."""
    settings = QSettings()
    page = Trouble(Look(qt, settings), home, text)
    page.show()
    qt.exec()
    again = page.again
    page.deleteLater()
    return again


def hook(window: Window, before: Hook) -> Hook:
    """Tells of a bug in the window, and keeps the traceback for whoever mends it."""

    def tell(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> object:
        if not issubclass(kind, Exception):
            return before(kind, error, trace)
        window.banner.say("attention", sentence(error))
        return before(kind, error, trace)

    return tell


def _quiet_platform() -> None:
    # Without a session bus Qt's portal look-ups only cost time and warn.
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        os.environ.setdefault("QT_NO_XDG_DESKTOP_PORTAL", "1")
