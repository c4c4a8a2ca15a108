"""The three streams of this process: how words go in and out of it."""

import contextlib
import io
import os
import sys
from typing import TextIO

from rich.console import Console

from app.domain.errors import KnownError


def has_terminal() -> bool:
    """Whether there is a terminal to type into; false where standard input is closed."""
    return sys.stdin is not None and sys.stdin.isatty()


def has_screen() -> bool:
    """Whether what is written is seen on a terminal; false where standard output is closed."""
    return sys.stdout is not None and sys.stdout.isatty()


def set_up() -> None:
    """Makes output UTF-8 whatever the locale says, and lets no character end the program.

    JSON Lines are UTF-8 by definition; a byte typed in another encoding becomes a mark.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def need_output() -> None:
    """Raises KnownError where standard output is closed."""
    if sys.stdout is None:
        raise KnownError("Standard output is closed; there is nowhere to write to.")


def finish_output() -> None:
    """Writes out what still waits to be written.

    Raises:
        OSError: It cannot be written.
    """
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up_output() -> None:
    """Lets what waits in standard output go nowhere: python would complain about it at exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def plain_console(
    *, stderr: bool = False, file: TextIO | None = None, width: int | None = None
) -> Console:
    """A console that shows words as they are: brackets and colons in them mean nothing."""
    return Console(
        stderr=stderr, file=file, width=width, highlight=False, markup=False, emoji=False
    )
