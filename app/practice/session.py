"""A practice session: the trainee speaks, the client answers, everything is an event.

Methods that draw words block and belong in a worker thread; ``stop`` may be called from any.
Each step is written to the log before the next one uses it, so that a session cut off anywhere
goes on from its events.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from app import __version__
from app.assessment.protocol import Coder
from app.client.group import bonds_at_start
from app.client.mind import start, tell
from app.client.script import note, told
from app.domain.errors import KnownError
from app.domain.events import (
    ClientReplied,
    Condensed,
    Ended,
    Event,
    FloorGiven,
    MindMoved,
    Resumed,
    Rewound,
    Started,
    TimeOut,
    Timings,
    TraineeSpoke,
    TurnCoded,
)
from app.domain.scenario import Pack, Scenario
from app.engine.protocol import Answer, Engine, Message, Request, Sampling
from app.practice.care import in_trouble
from app.practice.coach import coach_messages, compose_answer
from app.practice.condense import compose_summary, cut_point, summary_messages
from app.practice.drawing import REPLY_TOKENS, drawn, nowhere, said_up_to, seed_of
from app.practice.messages import client_messages, least_messages, well_formed
from app.practice.replay import SessionView, TurnView, apply, replay
from app.practice.room import (
    floor_after,
    heard_from_client,
    heard_from_trainee,
    moved,
    names_of,
    noises_of,
    personas_of,
)
from app.practice.screen import Screen

COACH_SAMPLING = Sampling(temperature=0.6, top_k=20, top_p=0.8)
COACH_TOKENS = 400
SUMMARY_TOKENS = 300


class EventLog(Protocol):
    """Where events go; durable when ``append`` returns."""

    def append(self, event: Event) -> None:
        """Writes one event."""
        ...


class Practice:
    """One session under way.

    Attributes:
        view: The session as it stands; a value, replaced after each event.
        events: All events so far.
        personas: Who is in the room, by id, the first of a group first; ``persona`` is that one.
        names: Their first names.
        answering: Whose reply is under way, if any.
        on_answering: Told who is about to reply, before the first word and where it is drawn.
    """

    def __init__(
        self,
        *,
        pack: Pack,
        scenario: Scenario,
        engine: Engine,
        coder: Coder,
        log: EventLog,
        events: Sequence[Event],
    ) -> None:
        """Takes up the session of these events; use ``begin`` or ``resume``.

        Raises:
            KnownError: The scenario is one of other clients now.
        """
        self.pack = pack
        self.scenario = scenario
        self.events = tuple(events)
        self.view: SessionView = replay(events)
        self.personas = personas_of(pack, scenario, self.view.clients)
        self.persona = self.personas[self.view.started.client]
        self.names = names_of(self.personas)
        self.full_names = {id: persona.name for id, persona in self.personas.items()}
        self.answering: str | None = None
        self.on_answering: Callable[[str], None] | None = None
        self._engine = engine
        self._coder = coder
        self._log = log
        self._stopped = threading.Event()

    @classmethod
    def begin(
        cls,
        *,
        pack: Pack,
        scenario: Scenario,
        engine: Engine,
        coder: Coder,
        log: EventLog,
        seed: int,
    ) -> "Practice":
        """Starts a session; the client's opening words are there at once."""
        personas = personas_of(pack, scenario)
        states = {id: start(persona) for id, persona in personas.items()}
        first, group = scenario.client, scenario.group
        started = Started(
            pack=pack.id,
            pack_version=pack.version,
            scenario=scenario.id,
            client=first,
            seed=seed,
            model=engine.info.identity,
            model_name=engine.info.name,
            app_version=__version__,
            opening=scenario.opening,
            state=states.pop(first),
            others=states,
            bonds=bonds_at_start(group, scenario.clients) if group is not None else {},
            codes=coder.code_client(scenario.opening),
            timings=Timings(at=_now()),
        )
        log.append(started)
        return cls(
            pack=pack, scenario=scenario, engine=engine, coder=coder, log=log, events=[started]
        )

    @classmethod
    def resume(
        cls,
        events: Sequence[Event],
        *,
        pack: Pack,
        scenario: Scenario,
        engine: Engine,
        coder: Coder,
        log: EventLog,
    ) -> "Practice":
        """Goes on with a session from its events; ``proceed`` if a reply is still owed.

        What was still to do for the last words, short of drawing a reply, is done here.

        Raises:
            KnownError: The scenario is one of other clients now.
        """
        practice = cls(
            pack=pack, scenario=scenario, engine=engine, coder=coder, log=log, events=events
        )
        practice._append(
            Resumed(
                model=engine.info.identity,
                model_name=engine.info.name,
                timings=Timings(at=_now()),
            )
        )
        practice._settle(practice.view.head)
        return practice

    def say(self, text: str, on_text: Callable[[str], None] | None = None) -> ClientReplied:
        """The trainee says something (nothing is silence); the client replies.

        In a group another client may want to answer that reply: while ``view.pending`` is set
        afterwards, ``proceed`` draws what they say, and ``take_floor`` has them wait.

        Raises:
            ValueError: The session is over or a reply is still owed.
            KnownError: The words alone are too long for the model.
            EngineGone: The words are kept; call ``proceed`` when an engine is there again.
        """
        self._must_go_on()
        if self.view.pending is not None:
            raise ValueError("a reply is still owed; call proceed")
        # Only here, before anything is kept: a stop pressed from now on is meant for this reply.
        self._stopped.clear()
        text = well_formed(text)
        view, info = self.view, self._engine.info
        least = (
            least_messages(text, persona, self.scenario, self.names, brief=info.small)
            for persona in self.personas.values()
        )
        needed = max(map(self._engine.count, least)) + REPLY_TOKENS + SUMMARY_TOKENS
        if needed > info.context:
            raise KnownError(
                f"that would fill {needed} of the model's {info.context} tokens; "
                "say it in fewer words"
            )
        self._append(
            TraineeSpoke(
                turn=view.next_turn, parent=view.head, text=text, timings=Timings(at=_now())
            )
        )
        return self._go_on(on_text)

    def proceed(self, on_text: Callable[[str], None] | None = None) -> ClientReplied:
        """Does what is left to do for the last words, and draws the reply that is owed.

        Where it only now turns out that the floor is the trainee's, it is the last reply that is
        returned, and nothing is drawn.

        Raises:
            ValueError: The session is over, or no reply is owed.
            EngineGone: The reply is still owed.
        """
        self._must_go_on()
        self._stopped.clear()
        return self._go_on(on_text)

    def retry(self, on_text: Callable[[str], None] | None = None) -> ClientReplied:
        """Draws another reply of the same client to the same words; the earlier one is kept.

        Raises:
            ValueError: The session is over, a reply is owed, or there is none yet.
            EngineGone: The words are kept; call ``proceed`` when an engine is there again.
        """
        self._must_go_on()
        turn = self.view.turns[self.view.head]
        if self.view.pending is not None or turn.parent is None or turn.client is None:
            raise ValueError("there is no reply to try again")
        self._stopped.clear()
        # Before going back: a session cut off in between still stands at the earlier reply.
        self._give_floor(turn.parent, turn.client)
        return self._reply(turn.parent, turn.client, on_text)

    def rewind(self, turn: int) -> None:
        """Goes back to a client turn, and the trainee speaks; what came after is kept."""
        self._must_go_on()
        if turn not in self.view.turns or self.view.turns[turn].speaker != "client":
            raise ValueError(f"turn {turn} is not a turn of the client")
        # Before going back: a session cut off in between has not gone anywhere.
        self._give_floor(turn, None)
        self._append(Rewound(turn=turn, timings=Timings(at=_now())))

    def take_floor(self) -> None:
        """The trainee speaks next, whoever else wanted to; harmless when they do anyway.

        Raises:
            ValueError: The session is over.
        """
        self._must_go_on()
        turn = self.view.turns[self.view.head]
        if turn.speaker == "client":
            self._give_floor(turn.number, None)

    def time_out(self, question: str, on_text: Callable[[str], None] | None = None) -> TimeOut:
        """Asks the coach about the session so far; the client does not notice.

        Raises:
            ValueError: The session is over.
            KnownError: The question alone is too long for the model.
            EngineGone: Nothing was kept.
        """
        self._must_go_on()
        question = well_formed(question)
        show = on_text or nowhere
        # Whoever is in trouble gets words that were thought over, not drawn.
        composed = self._engine.info.small or in_trouble(question, *self.personas.values())
        began = time.monotonic()
        if composed:
            answer = compose_answer(self.view, self.personas, question)
        else:
            fits = self._fits(COACH_TOKENS)
            messages = coach_messages(self.view, self.full_names, self.scenario, question, fits)
            if not fits(messages):
                raise KnownError(
                    f"that question does not fit the model's {self._engine.info.context} tokens; "
                    "ask it in fewer words"
                )
            seed = self._seed("coach", len(self.view.time_outs), 0)
            answer = self._ask("coach", messages, COACH_SAMPLING, COACH_TOKENS, seed, show).text
        event = TimeOut(
            after=self.view.head,
            question=question,
            answer=answer.strip(),
            composed=composed,
            timings=Timings(at=_now(), total_s=round(time.monotonic() - began, 3)),
        )
        self._append(event)
        if composed:
            show(answer)
        return event

    def stop(self) -> None:
        """Ends the words under way; what was said so far stands. From any thread."""
        self._stopped.set()
        self._engine.stop()

    def end(self, reason: str = "finished") -> None:
        """Ends the session; harmless when it has ended."""
        if self.view.ended is None:
            self._append(
                Ended(reason="left" if reason == "left" else "finished", timings=Timings(at=_now()))
            )

    def context_use(self) -> tuple[int, int]:
        """Tokens the client's history fills, of a group the fullest, and how many there may be."""
        used = (self._engine.count(self._messages(client)) for client in self.personas)
        return max(used), self._engine.info.context

    def _go_on(self, on_text: Callable[[str], None] | None) -> ClientReplied:
        number = self.view.pending
        if number is None:
            raise ValueError("no reply is owed")
        self._settle(number)
        floor = self.view.turns[number].floor
        client = floor.next if floor is not None else self.view.started.client
        if client is None:
            return next(e for e in self.events if isinstance(e, ClientReplied) and e.turn == number)
        return self._reply(number, client, on_text)

    def _settle(self, number: int, *, stopped: bool = False) -> None:
        """Does what a turn leads to and is not done yet, up to who speaks next.

        Where the turn is a reply that the trainee stopped, they do.
        """
        turn = self.view.turns[number]
        if turn.speaker == "trainee" and turn.codes is None:
            codes = self._coder.code(turn.text, said_up_to(self.view, turn.parent or 0))
            self._append(TurnCoded(turn=number, coder=self._coder.name, codes=codes))
        grouped = self.view.grouped
        if number == 0 or (turn.speaker == "client" and not grouped):
            return
        self._move(self.view.turns[number])
        if grouped and turn.floor is None:
            floor = floor_after(self.view, number, self.personas)
            next = None if stopped or turn.interrupted else floor.next
            self._append(FloorGiven(turn=number, next=next, bonds=floor.bonds))

    def _give_floor(self, number: int, client: str | None) -> None:
        """This client, or the trainee, speaks after this turn of a group's session."""
        self._settle(number)
        floor = self.view.turns[number].floor
        if floor is not None and floor.next != client:
            self._append(FloorGiven(turn=number, next=client, bonds=floor.bonds))

    def _move(self, turn: TurnView) -> None:
        """Moves the minds of those who heard a turn, in so far as that is still to do."""
        view, number = self.view, turn.number
        if turn.codes is not None:
            heard = heard_from_trainee(view, turn, turn.codes, self.personas)
        else:
            heard = heard_from_client(view, turn, self.personas)
        missing = [id for id in heard if id not in turn.minds]
        if not missing:
            return
        noises = noises_of(view.started.seed, number, list(heard), grouped=view.grouped)
        # As they were before this turn moved anybody: a session cut off in between goes on so.
        before = {id: view.state_of(id, turn.parent or 0) for id in self.personas}
        if turn.client is not None:
            before[turn.client] = view.state_of(turn.client, number)
        states = moved(self.personas, self.scenario, before, heard, noises)
        for id in missing:
            self._append(
                MindMoved(
                    turn=number,
                    client=id if view.grouped else None,
                    appraisal=heard[id],
                    noise=noises[id],
                    state=states[id],
                    note=note(self.personas[id], states[id], heard[id], self.names),
                )
            )

    def _reply(
        self, parent: int, client: str, on_text: Callable[[str], None] | None
    ) -> ClientReplied:
        self._append_if_rewound(parent)
        self.answering = client
        try:
            if self.on_answering is not None:
                self.on_answering(client)
            return self._drawn(parent, client, on_text)
        finally:
            self.answering = None

    def _drawn(
        self, parent: int, client: str, on_text: Callable[[str], None] | None
    ) -> ClientReplied:
        self._make_room()
        view, persona = self.view, self.personas[client]
        state = view.state_of(client, parent)
        turn = view.next_turn
        earlier = [t.text for t in view.turns.values() if t.client == client]
        others = [name for id, name in self.full_names.items() if id != client]
        messages = self._messages(client)
        seat = self._seat(client)
        show = on_text or nowhere
        reply = drawn(
            self._engine,
            seat,
            messages,
            seed=lambda attempt: self._seed(seat, turn, attempt),
            screen=lambda: Screen(persona, state, earlier, show, others),
            stopped=self._stopped,
            show=show,
        )
        text, answer = reply.text, reply.answer
        items = tuple(item for item in told(persona, text) if item not in state.disclosed)
        event = ClientReplied(
            turn=turn,
            parent=parent,
            client=client,
            text=text,
            seed=self._seed(seat, turn, max(reply.attempts - 1, 0)),
            attempts=reply.attempts,
            told=items,
            state=tell(state, items),
            interrupted=self._stopped.is_set(),
            codes=self._coder.code_client(text, said_up_to(self.view, parent)),
            prompt_tokens=answer.prompt_tokens if answer else 0,
            prefilled=answer.prefilled if answer else 0,
            generated=answer.generated if answer else 0,
            timings=Timings(
                at=_now(),
                first_word_s=round(answer.first_token_s, 3) if answer else None,
                total_s=round(answer.total_s, 3) if answer else None,
            ),
        )
        self._append(event)
        self._settle(turn, stopped=self._stopped.is_set())
        return event

    def _seat(self, client: str) -> str:
        return f"client:{client}" if self.view.grouped else "client"

    def _ask(
        self,
        seat: str,
        messages: tuple[Message, ...],
        sampling: Sampling,
        max_tokens: int,
        seed: int,
        on_text: Callable[[str], None],
    ) -> Answer:
        request = Request(seat, messages, seed, sampling, max_tokens)
        return self._engine.answer(request, on_text)

    def _make_room(self) -> None:
        """Sums up the oldest turns when the next reply would not fit, in anybody's history."""
        fits = self._fits(REPLY_TOKENS)
        while not all(fits(self._messages(client)) for client in self.personas):
            upto = cut_point(self.view)
            if upto is None:
                raise KnownError(
                    f"the model's context of {self._engine.info.context} tokens is too small for "
                    "this scenario; choose a larger context or a model that has one"
                )
            written = self._summary(upto)
            told_to = {
                id: compose_summary(self.view, self.personas, upto, to=id) for id in self.personas
            }
            one = None if self.view.grouped else self.view.started.client
            summary = written or compose_summary(self.view, self.personas, upto, to=one)
            self._append(
                Condensed(
                    turn=upto,
                    summary=summary,
                    composed=not written,
                    told_to=told_to if self.view.grouped and not written else {},
                )
            )

    def _summary(self, upto: int) -> str:
        """The model's summary; nothing where it cannot write one or was stopped in it."""
        messages = summary_messages(self.view, self.full_names, upto)
        cannot = self._engine.info.small or not self._fits(SUMMARY_TOKENS)(messages)
        if cannot or self._stopped.is_set():
            return ""
        seed = self._seed("rater", upto, 0)
        answer = self._ask("rater", messages, COACH_SAMPLING, SUMMARY_TOKENS, seed, nowhere)
        return "" if answer.finish == "stopped" else answer.text.strip()

    def _fits(self, answer_tokens: int) -> Callable[[Sequence[Message]], bool]:
        """Says of messages whether they leave room for an answer of this length."""
        room = self._engine.info.context - answer_tokens
        return lambda messages: self._engine.count(messages) <= room

    def _append_if_rewound(self, parent: int) -> None:
        """A new try starts where the trainee's words stand."""
        if self.view.head != parent:
            self._append(Rewound(turn=parent))

    def _messages(self, client: str) -> tuple[Message, ...]:
        return client_messages(
            self.view,
            self.personas[client],
            self.scenario,
            self.names,
            brief=self._engine.info.small,
        )

    def _must_go_on(self) -> None:
        if self.view.ended is not None:
            raise ValueError("the session is over")

    def _append(self, event: Event) -> None:
        self._log.append(event)
        self.events = (*self.events, event)
        self.view = apply(self.view, event)

    def _seed(self, seat: str, number: int, attempt: int) -> int:
        return seed_of(self.view.started.seed, seat, number, attempt)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
