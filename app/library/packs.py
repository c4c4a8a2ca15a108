"""Reads scenario packs: strictly, and with every error named by file and line."""

import re
import tomllib
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.domain.errors import KnownError
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.library.assets import assets
from app.library.pack_files import read_pack_files
from app.library.schema_words import problem
from app.library.slow_patterns import is_slow
from app.library.toml_lines import line_of, lines_of

MAX_SHOWN = 40
"""Errors listed at most; the rest are counted."""
_PART = r"""(?:[A-Za-z0-9_-]{1,40}|"[^"\n]{0,40}"|'[^'\n]{0,40}')"""
# tomllib takes time in the square of a key's depth, and recurses: neither is for outsiders.
_DEEP = re.compile(rf"(?:{_PART}[ \t]{{0,4}}\.[ \t]{{0,4}}){{40}}")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
M = TypeVar("M", Persona, Scenario)


class _Files:
    """The parsed files of one pack and the errors found in them so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[str] = []
        self.tables: dict[str, dict[str, Any]] = {}
        self._lines: dict[str, dict[tuple[str | int, ...], int]] = {}
        self._unsaid = 0
        for name, data in read_pack_files(path).items():
            try:
                text = _decoded(data)
                self.tables[name] = _parsed(text)
                self._lines[name] = lines_of(text)
            except _BadFile as bad:
                self.add_at(name, bad.line, str(bad))

    def add(self, name: str, loc: tuple[str | int, ...], what: str) -> None:
        self.add_at(name, line_of(self._lines.get(name, {}), loc), what)

    def add_at(self, name: str, line: int | None, what: str) -> None:
        where = name if line is None else f"{name}, line {line}"
        self.errors.append(f"{where}: {what}")

    def add_all(self, name: str, model: type[BaseModel], details: list[ErrorDetails]) -> None:
        # A list with a wrong element also counts as too short: only the element is at fault.
        wrong = {d["loc"][:n] for d in details for n in range(len(d["loc"]))}
        details = [d for d in details if d["type"] != "too_short" or d["loc"] not in wrong]
        lines = self._lines[name]
        details.sort(key=lambda d: line_of(lines, d["loc"]) or 0)
        for detail in details[:MAX_SHOWN]:
            self.add(name, detail["loc"], problem(model, detail))
        self._unsaid += len(details[MAX_SHOWN:])

    def raise_errors(self) -> None:
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


def load_pack(path: Path) -> Pack:
    """The pack in a folder or ``.pixelpack`` file.

    Raises:
        KnownError: With every error found, one a line: file, line, what would be right.
    """
    files = _Files(path)
    cover = files.tables.get("pack.toml")
    if cover is not None:
        _check_cover(files, cover)
    with warnings.catch_warnings():
        # The re module warns of patterns it may read otherwise one day.
        warnings.simplefilter("ignore", FutureWarning)
        clients = dict(_validated(files, "clients/", Persona))
        scenarios = dict(_validated(files, "scenarios/", Scenario))
        if not files.errors:
            _check_references(files, clients, scenarios)
    files.raise_errors()
    return Pack.model_validate(
        {**(cover or {}), "clients": (*clients.values(),), "scenarios": (*scenarios.values(),)}
    )


def shipped_packs() -> list[Pack]:
    """The packs that come with the program, the easier ones first."""
    packs = [load_pack(path) for path in _packs_in(assets() / "packs")]
    return sorted(packs, key=lambda pack: mean(scenario.difficulty for scenario in pack.scenarios))


def installed_packs(home: Path) -> list[Pack]:
    """The shipped packs, then the sound ones of ``home/packs``; see ``pack_problems``."""
    return _survey(home)[0]


def pack_problems(home: Path) -> list[str]:
    """Why packs of ``home/packs`` are left out of ``installed_packs``, one text a pack."""
    return _survey(home)[1]


def find_scenario(packs: Sequence[Pack], name: str) -> tuple[Pack, Scenario, Persona]:
    """The scenario called ``pack/scenario``, with its pack and client.

    Raises:
        KnownError: There is none; the sentence lists those there are.
    """
    known = {f"{pack.id}/{s.id}": (pack, s) for pack in packs for s in pack.scenarios}
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise KnownError(f"There is no scenario {name!r}; there are: {listed}.")
    pack, scenario = known[name]
    return pack, scenario, pack.client(scenario.client)


def _survey(home: Path) -> tuple[list[Pack], list[str]]:
    packs = shipped_packs()
    problems = []
    for path in _packs_in(home / "packs"):
        try:
            pack = load_pack(path)
        except KnownError as error:
            problems.append(str(error))
            continue
        if any(pack.id == other.id for other in packs):
            problems.append(f"{path}: there is another pack with the id {pack.id!r}.")
        else:
            packs.append(pack)
    return packs, problems


def _packs_in(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in entries
        if not path.name.startswith(".") and (path.is_dir() or path.suffix == ".pixelpack")
    ]


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


def _check_cover(files: _Files, cover: dict[str, Any]) -> None:
    for key in ("clients", "scenarios"):
        if key in cover:
            files.add("pack.toml", (key,), f"{key} belong in the folder {key}, a file each")
    try:
        Pack.model_validate({**cover, "clients": (), "scenarios": ()})
    except ValidationError as error:
        # Both are empty here and looked at by themselves.
        aside = (("clients",), ("scenarios",))
        details = [d for d in error.errors(include_url=False) if d["loc"][:1] not in aside]
        files.add_all("pack.toml", Pack, details)


def _validated(files: _Files, folder: str, model: type[M]) -> Iterator[tuple[str, M]]:
    """The sound values of a folder by file name; the errors of the others go to ``files``."""
    names = [name for name in files.tables if name.startswith(folder)]
    if not names and not any(error.startswith(folder) for error in files.errors):
        files.add_at(folder, None, "has no .toml file; a pack needs at least one")
    for name in names:
        try:
            value = model.model_validate(files.tables[name])
        except ValidationError as error:
            files.add_all(name, model, error.errors(include_url=False))
        except (OverflowError, RecursionError) as error:  # from compiling a pattern
            files.add(name, (), f"has a pattern that cannot be used: {error}")
        else:
            yield name, value


def _check_references(
    files: _Files, clients: dict[str, Persona], scenarios: dict[str, Scenario]
) -> None:
    _check_unique(files, [(name, ("id",), value.id) for name, value in clients.items()])
    _check_unique(files, [(name, ("id",), value.id) for name, value in scenarios.items()])
    ids = {client.id for client in clients.values()}
    for name, scenario in scenarios.items():
        for n, id in enumerate(scenario.clients):
            if id not in ids:
                known = ", ".join(sorted(ids))
                files.add(name, ("clients", n), f"there is no client {id!r}; there are: {known}")
    for name, client in clients.items():
        _check_client(files, name, client)


def _check_client(files: _Files, name: str, client: Persona) -> None:
    for key, ids in (
        ("topics", [topic.id for topic in client.topics]),
        ("triggers", [trigger.id for trigger in client.triggers]),
        ("ladder", [item.id for item in client.ladder]),
    ):
        _check_unique(files, [(name, (key, n, "id"), id) for n, id in enumerate(ids)])
    for loc, pattern in _patterns(client):
        if is_slow(pattern):
            files.add(
                name,
                loc,
                f"{pattern!r} can take for ever: its repeats can read the same text in too many "
                "ways; separate them, or use fewer or smaller ones",
            )
    topics = [topic.id for topic in client.topics]
    above: set[str] = set()
    for n, item in enumerate(client.ladder):
        if item.topic not in topics:
            files.add(
                name,
                ("ladder", n, "topic"),
                f"there is no topic {item.topic!r}; there are: {', '.join(topics)}",
            )
        if item.after is not None and item.after not in above:
            files.add(
                name,
                ("ladder", n, "after"),
                f"{item.after!r} is not an item above this one on the ladder",
            )
        above.add(item.id)


def _patterns(client: Persona) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for pattern in client.never_says:
        yield ("never_says",), pattern
    for n, trigger in enumerate(client.triggers):
        for pattern in trigger.patterns:
            yield ("triggers", n, "patterns"), pattern
    for n, item in enumerate(client.ladder):
        for pattern in item.markers:
            yield ("ladder", n, "markers"), pattern


def _check_unique(files: _Files, found: list[tuple[str, tuple[str | int, ...], str]]) -> None:
    seen: dict[str, str] = {}
    for name, loc, id in found:
        if id in seen:
            files.add(name, loc, f"the id {id!r} is taken already, in {seen[id]}")
        seen.setdefault(id, name)
