"""Transcripts as JSON Lines, one turn a line: what `pixel assess` reads and export writes."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from app.domain.errors import KnownError
from app.domain.value import Value
from app.practice.messages import well_formed
from app.practice.replay import SessionView

MAX_BYTES: Final = 50_000_000
"""Bytes of a transcript that are read at most."""
MAX_LINE: Final = 1_000_000
"""Bytes of one line."""
MAX_TURNS: Final = 100_000
STANDARD_INPUT: Final = "-"

_EXAMPLE = '{"speaker": "trainee", "text": "..."}'
_SPEAKERS = "trainee, client, client:<id>, coach or supervisor"
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}
Speaker = Literal["trainee", "client", "coach", "supervisor"]


class Turn(Value):
    """One turn of a transcript; whichever client speaks is ``client``."""

    speaker: Speaker
    text: str


def transcript_lines(view: SessionView) -> list[str]:
    """The current path, a JSON object a turn: speaker, text, and the codes."""
    lines = []
    for number in view.path:
        turn = view.turns[number]
        speaker = "trainee" if turn.speaker == "trainee" else f"client:{turn.client}"
        row: dict[str, object] = {"speaker": speaker, "text": turn.text}
        codes = turn.codes or turn.client_codes
        if codes is not None:
            row["codes"] = codes.model_dump(mode="json")
        lines.append(json.dumps(row, ensure_ascii=False))
    return lines


def read_transcript(name: str) -> list[Turn]:
    """The turns of a transcript file, in order; ``-`` is standard input.

    Blank lines are no turns. What a line says beyond speaker and text is not looked at.

    Raises:
        KnownError: It cannot be read, is too long, has no turns, or a line is not a turn; the
            sentence names the file and the line.
    """
    where = _shown(name)
    try:
        if name != STANDARD_INPUT:
            with Path(name).open("rb") as file:
                return _turns(file, where)
        if sys.stdin is None:
            raise KnownError("Standard input is closed; there is no transcript to read from it.")
        return _turns(sys.stdin.buffer, where)
    except FileNotFoundError:
        raise KnownError(f"There is no file {where}; name a transcript in JSON Lines.") from None
    except IsADirectoryError:
        raise KnownError(f"{where} is a folder; name the transcripts in it.") from None
    except OSError as error:
        raise KnownError(f"{where} cannot be read: {error.strerror}.") from None


def _turns(file: BinaryIO, where: str) -> list[Turn]:
    turns = []
    for number, line in _lines(file, where):
        try:
            turns.append(_turn(line))
        except _WrongLineError as error:
            raise KnownError(f"{where}, line {number}: {error}.") from None
        if len(turns) > MAX_TURNS:
            raise KnownError(
                f"{where}, line {number}: more than {MAX_TURNS:,} turns; split the file."
            )
    if not turns:
        raise KnownError(f"{where} is empty; each line must be a turn such as {_EXAMPLE}.")
    return turns


def _lines(file: BinaryIO, where: str) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers; only a line feed ends a line."""
    number = size = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        size += len(line)
        if size > MAX_BYTES:
            raise KnownError(
                f"{where}, line {number}: the file is longer than {MAX_BYTES // 1_000_000} MB; "
                "split it."
            )
        if len(line) > MAX_LINE:
            raise KnownError(
                f"{where}, line {number}: the line is longer than {MAX_LINE // 1_000_000} MB; "
                "each line must be one turn."
            )
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip(b" \t\r\n"):
            yield number, line


class _WrongLineError(Exception):
    """What is wrong with a line and what would be right, with no stop at the end."""


def _turn(line: bytes) -> Turn:
    row = _parsed(line)
    if not isinstance(row, dict):
        raise _WrongLineError(f"{_KINDS[type(row)]} and not an object such as {_EXAMPLE}")
    for key in ("speaker", "text"):
        if key not in row:
            raise _WrongLineError(f'the turn has no "{key}"; it must be such as {_EXAMPLE}')
        if not isinstance(row[key], str):
            raise _WrongLineError(
                f'"{key}" is {_KINDS[type(row[key])]}; it must be a string, as in {_EXAMPLE}'
            )
    text = row["text"]
    if "\0" in text:
        raise _WrongLineError("the text has a NUL character in it; take it out")
    return Turn(speaker=_speaker(row["speaker"]), text=well_formed(text))


def _speaker(name: str) -> Speaker:
    match name:
        case "trainee" | "client" | "coach" | "supervisor":
            return name
        case _ if name.startswith("client:") and name.removeprefix("client:").strip():
            return "client"
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    raise _WrongLineError(f"there is no speaker {shown!r}; it must be {_SPEAKERS}")


def _parsed(line: bytes) -> Any:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _WrongLineError(
            f"byte {error.start + 1} of the line is not UTF-8 text; save the file as UTF-8"
        ) from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _WrongLineError(
            f"this is not JSON ({error.msg} at column {error.colno}); "
            f"each line must be an object such as {_EXAMPLE}"
        ) from None
    except RecursionError:
        raise _WrongLineError(
            f"this is nested too deeply; each line must be an object such as {_EXAMPLE}"
        ) from None
    except ValueError:  # a whole number of thousands of digits
        raise _WrongLineError("a number in it is too long; write a shorter one") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _WrongLineError(f"the key {twice[:40]!r} is there twice; write it once")
    return found


def _no_number(word: str) -> None:
    raise _WrongLineError(f"{word} is not a number of JSON; write a number or leave it out")


def _shown(name: str) -> str:
    """A file's name in a sentence, which stays one line whatever the name has in it."""
    if name == STANDARD_INPUT:
        return "standard input"
    return name if name.isprintable() else ascii(name)
