"""What the terminal shows while the mind is fitted."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model_training.mind.build import Talk


@contextmanager
def watch() -> Iterator[Talk]:
    """A progress line while turns are coded, and messages above it."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("session {task.completed}/{task.total}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=console,
        refresh_per_second=2,
    ) as bar:
        task = bar.add_task("", total=1, visible=False)

        def say(text: str) -> None:
            bar.reset(task, visible=False)
            console.print(text, markup=False, highlight=False)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of, visible=True)

        yield Talk(say, progress)
