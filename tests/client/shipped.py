"""The clients that come with the program, and persons made up for one test."""

from typing import Any

from app.domain.codes import TurnCodes
from app.domain.persona import DisclosureItem, Persona, Temperament, Topic
from app.domain.scenario import Scenario
from app.library.packs import shipped_packs

PACKS = shipped_packs()
PACK = next(pack for pack in PACKS if pack.id == "foundations")
CLIENTS = {client.id: client for pack in PACKS for client in pack.clients}
SCENARIOS = {id: one for pack in PACKS for one in pack.scenarios for id in one.clients}


def persona(**changes: Any) -> Persona:
    """Marcus with other fields."""
    return CLIENTS["marcus"].model_copy(update=changes)


def tempered(base: Persona, **changes: Any) -> Persona:
    """The same person with another temperament."""
    values = {**base.temperament.model_dump(), **changes}
    return base.model_copy(update={"temperament": Temperament.model_validate(values)})


def talks_about(**words: tuple[str, ...]) -> Persona:
    """A client with these topics and nothing to hide."""
    topics = tuple(
        Topic(id=id, phrase=f"your {id}", words=said, feeling="sadness")
        for id, said in words.items()
    )
    return persona(topics=topics, triggers=(), sensitivities={})


def item(id: str, **changes: Any) -> DisclosureItem:
    """A ladder item on Marcus's work that is told in the word ``secret-<id>``."""
    values: dict[str, Any] = {
        "id": id,
        "topic": "work",
        "trust": 0.3,
        "needs": "topic",
        "fact": f"you keep secret-{id}",
        "summary": f"He keeps secret-{id}.",
        "markers": (rf"\bsecret-{id}\b",),
    }
    return DisclosureItem.model_validate({**values, **changes})


def scenario(client: str) -> Scenario:
    """The first meeting with a shipped client."""
    return SCENARIOS[client]


REFLECTION = TurnCodes(behavior="reflection", reflection="complex", emotional_reaction=1)
OPEN = TurnCodes(behavior="question", question="open", exploration=1)
"""What skilled turns are coded as."""
