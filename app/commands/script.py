"""Scripts: the trainee's lines from a file, one a turn."""

import sys
from pathlib import Path

from app.domain.errors import KnownError

MAX_SCRIPT = 1_000_000
"""Bytes of a script that are read at most."""


def read_script(path: Path) -> list[str]:
    """The lines of a script; ``-`` is standard input.

    Raises:
        KnownError: It cannot be read, is too long, has no words, or is not UTF-8.
    """
    try:
        data = _typed() if str(path) == "-" else _bytes(path)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise KnownError(f"The script {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise KnownError(f"The script {path}, line {line}, is not UTF-8 text.") from None
    if len(data) > MAX_SCRIPT:
        raise KnownError(f"The script {path} is longer than {MAX_SCRIPT:,} bytes.")
    lines = script_lines(text)
    if not lines:
        raise KnownError(f"The script {path} is empty; write one trainee line a turn.")
    return lines


def script_lines(text: str) -> list[str]:
    """The lines of a script's text, without empty ones at the end; an empty one is silence.

    Only a line feed ends a line: other separators that Unicode has are part of what is said.
    """
    lines = [line.strip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _typed() -> bytes:
    if sys.stdin is None:
        raise KnownError("Standard input is closed; there is no script to read from it.")
    return sys.stdin.buffer.read(MAX_SCRIPT + 1)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_SCRIPT + 1)
