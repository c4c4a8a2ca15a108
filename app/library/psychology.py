"""Reads the facts about disorders and personality: strictly, errors by file and line."""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from app.domain.errors import KnownError
from app.domain.persona import Organization
from app.domain.psychology import Disorder, Personality, Psychology
from app.library.assets import assets
from app.library.toml_files import Loc, TomlFiles

_PERSONALITY = "personality.toml"


def load_psychology(folder: Path | None = None) -> Psychology:
    """The facts in a folder: ``personality.toml``, and a file for each disorder.

    Args:
        folder: The shipped one where none is named.

    Raises:
        KnownError: With every error found, one a line: file, line, what would be right.
    """
    folder = folder or assets() / "psychology"
    files = TomlFiles(folder, _read(folder))
    with warnings.catch_warnings():
        # The re module warns of patterns it may read otherwise one day.
        warnings.simplefilter("ignore", FutureWarning)
        personality = (
            files.value(_PERSONALITY, Personality) if _PERSONALITY in files.tables else None
        )
        names = [name for name in files.tables if name != _PERSONALITY]
        values = {name: files.value(name, Disorder) for name in names}
    disorders = {name: value for name, value in values.items() if value is not None}
    if personality is not None:
        _check_personality(files, personality)
    for name, disorder in disorders.items():
        _check_disorder(files, name, disorder, personality)
    files.raise_errors()
    return Psychology.model_validate(
        {"personality": personality, "disorders": (*disorders.values(),)}
    )


def _read(folder: Path) -> dict[str, bytes]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
        found = {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        raise KnownError(f"{folder} cannot be read: {error.strerror or error}.") from error
    if _PERSONALITY not in found or len(found) < 2:
        raise KnownError(
            f"{folder} does not hold the facts about psychology: {_PERSONALITY} and a .toml file "
            "for each disorder."
        )
    return found


def _check_personality(files: TomlFiles, personality: Personality) -> None:
    levels = [level.id for level in personality.levels]
    _check_unique(files, _PERSONALITY, "levels", levels)
    _check_unique(files, _PERSONALITY, "defenses", [d.id for d in personality.defenses])
    for missing in [level for level in get_args(Organization) if level not in levels]:
        files.add(_PERSONALITY, (), f"has no level {missing!r}; it needs each of the four")


def _check_disorder(
    files: TomlFiles, name: str, disorder: Disorder, personality: Personality | None
) -> None:
    if name != f"{disorder.id}.toml":
        files.add(name, ("id",), f"the id {disorder.id!r} belongs in {disorder.id}.toml")
    ids = [criterion.id for criterion in disorder.criteria]
    _check_unique(files, name, "criteria", ids)
    _check_unique(files, name, "exclusions", [e.id for e in disorder.exclusions])
    _check_unique(files, name, "severity", [s.id for s in disorder.severity])
    for n, rule in enumerate(disorder.rules):
        _check_known(files, name, ("rules", n, "of"), rule.of, ids, "criterion")
        if rule.needs > len(set(rule.of)):
            what = f"needs {rule.needs} of {len(set(rule.of))} criteria, which nobody can meet"
            files.add(name, ("rules", n, "needs"), what)
    for n, severity in enumerate(disorder.severity):
        _check_known(files, name, ("severity", n, "of"), severity.of, ids, "criterion")
        if (severity.at_least or 0) > (severity.at_most or 100):
            files.add(name, ("severity", n, "at_least"), "at_least is above at_most")
    least, most = disorder.duration.weeks_at_least, disorder.duration.weeks_at_most
    if least is not None and most is not None and least > most:
        files.add(name, ("duration",), "weeks_at_least is above weeks_at_most")
    if personality is not None:
        known = [defense.id for defense in personality.defenses]
        _check_known(files, name, ("defenses",), disorder.defenses, known, "defense")


def _check_known(
    files: TomlFiles, name: str, loc: Loc, ids: Iterable[str], known: Sequence[str], what: str
) -> None:
    for id in ids:
        if id not in known:
            files.add(name, loc, f"there is no {what} {id!r}; there are: {', '.join(known)}")


def _check_unique(files: TomlFiles, name: str, key: str, ids: Sequence[str]) -> None:
    for n, id in enumerate(ids):
        if id in ids[:n]:
            files.add(name, (key, n, "id"), f"the id {id!r} is taken already, further up")
