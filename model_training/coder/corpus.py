"""Our own writing for the coder: trainee turns, client turns and rated conversations.

Each turn is written to carry its codes and was coded a second time by a reader who did not see
them; where the readings differ, training sees both.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeVar, get_args

from pydantic import AfterValidator, Field, ValidationError

from app.domain.codes import DIMENSIONS, EMOTIONS, Behavior, Flag, Input, Move, Question, Reflection
from app.domain.errors import KnownError
from app.domain.value import Value

STRATEGIES = {
    "question": "Question",
    "restatement": "Restatement or Paraphrasing",
    "feelings": "Reflection of feelings",
    "disclosure": "Self-disclosure",
    "affirmation": "Affirmation and Reassurance",
    "suggestions": "Providing Suggestions",
    "information": "Information",
    "others": "Others",
}
"""Short names of ESConv's eight support strategies."""

_MOVES = frozenset(get_args(Move))
_FLAGS = frozenset(get_args(Flag)) - {"silent"}
_VALUES: dict[str, frozenset[str]] = {
    "behavior": frozenset(get_args(Behavior)),
    "question": frozenset(get_args(Question)),
    "reflection": frozenset(get_args(Reflection)),
    "input": frozenset(get_args(Input)),
    "strategy": frozenset(STRATEGIES),
    **dict.fromkeys(("er", "ip", "ex"), frozenset("012")),
    **dict.fromkeys(("v", "e", "u", "a", "s", "d"), frozenset("012")),
}
_TALK: dict[str, frozenset[str]] = {
    "talk": frozenset(("change", "neutral", "sustain")),
    "strength": frozenset("0123"),
    "feeling": frozenset(EMOTIONS),
}
_RATED: dict[str, frozenset[str]] = dict.fromkeys(DIMENSIONS, frozenset("12345"))


def parse(
    codes: str, values: dict[str, frozenset[str]], bare: frozenset[str] = frozenset()
) -> dict[str, tuple[str, ...]]:
    """The codes of one line by name; a bare word stands for itself, once.

    Raises:
        ValueError: Names the word that is not known and what would be.
    """
    found: dict[str, tuple[str, ...]] = {}
    for word in codes.split():
        name, colon, value = word.partition(":")
        if not colon:
            if word not in bare:
                raise ValueError(f"“{word}” is not one of {', '.join(sorted(bare))}")
            found[word] = ("1",)
        elif name not in values:
            raise ValueError(f"“{name}” is not one of {', '.join(sorted(values))}")
        elif value not in values[name]:
            raise ValueError(f"“{word}”: {name} takes one of {', '.join(sorted(values[name]))}")
        elif name in found and name != "feeling":
            raise ValueError(f"“{name}” is given twice")
        else:
            found[name] = (*found.get(name, ()), value)
    return found


def _trainee(codes: str) -> str:
    found = parse(codes, _VALUES, _MOVES | _FLAGS)
    for name in ("behavior", "strategy"):
        if name not in found:
            raise ValueError(f"{name} is missing")
    main = found["behavior"][0]
    if main != "other" and found.get(main, ("none",))[0] == "none":
        raise ValueError(f"behavior:{main} needs a {main}: code")
    return codes


def _client(codes: str) -> str:
    found = parse(codes, _TALK)
    if "talk" not in found or "feeling" not in found:
        raise ValueError("talk and at least one feeling are needed")
    return codes


def _ratings(codes: str) -> str:
    if missing := set(DIMENSIONS) - parse(codes, _RATED).keys():
        raise ValueError(f"{', '.join(sorted(missing))} missing")
    return codes


def _speakers(turns: tuple[str, ...]) -> tuple[str, ...]:
    for turn in turns:
        if not turn.startswith(("C: ", "T: ")):
            raise ValueError(f"“{turn[:20]}” begins with neither “C: ” nor “T: ”")
    return turns


Words = Annotated[str, Field(max_length=2000)]
TrainedCodes = Annotated[str, AfterValidator(_trainee)]


class TraineeTurn(Value):
    """What a trainee said after a client's words (empty at the start), with its codes."""

    scenario: str
    client: Words
    says: Annotated[str, Field(min_length=1, max_length=2000)]
    codes: TrainedCodes
    second: TrainedCodes | None = None

    @property
    def readings(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        """The codes by name, once a reading."""
        given = (self.codes, self.second or self.codes)
        return tuple(parse(codes, _VALUES, _MOVES | _FLAGS) for codes in given)


class ClientTurn(Value):
    """What a client said after a trainee's words, with talk, its strength and feelings."""

    trainee: Words
    says: Annotated[str, Field(min_length=1, max_length=2000)]
    codes: Annotated[str, AfterValidator(_client)]
    second: Annotated[str, AfterValidator(_client)] | None = None

    @property
    def readings(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        """The codes by name, once a reading."""
        return tuple(parse(codes, _TALK) for codes in (self.codes, self.second or self.codes))


class Conversation(Value):
    """A short conversation with the six dimensions rated 1 to 5."""

    about: str
    turns: Annotated[tuple[str, ...], AfterValidator(_speakers), Field(min_length=2)]
    ratings: Annotated[str, AfterValidator(_ratings)]
    second: Annotated[str, AfterValidator(_ratings)] | None = None

    @property
    def readings(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        """The ratings by dimension, once a reading."""
        return tuple(parse(codes, _RATED) for codes in (self.ratings, self.second or self.ratings))


class Corpus(Value):
    """All of it, in the order of the files."""

    turn: tuple[TraineeTurn, ...] = ()
    client: tuple[ClientTurn, ...] = ()
    conversation: tuple[Conversation, ...] = ()


Item = TypeVar("Item", TraineeTurn, ClientTurn, Conversation)


def read_corpus(files: Iterable[Path]) -> Corpus:
    """Reads and checks the files.

    Raises:
        KnownError: Names file, item and what would be right.
    """
    turn: list[TraineeTurn] = []
    client: list[ClientTurn] = []
    conversation: list[Conversation] = []
    for file in files:
        try:
            part = Corpus.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise KnownError(f"{file.name}: {error}") from None
        except ValidationError as error:
            first = error.errors()[0]
            kind, place, *_ = (*first["loc"], "", "")
            raise KnownError(f"{file.name}: {kind} {place}: {first['msg']}") from None
        turn += part.turn
        client += part.client
        conversation += part.conversation
    return Corpus(turn=tuple(turn), client=tuple(client), conversation=tuple(conversation))
