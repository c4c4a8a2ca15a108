"""What pages need from below, gathered once and handed to each page.

Knows which thread each thing lives on; knows nothing of how a page looks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from app.assessment.coder import TrainedCoder
from app.desktop.background import Job, Piece, Worker
from app.desktop.theme.look import Look
from app.domain.errors import KnownError
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.engine.protocol import Engine, EngineGone
from app.library.packs import find_scenario
from app.store.sessions import Sessions

Load = Callable[[Piece], Engine]
"""Loads the model; blocks; hands out how far it is, 0 to 1, and gives up when told so."""


class Model(QObject):
    """The language model: being loaded, there, or failed.

    Attributes:
        changed: Emitted on the GUI thread with every step of the way.
        engine: None until loaded.
        progress: How far loading is, 0 to 1.
        problem: Why there is no model, or "".
    """

    changed = Signal()

    def __init__(self, worker: Worker, load: Load) -> None:
        super().__init__()
        self.engine: Engine | None = None
        self.progress = 0.0
        self.problem = ""
        self._worker = worker
        self._load = load
        self._job: Job | None = None

    @property
    def loading(self) -> bool:
        """Whether it is on its way."""
        return self._job is not None

    def load(self) -> None:
        """Begins to load, unless that is under way; an engine loaded before is closed first."""
        if self._job is not None:
            return
        before, self.engine = self.engine, None
        self.progress, self.problem = 0.0, ""

        def work(piece: Piece) -> Engine:
            if before is not None:
                before.close()
            engine = self._load(piece)
            if not piece(1.0):
                engine.close()  # Nobody waits for it any more.
            return engine

        self._job = self._worker.run(
            work, done=self._done, failed=self._failed, piece=self._progressed
        )
        self.changed.emit()

    def close(self) -> None:
        """Frees the model; what is being drawn ends."""
        if self.engine is not None:
            self.engine.close()
        self.engine = None

    def _progressed(self, share: object) -> None:
        if isinstance(share, float):
            self.progress = share
            self.changed.emit()

    def _done(self, engine: Engine) -> None:
        self._job = None
        self.engine = engine
        self.progress = 1.0
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.problem = sentence(error)
        self.changed.emit()


@dataclass(frozen=True)
class Services:
    """Everything a page may use.

    Attributes:
        engine_worker: The thread on which a session's words are drawn.
        store_worker: The thread on which sessions are listed, read and deleted.
        pack_problems: Why packs could not be read, one text a pack.
    """

    home: Path
    settings: QSettings
    look: Look
    packs: Sequence[Pack]
    pack_problems: Sequence[str]
    sessions: Sessions
    coder: TrainedCoder
    model: Model
    engine_worker: Worker
    store_worker: Worker

    def find(self, pack: str, scenario: str) -> tuple[Pack, Scenario, Persona]:
        """A scenario by the ids a session keeps.

        Raises:
            KnownError: The pack or the scenario is no longer installed.
        """
        return find_scenario(self.packs, f"{pack}/{scenario}")


def sentence(error: BaseException) -> str:
    """What to tell a person about an error: its own sentence, or what kind of bug it is."""
    said = str(error).strip()
    if isinstance(error, KnownError | EngineGone) and said:
        return said[0].upper() + said[1:] + ("" if said[-1] in ".!?" else ".")
    return f"Something in Pixel went wrong ({type(error).__name__}). Nothing that was said is lost."
