"""Judges the finished file as it will be used: whole sessions through the program's own loop.

Trainees say words that training never saw; the program codes them, moves the client's mind,
draws, checks and redraws replies. Each reply is then held against the corpus by rules.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.assessment.protocol import Coder
from app.client.script import told
from app.domain.events import ClientReplied, Event
from app.domain.mind import MindState
from app.domain.persona import Persona
from app.domain.scenario import Pack
from app.engine.protocol import Engine
from app.practice.drawing import NOTHING_SAID
from app.practice.session import Practice
from model_training.starter.corpus import Client, ClientCell, Corpus
from model_training.starter.dialogues import Stage
from model_training.starter.grammar import expand

_BEGIN, _END = "<", ">"


@dataclass(frozen=True)
class Reply:
    """A reply in a session and what stood around it."""

    client: str
    session: int
    said: str
    note: str
    state: MindState
    heard: str
    text: str
    attempts: int


@dataclass(frozen=True)
class Judged:
    """What the rules say of one reply."""

    reply: Reply
    whole: bool
    """Begins and ends like speech, is balanced, and has only words and three-word sequences
    that the client's lines have."""
    fits_facts: bool
    fits_openness: bool
    fits_heard: bool
    tells: bool | None
    """Whether an offered item was told; None when none was offered."""
    repeats: bool
    verbatim: bool
    """Stands in the corpus just so."""


@dataclass(frozen=True)
class Figures:
    """Shares over all replies, 0 to 1, unless said otherwise."""

    replies: int
    sessions: int
    whole: float
    fits_facts: float
    fits_note: float
    """As open as the note says, and telling what it offers where it offers something."""
    fits_openness: float
    guarded_stays_guarded: float
    fits_heard: float
    offered: int
    offered_told: float
    repeats: float
    verbatim: float
    redrawn: float
    silent: float
    """Replies that came to nothing in all attempts."""
    clients: tuple["ClientFigures", ...] = ()


@dataclass(frozen=True)
class ClientFigures:
    """One client's shares, 0 to 1."""

    client: str
    replies: int
    whole: float
    fits_note: float
    fits_heard: float


class _Memory:
    """An event log that keeps nothing but what the session itself keeps."""

    def append(self, event: Event) -> None:
        """Takes an event."""


def talk(
    stage: Stage, packs: Sequence[Pack], engine: Engine, coder: Coder, replies: int, seed: int
) -> list[Reply]:
    """At least ``replies`` replies, from whole sessions with words held out of training.

    Every client has as many sessions, give or take one. In a group all members answer as the
    program gives them the floor.
    """
    found: list[Reply] = []
    sessions = {client.persona.id: 0 for client in stage.corpus.people}
    number = -1
    while len(found) < replies or min(sessions.values()) == 0:
        number += 1
        client = stage.client_of("held_out", 1_000_000 + number).persona.id
        if sessions[client] > min(sessions.values()):
            continue  # each in turn
        sessions[client] += 1
        dialogue = stage.dialogue("held_out", 1_000_000 + number)
        scenario = dialogue.client.scenario
        practice = Practice.begin(
            pack=next(pack for pack in packs if scenario in pack.scenarios),
            scenario=scenario,
            engine=engine,
            coder=coder,
            log=_Memory(),
            seed=seed * 1000 + number,
        )
        for said in dialogue.of_the_trainee():
            event = practice.say(said)
            found.append(_reply(practice, event, number))
            while practice.view.pending is not None:
                found.append(_reply(practice, practice.proceed(), number))
    return found


def _reply(practice: Practice, event: ClientReplied, session: int) -> Reply:
    asked = practice.view.turns[event.parent]
    client = event.client or practice.persona.id
    moved = asked.minds.get(client)
    state, appraisal, note = (
        (asked.state, asked.appraisal, asked.note)
        if moved is None
        else (moved.state, moved.appraisal, moved.note)
    )
    assert state is not None
    assert appraisal is not None
    speaker = "" if asked.client is None else f"{practice.names[asked.client]}: "
    return Reply(
        client=client,
        session=session,
        said=speaker + asked.text,
        note=note or "",
        state=state,
        heard=appraisal.heard,
        text=event.text,
        attempts=event.attempts,
    )


def judge(corpus: Corpus, replies: Sequence[Reply]) -> list[Judged]:
    """Holds every reply against its client's lines.

    Replies of clients without lines, as a group may have, are left out.
    """
    books = {client.persona.id: _Book(client) for client in corpus.people}
    judged = []
    earlier: dict[tuple[int, str], list[str]] = {}
    for reply in replies:
        if reply.client not in books:
            continue
        book = books[reply.client]
        before = earlier.setdefault((reply.session, reply.client), [])
        others = [b for name, b in books.items() if name != reply.client]
        near = book.nearest(reply.text)
        offered = reply.state.offered
        judged.append(
            Judged(
                reply=reply,
                whole=reply.text != NOTHING_SAID and book.whole(reply.text),
                fits_facts=_fits_facts(book, others, reply.text),
                fits_openness=any(
                    cell.openness == reply.state.openness
                    or (cell.tells is not None and reply.state.openness != "guarded")
                    for cell in near
                ),
                fits_heard=any(reply.heard in cell.answers for cell in near),
                tells=None if offered is None else offered in told(book.persona, reply.text),
                repeats=len(_words(reply.text)) > 3 and _words(reply.text) in map(_words, before),
                verbatim=reply.text in book.lines,
            )
        )
        before.append(reply.text)
    return judged


def figures(judged: Sequence[Judged]) -> Figures:
    """The shares that the card states."""

    def share(values: Sequence[bool]) -> float:
        return sum(values) / len(values) if values else 1.0

    guarded = [j.fits_openness for j in judged if j.reply.state.openness == "guarded"]
    offered = [j.tells for j in judged if j.tells is not None]
    return Figures(
        replies=len(judged),
        sessions=len({j.reply.session for j in judged}),
        whole=share([j.whole for j in judged]),
        fits_facts=share([j.fits_facts for j in judged]),
        fits_note=share([j.fits_openness and j.tells is not False for j in judged]),
        fits_openness=share([j.fits_openness for j in judged]),
        guarded_stays_guarded=share(guarded),
        fits_heard=share([j.fits_heard for j in judged]),
        offered=len(offered),
        offered_told=share(offered),
        repeats=share([j.repeats for j in judged]),
        verbatim=share([j.verbatim for j in judged]),
        redrawn=share([j.reply.attempts > 1 for j in judged]),
        silent=share([j.reply.text == NOTHING_SAID for j in judged]),
        clients=tuple(
            ClientFigures(
                client=client,
                replies=len(theirs),
                whole=share([j.whole for j in theirs]),
                fits_note=share([j.fits_openness and j.tells is not False for j in theirs]),
                fits_heard=share([j.fits_heard for j in theirs]),
            )
            for client in sorted({j.reply.client for j in judged})
            for theirs in [[j for j in judged if j.reply.client == client]]
        ),
    )


def write_sheet(path: Path, judged: Sequence[Judged], seed: int) -> None:
    """Writes replies to read: 100 at random, then 50 different ones."""
    mixed = random.Random(seed).sample(list(judged), min(150, len(judged)))
    parts = ["100 replies at random", *map(_entry, mixed[:100])]
    parts += ["50 different ones", *map(_entry, mixed[100:])]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _entry(judged: Judged) -> str:
    reply = judged.reply
    marks = [
        name
        for name, wrong in {
            "not whole": not judged.whole,
            "facts": not judged.fits_facts,
            "openness": not judged.fits_openness,
            "heard": not judged.fits_heard,
            "did not tell": judged.tells is False,
            "repeat": judged.repeats,
        }.items()
        if wrong
    ]
    tail = f"  ({', '.join(marks)})" if marks else ""
    return f"[{reply.client}] {reply.said}\n    {reply.note}\n  > {reply.text}{tail}"


class _Book:
    """Everything a client's lines may come out as."""

    def __init__(self, client: Client) -> None:
        self.persona: Persona = client.persona
        self.lines: dict[str, list[ClientCell]] = {}
        for cell in client.cells:
            for line in cell.lines:
                for text in expand(line):
                    self.lines.setdefault(text, []).append(cell)
        self.words = {word for text in self.lines for word in _words(text)}
        self.triples = {triple for text in self.lines for triple in _triples(text)}
        self._bags = [(frozenset(_bag(text)), cells) for text, cells in self.lines.items()]

    def whole(self, text: str) -> bool:
        """Whether a reply is well-formed speech in this client's words."""
        return (
            re.match(r"[\"'“(]?(\.\.\.|[A-Z0-9])", text) is not None
            and re.search(r"[.?!…—\-\"”)]$", text) is not None
            and text.count('"') % 2 == 0
            and text.count("(") == text.count(")")
            and text.count("“") == text.count("”")
            and all(word in self.words for word in _words(text))
            and all(triple in self.triples for triple in _triples(text))
        )

    def nearest(self, text: str) -> list[ClientCell]:
        """The cells of the lines most like a text (of a part of it, where lines were joined)."""
        if text in self.lines:
            return self.lines[text]
        bag = _bag(text)
        best, found = 0.0, []
        for other, cells in self._bags:
            likeness = 2 * len(bag & other) / max(1, len(bag) + len(other))
            if likeness > best:
                best, found = likeness, list(cells)
            elif likeness == best > 0:
                found += cells
        return found


def _fits_facts(book: _Book, others: Sequence[_Book], text: str) -> bool:
    if any(re.search(p, text, re.IGNORECASE) for p in book.persona.never_says):
        return False
    if text in book.lines:
        return True
    if any(text in other.lines and told(other.persona, text) for other in others):
        return False
    foreign = {word for other in others for word in other.words} - book.words
    return not any(len(word) > 4 and word in foreign for word in _words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))


def _sentences(text: str) -> Iterator[list[str]]:
    for part in re.split(r"[.?!…]+", text):
        words = _words(part)
        if words:
            yield words


def _triples(text: str) -> Iterator[tuple[str, ...]]:
    for words in _sentences(text):
        marked = [_BEGIN, *words, _END]
        yield from zip(marked, marked[1:], marked[2:], strict=False)


def _bag(text: str) -> frozenset[tuple[str, str] | str]:
    words = _words(text)
    return frozenset([*words, *pairwise(words)])
