"""How far a long piece of work is, on standard error."""

import time
from typing import Final, Self

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.commands.streams import plain_console

PATIENCE: Final = 1.0
"""Seconds of work that nobody needs to be told about."""


class Waiting:
    """A bar with the time left, once the work takes longer than a moment.

    It shows on a terminal alone, and goes away when the work is done.
    """

    def __init__(self, what: str) -> None:
        console = plain_console(stderr=True)
        columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bar = Progress(
            *columns,
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task(what, total=1.0)
        self._seen = console.is_terminal
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()

    def show(self, share: float) -> None:
        """The work is this far, 0 to 1."""
        self._bar.update(self._task, completed=share)
        if self._seen and time.monotonic() - self._began > PATIENCE:
            self._bar.start()

    def hide(self) -> None:
        """Takes the bar away until it is shown again, so that something can be printed."""
        if self._bar.live.is_started:
            self._bar.stop()
