"""Work off the GUI thread: workers of one thread each, whose results come back as signals.

Jobs of one worker run one after the other. Knows nothing of what the jobs do.
"""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
Piece = Callable[[object], bool]
"""Hands a value to the GUI thread; False once nobody wants any more."""
_log = logging.getLogger(__name__)


class Job:
    """One piece of work on its way.

    Attributes:
        dropped: True once nobody wants its result; nothing of it is told any more.
    """

    def __init__(self, work: Callable[[], None], halt: Callable[[], None] | None) -> None:
        self.dropped = False
        self._work = work
        self._halt = halt

    def drop(self) -> None:
        """Halts the work where it can be halted, and keeps its result to itself."""
        self.dropped = True
        if self._halt is not None:
            self._halt()

    def _run(self) -> None:
        if not self.dropped:
            self._work()


class Worker(QObject):
    """A thread of its own for one resource that must not be used twice at a time.

    Attributes:
        busy_changed: Emitted on the GUI thread when work begins and when all is done.
    """

    busy_changed = Signal(bool)
    _hop = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._pending: list[Job] = []
        self._closed = False
        self._hop.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting (as the GUI thread knows it)."""
        return bool(self._pending)

    def run(
        self,
        work: Callable[[Piece], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        piece: Callable[[object], None] | None = None,
        halt: Callable[[], None] | None = None,
        exclusive: bool = False,
    ) -> Job:
        """Runs ``work`` on the thread; call from the GUI thread, where all answers arrive.

        Args:
            work: Gets a function that hands pieces to ``piece`` while it runs.
            done: Gets the result.
            failed: Gets the exception; without it the exception goes to ``sys.excepthook``.
            piece: Gets what the work hands out, in order.
            halt: Makes the work end soon; called by ``Job.drop`` from the GUI thread.
            exclusive: Drops the jobs before this one.
        """
        if self._closed:
            raise RuntimeError("this worker is closed")
        if exclusive:
            self.drop_all()
        job: Job

        def told(value: object) -> bool:
            if piece is not None and not job.dropped:
                self._hop.emit(lambda: job.dropped or piece(value))
            return not job.dropped

        def whole() -> None:
            try:
                result = work(told)
            except Exception as error:  # every failure is handed to whoever asked
                caught = error
                self._hop.emit(lambda: self._fail(job, caught, failed))
            else:
                self._hop.emit(lambda: job.dropped or done is None or done(result))

        job = Job(whole, halt)
        self._pending.append(job)
        if len(self._pending) == 1:
            self.busy_changed.emit(True)
        self._jobs.put(job)
        return job

    def drop_all(self) -> None:
        """Drops every job under way or waiting."""
        for job in self._pending:
            job.drop()

    def close(self, timeout_s: float = 10.0) -> bool:
        """Drops all jobs and ends the thread; True when it has ended. Twice is harmless."""
        if not self._closed:
            self._closed = True
            self.drop_all()
            self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            job._run()
            finished = job
            self._hop.emit(lambda finished=finished: self._finish(finished))

    def _land(self, call: Callable[[], object]) -> None:
        if not self._closed:
            call()

    def _finish(self, job: Job) -> None:
        self._pending.remove(job)
        if not self._pending:
            self.busy_changed.emit(False)

    def _fail(self, job: Job, error: Exception, failed: Callable[[Exception], None] | None) -> None:
        if job.dropped:
            _log.info("dropped work ended with %s", type(error).__name__)
        elif failed is None:
            raise error
        else:
            failed(error)
