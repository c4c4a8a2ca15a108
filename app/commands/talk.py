"""The talk itself in the terminal: typed line by line, or from a script."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.console import Console
from rich.text import Text

from app.commands.interrupts import on_interrupt
from app.domain.errors import KnownError
from app.domain.events import ClientReplied
from app.engine.protocol import EngineInfo
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


class Talk:
    """A session under way, at a console."""

    def __init__(self, practice: Practice, info: EngineInfo, console: Console) -> None:
        self._practice = practice
        self._info = info
        self._console = console
        self._name = practice.persona.name
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: self._tell(HELP),
            "/again": lambda _: self._again(),
            "/back": lambda _: self._back(),
            "/turns": lambda _: self._turns(),
            "/rewind": self._rewind,
            "/timeout": self._time_out,
            "/status": lambda _: self._status(),
        }

    def introduce(self) -> None:
        """Shows where we are, whom we meet, on which model, and the opening words."""
        scenario, persona = self._practice.scenario, self._practice.persona
        self._console.print(Text(f"\n{scenario.title}", style="bold"))
        self._dim(f"{persona.name}, {persona.age}. {scenario.setting}")
        for line in scenario.content_notes:
            self._dim(f"Content note: {line}")
        self._dim(f"Model: {self._model()}. Seed {self._practice.view.started.seed}.")
        self._console.print(Text(f"\n{scenario.stage}", style="italic"))
        self._speaks(self._name, self._practice.view.started.opening)

    def catch_up(self) -> None:
        """Shows the words so far of a session taken up again, and the reply still owed."""
        for number in self._practice.view.path[1:]:
            self._show_turn(number)
        if self._practice.view.pending is not None:
            self._reply(self._practice.proceed)

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
                self._reply(partial(self._practice.say, line), interrupt)
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
            self._tell(f"There is no {command}.\n{HELP}")

    def _say(self, line: str) -> None:
        if self._practice.view.pending is not None:
            self._tell(
                f"{self._name} has not answered your last words yet: /again asks for the answer, "
                "/back takes your words back."
            )
            return
        self._reply(partial(self._practice.say, line))

    def _again(self) -> None:
        if self._practice.view.pending is not None:
            self._reply(self._practice.proceed)
        elif self._practice.view.head == 0:
            self._tell("There is no reply to try again yet.")
        else:
            self._reply(self._practice.retry)

    def _back(self) -> None:
        view = self._practice.view
        clients = [n for n in view.path if view.turns[n].speaker == "client"]
        if view.pending is None:
            clients.pop()
        if clients:
            self._go_to(clients[-1])
        else:
            self._tell("This is the beginning.")

    def _rewind(self, where: str) -> None:
        turns = self._practice.view.turns
        # A number of more digits names no turn, and int() refuses very long ones.
        number = int(where) if where.isdecimal() and len(where) < 9 else -1
        if number in turns and turns[number].speaker == "client":
            self._go_to(number)
        else:
            self._tell(
                f"/rewind takes the number of a turn of {self._name}, as in /rewind 0; "
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

    def _reply(
        self,
        draw: Callable[[Callable[[str], None]], ClientReplied],
        interrupt: Callable[[], None] | None = None,
    ) -> None:
        """Draws a reply; the client's name appears with the first words, not before.

        Ctrl-C meanwhile does ``interrupt``, or else only stops the reply.
        """
        waiting = self._console.status(Text(f"{self._name} ..."))
        begun = False
        summed_up = len(self._practice.view.condensed)

        def show(words: str) -> None:
            nonlocal begun
            if not begun:
                begun = True
                waiting.stop()
                if len(self._practice.view.condensed) > summed_up:
                    self._dim("The oldest turns were summed up: the model's memory was full.")
                self._speaks(self._name, end="")
            self._show(words)

        with waiting, on_interrupt(interrupt or self._practice.stop):
            draw(show)
        self._console.print("\n")

    def _model(self) -> str:
        small = "; starter voice: install the full model for free conversation"
        return self._info.name + (small if self._info.small else "")

    def _show_turn(self, number: int, before: str = "") -> None:
        turn = self._practice.view.turns[number]
        name = self._name if turn.speaker == "client" else "You"
        self._speaks(before + name, turn.text or "(silence)")

    def _speaks(self, name: str, words: str = "", end: str = "\n") -> None:
        self._console.print(Text(f"{name}: ", style="bold") + Text(words), end=end)

    def _tell(self, words: str) -> None:
        self._console.print(Text(words))

    def _dim(self, words: str) -> None:
        self._console.print(Text(words, style="dim"))

    def _show(self, words: str) -> None:
        self._console.print(Text(words), end="", soft_wrap=True)
