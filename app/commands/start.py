"""What `pixel` alone does: the window, else the terminal, else a session played by itself."""

import os
import subprocess
import sys

import typer

from app.commands.terminal import Terminal
from app.library.assets import assets
from app.library.packs import installed_packs
from app.practice.house import House

FIRST = "foundations/ellen"


def start() -> int:
    """Opens the best door this machine has; returns the exit code."""
    why = _no_window()
    if why is None:
        from app.desktop.app import run

        return run()
    if sys.stdin.isatty() and sys.stdout.isatty():
        typer.echo(f"No window can open here ({why}), so we practice in the terminal.\n")
        with House.open() as house:
            name = _ask_scenario(house)
            Terminal(house).practice(name, model=None, seed=None)
        return 0
    typer.echo(
        f"No window can open here ({why}) and there is no terminal to type in, "
        "so here is a session that plays itself.\n"
    )
    lines = (assets() / "scripts" / "first_session.txt").read_text(encoding="utf-8").splitlines()
    with House.open() as house:
        Terminal(house).practice(FIRST, model=None, seed=1, script=lines)
    return 0


def _no_window() -> str | None:
    """Why no window can open here; None when one can.

    Where Qt finds no usable screen it ends the whole process, so another one tries first.
    """
    if sys.platform in ("win32", "darwin"):
        return None
    if not any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return "there is no display"
    probe = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    try:
        tried = subprocess.run(
            [sys.executable, "-c", probe], capture_output=True, text=True, timeout=30, check=False
        )
    except subprocess.TimeoutExpired:
        return "the display does not answer"
    if tried.returncode == 0:
        return None
    said = [line for line in tried.stderr.splitlines() if line.strip()]
    return said[0].strip().rstrip(".") if said else "the display cannot be used"


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
