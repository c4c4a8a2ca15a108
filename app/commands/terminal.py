"""Practice in the terminal: typed, scripted, or as JSON Lines."""

import secrets
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from app.domain.events import ClientReplied
from app.engine.process import EngineProcess
from app.practice.debrief import Debrief, debrief
from app.practice.house import House
from app.practice.session import Practice

HELP = """\
/again            another reply to the same words
/timeout QUESTION ask the coach about the session so far
/back             take back your last turn and its reply
/end              end the session and see the debrief
An empty line is silence. Ctrl-C stops the client mid-sentence; Ctrl-D leaves."""


class Terminal:
    """A session at the terminal of this process."""

    def __init__(self, house: House, *, as_json: bool = False) -> None:
        self._house = house
        self._json = as_json
        self._console = Console(stderr=as_json, highlight=False)

    def practice(
        self,
        name: str,
        *,
        model: str | None,
        seed: int | None,
        script: Sequence[str] | None = None,
    ) -> None:
        """Plays one session; with a script its lines are the trainee's turns.

        Raises:
            KnownError: The scenario, the model or the database cannot be used.
        """
        pack, scenario, _ = self._house.find(name)
        left = None if script is not None else self._unfinished(pack.id, scenario.id)
        if left is not None:
            self.resume(left, model=model)
            return
        seed = secrets.randbelow(2**31) if seed is None else seed
        with self._load(model) as engine:
            _, practice = self._house.begin(f"{pack.id}/{scenario.id}", engine, seed)
            self._introduce(practice, engine)
            self._play(practice, script)

    def resume(self, session: str, *, model: str | None) -> None:
        """Goes on with a stored session, with the words so far."""
        with self._load(model) as engine:
            practice = self._house.resume(session, engine)
            self._introduce(practice, engine)
            names = {"client": practice.persona.name, "trainee": "You"}
            for number in practice.view.path[1:]:
                turn = practice.view.turns[number]
                self._speaks(names[turn.speaker], turn.text or "(silence)")
            if practice.view.pending is not None:
                self._reply(practice, practice.proceed)
            self._play(practice, None)

    def _play(self, practice: Practice, script: Sequence[str] | None) -> None:
        finished = self._converse(practice) if script is None else self._recite(practice, script)
        practice.end("finished" if finished else "left")
        if self._json:
            for event in practice.events:
                sys.stdout.write(event.model_dump_json() + "\n")
            sys.stdout.flush()
        else:
            found = debrief(practice.events, practice.persona, practice.scenario)
            print_debrief(self._console, found)

    def _unfinished(self, pack: str, scenario: str) -> str | None:
        """An unfinished session of this scenario that the trainee wants to go on with."""
        for summary in self._house.sessions.unfinished():
            if (summary.pack, summary.scenario) == (pack, scenario) and summary.turns:
                when = summary.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
                self._console.print(
                    f"Your session with {summary.client_name} of {when} is unfinished "
                    f"(turns: {summary.turns})."
                )
                answer = self._console.input("Go on with it? [Y/n] ", markup=False)
                return None if answer.strip().lower().startswith("n") else summary.id
        return None

    def _load(self, model: str | None) -> EngineProcess:
        columns = (TextColumn("Loading the model"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("load", total=1.0)
            return self._house.engine(model, lambda done: progress.update(task, completed=done))

    def _introduce(self, practice: Practice, engine: EngineProcess) -> None:
        scenario, persona = practice.scenario, practice.persona
        say = self._console.print
        say(Text(f"\n{scenario.title}", style="bold"))
        say(Text(f"{persona.name}, {persona.age}. {scenario.setting}", style="dim"))
        for line in scenario.content_notes:
            say(Text(f"Content note: {line}", style="dim"))
        small = (
            "; starter voice: install the full model for free conversation"
            if engine.info.small
            else ""
        )
        say(
            Text(
                f"Model: {engine.info.name}{small}. Seed {practice.view.started.seed}.", style="dim"
            )
        )
        say(Text(f"\n{scenario.stage}", style="italic"))
        self._speaks(persona.name, practice.view.started.opening)

    def _speaks(self, name: str, words: str = "", end: str = "\n") -> None:
        self._console.print(Text(f"{name}: ", style="bold") + Text(words), end=end)

    def _recite(self, practice: Practice, script: Sequence[str]) -> bool:
        for line in script:
            self._speaks("You", line or "(silence)")
            self._reply(practice, partial(practice.say, line))
        return True

    def _converse(self, practice: Practice) -> bool:
        self._console.print(Text("/help shows what else you can do.\n", style="dim"))
        while True:
            try:
                line = self._console.input(Text("You: ", style="bold cyan")).strip()
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return False
            command, _, rest = line.partition(" ")
            if command == "/end":
                return True
            if command == "/help":
                self._console.print(HELP)
            elif command == "/again":
                if practice.view.head == 0:
                    self._console.print("There is no reply to try again yet.")
                else:
                    self._reply(practice, practice.retry)
            elif command == "/back":
                self._back(practice)
            elif command == "/timeout":
                question = rest or "How is it going so far?"
                self._console.print(Text("Coach: ", style="bold magenta"), end="")
                practice.time_out(question, self._show)
                self._console.print("\n")
            elif command.startswith("/"):
                self._console.print(f"There is no {command}.\n{HELP}")
            else:
                self._reply(practice, partial(practice.say, line))

    def _back(self, practice: Practice) -> None:
        clients = [n for n in practice.view.path if practice.view.turns[n].speaker == "client"]
        if len(clients) < 2:
            self._console.print("This is the beginning.")
            return
        practice.rewind(clients[-2])
        self._console.print(Text("You are back at:", style="dim"))
        self._speaks(practice.persona.name, practice.view.turns[clients[-2]].text)

    def _reply(
        self, practice: Practice, draw: Callable[[Callable[[str], None]], ClientReplied]
    ) -> None:
        """Draws a reply; the client's name appears with the first words, not before."""
        name = practice.persona.name
        waiting = self._console.status(f"{name} ...")
        begun = False

        def show(words: str) -> None:
            nonlocal begun
            if not begun:
                begun = True
                waiting.stop()
                self._speaks(name, end="")
            self._show(words)

        with waiting, _stop_on_interrupt(practice):
            draw(show)
        self._console.print("\n" if not self._json else "")

    def _show(self, words: str) -> None:
        self._console.print(Text(words), end="", soft_wrap=True)


@contextmanager
def _stop_on_interrupt(practice: Practice) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        practice.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def print_debrief(console: Console, found: Debrief) -> None:
    """Prints a debrief: what opened and closed, what was told, numbers last."""
    console.rule(f"Debrief: {found.title}")
    table = Table(box=None, show_header=True, header_style="dim")
    for column in ("", "who", "said", "codes", "trust"):
        table.add_column(column, overflow="fold")
    trust = {point.index: point.state.trust for point in found.timeline}
    for turn in found.turns:
        codes = turn.codes
        tags = (
            []
            if codes is None or turn.appraisal is None
            else [turn.appraisal.heard.replace("_", " ")]
        )
        tags += [] if codes is None else [move.replace("_", " ") for move in codes.moves]
        change = "" if turn.trust_change is None else f"{turn.trust_change:+.2f}"
        at = f"{trust[turn.index]:.2f} {change}" if turn.index in trust and change else ""
        who = "you" if turn.speaker == "trainee" else found.client
        table.add_row(
            str(turn.index), who, turn.text or "(silence)", ", ".join(dict.fromkeys(tags)), at
        )
    console.print(table)
    console.print(Text("\nTrust and resistance over time", style="bold"))
    for label, values in (
        ("trust", [point.state.trust for point in found.timeline]),
        ("resistance", [point.state.resistance for point in found.timeline]),
    ):
        console.print(f"  {label:<11}{_bars(values)}  {values[0]:.2f} to {values[-1]:.2f}")
    console.print(Text(f"\nWhat {found.client} told", style="bold"))
    for told in found.told:
        console.print(f"  turn {told.index}: {told.summary}")
    if not found.told:
        console.print("  nothing that was held back")
    console.print(Text("\nWhat stayed locked", style="bold"))
    for locked in found.locked:
        console.print(f"  {locked.summary} ({locked.why})")
    for title, picks in (
        ("Strongest turns", found.standouts.strongest),
        ("Weakest turns", found.standouts.weakest),
    ):
        console.print(Text(f"\n{title}", style="bold"))
        for pick in picks:
            console.print(f"  turn {pick.index}: {pick.reason}")
        if not picks:
            console.print("  none stood out")
    if found.standouts.try_next:
        console.print(Text("\nOne thing to try next time", style="bold"))
        console.print(f"  {found.standouts.try_next}")
    _print_counts(console, found)


def _print_counts(console: Console, found: Debrief) -> None:
    counts = found.counts

    def ratio(value: float | None) -> str:
        return "not defined" if value is None else f"{value:.2f}"

    console.print(Text("\nNumbers", style="bold"))
    console.print(
        f"  questions: {counts.open_questions} open, {counts.closed_questions} closed   "
        f"reflections: {counts.simple_reflections} simple, {counts.complex_reflections} complex   "
        f"advice: {counts.advice}"
    )
    console.print(
        f"  reflections to questions {ratio(counts.reflections_per_question)}   "
        f"share of open questions {ratio(counts.open_share)}   "
        f"your share of the words {ratio(counts.talk_share)}"
    )


def _bars(values: Sequence[float]) -> str:
    marks = "▁▂▃▄▅▆▇█"
    return "".join(marks[min(7, int(value * 8))] for value in values)
