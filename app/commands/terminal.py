"""A session at the terminal: opened or taken up again, played, and looked back on."""

import secrets
from collections.abc import Sequence
from functools import partial

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from app.commands.debrief_text import print_debrief
from app.commands.json_lines import PrintedLog
from app.commands.streams import plain_console
from app.commands.talk import Talk
from app.engine.process import EngineProcess
from app.engine.protocol import Engine
from app.library.models import skipped
from app.practice.debrief import Rater, debrief
from app.practice.house import House
from app.practice.session import Practice

INTERRUPTED = 130


class Terminal:
    """A session at the terminal of this process."""

    def __init__(self, house: House, *, as_json: bool = False) -> None:
        self._house = house
        self._json = as_json
        self._console = plain_console(stderr=as_json)

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
            OSError: The events cannot be printed.
            typer.Exit: Ctrl-C ended a script.
        """
        pack, scenario, _ = self._house.find(name)
        left = None if script is not None else self._unfinished(pack.id, scenario.id)
        if left is not None:
            self.resume(left, model=model)
            return
        seed = secrets.randbelow(2**31) if seed is None else seed
        with self._load(model) as engine:
            practice = self._begin(f"{pack.id}/{scenario.id}", engine, seed)
            talk = Talk(practice, engine.info, self._console)
            talk.introduce()
            if script is None:
                self._converse(practice, talk)
            else:
                self._recite(practice, talk, script)

    def resume(self, session: str, *, model: str | None) -> None:
        """Goes on with a stored session, with the words so far."""
        with self._load(model) as engine:
            practice = self._house.resume(session, engine)
            talk = Talk(practice, engine.info, self._console)
            talk.introduce()
            talk.catch_up()
            self._converse(practice, talk)

    def _begin(self, name: str, engine: Engine, seed: int) -> Practice:
        around = PrintedLog if self._json else None
        return self._house.begin(name, engine, seed, around)[1]

    def _recite(self, practice: Practice, talk: Talk, script: Sequence[str]) -> None:
        whole = talk.recite(script)
        practice.end("finished" if whole else "left")
        self._look_back(practice)
        if not whole:
            raise typer.Exit(INTERRUPTED)

    def _converse(self, practice: Practice, talk: Talk) -> None:
        ask = partial(self._console.input, Text("You: ", style="bold cyan"))
        if talk.converse(ask):
            practice.end()
            self._look_back(practice)
        elif len(practice.view.turns) > 1:
            started = practice.view.started
            self._console.print(
                f"Your session is kept; `pixel practice {started.pack}/{started.scenario}` "
                "offers to go on."
            )
        else:
            practice.end("left")  # Nothing was said that one could go on with.

    def _look_back(self, practice: Practice) -> None:
        if not self._json:
            rater = Rater.of(self._house.coder.terms)
            found = {
                id: debrief(practice.events, persona, practice.scenario, rater)
                for id, persona in practice.personas.items()
            }
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
                answer = self._console.input("Go on with it? [Y/n] ", markup=False, emoji=False)
                return None if answer.strip().lower().startswith("n") else summary.id
        return None

    def _load(self, model: str | None) -> EngineProcess:
        for problem in skipped(self._house.home) if model is None else ():
            typer.echo(f"not used: {problem}", err=True)
        columns = (TextColumn("Loading the model"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("load", total=1.0)
            return self._house.engine(model, lambda done: progress.update(task, completed=done))
