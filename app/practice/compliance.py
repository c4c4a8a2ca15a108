"""How far a client kept to what the pack claims: the check of a pack, over what was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from app.client.script import told
from app.domain.events import Event
from app.domain.patterns import found
from app.domain.persona import Evidence, Persona
from app.domain.psychology import Psychology
from app.domain.value import Value
from app.library.presentation import Unsaid, unsaid
from app.practice.debrief import Debrief
from app.practice.replay import SessionView, TurnView, replay


class Contradiction(Value):
    """Something a client said that does not go with the pack."""

    turn: int
    kind: Literal["facts", "presentation", "locked"]
    words: str
    """What was said, as far as it is at fault."""
    why: str
    """A clause: ``contradicts ...``, ``tells ...``."""


class Claim(Value):
    """A criterion that words can show, and the turns that showed it."""

    disorder: str
    criterion: str
    turns: tuple[int, ...]


class Compliance(Value):
    """One client in one session.

    ``turns`` are all that the client said, the opening and what was tried again or gone back
    from with it. Criteria that the pack gives no words for are not among ``claims``.
    """

    client: str
    name: str
    turns: int
    contradictions: tuple[Contradiction, ...]
    claims: tuple[Claim, ...]

    @property
    def kept(self) -> int:
        """Turns without a contradiction."""
        return self.turns - len({contradiction.turn for contradiction in self.contradictions})

    @property
    def shown(self) -> int:
        """Criteria that something said showed."""
        return sum(bool(claim.turns) for claim in self.claims)


class Rates(Value):
    """Several clients together."""

    turns: int
    kept: int
    claimed: int
    shown: int

    @property
    def rate(self) -> float | None:
        """The share of client turns without a contradiction; None where nothing was said."""
        return self.kept / self.turns if self.turns else None

    @property
    def shown_rate(self) -> float | None:
        """The share of claimed criteria that were shown; None where none are claimed."""
        return self.shown / self.claimed if self.claimed else None


def compliance(
    events: Sequence[Event], personas: Mapping[str, Persona], psychology: Psychology
) -> tuple[Compliance, ...]:
    """How far each client of a session kept to the pack as it is now.

    Args:
        events: The session, finished or not.
        personas: Who is in the room, by id.
        psychology: The facts that they are held against.
    """
    view = replay(events)
    return tuple(_of(view, persona, psychology) for persona in personas.values())


def together(found: Iterable[Compliance]) -> Rates:
    """The rates over several clients or sessions."""
    every = list(found)
    return Rates(
        turns=sum(one.turns for one in every),
        kept=sum(one.kept for one in every),
        claimed=sum(len(one.claims) for one in every),
        shown=sum(one.shown for one in every),
    )


def in_one_line(rates: Rates) -> str:
    """The rates as a sentence."""
    if not rates.turns:
        return "The client said nothing."
    line = f"{rates.kept} of {rates.turns} client turns ({rates.kept / rates.turns:.1%}) hold"
    if rates.claimed:
        line += f"; {rates.shown} of {rates.claimed} criteria were shown"
    return f"{line}."


def with_compliance(
    found: Debrief, events: Sequence[Event], persona: Persona, psychology: Psychology
) -> Debrief:
    """The debrief of one client with how far they kept to the pack."""
    kept = compliance(events, {persona.id: persona}, psychology)
    return found.model_copy(update={"compliance": in_one_line(together(kept))})


def _of(view: SessionView, persona: Persona, psychology: Psychology) -> Compliance:
    # A session of one takes any name: packs rename their clients.
    client = persona.id if view.grouped else view.started.client
    said = [turn for turn in view.turns.values() if turn.client == client]
    never = unsaid(persona, psychology)
    return Compliance(
        client=persona.id,
        name=persona.name,
        turns=len(said),
        contradictions=tuple(
            contradiction
            for turn in said
            for contradiction in (
                *_contradictions(turn, never),
                *_leaks(turn, view, client, persona),
            )
        ),
        claims=tuple(
            Claim(
                disorder=presents.disorder,
                criterion=evidence.criterion,
                turns=tuple(turn.number for turn in said if _shows(evidence, turn)),
            )
            for presents in persona.presents
            for evidence in presents.evidence
            if evidence.markers
        ),
    )


def _contradictions(turn: TurnView, never: Sequence[Unsaid]) -> Iterator[Contradiction]:
    for one in never:
        if words := found(one.pattern, turn.text):
            yield Contradiction(turn=turn.number, kind=one.contradicts, words=words, why=one.why)


def _leaks(
    turn: TurnView, view: SessionView, client: str, persona: Persona
) -> Iterator[Contradiction]:
    """Ladder items told before they might be."""
    before = view.state_of(client, turn.parent if turn.parent is not None else 0)
    may = {*before.disclosed, before.offered}
    items = {item.id: item for item in persona.ladder}
    for id in told(persona, turn.text):
        if id not in may:
            matches = (found(marker, turn.text) for marker in items[id].markers)
            words = next(match for match in matches if match is not None)
            why = f"tells {id!r}, which was locked"
            yield Contradiction(turn=turn.number, kind="locked", words=words, why=why)


def _shows(evidence: Evidence, turn: TurnView) -> bool:
    return any(found(marker, turn.text) for marker in evidence.markers)
