"""Whole dialogues: trainees of all kinds talk to a client whose mind is the program's own.

A dialogue follows from the writing, a seed, a split and a number alone. The mind moves and offers
as it does in a session; the reply is a line of the corpus that fits what the director's note
says. In a group it is often another member who speaks, in that member's own lines.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from app.assessment.layout import Said
from app.client.appraisal import appraise, heard
from app.client.group import overheard
from app.client.mind import draw_noise, lock_of, start, step, tell
from app.client.script import note, problem, system_message, told
from app.domain.codes import Heard, TurnCodes
from app.domain.mind import Appraisal, MindState, Openness
from app.domain.persona import Persona
from app.engine.protocol import Message
from model_training.starter.corpus import SLOT, Client, ClientCell, Corpus, TraineeCell
from model_training.starter.grammar import sample
from model_training.starter.peers import bond, called, peer_turn
from model_training.starter.policies import STYLES, Style, next_move

Split = Literal["train", "held_out"]
Code = Callable[[str, Sequence[Said]], TurnCodes]
"""Codes a trainee's words, given the turns before them."""

_WITHOUT_TOPIC: tuple[Heard, ...] = ("greeting", "silence", "closing", "safety_question")
_TELLS = 0.85
"""Share of offered items that are told."""
_JOINS = 0.12
"""Share of longer turns among those that may be longer."""
_OTHERS = 10
"""Other replies drawn for each turn."""
_PEER_SPEAKS = 0.45
"""Share of a group member's turns that answer another member."""
_CROSS_TALK = 0.6
"""Share of those before which the trainee had spoken to that other member."""
_CALLED = 0.25
"""Share of trainee turns in a group that begin with a name."""
_LIKE: dict[Heard, Heard] = {
    "blame": "confrontation",
    "support": "affirmation",
    "appeal": "open_question",
    "stonewalling": "silence",
    "confiding": "self_disclosure",
}
"""What a peer's act is answered like where nothing was written for it."""
_DISAGREES = 0.15
"""Share of trainee lines kept though the coder takes them for something else."""


@dataclass(frozen=True)
class Turn:
    """What was said to the client and the reply to it.

    ``before`` are words in the room that somebody else answered, as the client is given them;
    ``state`` is the one that the note speaks of; ``others`` are replies that would have done
    as well.
    """

    said: str
    appraisal: Appraisal
    state: MindState
    note: str
    reply: str
    tells: str | None
    others: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dialogue:
    """A session's worth of turns with one client."""

    client: Client
    style: Style
    turns: tuple[Turn, ...]

    def of_the_trainee(self) -> Iterator[str]:
        """What the trainee says, in order."""
        for turn in self.turns:
            yield from turn.before
            if turn.appraisal.speaker is None:
                yield turn.said

    def messages(self) -> tuple[Message, ...]:
        """The client's history as the engine is given it, replies included."""
        persona, scenario, names = self.client.persona, self.client.scenario, self.client.names
        found = [Message("system", system_message(persona, scenario, True, names))]
        if persona.id == scenario.client:
            found.append(Message("assistant", scenario.opening))
        else:
            found.append(Message("user", f"{names[scenario.client]}: {scenario.opening}"))
        for turn in self.turns:
            found += [Message("user", words) for words in (*turn.before, turn.said)]
            found.append(Message("system", turn.note))
            found.append(Message("assistant", turn.reply))
        return tuple(found)


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    cell: ClientCell


_Place = tuple[str | None, str, str, Openness]


class Stage:
    """All clients with their lines laid out for finding; makes dialogues."""

    def __init__(self, corpus: Corpus, code: Code, seed: int) -> None:
        """Lays out the corpus; ``code`` is what codes trainee turns in a session."""
        self.corpus = corpus
        self._code = code
        self._seed = seed
        self._banks = {client.persona.id: _bank(client) for client in corpus.people}
        self._people = {client.persona.id: client for client in corpus.people}
        self._needs: dict[tuple[str, str], tuple[str, ...] | None] = {}
        """By client and reply: the ladder items it tells; None where it cannot be said at all."""
        # Clients with more lines get more dialogues, but not as many more.
        self._weights = [client.lines**0.5 for client in corpus.clients]

    def dialogue(self, split: Split, number: int) -> Dialogue:
        """The dialogue of this number; always the same one."""
        client, rng = self._cast(split, number)
        style = rng.choice(STYLES)
        length = min(30, 4 + int(rng.expovariate(1 / 6)))
        return Dialogue(client, style, tuple(self._turns(client, style, length, split, rng)))

    def dialogues(self, split: Split, first: int, count: int) -> Iterator[Dialogue]:
        """``count`` dialogues from number ``first`` on."""
        numbers = range(first, first + count)
        # Client by client: no more patterns come up in a row than Python keeps compiled.
        by_client = sorted(numbers, key=lambda number: self.client_of(split, number).persona.id)
        made = {number: self.dialogue(split, number) for number in by_client}
        return (made[number] for number in numbers)

    def client_of(self, split: Split, number: int) -> Client:
        """The client of a dialogue, without the making of it."""
        return self._cast(split, number)[0]

    def _cast(self, split: Split, number: int) -> tuple[Client, random.Random]:
        rng = random.Random(f"{self._seed}/{split}/{number}")
        return rng.choices(self.corpus.clients, self._weights)[0], rng

    def _turns(
        self, client: Client, style: Style, length: int, split: Split, rng: random.Random
    ) -> Iterator[Turn]:
        persona, bank = client.persona, self._banks[client.persona.id]
        peers = [id for id in client.scenario.clients if id in self._banks and id != persona.id]
        state = _beginning(persona, rng)
        used: set[int] = set()
        recent = [Said(speaker="client", text=client.scenario.opening)]
        noise_seed = rng.getrandbits(32)
        topic = rng.choice(persona.topics).id
        for number in range(length):
            if rng.random() < (0.15 if topic in _ready(persona, state) else 0.4):
                topic = _next_topic(persona, state, style, rng)
            move = next_move(style, number, length, rng)
            before: tuple[str, ...] = ()
            if peers and rng.random() < _PEER_SPEAKS:
                peer = self._people[rng.choice(peers)]
                if rng.random() < _CROSS_TALK:
                    said, codes = self._said(client, move, topic, split, recent, rng)
                    said = called(said, peer, 1.0, rng)
                    meant = overheard(
                        appraise(codes, said, persona, state.topic), [bond(client, peer, rng)]
                    )
                    state = step(persona, state, meant, draw_noise(noise_seed, 1000 + number))
                    before = (said,)
                said, appraisal = peer_turn(client, peer, state, rng)
            else:
                said, codes = self._said(client, move, topic, split, recent, rng)
                if peers:
                    said = called(said, client, _CALLED, rng)
                appraisal = appraise(codes, said, persona, state.topic)
            state = step(persona, state, appraisal, draw_noise(noise_seed, number))
            tells = state.offered if rng.random() < _TELLS else None
            fit = _fitting(bank, state, appraisal, tells, used)
            if not fit and tells is not None:
                tells, fit = None, _fitting(bank, state, appraisal, None, used)
            drawn = [d for _ in range(1 + _OTHERS) if (d := _reply(fit, state, appraisal, rng))]
            drawn = [d for d in drawn if self._may_say(persona, state, d[0])]
            if not drawn:
                return
            reply, lines = drawn[0]
            used.update(lines)
            yield Turn(
                said=said,
                appraisal=appraisal,
                state=state,
                note=note(persona, state, appraisal, client.names),
                reply=reply,
                tells=tells,
                others=tuple(sorted({text for text, _ in drawn} - {reply})),
                before=before,
            )
            state = tell(state, told(persona, reply))
            recent += [Said(speaker="trainee", text=said), Said(speaker="client", text=reply)]
            recent = recent[-4:]

    def _may_say(self, persona: Persona, state: MindState, text: str) -> bool:
        """Whether a session would let the reply pass."""
        key = persona.id, text
        if key not in self._needs:
            everything = tuple(item.id for item in persona.ladder)
            free = state.model_copy(update={"disclosed": everything})
            wrong = problem(persona, free, text) is not None
            self._needs[key] = None if wrong else told(persona, text)
        needs = self._needs[key]
        return needs is not None and {*state.disclosed, state.offered}.issuperset(needs)

    def _said(
        self,
        client: Client,
        move: Heard,
        topic: str,
        split: Split,
        before: Sequence[Said],
        rng: random.Random,
    ) -> tuple[str, TurnCodes]:
        """Words for this move, and their codes; words the coder takes otherwise are rare."""
        for attempt in range(6):
            text = _words(self.corpus.trainee, client, move, topic, split, rng)
            codes = self._code(text, before)
            if heard(codes) == move or attempt == 5 or rng.random() < _DISAGREES:
                break
        return _typed(text, rng), codes


def held_out(line: str) -> bool:
    """Whether a trainee line is kept from training: one in ten."""
    return sha256(line.encode()).digest()[0] < 26


def _bank(client: Client) -> dict[_Place, list[_Line]]:
    bank: dict[_Place, list[_Line]] = {}
    number = 0
    for cell in client.cells:
        for text in cell.lines:
            line = _Line(number, text, cell)
            number += 1
            for answers in cell.answers:
                bank.setdefault((cell.tells, answers, cell.topic, cell.openness), []).append(line)
            if cell.tells is not None:
                bank.setdefault((cell.tells, "any", "any", cell.openness), []).append(line)
    return bank


def _beginning(persona: Persona, rng: random.Random) -> MindState:
    """Mostly the client's own beginning; else somewhere further on, so that all is practiced."""
    state = start(persona)
    if rng.random() < 0.5:
        return state
    trust, resistance = rng.uniform(0.25, 0.85), rng.uniform(0.05, 0.6)
    may = [item.id for item in persona.ladder if item.trust <= trust]
    return state.model_copy(
        update={
            "trust": trust,
            "peak_trust": trust,
            "resistance": resistance,
            "disclosed": tuple(may[: rng.randint(0, len(may) // 2)]),
        }
    )


def _next_topic(persona: Persona, state: MindState, style: Style, rng: random.Random) -> str:
    """Any topic, but often one where something is ready to be told: telling needs practice."""
    ready = _ready(persona, state)
    if ready and rng.random() < (0.3 if style == "poor" else 0.8):
        return rng.choice(ready)
    return rng.choice(persona.topics).id


def _ready(persona: Persona, state: MindState) -> list[str]:
    """Topics on which something may be told, once the trainee asks."""
    return [
        item.topic
        for item in persona.ladder
        if item.id not in state.disclosed and lock_of(item, state) is None
    ]


def _words(
    general: Sequence[TraineeCell],
    client: Client,
    move: Heard,
    topic: str,
    split: Split,
    rng: random.Random,
) -> str:
    """A trainee's words: about this client's topic, a topic by name, or nothing in particular."""
    own = [cell for cell in client.trainee if cell.heard == move]
    pools = [
        [cell for cell in own if cell.topic == topic],
        [cell for cell in general if cell.heard == move and cell.topic == "slot"],
        [cell for cell in (*own, *general) if cell.heard == move and cell.topic == "any"],
    ]
    found = [(w, _of_split(p, split)) for w, p in zip((5, 3, 2), pools, strict=True) if p]
    if not found:
        found = [(1, _of_split(own, split))]
    if not found[0][1]:
        return "..."
    lines = rng.choices([lines for _, lines in found], [weight for weight, _ in found])[0]
    phrase = {t.id: t.phrase for t in client.persona.topics}[topic]
    text = sample(rng.choice(lines), rng).replace(SLOT, phrase)
    return text[0].upper() + text[1:]


def _of_split(cells: Sequence[TraineeCell], split: Split) -> list[str]:
    lines = [line for cell in cells for line in cell.lines]
    return [line for line in lines if held_out(line) == (split == "held_out")] or lines


def _typed(text: str, rng: random.Random) -> str:
    """Some people type without capitals, some without the last period."""
    if rng.random() < 0.06:
        text = text.lower()
    if rng.random() < 0.06 and text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    return text


def _fitting(
    bank: dict[_Place, list[_Line]],
    state: MindState,
    appraisal: Appraisal,
    tells: str | None,
    used: set[int],
) -> list[_Line]:
    """The lines that fit the note best; none when all that fit are used.

    Gives way first on the stance, then on the topic, then on what was heard; never on the item
    told, and on openness only between partial and open while telling one.
    """
    for places, stance in _ladder(state, appraisal, tells):
        fit = [
            line
            for place in places
            for line in bank.get(place, ())
            if line.number not in used
            and line.cell.speaker in (None, appraisal.speaker)
            and (stance is None or line.cell.stance == stance)
        ]
        if fit:
            return fit
    return []


def _reply(
    fit: Sequence[_Line], state: MindState, appraisal: Appraisal, rng: random.Random
) -> tuple[str, tuple[int, ...]] | None:
    """One of the lines, sooner one with the feeling that shows; rarely with a second one."""
    if not fit:
        return None
    line = rng.choices(fit, [3 if line.cell.feeling == state.shown else 1 for line in fit])[0]
    lines = [line, *_second(line, fit, appraisal, rng)]
    text = " ".join(sample(line.text, rng) for line in lines)
    return text, tuple(line.number for line in lines)


def _ladder(
    state: MindState, appraisal: Appraisal, tells: str | None
) -> Iterator[tuple[list[_Place], str | None]]:
    what, openness = appraisal.heard, state.openness
    about = appraisal.topic if what not in _WITHOUT_TOPIC else None
    topics = [about, "any"] if about else ["any"]
    if tells is not None:
        every = [about or "any", *([appraisal.topic] if appraisal.topic else []), "any"]
        yield [(tells, what, topic, openness) for topic in dict.fromkeys(every)], None
        yield [(tells, "any", "any", openness)], None
        yield [(tells, "any", "any", "partial"), (tells, "any", "any", "open")], None
        return
    for topic in topics:
        yield [(None, what, topic, openness)], state.stance
        yield [(None, what, topic, openness)], None
    for like in (_LIKE.get(what, "other"), "other"):
        for topic in topics:
            yield [(None, like, topic, openness)], None


def _second(
    first: _Line, fit: Sequence[_Line], appraisal: Appraisal, rng: random.Random
) -> list[_Line]:
    """At times a second short line of the same cell, for a longer turn of an open client."""
    cell = first.cell
    if (
        cell.openness != "open"
        or cell.tells is not None
        or appraisal.heard not in ("open_question", "reflection")
        or rng.random() >= _JOINS
    ):
        return []
    others = [
        line
        for line in fit
        if line.cell is cell
        and line.number != first.number
        and len(line.text.split()) + len(first.text.split()) <= 32
        and line.text[0].isalpha()
        and not line.text.startswith(("Yes", "Yeah", "No", "I don't know", "Well", "Um", "Maybe"))
    ]
    return [rng.choice(others)] if others else []
