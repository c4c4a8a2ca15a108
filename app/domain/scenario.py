"""Scenarios and the packs that carry them."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.domain.persona import Id, Persona, Signed, Text, Unit
from app.domain.value import Value


class Tie(Value):
    """What one member of a group is to another, as it stands when they come in."""

    member: Id
    toward: Id
    bond: Signed
    """-1 enemies, 0 nothing, 1 on one side."""
    influence: Unit = 0.5
    """How strongly ``toward`` moves the feelings of ``member``."""
    who: Annotated[str, Field(min_length=2, max_length=60)]
    """Who ``toward`` is to ``member``, second person: ``"your husband"``."""


class Group(Value):
    """A couple, a family or a therapy group: how its members are tied."""

    kind: Literal["couple", "family", "group"]
    ties: tuple[Tie, ...] = Field(min_length=2)
    stubbornness: dict[Id, Unit] = Field(default_factory=dict)
    """How much of their own feeling each keeps under the others' influence; 0.5 if unsaid."""


class Scenario(Value):
    """One meeting with one client, or with two to five of a group.

    The first of ``clients`` says the opening.
    """

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=80)]
    clients: tuple[Id, ...] = Field(min_length=1, max_length=5)
    group: Group | None = None
    setting: Text
    """Where and why they meet, for the trainee and the client alike."""
    stage: Text
    """What the trainee sees before a word is said."""
    opening: Text
    """The client's first words."""
    minutes: Annotated[int, Field(ge=5, le=120)]
    difficulty: Annotated[int, Field(ge=1, le=5)]
    goals: tuple[Text, ...] = Field(min_length=1)
    """What the trainee is to learn."""
    focus: tuple[Text, ...] = ()
    """What an assessment of the session looks at."""
    content_notes: tuple[Text, ...] = ()

    @property
    def client(self) -> str:
        """The client, or the first of a group."""
        return self.clients[0]

    @model_validator(mode="after")
    def _group_fits(self) -> "Scenario":
        if len(set(self.clients)) != len(self.clients):
            raise ValueError("a client has one seat: names in clients must differ")
        if (len(self.clients) > 1) != (self.group is not None):
            raise ValueError("a scenario with several clients, and only that, has a [group]")
        if self.group is not None:
            pairs = [(tie.member, tie.toward) for tie in self.group.ties]
            wanted = {(a, b) for a in self.clients for b in self.clients if a != b}
            if len(pairs) != len(set(pairs)) or set(pairs) != wanted:
                raise ValueError("a group has one tie from each member to each other member")
            if set(self.group.stubbornness) - set(self.clients):
                raise ValueError("stubbornness names someone who is not in the group")
        return self


class Pack(Value):
    """Scenarios and their clients, by one author, under one version."""

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    author: Annotated[str, Field(min_length=1, max_length=120)]
    license: Annotated[str, Field(min_length=1, max_length=60)]
    description: Text
    clients: tuple[Persona, ...] = Field(min_length=1)
    scenarios: tuple[Scenario, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _references_hold(self) -> "Pack":
        clients = {client.id for client in self.clients}
        for scenario in self.scenarios:
            for id in scenario.clients:
                if id not in clients:
                    raise ValueError(f"scenario {scenario.id!r} names no client {id!r}")
        for client in self.clients:
            topics = {topic.id for topic in client.topics}
            told: set[str] = set()
            for item in client.ladder:
                if item.topic not in topics:
                    raise ValueError(f"{client.id}: item {item.id!r} has no topic {item.topic!r}")
                if item.after is not None and item.after not in told:
                    raise ValueError(
                        f"{client.id}: item {item.id!r} comes after {item.after!r}, "
                        "which is not above it on the ladder"
                    )
                told.add(item.id)
        return self

    def client(self, id: str) -> Persona:
        """The client with this id; KeyError when there is none."""
        return {client.id: client for client in self.clients}[id]
