"""What the terminal shows while a model trains."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from model_training.starter.train import Progress


class Watch:
    """A progress line with the time left, and messages above it."""

    def __init__(self) -> None:
        """Shows nothing yet."""
        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("step {task.fields[step]}"),
            BarColumn(),
            TextColumn("{task.percentage:.0f}%"),
            TextColumn("{task.fields[left]} left, loss {task.fields[loss]}"),
            TextColumn("{task.fields[speed]} tokens/s"),
            console=console,
            refresh_per_second=2,
        )
        self._task = self._bar.add_task(
            "", total=1.0, visible=False, step="", left="", loss="", speed=""
        )
        self._held_out = ""

    def __enter__(self) -> "Watch":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def say(self, text: str) -> None:
        """Shows a message."""
        self._bar.console.print(text, markup=False, highlight=False)

    def progress(self, progress: Progress) -> None:
        """Shows where training is."""
        if progress.held_out is not None:
            self._held_out = f" (held out {progress.held_out:.3f})"
        minutes, seconds = divmod(int(progress.seconds_left), 60)
        self._bar.update(
            self._task,
            completed=progress.share,
            visible=True,
            step=progress.step,
            left=f"{minutes}:{seconds:02}",
            loss=f"{progress.loss:.3f}{self._held_out}",
            speed=f"{progress.tokens_per_s:,.0f}",
        )
