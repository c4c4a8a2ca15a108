"""Everything a session needs from this machine, opened in one place and closed in order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.assessment.coder import TrainedCoder
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.engine.process import EngineProcess
from app.engine.protocol import Engine
from app.library.models import choose
from app.library.packs import find_scenario, installed_packs
from app.practice.coders import open_coder
from app.practice.session import EventLog, Practice
from app.practice.stored import begin_stored, resume_stored
from app.store.database import Database
from app.store.home import home_path
from app.store.sessions import Sessions


@dataclass(frozen=True)
class House:
    """The data directory, opened.

    Attributes:
        home: The data directory.
        sessions: The stored sessions.
    """

    home: Path
    sessions: Sessions

    @classmethod
    @contextmanager
    def open(cls, home: Path | None = None) -> "Iterator[House]":
        """Opens the data directory (``PIXEL_HOME`` or the system's) and its database."""
        at = home or home_path()
        database = Database.open(at)
        try:
            yield cls(at, Sessions(database))
        finally:
            database.close()

    @classmethod
    @contextmanager
    def peek(cls, home: Path | None = None) -> "Iterator[House]":
        """Opens it for reading, also while a window has it open.

        Raises:
            KnownError: There is no database yet, or it cannot be read as it is.
        """
        at = home or home_path()
        database = Database.peek(at)
        try:
            yield cls(at, Sessions(database))
        finally:
            database.close()

    @cached_property
    def coder(self) -> TrainedCoder:
        """The default turn coder, opened when it is first asked for.

        Raises:
            KnownError: It is missing or broken.
        """
        return open_coder()

    def find(self, name: str) -> tuple[Pack, Scenario, Persona]:
        """The scenario of this name, as in ``foundations/marcus``."""
        return find_scenario(installed_packs(self.home), name)

    def engine(
        self, model: str | None = None, on_progress: Callable[[float], None] | None = None
    ) -> EngineProcess:
        """Loads a model (see ``app.library.models.choose``); close it when done."""
        return EngineProcess(choose(self.home, model), on_progress=on_progress)

    def begin(
        self,
        name: str,
        engine: Engine,
        seed: int,
        around: Callable[[EventLog], EventLog] | None = None,
    ) -> tuple[str, Practice]:
        """Starts a stored session of the scenario of this name (see ``begin_stored``)."""
        pack, scenario, _ = self.find(name)
        return begin_stored(
            self.sessions,
            pack,
            scenario,
            engine=engine,
            coder=self.coder,
            seed=seed,
            around=around,
        )

    def resume(self, session: str, engine: Engine) -> Practice:
        """Goes on with a stored session."""
        packs = installed_packs(self.home)
        return resume_stored(self.sessions, session, packs, engine=engine, coder=self.coder)
