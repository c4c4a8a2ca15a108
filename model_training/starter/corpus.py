"""The starter's writing: what clients say, what trainees say, read from TOML into values.

Every error names the file and the place in it.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from app.domain.codes import Flag, Heard, Input, Level, Move, Question, Reflection, TurnCodes
from app.domain.errors import KnownError
from app.domain.feelings import Primary
from app.domain.mind import Openness, Stance
from app.domain.persona import Persona
from app.domain.scenario import Scenario
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
    """A client with all that they and their trainees may say."""

    persona: Persona
    scenario: Scenario
    cells: tuple[ClientCell, ...]
    trainee: tuple[TraineeCell, ...]


class Corpus(Value):
    """All writing: the clients', and what trainees say to anyone."""

    clients: tuple[Client, ...] = Field(min_length=1)
    trainee: tuple[TraineeCell, ...]


class _ClientFile(Value):
    client: str
    cell: tuple[ClientCell, ...]
    trainee: tuple[TraineeCell, ...] = ()


class _TraineeFile(Value):
    trainee: tuple[TraineeCell, ...]


M = TypeVar("M", bound=Value)


def load(corpus: Path, pack: Path) -> Corpus:
    """Reads ``trainee.toml`` and one file for each client of the pack that has one.

    Raises:
        KnownError: A file is missing or wrong; one line a problem, each with file and place.
    """
    about = load_pack(pack)
    clients = []
    for scenario in about.scenarios:
        path = corpus / f"{scenario.client}.toml"
        if not path.is_file():
            continue
        persona = about.client(scenario.client)
        read = _read(path, _ClientFile)
        _check(path, read, persona)
        clients.append(
            Client(persona=persona, scenario=scenario, cells=read.cell, trainee=read.trainee)
        )
    if not clients:
        raise KnownError(f"{corpus} holds no file for any client of {pack}; write <client>.toml.")
    trainee = _read(corpus / "trainee.toml", _TraineeFile).trainee
    return Corpus(clients=tuple(clients), trainee=trainee)


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


def _check(path: Path, read: _ClientFile, persona: Persona) -> None:
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
    for number, said in enumerate(read.trainee):
        if said.topic not in topics | {"slot"}:
            problems.append(f"{path}: trainee {number}: no topic {said.topic!r}")
    if problems:
        raise KnownError("\n".join(problems))
