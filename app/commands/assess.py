"""`pixel assess`: transcripts in, codes and session reports out."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol, TextIO

import typer
from rich.console import Console

from app.assessment.coder import TrainedCoder
from app.commands.assess_text import print_assessed, print_coder
from app.commands.interrupts import held_back
from app.commands.out_file import whole_file
from app.commands.streams import plain_console
from app.commands.waiting import Waiting
from app.domain.errors import KnownError
from app.practice.assess import Assessed, assessed_json
from app.practice.assess import assess as assess_turns
from app.practice.coders import open_coder
from app.practice.transcript import STANDARD_INPUT, read_transcript

INTERRUPTED = 130
THREADS = 4
"""Processor threads used at most; the network is too small to gain from more."""
WIDTH = 100
"""Columns of a report written to a file."""


def assess(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Transcripts as JSON Lines, one turn a line; - reads standard input.",
            show_default=False,
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object a file, a line each.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A file to write to, whole or not at all; else the screen."),
    ] = None,
    coder: Annotated[
        str,
        typer.Option("--coder", help="default, all, permissive, or a path to a coder file."),
    ] = "default",
) -> None:
    """Code transcripts turn by turn and report on each as a session."""
    try:
        if out is None:
            _assess_all(files, coder, _on_screen(as_json))
            return
        _not_an_input(out, files)
        with whole_file(out) as file:
            console = plain_console(file=file, width=WIDTH)
            _assess_all(files, coder, _Lines(file) if as_json else _Reports(console))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


class _Output(Protocol):
    def show(self, file: str, assessed: Assessed) -> None:
        """Writes what was found in a file, and hands it on at once."""
        ...

    def end(self, coder: TrainedCoder) -> None:
        """Writes what is to be said of all of it."""
        ...


class _Lines:
    """JSON Lines: an object a file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, file: str, assessed: Assessed) -> None:
        self._stream.write(assessed_json(file, assessed) + "\n")
        self._stream.flush()

    def end(self, coder: TrainedCoder) -> None:
        pass


class _Reports:
    """Pages to read."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, file: str, assessed: Assessed) -> None:
        print_assessed(self._console, file, assessed)

    def end(self, coder: TrainedCoder) -> None:
        print_coder(self._console, coder.name, coder.terms.terms)


def _on_screen(as_json: bool) -> _Output:
    return _Lines(sys.stdout) if as_json else _Reports(plain_console())


def _assess_all(files: Sequence[str], name: str, output: _Output) -> None:
    coder = open_coder(name, threads=min(THREADS, os.cpu_count() or 1))
    sizes = [_size(file) for file in files]
    done = 0
    with Waiting("Coding the turns") as waiting:
        for file, size in zip(files, sizes, strict=True):
            turns = read_transcript(file)
            tell = partial(_tell, waiting, done, size, sum(sizes))
            assessed = assess_turns(turns, coder, tell)
            done += size
            waiting.hide()
            with held_back():
                output.show(file, assessed)
    output.end(coder)


def _tell(waiting: Waiting, done: int, size: int, whole: int, share: float) -> None:
    waiting.show((done + share * size) / whole)


def _size(file: str) -> int:
    """How much of the work a file is, as far as one can tell before it is read."""
    try:
        return max(1, Path(file).stat().st_size)
    except OSError:
        return 1


def _not_an_input(out: Path, files: Sequence[str]) -> None:
    for file in files:
        if file != STANDARD_INPUT and out.exists() and Path(file).exists() and out.samefile(file):
            raise KnownError(f"{out} is one of the transcripts; name another file to write to.")
