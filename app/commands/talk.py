"""The talk itself in the terminal: typed line by line, or from a script."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.console import Console
from rich.text import Text

from app.commands.interrupts import on_interrupt
from app.domain.errors import KnownError
from app.domain.events import ClientReplied
from app.engine.protocol import EngineInfo
from app.practice.room import who
from app.practice.session import Practice

HELP = """\
/again            another reply to the same words
/back             take back your last turn and its reply
/turns            the talk so far, with the numbers of its turns
/rewind N         go on from the client's turn N
/timeout QUESTION ask the coach about the session so far
/status           the model, and how full its memory of the talk is
/end              end the session and see the debrief
An empty line is silence. Ctrl-C stops the client mid-sentence; Ctrl-D leaves and keeps
the session."""
HELP_WITH_SEVERAL = """
With several clients, the one you call by name is likely to answer, and others may answer them:
Ctrl-C has them wait, so that you can come in."""


Draw = Callable[[Callable[[str], None]], ClientReplied]
"""Draws a reply, and hands out its words."""


class Talk:
    """A session under way, at a console."""

    def __init__(self, practice: Practice, info: EngineInfo, console: Console) -> None:
        self._practice = practice
        self._info = info
        self._console = console
        several = practice.view.grouped
        self._labels = practice.names if several else practice.full_names
        self._help = HELP + (HELP_WITH_SEVERAL if several else "")
        self._waiting = console.status("")
        practice.on_answering = self._about_to_speak
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: self._tell(self._help),
            "/again": lambda _: self._again(),
            "/back": lambda _: self._back(),
            "/turns": lambda _: self._turns(),
            "/rewind": self._rewind,
            "/timeout": self._time_out,
            "/status": lambda _: self._status(),
        }

    def introduce(self) -> None:
        """Shows where we are, whom we meet, on which model, and the opening words."""
        scenario = self._practice.scenario
        self._console.print(Text(f"\n{scenario.title}", style="bold"))
        self._dim(f"{who(self._practice.personas)}. {scenario.setting}")
        for line in scenario.content_notes:
            self._dim(f"Content note: {line}")
        self._dim(f"Model: {self._model()}. Seed {self._practice.view.started.seed}.")
        self._console.print(Text(f"\n{scenario.stage}", style="italic"))
        self._show_turn(0)

    def catch_up(self) -> None:
        """Shows the words so far of a session taken up again, and the reply still owed."""
        for number in self._practice.view.path[1:]:
            self._show_turn(number)
        if self._practice.view.pending is not None:
            self._exchange(self._practice.proceed)

    def recite(self, script: Sequence[str]) -> bool:
        """Says these lines one after the other.

        Returns:
            False when Ctrl-C ended it: the reply under way stops and no line follows.
        """
        interrupted = False

        def interrupt() -> None:
            nonlocal interrupted
            interrupted = True
            self._practice.stop()

        with on_interrupt(interrupt):
            for line in script:
                if interrupted:
                    break
                self._speaks("You", line or "(silence)")
                self._exchange(partial(self._practice.say, line), interrupt)
        return not interrupted

    def converse(self, ask: Callable[[], str]) -> bool:
        """Asks for a line and does what it says, again and again.

        Args:
            ask: Gives the next line; EOFError and KeyboardInterrupt leave the session.

        Returns:
            True when the trainee ended the session, False when they left it open.
        """
        self._dim("/help shows what else you can do.\n")
        while True:
            try:
                line = ask().strip()
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return False
            if line == "/end":
                return True
            try:
                self._do(line)
            except KnownError as error:
                self._console.print(Text(f"\n{error}", style="yellow"))

    def _do(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        if not command.startswith("/"):
            self._say(line)
        elif command in self._commands:
            self._commands[command](rest.strip())
        else:
            self._tell(f"There is no {command}.\n{self._help}")

    def _say(self, line: str) -> None:
        view = self._practice.view
        if view.turns[view.head].speaker == "trainee":
            self._tell(
                f"{self._next()} has not answered your last words yet: /again asks for the "
                "answer, /back takes your words back."
            )
            return
        self._practice.take_floor()
        self._exchange(partial(self._practice.say, line))

    def _again(self) -> None:
        if self._practice.view.pending is not None:
            self._exchange(self._practice.proceed)
        elif self._practice.view.head == 0:
            self._tell("There is no reply to try again yet.")
        else:
            self._exchange(self._practice.retry)

    def _back(self) -> None:
        view = self._practice.view
        own = [n for n in view.path if view.turns[n].speaker == "trainee"]
        before = view.turns[own[-1]].parent if own else None
        if before is not None:
            self._go_to(before)
        else:
            self._tell("This is the beginning.")

    def _rewind(self, where: str) -> None:
        turns = self._practice.view.turns
        # A number of more digits names no turn, and int() refuses very long ones.
        number = int(where) if where.isdecimal() and len(where) < 9 else -1
        if number in turns and turns[number].speaker == "client":
            self._go_to(number)
        else:
            several = self._practice.view.grouped
            whose = "a client" if several else self._practice.persona.name
            self._tell(
                f"/rewind takes the number of a turn of {whose}, as in /rewind 0; "
                "/turns shows them."
            )

    def _go_to(self, number: int) -> None:
        self._practice.rewind(number)
        self._dim("You are back at:")
        self._show_turn(number)

    def _turns(self) -> None:
        for number in self._practice.view.path:
            self._show_turn(number, f"{number:>4}  ")

    def _status(self) -> None:
        used, room = self._practice.context_use()
        self._tell(f"Model: {self._model()}.")
        self._tell(
            f"Memory of the talk: {used:,} of {room:,} tokens ({used / room:.0%}). "
            "When it is full, the oldest turns are summed up."
        )

    def _time_out(self, question: str) -> None:
        self._console.print(Text("Coach: ", style="bold magenta"), end="")
        with on_interrupt(self._practice.stop):
            self._practice.time_out(question or "How is it going so far?", self._show)
        self._console.print("\n")

    def _exchange(self, draw: Draw, interrupt: Callable[[], None] | None = None) -> None:
        """Draws a reply, and what other clients answer to it until the floor is the trainee's.

        Ctrl-C meanwhile does ``interrupt``, or else stops the reply; nobody goes on after it.
        """
        stopped = False

        def stop() -> None:
            nonlocal stopped
            stopped = True
            (interrupt or self._practice.stop)()

        with on_interrupt(stop):
            self._reply(draw)
            while self._practice.view.pending is not None and not stopped:
                self._reply(self._practice.proceed)
            self._practice.take_floor()

    def _reply(self, draw: Draw) -> None:
        """Draws a reply; the client's name appears with the first words, not before."""
        self._waiting = self._console.status(Text(f"{self._next()} ..."))
        begun = False
        summed_up = len(self._practice.view.condensed)

        def show(words: str) -> None:
            nonlocal begun
            if not begun:
                begun = True
                self._waiting.stop()
                if len(self._practice.view.condensed) > summed_up:
                    self._dim("The oldest turns were summed up: the model's memory was full.")
                self._speaks(self._next(), end="")
            self._show(words)

        with self._waiting:
            draw(show)
        if begun:
            self._console.print("\n")

    def _about_to_speak(self, client: str) -> None:
        self._waiting.update(Text(f"{self._labels[client]} ..."))

    def _next(self) -> str:
        """Who speaks now or next, as far as it is settled; else nobody in particular."""
        view, answering = self._practice.view, self._practice.answering
        floor = view.turns[view.head].floor
        client = answering or (floor.next if floor is not None else None)
        if client is None and not view.grouped:
            client = view.started.client
        return self._labels[client] if client is not None else "Somebody"

    def _model(self) -> str:
        small = "; starter voice: install the full model for free conversation"
        return self._info.name + (small if self._info.small else "")

    def _show_turn(self, number: int, before: str = "") -> None:
        turn = self._practice.view.turns[number]
        name = self._labels[turn.client] if turn.client is not None else "You"
        self._speaks(before + name, turn.text or "(silence)")

    def _speaks(self, name: str, words: str = "", end: str = "\n") -> None:
        self._console.print(Text(f"{name}: ", style="bold") + Text(words), end=end)

    def _tell(self, words: str) -> None:
        self._console.print(Text(words))

    def _dim(self, words: str) -> None:
        self._console.print(Text(words, style="dim"))

    def _show(self, words: str) -> None:
        self._console.print(Text(words), end="", soft_wrap=True)
