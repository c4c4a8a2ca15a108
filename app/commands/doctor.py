"""`pixel doctor`: what is here, what is wrong, and how to mend it."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.practice.doctor import examine
from app.store.home import home_path

_MARKS = {"ok": "[green]ok[/]", "warn": "[yellow]note[/]", "bad": "[red]wrong[/]"}


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
            mend = f"\n[dim]{finding.mend}[/]" if finding.mend else ""
            table.add_row(_MARKS[finding.state], finding.name, finding.says + mend)
        Console().print(table)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)
