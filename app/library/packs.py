"""Reads scenario packs: strictly, and with every error named by file and line."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import ValidationError

from app.domain.errors import KnownError
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.library.assets import assets
from app.library.pack_files import read_pack_files
from app.library.slow_patterns import is_slow
from app.library.toml_files import Loc, TomlFiles

M = TypeVar("M", Persona, Scenario)


@dataclass(frozen=True)
class ReadPack:
    """A pack, with where things stand in its files."""

    pack: Pack
    names: Mapping[tuple[str, str], str]
    """File names by ``("clients" or "scenarios", id)``."""
    files: TomlFiles

    def where(self, folder: Literal["clients", "scenarios"], id: str, loc: Loc) -> str:
        """The file and, where it is known, the line of something about a client or scenario."""
        return self.files.where(self.names[folder, id], loc)


def load_pack(path: Path) -> Pack:
    """The pack in a folder or ``.pixelpack`` file.

    Raises:
        KnownError: With every error found, one a line: file, line, what would be right.
    """
    return read_pack(path).pack


def read_pack(path: Path, *, ours: bool = False) -> ReadPack:
    """The pack in a folder or ``.pixelpack`` file, with where things stand in it.

    The patterns of packs that come with the program (``ours``) are not timed anew at each
    start: that takes a second and more, and the tests do it.

    Raises:
        KnownError: As ``load_pack`` does.
    """
    files = TomlFiles(path, read_pack_files(path))
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
            if not ours:
                _check_patterns(files, clients)
    files.raise_errors()
    pack = Pack.model_validate(
        {**(cover or {}), "clients": (*clients.values(),), "scenarios": (*scenarios.values(),)}
    )
    names = {
        **{("clients", client.id): name for name, client in clients.items()},
        **{("scenarios", scenario.id): name for name, scenario in scenarios.items()},
    }
    return ReadPack(pack, names, files)


def shipped_packs() -> list[Pack]:
    """The packs that come with the program, the easier ones first."""
    packs = [read_pack(path, ours=True).pack for path in _packs_in(assets() / "packs")]
    return sorted(packs, key=lambda pack: mean(scenario.difficulty for scenario in pack.scenarios))


class Survey(NamedTuple):
    """The packs there are.

    Attributes:
        packs: The shipped ones, then the sound ones of the data directory.
        problems: Why others of the data directory are left out, one text a pack.
    """

    packs: list[Pack]
    problems: list[str]


def installed_packs(home: Path) -> list[Pack]:
    """The shipped packs, then the sound ones of ``home/packs``; see ``survey``."""
    return survey(home).packs


def pack_paths(home: Path) -> list[Path]:
    """Where the packs are that ``installed_packs`` looks at, sound or not."""
    return [*_packs_in(assets() / "packs"), *_packs_in(home / "packs")]


def is_shipped(path: Path) -> bool:
    """Whether a pack is one of those that come with the program."""
    return path.resolve().parent == (assets() / "packs").resolve()


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


def survey(home: Path) -> Survey:
    """Reads the packs once, and says what is wrong with those that are left out."""
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
    return Survey(packs, problems)


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


def _check_cover(files: TomlFiles, cover: dict[str, Any]) -> None:
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


def _validated(files: TomlFiles, folder: str, model: type[M]) -> Iterator[tuple[str, M]]:
    """The sound values of a folder by file name; the errors of the others go to ``files``."""
    names = [name for name in files.tables if name.startswith(folder)]
    if not names and not any(error.startswith(folder) for error in files.errors):
        files.add_at(folder, None, "has no .toml file; a pack needs at least one")
    for name in names:
        value = files.value(name, model)
        if value is not None:
            yield name, value


def _check_references(
    files: TomlFiles, clients: dict[str, Persona], scenarios: dict[str, Scenario]
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


def _check_patterns(files: TomlFiles, clients: dict[str, Persona]) -> None:
    found = ((name, *each) for name, client in clients.items() for each in _patterns(client))
    for name, loc, pattern in found:
        if is_slow(pattern):
            files.add(
                name,
                loc,
                f"{pattern!r} can take for ever: its repeats can read the same text in too many "
                "ways; separate them, or use fewer or smaller ones",
            )


def _check_client(files: TomlFiles, name: str, client: Persona) -> None:
    for key, ids in (
        ("topics", [topic.id for topic in client.topics]),
        ("triggers", [trigger.id for trigger in client.triggers]),
        ("ladder", [item.id for item in client.ladder]),
    ):
        _check_unique(files, [(name, (key, n, "id"), id) for n, id in enumerate(ids)])
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


def _patterns(client: Persona) -> Iterator[tuple[Loc, str]]:
    for pattern in client.never_says:
        yield ("never_says",), pattern
    for n, trigger in enumerate(client.triggers):
        for pattern in trigger.patterns:
            yield ("triggers", n, "patterns"), pattern
    for n, item in enumerate(client.ladder):
        for pattern in item.markers:
            yield ("ladder", n, "markers"), pattern
    for n, presents in enumerate(client.presents):
        for m, evidence in enumerate(presents.evidence):
            for pattern in evidence.markers:
                yield ("presents", n, "evidence", m, "markers"), pattern


def _check_unique(files: TomlFiles, found: list[tuple[str, Loc, str]]) -> None:
    seen: dict[str, str] = {}
    for name, loc, id in found:
        if id in seen:
            files.add(name, loc, f"the id {id!r} is taken already, in {seen[id]}")
        seen.setdefault(id, name)
