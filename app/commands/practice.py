"""`pixel practice`: a session in the terminal."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.script import read_script
from app.commands.streams import has_terminal
from app.commands.terminal import Terminal
from app.domain.errors import KnownError
from app.practice.house import House


def practice(
    scenario: Annotated[str, typer.Argument(help="PACK/SCENARIO, as in foundations/marcus.")],
    script: Annotated[
        Path | None,
        typer.Option(
            "--script", help="A text file: one trainee line a turn; - reads standard input."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Same seed and script: same session.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the session's events as JSON Lines.")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", help="A model's name or a path to a GGUF file.")
    ] = None,
) -> None:
    """Practice with a client in the terminal."""
    lines = read_script(script) if script is not None else None
    if lines is None and not has_terminal():
        raise KnownError(
            "There is no terminal to type in here; give the trainee's lines with --script FILE."
        )
    with House.open() as house:
        Terminal(house, as_json=as_json).practice(scenario, model=model, seed=seed, script=lines)
