"""`pixel packs`: scenario packs."""

from pathlib import Path
from typing import Annotated

import typer

from app.library.packs import installed_packs, load_pack, pack_problems
from app.store.home import home_path

app = typer.Typer(help="Scenario packs.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the installed packs and their scenarios."""
    for pack in installed_packs(home_path()):
        typer.echo(f"{pack.id} {pack.version}: {pack.title}")
        for scenario in pack.scenarios:
            persona = pack.client(scenario.client)
            typer.echo(
                f"  {pack.id}/{scenario.id}  {persona.name}, {persona.age}; {scenario.title} "
                f"(difficulty {scenario.difficulty} of 5, {scenario.minutes} min)"
            )
    for problem in pack_problems(home_path()):
        typer.echo(f"not read: {problem}", err=True)


@app.command()
def check(pack: Annotated[Path, typer.Argument(help="A pack's folder or .pixelpack.")]) -> None:
    """Read a pack and name every mistake with file and line."""
    found = load_pack(pack)
    typer.echo(
        f"{found.title} {found.version} is right: {len(found.clients)} clients, "
        f"{len(found.scenarios)} scenarios."
    )
