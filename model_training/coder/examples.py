"""Labeled turns as the coder learns from them, whatever they come from."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field

from app.assessment.heads import BY_NAME
from app.assessment.layout import Said
from app.domain.value import Value

Part = Literal["train", "dev", "test"]


class Example(Value):
    """A turn, what came before it, and what is known of it.

    Attributes:
        source: The data set.
        group: The conversation: all its turns fall into one part.
        targets: By head, the probability of each class: of one-class heads a distribution
            (several annotators make it soft), of several-class heads one for each class.
            Heads that nobody coded are absent.
        rationales: By mechanism, character spans of the words that carry it; an empty tuple
            says that none do, absence that nobody marked them.
    """

    source: str
    group: str
    text: str
    before: tuple[Said, ...] = ()
    targets: Mapping[str, tuple[float, ...]] = Field(default_factory=dict)
    rationales: Mapping[str, tuple[tuple[int, int], ...]] = Field(default_factory=dict)
    part: Part


def part_of(group: str) -> Part:
    """The part a conversation falls into: 78 in 100 train, 8 dev, 14 test, by its name alone."""
    place = int(hashlib.sha1(group.encode()).hexdigest(), 16) % 100
    return "train" if place < 78 else "dev" if place < 86 else "test"


def target(head: str, readings: Iterable[Iterable[str]]) -> tuple[float, ...]:
    """The mean over readings; a reading is the classes that someone gave the turn."""
    classes = BY_NAME[head].classes
    given = [set(reading) for reading in readings]
    return tuple(sum(name in reading for reading in given) / len(given) for name in classes)
