"""What `pixel` alone does: the window, else the terminal, else a session played by itself."""

import os
import sys

import typer

from app.commands.terminal import Terminal
from app.library.assets import assets
from app.library.packs import installed_packs
from app.practice.house import House

FIRST = "foundations/ellen"


def start() -> int:
    """Opens the best door this machine has; returns the exit code."""
    if _display():
        from app.desktop.app import run

        return run()
    if sys.stdin.isatty() and sys.stdout.isatty():
        typer.echo("There is no display here, so we practice in the terminal.\n")
        with House.open() as house:
            name = _ask_scenario(house)
            Terminal(house).practice(name, model=None, seed=None)
        return 0
    typer.echo(
        "There is no display and no terminal here, so here is a session that plays itself.\n"
    )
    lines = (assets() / "scripts" / "first_session.txt").read_text(encoding="utf-8").splitlines()
    with House.open() as house:
        Terminal(house).practice(FIRST, model=None, seed=1, script=lines)
    return 0


def _display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _ask_scenario(house: House) -> str:
    names: list[str] = []
    for pack in installed_packs(house.home):
        for scenario in pack.scenarios:
            names.append(f"{pack.id}/{scenario.id}")
            persona = pack.client(scenario.client)
            typer.echo(f"  {len(names)}  {persona.name}, {persona.age}: {scenario.title}")
    while True:
        choice: int = typer.prompt("\nWhom do you want to meet?", default=1, type=int)
        if 1 <= choice <= len(names):
            return names[choice - 1]
        typer.echo(f"Type a number from 1 to {len(names)}.")
