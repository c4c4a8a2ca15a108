"""The `pixel` command: its subcommands, and how errors end."""

import contextlib
import re
import sys

import typer

from app import __version__
from app.commands import assess, doctor, models, packs, practice, sessions, start
from app.commands.streams import finish_output, give_up_output, need_output, set_up
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
app.command("assess")(assess.assess)
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
        need_output()
        typer.echo(f"pixel {__version__}")
    elif context.invoked_subcommand is None:
        raise typer.Exit(start.start())
    else:
        need_output()


def main() -> None:
    """Runs the command line; a known error is one sentence and exit code 2."""
    set_up()
    try:
        try:
            app()
        finally:
            finish_output()
    except KnownError as error:
        typer.echo(f"pixel: {as_sentence(str(error))}", err=True)
        sys.exit(BAD_INPUT)
    except EngineGone as error:
        typer.echo(f"pixel: {error} The session is kept as far as it got.", err=True)
        sys.exit(1)
    except BrokenPipeError:  # Whoever read the output went away.
        give_up_output()
    except OSError as error:
        # Only what has no name is a stream; a file that fails unforeseen is a mistake of ours.
        if error.filename is not None:
            raise
        give_up_output()
        with contextlib.suppress(OSError):
            typer.echo(f"pixel: The output cannot be written: {error.strerror}.", err=True)
        sys.exit(BAD_INPUT)


def as_sentence(words: str) -> str:
    """Begins with a capital, where the first word is a plain one, and ends with a stop."""
    words = words.strip()
    if re.match(r"[a-z]+(?: |$)", words):
        words = words[0].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."
