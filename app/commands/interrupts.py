"""Ctrl-C while somebody speaks."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C does this, instead of ending the program, until the block is left."""

    def handle(number: int, frame: FrameType | None) -> None:
        act()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def held_back() -> Iterator[None]:
    """Ctrl-C waits until the block is left, so that what is written there is whole.

    Raises:
        KeyboardInterrupt: On leaving, when it was pressed inside.
    """
    pressed = False

    def note() -> None:
        nonlocal pressed
        pressed = True

    with on_interrupt(note):
        yield
    if pressed:
        raise KeyboardInterrupt
