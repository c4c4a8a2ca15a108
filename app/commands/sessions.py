"""`pixel sessions`: what was practiced."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from app.commands.compliance_text import print_checked
from app.commands.debrief_text import print_debrief
from app.commands.streams import has_terminal, plain_console
from app.commands.terminal import Terminal
from app.domain.errors import KnownError
from app.library.packs import find_scenario, installed_packs
from app.library.psychology import load_psychology
from app.practice.compliance import Compliance, compliance, with_compliance
from app.practice.debrief import Rater, debrief
from app.practice.house import House
from app.practice.replay import replay
from app.practice.room import personas_of
from app.practice.transcript import transcript_lines
from app.store.database import has_database
from app.store.home import home_path
from app.store.sessions import SessionSummary

app = typer.Typer(help="Stored sessions.", no_args_is_help=True)
Which = Annotated[str, typer.Argument(help="The session's id, or its first letters.")]


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the sessions, newest first."""
    found: list[SessionSummary] = []
    states: dict[str, str] = {}
    if has_database(home_path()):
        with House.peek() as house:
            found = house.sessions.list()
            states = {summary.id: _state(house, summary) for summary in found}
    if as_json:
        described = [asdict(summary) | {"state": states[summary.id]} for summary in found]
        typer.echo(json.dumps(described, indent=2, default=str))
        return
    if not found:
        typer.echo("No sessions yet. Begin one with: pixel practice foundations/ellen")
        return
    table = Table("id", "when", "scenario", "turns", "state", box=None)
    for summary in found:
        cells = (
            summary.id[:8],
            summary.started_at.astimezone().strftime("%Y-%m-%d %H:%M"),
            f"{summary.pack}/{summary.scenario}",
            str(summary.turns),
            states[summary.id],
        )
        table.add_row(*map(Text, cells))
    plain_console().print(table)


def _state(house: House, summary: SessionSummary) -> str:
    """``open``, ``finished``, or ``left`` where it ended before its end."""
    if summary.ended_at is None:
        return "open"
    ended = replay(house.sessions.events(summary.id)).ended
    return "finished" if ended is None else ended.reason


@app.command()
def show(which: Which) -> None:
    """Print a session's debrief."""
    with House.peek() as house:
        session = _find(house, which)
        events = house.sessions.events(session)
        view = replay(events)
        started = view.started
        name = f"{started.pack}/{started.scenario}"
        try:
            pack, scenario, _ = find_scenario(installed_packs(house.home), name)
        except KnownError:
            raise KnownError(
                f"The scenario {name} of pack version {started.pack_version} is not installed "
                "any more, and a debrief needs it; "
                f"`pixel sessions export {session[:8]}` still gives the transcript."
            ) from None
        personas = personas_of(pack, scenario, view.clients)
        rater = Rater.of(house.coder.terms)
    psychology = load_psychology()
    found = {
        id: with_compliance(debrief(events, each, scenario, rater), events, each, psychology)
        for id, each in personas.items()
    }
    print_debrief(plain_console(), found)


@app.command()
def check(
    which: Annotated[
        str | None,
        typer.Argument(help="A session's id, or its first letters; all finished ones if none."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold what clients said against their packs: contradictions, leaks, criteria shown."""
    checked: dict[str, tuple[str, tuple[Compliance, ...]]] = {}
    if which is not None or has_database(home_path()):
        psychology = load_psychology()
        with House.peek() as house:
            packs = installed_packs(house.home)
            for session in [_find(house, which)] if which is not None else _finished(house):
                events = house.sessions.events(session)
                view = replay(events)
                name = f"{view.started.pack}/{view.started.scenario}"
                try:
                    pack, scenario, _ = find_scenario(packs, name)
                    personas = personas_of(pack, scenario, view.clients)
                except KnownError as error:
                    if which is not None:
                        raise
                    typer.echo(f"not checked: {session[:8]}: {error}", err=True)
                else:
                    checked[session] = name, compliance(events, personas, psychology)
    print_checked(checked, as_json=as_json)


def _finished(house: House) -> list[str]:
    return [s.id for s in house.sessions.list() if _state(house, s) == "finished"]


@app.command()
def resume(
    which: Which,
    model: Annotated[
        str | None, typer.Option("--model", help="A model's name or a path to a GGUF file.")
    ] = None,
) -> None:
    """Go on with an unfinished session in the terminal."""
    if not has_terminal():
        raise KnownError("There is no terminal to type in here; resume a session from one.")
    with House.open() as house:
        Terminal(house).resume(_find(house, which), model=model)


@app.command()
def export(
    which: Which,
    to: Annotated[Path | None, typer.Option("--to", help="A file; else standard output.")] = None,
    events: Annotated[
        bool, typer.Option("--events", help="All events instead of the transcript.")
    ] = False,
) -> None:
    """Write a session as JSON Lines: its transcript, one turn a line, with codes."""
    with House.peek() as house:
        found = house.sessions.events(_find(house, which))
    if events:
        lines = [event.model_dump_json() for event in found]
    else:
        lines = transcript_lines(replay(found))
    text = "\n".join(lines) + "\n"
    if to is None:
        typer.echo(text, nl=False)
    else:
        _write_new(to, text)


def _write_new(path: Path, text: str) -> None:
    """Writes a file that was not there, readable by its owner alone; all of it or nothing.

    Raises:
        KnownError: It is there already, or cannot be written.
    """
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KnownError(
            f"The file {path} is already there; choose another name, nothing was written."
        ) from None
    except OSError as error:
        raise KnownError(f"The file {path} cannot be written: {error.strerror}.") from None
    try:
        with open(number, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise KnownError(f"The file {path} cannot be written: {error.strerror}.") from None
        raise


@app.command()
def delete(
    which: Which,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a session for good."""
    with House.open() as house:
        session = _find(house, which)
        if not yes:
            if sys.stdin is None:
                raise KnownError("Standard input is closed; give --yes to delete unasked.")
            typer.confirm("Its transcript and debrief are lost for good. Delete it?", abort=True)
        house.sessions.delete(session)


def _find(house: House, which: str) -> str:
    found = [s.id for s in house.sessions.list() if s.id.startswith(which.lower())]
    if len(found) == 1:
        return found[0]
    what = "There is no session" if not found else "There is more than one session"
    raise KnownError(f"{what} whose id begins with {which!r}; `pixel sessions list` shows them.")
