"""Who is in the room, as the window shows them: names, letters, colors, and whom one speaks to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.client.address import addressed
from app.client.script import first_name
from app.desktop.theme.tokens import TONES
from app.desktop.wording import initials
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.domain.words import listed
from app.practice.replay import SessionView
from app.practice.room import names_of, personas_of, said_to


def clients_of(pack: Pack, scenario: Scenario) -> tuple[Persona, ...]:
    """Who comes."""
    return tuple(personas_of(pack, scenario).values())


def letters(clients: Sequence[Persona]) -> list[str]:
    """Their monograms."""
    return initials([first_name(client) for client in clients])


def in_passing(clients: Sequence[Persona]) -> str:
    """What they are called in passing: ``Ellen``; ``Paul and Irene``."""
    return listed([first_name(client) for client in clients])


@dataclass(frozen=True)
class Cast:
    """The client of a session, or the members of a group, in their order.

    Attributes:
        personas: They, by id.
        names: What they are called in passing, by id.
    """

    personas: Mapping[str, Persona]
    names: Mapping[str, str]

    @classmethod
    def of(cls, personas: Mapping[str, Persona]) -> "Cast":
        """These people."""
        return cls(personas, names_of(personas))

    @property
    def grouped(self) -> bool:
        """Whether there are several."""
        return len(self.personas) > 1

    @property
    def everybody(self) -> str:
        """``Ellen``; ``Rosa, Luis and Noah``."""
        return listed(tuple(self.names.values()))

    def name(self, client: str | None) -> str:
        """What a client is called; the only one where none is named."""
        if client is None and self.grouped:
            return "One of them"
        return self.names.get(client or "", next(iter(self.names.values())))

    def tone(self, client: str) -> str:
        """A client's color, by its name in the palette; the letters say the same."""
        return TONES[list(self.personas).index(client) % len(TONES)]

    def letters(self, client: str) -> str:
        """A client's monogram."""
        return initials(tuple(self.names.values()))[list(self.names).index(client)]

    def said_to(self, view: SessionView, turn: int) -> str:
        """Whom a turn is said to: ``to Irene``, ``to both``; empty where that is no question."""
        return self.to(said_to(view, turn, self.personas))

    def to(self, whom: Sequence[str]) -> str:
        """These, as in ``to Irene`` or ``to both``; empty where nobody in particular is meant."""
        if not self.grouped or not whom:
            return ""
        if len(whom) == len(self.personas):
            return "to both" if len(whom) == 2 else "to all of them"
        return f"to {listed([self.names[id] for id in whom])}"

    def hint(self, words: str, last: str) -> str:
        """Whom these words would be said to, after ``last`` has spoken; how to choose another."""
        whom = addressed(words, self.personas, last)
        said = self.to(whom)
        how = "" if words.strip() else " Call someone by name to speak to them."
        since = ", who spoke last" if whom == (last,) and self.names[last] not in words else ""
        return f"{said[:1].upper()}{said[1:]}{since}.{how}"
