"""`pixel packs`: scenario packs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.domain.errors import KnownError
from app.domain.psychology import Psychology
from app.domain.scenario import Pack
from app.library.packs import installed_packs, is_shipped, pack_paths, pack_problems, read_pack
from app.library.presentation import check_pack
from app.library.psychology import load_psychology
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
def check(
    pack: Annotated[
        Path | None,
        typer.Argument(help="A pack's folder or .pixelpack; all installed ones if none is named."),
    ] = None,
) -> None:
    """Read a pack, hold its clients against the facts, and name every mistake by file and line."""
    paths = [pack] if pack is not None else pack_paths(home_path())
    psychology = load_psychology()
    wrong = []
    for path in paths:
        try:
            _check(path, psychology)
        except KnownError as error:
            wrong.append(str(error))
    if wrong:
        raise KnownError("\n".join(wrong))


def _check(path: Path, psychology: Psychology) -> None:
    """Says that a pack is right, with advice.

    Raises:
        KnownError: It is not; the sentences say why.
    """
    read = read_pack(path)
    found = check_pack(read, psychology)
    # What an author may leave out on purpose, our own clients have.
    errors = [f"{where}: {p.what}" for where, p in found if is_shipped(path) or not p.advice]
    if len(errors) == 1:
        raise KnownError(f"{path}: {errors[0]}.")
    if errors:
        raise KnownError("\n".join([f"{path} has {len(errors)} errors:", *errors]))
    clients, scenarios = len(read.pack.clients), len(read.pack.scenarios)
    typer.echo(
        f"{read.pack.title} {read.pack.version} is right: {clients} clients, {scenarios} scenarios."
    )
    for where, problem in found:
        typer.echo(f"  advice: {where}: {problem.what}.")
