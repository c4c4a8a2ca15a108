"""`pixel doctor`: what is here, what is wrong, and how to mend it."""

import json
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from app.commands.streams import plain_console
from app.practice.doctor import examine
from app.store.home import home_path

_MARKS = {"ok": ("ok", "green"), "warn": ("note", "yellow"), "bad": ("wrong", "red")}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print versions, devices, memory, models and the database's state."""
    findings = examine(home_path())
    if as_json:
        typer.echo(json.dumps([finding.model_dump() for finding in findings], indent=2))
    else:
        table = Table.grid(padding=(0, 2))
        for finding in findings:
            mend = Text(f"\n{finding.mend}" if finding.mend else "", style="dim")
            mark = Text(*_MARKS[finding.state])
            table.add_row(mark, Text(finding.name), Text(finding.says) + mend)
        plain_console().print(table)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)
