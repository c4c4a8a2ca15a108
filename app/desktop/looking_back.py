"""Looking back: reads a session for the debrief page, and does what is tried there.

All of it off the GUI thread: sessions and what-ifs on the store's, answers on the model's.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.desktop.background import Job, Piece
from app.desktop.debrief.room import Room
from app.desktop.debrief_page import DebriefPage
from app.desktop.services import Services, sentence
from app.domain.errors import KnownError
from app.domain.events import Event
from app.domain.mind import Bonds
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.practice.debrief import Debrief, Rater, debrief, with_outlook
from app.practice.drawing import NOTHING_SAID
from app.practice.replay import SessionView, replay
from app.practice.room import names_of, personas_of
from app.practice.whatif import WhatIf, other_answer, what_if

NO_MODEL = "The model is not there yet. Try again once it has loaded."


@dataclass(frozen=True)
class _Session:
    """A session that has been read; ``found`` has a debrief for each member."""

    events: Sequence[Event]
    pack: Pack
    scenario: Scenario
    personas: Mapping[str, Persona]
    found: Mapping[str, Debrief]
    bonds: Mapping[int, Bonds]


@dataclass
class _Answer:
    """An answer under way."""

    index: int
    stop: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    job: Job | None = None


class LookingBack:
    """What stands behind the debrief page."""

    def __init__(
        self, services: Services, page: DebriefPage, tell: Callable[[Exception], None]
    ) -> None:
        """``tell`` is called with what went wrong in reading a session."""
        self._services = services
        self._page = page
        self._tell = tell
        self._session: _Session | None = None
        self._tried: Job | None = None
        self._answer: _Answer | None = None
        page.member_chosen.connect(self._show)
        page.what_if.wanted.connect(self._try)
        page.what_if.answer_wanted.connect(self._hear)
        page.what_if.stopped.connect(self.stop)
        services.engine_worker.busy_changed.connect(self._rested)

    @property
    def scenario(self) -> tuple[str, str] | None:
        """Pack and scenario of the session that is shown, by their ids."""
        read = self._session
        return (read.pack.id, read.scenario.id) if read is not None else None

    def open(self, session: str, then: Callable[[], object]) -> None:
        """Reads a session and shows its debrief, and then what takes longer."""
        services = self._services

        def work(_: Piece) -> _Session:
            events = services.sessions.events(session)
            started = replay(events).started
            pack, scenario, _persona = services.find(started.pack, started.scenario)
            return _read(events, pack, scenario, Rater.of(services.coder.terms))

        def done(read: _Session) -> None:
            self.stop()
            if self._tried is not None:
                self._tried.drop()
            self._session = read
            self._show(next(iter(read.found)))
            # Before the page is shown: else its first turn gets the focus for a moment.
            self._page.leave.setFocus()
            then()
            self._look_ahead(read)

        services.store_worker.run(work, done=done, failed=self._tell)

    def stop(self) -> None:
        """Ends the answer under way; what was said stands."""
        answer, engine = self._answer, self._services.model.engine
        if answer is None:
            return
        answer.stop.set()
        if answer.begun.is_set():
            if engine is not None:
                engine.stop()
        elif answer.job is not None:
            # The model is at somebody else's words: those are not to be stopped.
            self._answer = None
            answer.job.drop()
            self._page.what_if.cancel(answer.index)

    def _show(self, member: str) -> None:
        read = self._session
        if read is not None:
            room = Room(names_of({id: read.personas[id] for id in read.found}), member, read.bonds)
            self._page.show_debrief(read.found[member], room)

    def _look_ahead(self, read: _Session) -> None:
        member, found = next(iter(read.found.items()))
        if len(read.found) > 1 or not found.counts.trainee_turns:
            return

        def done(whole: Debrief) -> None:
            if read is self._session:
                self._page.add_outlook(whole)

        self._services.store_worker.run(
            lambda _: with_outlook(found, read.events, read.personas[member]),
            done=done,
            failed=self._tell,
        )

    def _try(self, index: int, text: str) -> None:
        read, services, view = self._session, self._services, self._page.what_if
        if read is None:
            return

        def work(_: Piece) -> WhatIf:
            return what_if(read.events, read.personas, read.scenario, services.coder, index, text)

        def failed(error: Exception) -> None:
            view.fail(index, sentence(error))

        self._tried = services.store_worker.run(work, done=view.show_other, failed=failed)

    def _hear(self, index: int, text: str) -> None:
        read, services, view = self._session, self._services, self._page.what_if
        engine = services.model.engine
        if read is None:
            return
        if engine is None:
            view.fail(index, services.model.problem or NO_MODEL)
            return
        self.stop()
        self._answer = answer = _Answer(index)

        def work(piece: Piece) -> str:
            answer.begun.set()
            return other_answer(
                read.events,
                read.pack,
                read.scenario,
                engine,
                services.coder,
                index,
                text,
                on_text=lambda words: _hand(piece, words),
                stop=answer.stop,
            )

        def done(said: str) -> None:
            self._forget(answer)
            if answer.stop.is_set() and said == NOTHING_SAID:
                view.cancel(index)
            else:
                view.finish(index, said)

        def failed(error: Exception) -> None:
            self._forget(answer)
            view.fail(index, sentence(error))

        answer.job = services.engine_worker.run(
            work,
            done=done,
            failed=failed,
            piece=lambda words: view.add(index, str(words)),
            halt=self.stop,
        )

    def _forget(self, answer: _Answer) -> None:
        if self._answer is answer:
            self._answer = None

    def _rested(self, busy: bool) -> None:
        """A session that began meanwhile may have dropped the answer: nobody tells of that."""
        answer = self._answer
        if not busy and answer is not None:
            self._answer = None
            self._page.what_if.cancel(answer.index)


def _hand(piece: Piece, words: str) -> None:
    piece(words)


def _read(events: Sequence[Event], pack: Pack, scenario: Scenario, rater: Rater) -> _Session:
    view = replay(events)
    personas = personas_of(pack, scenario)
    if view.grouped and set(view.clients) != set(personas):
        raise KnownError(
            f"The scenario {scenario.title!r} has other clients today than in this session, so "
            "that it cannot be looked back on"
        )
    return _Session(
        events=events,
        pack=pack,
        scenario=scenario,
        personas=personas,
        found={id: debrief(events, personas[id], scenario, rater) for id in personas},
        bonds=_bonds(view) if view.grouped else {},
    )


def _bonds(view: SessionView) -> dict[int, Bonds]:
    """How the members stand after each turn of the path that settled it."""
    found = {0: view.started.bonds}
    for index, number in enumerate(view.path):
        floor = view.turns[number].floor
        if floor is not None:
            found[index] = floor.bonds
    return found
