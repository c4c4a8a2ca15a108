"""The starter's writing: what clients say, what trainees say, read from TOML into values.

Every error names the file and the place in it.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from app.client.script import first_name
from app.domain.codes import (
    PEER_ACTS,
    Flag,
    Heard,
    Input,
    Level,
    Move,
    Question,
    Reflection,
    TurnCodes,
)
from app.domain.errors import KnownError
from app.domain.feelings import Primary
from app.domain.mind import Openness, Stance
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.domain.value import Value
from app.library.packs import load_pack
from model_training.starter.grammar import count

SLOT = "<topic>"
"""Stands in a trainee line of topic ``slot`` for the phrase of any topic."""


def _expands(line: str) -> str:
    try:
        count(line)
    except KnownError as error:
        raise ValueError(str(error)) from None
    return line


Line = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_expands)]


class ClientCell(Value):
    """Lines of a client that fit the same moments."""

    answers: tuple[Heard, ...] = Field(min_length=1)
    speaker: str | None = None
    """The member of the group whom the lines answer; anyone where none is named."""
    topic: str
    openness: Openness
    stance: Stance
    feeling: Primary
    tells: str | None = None
    lines: tuple[Line, ...] = Field(min_length=1)


class TraineeCell(Value):
    """Lines of a trainee that are the same kind of turn; unwritten codes are absent."""

    heard: Heard
    topic: str
    question: Question = "none"
    reflection: Reflection = "none"
    input: Input = "none"
    moves: tuple[Move, ...] = ()
    emotional_reaction: Level = 0
    interpretation: Level = 0
    exploration: Level = 0
    flags: tuple[Flag, ...] = ()
    lines: tuple[Line, ...] = Field(min_length=1)

    @property
    def codes(self) -> TurnCodes:
        """The codes of every line, at least such that ``heard`` comes out of them."""
        given = self.model_dump(exclude={"heard", "topic", "lines"})
        least = {
            k: v
            for k, v in _LEAST.get(self.heard, {}).items()
            if not given.get(k) or given[k] == "none"
        }
        return TurnCodes.model_validate(given | least)


_LEAST: dict[Heard, dict[str, Any]] = {
    "greeting": {"flags": ("greets",)},
    "open_question": {"question": "open"},
    "closed_question": {"question": "closed"},
    "safety_question": {"question": "closed", "flags": ("asks_about_safety",)},
    "reflection": {"reflection": "simple"},
    "affirmation": {"moves": ("affirm",)},
    "autonomy": {"moves": ("emphasize_autonomy",)},
    "apology": {"flags": ("apologizes",)},
    "self_disclosure": {"flags": ("self_discloses",)},
    "information": {"input": "information"},
    "advice": {"input": "advice"},
    "confrontation": {"moves": ("confront",)},
    "minimizing": {"flags": ("minimizes",)},
    "silence": {"flags": ("silent",)},
    "closing": {"flags": ("closes",)},
}


class Client(Value):
    """A client in one scenario, with all that they and their trainees may say."""

    persona: Persona
    scenario: Scenario
    names: dict[str, str] = Field(default_factory=dict)
    """First names of all in the room, by id."""
    cells: tuple[ClientCell, ...]
    trainee: tuple[TraineeCell, ...]

    @property
    def lines(self) -> int:
        """How many lines were written for the client."""
        return sum(len(cell.lines) for cell in self.cells)


class Corpus(Value):
    """All writing: the clients', and what trainees say to anyone."""

    clients: tuple[Client, ...] = Field(min_length=1)
    trainee: tuple[TraineeCell, ...]

    @property
    def people(self) -> tuple[Client, ...]:
        """The clients, each once, however many scenarios they have."""
        return tuple({client.persona.id: client for client in self.clients}.values())


class _ClientFile(Value):
    client: str
    cell: tuple[ClientCell, ...]
    trainee: tuple[TraineeCell, ...] = ()


class _TraineeFile(Value):
    trainee: tuple[TraineeCell, ...]


M = TypeVar("M", bound=Value)


def load(corpus: Path, packs: Path) -> Corpus:
    """Reads ``trainee.toml`` and the files of all clients of the packs in a folder that have one.

    Raises:
        KnownError: A file is missing or wrong; one line a problem, each with file and place.
    """
    clients = []
    for pack in load_packs(packs):
        for scenario in pack.scenarios:
            names = {id: first_name(pack.client(id)) for id in scenario.clients}
            for id in scenario.clients:
                path = corpus / f"{id}.toml"
                if not path.is_file():
                    continue
                persona, read = pack.client(id), _read(path, _ClientFile)
                _check(path, read, persona, scenario)
                clients.append(
                    Client(
                        persona=persona,
                        scenario=scenario,
                        names=names,
                        cells=read.cell,
                        trainee=read.trainee,
                    )
                )
    if not clients:
        raise KnownError(f"{corpus} holds no file for any client of {packs}; write <client>.toml.")
    trainee = _read(corpus / "trainee.toml", _TraineeFile).trainee
    return Corpus(clients=tuple(clients), trainee=trainee)


def load_packs(packs: Path) -> tuple[Pack, ...]:
    """The packs in a folder, by name.

    Raises:
        KnownError: One is wrong, or there is none.
    """
    folders = sorted(path for path in packs.glob("*") if (path / "pack.toml").is_file())
    if not folders:
        raise KnownError(f"{packs} holds no pack; it needs <pack>/pack.toml.")
    return tuple(load_pack(folder) for folder in folders)


def fingerprint(folders: Iterable[Path]) -> str:
    """SHA-256 over names and bytes of all TOML files in the folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def _read(path: Path, model: type[M]) -> M:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnownError(f"{path} is missing.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnownError(f"{path} is not TOML in UTF-8: {error}.") from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = (
            f"{path}: {'.'.join(str(part) for part in e['loc'])}: {e['msg']}"
            for e in error.errors(include_url=False, include_input=False)
        )
        raise KnownError("\n".join(problems)) from None


def _check(path: Path, read: _ClientFile, persona: Persona, scenario: Scenario) -> None:
    topics = {topic.id for topic in persona.topics} | {"any"}
    items = {item.id for item in persona.ladder}
    problems = []
    if read.client != persona.id:
        problems.append(f"{path}: client is {read.client!r}; it should be {persona.id!r}")
    for number, cell in enumerate(read.cell):
        if cell.topic not in topics:
            problems.append(f"{path}: cell {number}: no topic {cell.topic!r}; known: {topics}")
        if cell.tells is not None and cell.tells not in items:
            problems.append(f"{path}: cell {number}: no ladder item {cell.tells!r}")
        if cell.speaker is not None and cell.speaker not in scenario.clients:
            problems.append(f"{path}: cell {number}: no {cell.speaker!r} in {scenario.id!r}")
    for number, said in enumerate(read.trainee):
        if said.heard in PEER_ACTS:
            problems.append(f"{path}: trainee {number}: {said.heard!r} is for clients of a group")
        if said.topic not in topics | {"slot"}:
            problems.append(f"{path}: trainee {number}: no topic {said.topic!r}")
    if problems:
        raise KnownError("\n".join(problems))
