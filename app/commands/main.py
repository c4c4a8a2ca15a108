"""The `pixel` command: its subcommands, and how errors end."""

import os
import sys

import typer

from app import __version__
from app.commands import doctor, models, packs, practice, sessions, start
from app.domain.errors import KnownError
from app.engine.protocol import EngineGone

BAD_INPUT = 2

app = typer.Typer(
    name="pixel",
    help="Practice with difficult clients, offline. Without a command, opens the window.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("practice")(practice.practice)
app.command("doctor")(doctor.doctor)
app.add_typer(sessions.app, name="sessions")
app.add_typer(packs.app, name="packs")
app.add_typer(models.app, name="models")


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    if version:
        typer.echo(f"pixel {__version__}")
    elif context.invoked_subcommand is None:
        raise typer.Exit(start.start())


def main() -> None:
    """Runs the command line; a known error is one sentence and exit code 2."""
    try:
        app()
    except KnownError as error:
        typer.echo(f"pixel: {error}", err=True)
        sys.exit(BAD_INPUT)
    except EngineGone as error:
        typer.echo(f"pixel: {error} The session is kept as far as it got.", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output went away; python would complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
