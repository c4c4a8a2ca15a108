"""`pixel packs`: scenario packs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.domain.errors import KnownError
from app.domain.psychology import Psychology
from app.domain.scenario import Pack, Scenario
from app.library.packs import (
    find_scenario,
    installed_packs,
    is_shipped,
    pack_paths,
    read_pack,
    survey,
)
from app.library.presentation import check_pack
from app.library.psychology import load_psychology
from app.practice.room import personas_of, who
from app.store.home import home_path

app = typer.Typer(help="Scenario packs.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the installed packs and their scenarios."""
    found, problems = survey(home_path())
    if as_json:
        typer.echo(json.dumps([_described(pack) for pack in found], indent=2))
    else:
        _print(found)
    for problem in problems:
        typer.echo(f"not read: {problem}", err=True)


def _print(packs: Sequence[Pack]) -> None:
    for pack in packs:
        typer.echo(f"{pack.id} {pack.version}: {pack.title}")
        for scenario in pack.scenarios:
            there = who(personas_of(pack, scenario))
            typer.echo(
                f"  {pack.id}/{scenario.id}  {there}; {scenario.title} "
                f"(difficulty {scenario.difficulty} of 5, {scenario.minutes} min)"
            )


def _described(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "scenarios": [_described_scenario(pack, scenario) for scenario in pack.scenarios],
    }


def _described_scenario(pack: Pack, scenario: Scenario) -> dict[str, object]:
    personas = personas_of(pack, scenario)
    return {
        "name": f"{pack.id}/{scenario.id}",
        "title": scenario.title,
        "clients": [{"name": p.name, "age": p.age} for p in personas.values()],
        "kind": scenario.group.kind if scenario.group is not None else "one",
        "difficulty": scenario.difficulty,
        "minutes": scenario.minutes,
    }


@app.command()
def show(
    scenario: Annotated[str, typer.Argument(help="PACK/SCENARIO, as in foundations/marcus.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a scenario: who comes, where, what there is to practice, and what it touches."""
    pack, found, _ = find_scenario(installed_packs(home_path()), scenario)
    if as_json:
        whole = _described_scenario(pack, found) | {
            "setting": found.setting,
            "stage": found.stage,
            "goals": found.goals,
            "content_notes": found.content_notes,
        }
        typer.echo(json.dumps(whole, indent=2))
        return
    typer.echo(f"{found.title} ({scenario}, {pack.title} {pack.version})")
    for persona in personas_of(pack, found).values():
        typer.echo(f"  {persona.name}, {persona.age}: {persona.presentation}")
    typer.echo(f"Setting: {found.setting}")
    typer.echo(f"Difficulty {found.difficulty} of 5, about {found.minutes} minutes.")
    for heading, lines in (("To practice", found.goals), ("Touches on", found.content_notes)):
        if lines:
            typer.echo("\n".join([f"{heading}:", *(f"  - {line}" for line in lines)]))


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
