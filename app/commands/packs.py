"""`pixel packs`: scenario packs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.domain.scenario import Pack
from app.library.packs import installed_packs, load_pack, pack_problems
from app.store.home import home_path

app = typer.Typer(help="Scenario packs.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the installed packs and their scenarios."""
    found = installed_packs(home_path())
    if as_json:
        typer.echo(json.dumps([_described(pack) for pack in found], indent=2))
    else:
        _print(found)
    for problem in pack_problems(home_path()):
        typer.echo(f"not read: {problem}", err=True)


def _print(packs: Sequence[Pack]) -> None:
    for pack in packs:
        typer.echo(f"{pack.id} {pack.version}: {pack.title}")
        for scenario in pack.scenarios:
            persona = pack.client(scenario.client)
            typer.echo(
                f"  {pack.id}/{scenario.id}  {persona.name}, {persona.age}; {scenario.title} "
                f"(difficulty {scenario.difficulty} of 5, {scenario.minutes} min)"
            )


def _described(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "scenarios": [
            {
                "name": f"{pack.id}/{scenario.id}",
                "title": scenario.title,
                "client": pack.client(scenario.client).name,
                "age": pack.client(scenario.client).age,
                "difficulty": scenario.difficulty,
                "minutes": scenario.minutes,
            }
            for scenario in pack.scenarios
        ],
    }


@app.command()
def check(pack: Annotated[Path, typer.Argument(help="A pack's folder or .pixelpack.")]) -> None:
    """Read a pack and name every mistake with file and line."""
    found = load_pack(pack)
    typer.echo(
        f"{found.title} {found.version} is right: {len(found.clients)} clients, "
        f"{len(found.scenarios)} scenarios."
    )
