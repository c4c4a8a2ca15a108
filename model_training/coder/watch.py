"""What the terminal shows while a coder is built."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model_training.coder.build import Talk


@contextmanager
def watch() -> Iterator[Talk]:
    """A progress line with the time left, and messages above it."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("step {task.completed}/{task.total}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f}%"),
        TimeRemainingColumn(),
        TextColumn("loss {task.fields[loss]}"),
        console=console,
        refresh_per_second=2,
    ) as bar:
        task = bar.add_task("", total=1, visible=False, loss="")

        def say(text: str) -> None:
            bar.reset(task, visible=False)
            console.print(text, markup=False, highlight=False)

        def progress(step: int, steps: int, loss: float) -> None:
            bar.update(task, completed=step, total=steps, visible=True, loss=f"{loss:.3f}")

        yield Talk(say, progress)
