"""`pixel models`: language models on this machine."""

import json
from typing import Annotated

import typer

from app.engine.placement import facts_of, this_machine
from app.engine.placement import plan as placement_of
from app.library.models import choose, installed_models, skipped
from app.store.home import home_path

app = typer.Typer(help="Language models.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the models found on this machine."""
    sizes = {path: path.stat().st_size for path in installed_models(home_path())}
    if as_json:
        found = [{"name": p.stem, "bytes": size, "path": str(p)} for p, size in sizes.items()]
        typer.echo(json.dumps(found, indent=2))
    else:
        for path, size in sizes.items():
            typer.echo(f"{path.stem}  {size / 2**20:,.0f} MiB  {path}")
    for problem in skipped(home_path()):
        typer.echo(f"not used: {problem}", err=True)


@app.command()
def plan(
    model: Annotated[str, typer.Argument(help="A model's name or a path to a GGUF file.")],
) -> None:
    """Say where a model would lie in memory, before anything is loaded."""
    placement = placement_of(facts_of(choose(home_path(), model)), this_machine())
    typer.echo(placement.why)
    if not placement.fits:
        raise typer.Exit(1)
