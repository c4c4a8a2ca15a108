"""pixel-train: builds the models."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.domain.errors import KnownError

app = typer.Typer(
    name="pixel-train",
    help="Builds Pixel's models.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_HERE = Path(__file__).resolve().parent
_ASSETS = _HERE.parent / "assets"


@app.callback()
def _root() -> None:
    """Builds Pixel's models."""


@app.command()
def starter(
    out: Annotated[
        Path, typer.Option(help="The model file to write; its card is written beside it.")
    ] = _ASSETS / "models" / "starter.gguf",
    run: Annotated[Path, typer.Option(help="Folder of the run; a run in it goes on.")] = Path(
        "runs"
    )
    / "starter",
    minutes: Annotated[
        float, typer.Option(min=0.1, max=10_000, help="Minutes to train; pauses do not count.")
    ] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Decides weights and dialogues.")] = 1,
    grow: Annotated[
        bool, typer.Option("--grow", help="Go on with what was written since, and say so.")
    ] = False,
    threads: Annotated[
        int, typer.Option(min=1, max=256, help="CPU threads; fewer where others work too.")
    ] = min(8, os.cpu_count() or 1),
) -> None:
    """Trains the starter model from nothing and writes it with its card."""
    # Threads that wait without spinning: on shared cores the difference is tenfold.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from model_training.starter.build import Talk, build
    from model_training.starter.memory import keep_memory
    from model_training.starter.model import Shape
    from model_training.starter.train import Recipe
    from model_training.starter.watch import Watch

    keep_memory()
    with Watch() as watch:
        made = build(
            corpus=_HERE / "starter" / "corpus",
            packs=_ASSETS / "packs",
            run=run,
            out=out,
            recipe=Recipe(minutes=minutes, seed=seed),
            shape=Shape(),
            threads=threads,
            talk_to=Talk(watch.say, watch.say, watch.progress),
            grow=grow,
        )
    f = made.figures
    typer.echo(
        f"{out}: {made.size / 1e6:.1f} MB, {f.whole:.1%} of {f.replies} replies well-formed; "
        f"the card is {out.with_suffix('.md')}, replies to read are in {run / 'reading.txt'}."
    )


@app.command()
def coder(
    data: Annotated[Path, typer.Option(help="The folder that holds the data sets.")],
    permissive: Annotated[
        bool, typer.Option("--permissive", help="Only data whose licenses leave it free.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; its card is written beside it.")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="Folder of the run; a run in it goes on.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=20, help="Networks to train.")] = 3,
    threads: Annotated[
        int, typer.Option(min=1, max=256, help="CPU threads; fewer where others work too.")
    ] = min(8, os.cpu_count() or 1),
) -> None:
    """Trains the turn coder and writes it with its card."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import torch

    from model_training.coder.build import build
    from model_training.coder.train import Recipe
    from model_training.coder.watch import watch

    torch.set_num_threads(threads)
    name = "coder-permissive" if permissive else "coder"
    with watch() as talk:
        made = build(
            data=data,
            run=run or Path("runs") / name,
            out=out or _ASSETS / "models" / f"{name}.onnx",
            permissive=permissive,
            seeds=tuple(range(1, seeds + 1)),
            recipe=Recipe(),
            talk=talk,
        )
    card = made.file.with_suffix(".md")
    typer.echo(f"{made.file}: {made.size / 1e6:.1f} MB; its card is {card}.")


@app.command()
def mind(
    data: Annotated[Path, typer.Option(help="The folder that holds the data sets.")],
    run: Annotated[Path, typer.Option(help="Folder of the run; a run in it goes on.")] = Path(
        "runs"
    )
    / "mind",
) -> None:
    """Fits the coefficients of the client's mind to real sessions, and measures them."""
    from app.library.models import CODERS, DEFAULT_CODER
    from model_training.mind.build import build
    from model_training.mind.figures import KEPT
    from model_training.mind.watch import watch

    out = _HERE.parent / "app" / "client" / "coefficients.toml"
    with watch() as talk:
        build(
            data=data,
            run=run,
            coder=_ASSETS / "models" / CODERS[DEFAULT_CODER],
            out=out,
            figures=KEPT,
            talk_to=talk,
        )
    typer.echo(f"{out}: rewritten; its figures are in {KEPT}, and `make bench` shows them.")


def main() -> None:
    """Runs pixel-train; what is not our fault is one sentence and exit code 2."""
    try:
        app()
    except KnownError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
