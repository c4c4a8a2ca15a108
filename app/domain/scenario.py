"""Scenarios and the packs that carry them."""

from typing import Annotated

from pydantic import Field, model_validator

from app.domain.persona import Id, Persona, Text
from app.domain.value import Value


class Scenario(Value):
    """One meeting with one client."""

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=80)]
    client: Id
    setting: Text
    """Where and why they meet, for the trainee and the client alike."""
    stage: Text
    """What the trainee sees before a word is said."""
    opening: Text
    """The client's first words."""
    minutes: Annotated[int, Field(ge=5, le=120)]
    difficulty: Annotated[int, Field(ge=1, le=5)]
    goals: tuple[Text, ...] = Field(min_length=1)
    content_notes: tuple[Text, ...] = ()


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
            if scenario.client not in clients:
                raise ValueError(f"scenario {scenario.id!r} names no client {scenario.client!r}")
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
