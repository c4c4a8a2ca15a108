"""`pixel practice`: a session in the terminal."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.commands.terminal import Terminal
from app.domain.errors import KnownError
from app.practice.house import House

MAX_SCRIPT = 1_000_000


def practice(
    scenario: Annotated[str, typer.Argument(help="PACK/SCENARIO, as in foundations/marcus.")],
    script: Annotated[
        Path | None,
        typer.Option(
            "--script", help="A text file: one trainee line a turn; - reads standard input."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Same seed and script: same session.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the session's events as JSON Lines.")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", help="A model's name or a path to a GGUF file.")
    ] = None,
) -> None:
    """Practice with a client in the terminal."""
    lines = _lines(script) if script is not None else None
    if lines is None and not sys.stdin.isatty():
        raise KnownError(
            "There is no terminal to type in here; give the trainee's lines with --script FILE."
        )
    with House.open() as house:
        Terminal(house, as_json=as_json).practice(scenario, model=model, seed=seed, script=lines)


def _lines(path: Path) -> list[str]:
    try:
        data = sys.stdin.buffer.read(MAX_SCRIPT + 1) if str(path) == "-" else _bytes(path)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise KnownError(f"The script {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise KnownError(f"The script {path}, line {line}, is not UTF-8 text.") from None
    if len(data) > MAX_SCRIPT:
        raise KnownError(f"The script {path} is longer than {MAX_SCRIPT:,} bytes.")
    lines = [line.strip() for line in text.splitlines()]
    if not any(lines):
        raise KnownError(f"The script {path} is empty; write one trainee line a turn.")
    while not lines[-1]:
        lines.pop()
    return lines


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_SCRIPT + 1)
