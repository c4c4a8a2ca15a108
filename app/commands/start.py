"""What `pixel` alone does: the window, else the terminal, else a session played by itself."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from app.commands.script import script_lines
from app.commands.streams import has_screen, has_terminal, need_output
from app.commands.terminal import Terminal
from app.library.assets import assets
from app.library.packs import installed_packs
from app.practice.display import why_no_window
from app.practice.house import House
from app.practice.room import personas_of, who

FIRST = "foundations/ellen"


def start() -> int:
    """Opens the best door this machine has; returns the exit code."""
    why = why_no_window()
    if why is None:
        from app.desktop.app import run

        return run()
    need_output()
    if has_terminal() and has_screen():
        typer.echo(f"No window can open here ({why}), so we practice in the terminal.\n")
        with House.open() as house:
            name = _ask_scenario(house)
            Terminal(house).practice(name, model=None, seed=None)
        return 0
    typer.echo(
        f"No window can open here ({why}) and there is no terminal to type in, "
        "so here is a session that plays itself.\n"
    )
    script = assets() / "scripts" / "first_session.txt"
    lines = script_lines(script.read_text(encoding="utf-8"))
    # Nobody's session: it is not kept among the user's own.
    with TemporaryDirectory(prefix="pixel-") as folder, House.open(Path(folder)) as house:
        Terminal(house).practice(FIRST, model=None, seed=1, script=lines)
    return 0


def _ask_scenario(house: House) -> str:
    names: list[str] = []
    for pack in installed_packs(house.home):
        for scenario in pack.scenarios:
            names.append(f"{pack.id}/{scenario.id}")
            there = who(personas_of(pack, scenario))
            typer.echo(f"  {len(names)}  {there}: {scenario.title}")
    while True:
        choice: int = typer.prompt("\nWhom do you want to meet?", default=1, type=int)
        if 1 <= choice <= len(names):
            return names[choice - 1]
        typer.echo(f"Type a number from 1 to {len(names)}.")
