"""TOML files that belong together, read strictly, with every error named by file and line."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.domain.errors import KnownError
from app.library.schema_words import problem
from app.library.toml_lines import line_of, lines_of

MAX_SHOWN = 40
"""Errors listed at most; the rest are counted."""
Loc = tuple[str | int, ...]
"""Where in a file: keys, and positions in lists."""
M = TypeVar("M", bound=BaseModel)
_PART = r"""(?:[A-Za-z0-9_-]{1,40}|"[^"\n]{0,40}"|'[^'\n]{0,40}')"""
# tomllib takes time in the square of a key's depth, and recurses: neither is for outsiders.
_DEEP = re.compile(rf"(?:{_PART}[ \t]{{0,4}}\.[ \t]{{0,4}}){{40}}")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")


class TomlFiles:
    """The parsed files of one folder or pack and the errors found in them so far.

    Attributes:
        path: The folder or pack.
        errors: One clause each, with file and line.
        tables: What each sound file holds, by its name.
    """

    def __init__(self, path: Path, files: Mapping[str, bytes]) -> None:
        self.path = path
        self.errors: list[str] = []
        self.tables: dict[str, dict[str, Any]] = {}
        self._lines: dict[str, dict[Loc, int]] = {}
        self._unsaid = 0
        for name, data in files.items():
            try:
                text = _decoded(data)
                self.tables[name] = _parsed(text)
                self._lines[name] = lines_of(text)
            except _BadFile as bad:
                self.add_at(name, bad.line, str(bad))

    def where(self, name: str, loc: Loc) -> str:
        """The file and, where it is known, the line."""
        return _where(name, line_of(self._lines.get(name, {}), loc))

    def add(self, name: str, loc: Loc, what: str) -> None:
        """Notes an error at a place in a file."""
        self.errors.append(f"{self.where(name, loc)}: {what}")

    def add_at(self, name: str, line: int | None, what: str) -> None:
        """Notes an error at a line, or in a whole file."""
        self.errors.append(f"{_where(name, line)}: {what}")

    def add_all(self, name: str, model: type[BaseModel], details: list[ErrorDetails]) -> None:
        """Notes what validation found."""
        # A list with a wrong element also counts as too short: only the element is at fault.
        wrong = {d["loc"][:n] for d in details for n in range(len(d["loc"]))}
        details = [d for d in details if d["type"] != "too_short" or d["loc"] not in wrong]
        lines = self._lines[name]
        details.sort(key=lambda d: line_of(lines, d["loc"]) or 0)
        for detail in details[:MAX_SHOWN]:
            self.add(name, detail["loc"], problem(model, detail))
        self._unsaid += len(details[MAX_SHOWN:])

    def value(self, name: str, model: type[M]) -> M | None:
        """What a parsed file says, or None and its errors are noted."""
        try:
            return model.model_validate(self.tables[name])
        except ValidationError as error:
            self.add_all(name, model, error.errors(include_url=False))
        except (OverflowError, RecursionError) as error:  # from compiling a pattern
            self.add(name, (), f"has a pattern that cannot be used: {error}")
        return None

    def raise_errors(self) -> None:
        """Says all errors at once, if there are any.

        Raises:
            KnownError: With every error found, one a line.
        """
        if not self.errors:
            return
        if len(self.errors) == 1:
            raise KnownError(f"{self.path}: {self.errors[0]}")
        total = len(self.errors) + self._unsaid
        listed = self.errors[:MAX_SHOWN]
        if more := total - len(listed):
            listed.append(f"and {more} more")
        raise KnownError("\n".join([f"{self.path} has {total} errors:", *listed]))


class _BadFile(Exception):
    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.line = line


def _where(name: str, line: int | None) -> str:
    return name if line is None else f"{name}, line {line}"


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _BadFile("is not UTF-8 text; save it with the encoding UTF-8", line) from error


def _parsed(text: str) -> dict[str, Any]:
    if deep := _DEEP.search(text):
        raise _BadFile("has a key nested far too deep", text.count("\n", 0, deep.start()) + 1)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        what = _AT_LINE.sub("", str(error))
        raise _BadFile(f"is not TOML: {what}", int(at[1]) if at else None) from error
    except ValueError as error:  # a number with thousands of digits
        raise _BadFile(f"is not TOML: {error}") from error
    except RecursionError as error:
        raise _BadFile("has lists or tables nested far too deep") from error
