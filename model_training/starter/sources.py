"""The run's own copy of the writing, and what it was begun with.

What is edited meanwhile does not change a run. A run may take up what was written since, but
only when it is told to, and it keeps a record of it.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import KnownError
from model_training.starter import checkpoint
from model_training.starter.corpus import fingerprint, load
from model_training.starter.model import Shape
from model_training.starter.train import Recipe


@dataclass(frozen=True)
class Joined:
    """The writing from a step on: its fingerprint and the clients it has lines for."""

    step: int
    writing: str
    clients: tuple[str, ...]


def take(
    run: Path, corpus: Path, packs: Path, recipe: Recipe, shape: Shape, *, grow: bool
) -> tuple[Path, tuple[Joined, ...]]:
    """The folder with the copy (``corpus`` and ``packs`` in it) and what it held when.

    Args:
        run: The folder of the run.
        corpus: The writing as it is now.
        packs: The packs as they are now.
        recipe: Its seed has to be the one the run was begun with.
        shape: Has to be the one the run was begun with.
        grow: Whether the copy is renewed if the writing has changed since.

    Raises:
        KnownError: The writing is wrong, or the run was begun otherwise.
        OSError: The folder cannot be written.
    """
    run.mkdir(parents=True, exist_ok=True)
    settings, sources, was = run / "settings.json", run / "sources", run / "sources.old"
    ours = {"seed": recipe.seed, "shape": asdict(shape)}
    theirs = _read(settings) if settings.is_file() else {**ours, "writing": []}
    if not sources.is_dir() and was.is_dir():  # cut off while the copy was being renewed
        os.replace(was, sources)
    wrong = [key for key in ours if theirs.get(key) != ours[key]]
    if wrong:
        raise _otherwise(run, ", ".join(wrong))
    joined = _joined(settings, theirs)
    if joined and not grow:
        if not sources.is_dir() or fingerprint([sources]) != joined[-1].writing:
            raise _otherwise(run, "writing")
        return sources, joined
    fresh = run / "sources.part"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(corpus, fresh / "corpus")
    shutil.copytree(packs, fresh / "packs")
    writing = load(fresh / "corpus", fresh / "packs")
    digest = fingerprint([fresh])
    if sources.is_dir() and fingerprint([sources]) == digest:
        shutil.rmtree(fresh)
    else:
        shutil.rmtree(was, ignore_errors=True)
        if sources.is_dir():
            os.replace(sources, was)
        os.replace(fresh, sources)
    if not joined or joined[-1].writing != digest:
        clients = tuple(client.persona.id for client in writing.people)
        joined += (Joined(_step(run), digest, clients),)
        _write(settings, {**ours, "writing": [asdict(each) for each in joined]})
    shutil.rmtree(was, ignore_errors=True)
    return sources, joined


def _step(run: Path) -> int:
    state = checkpoint.load(run / "checkpoint.pt")
    return int(state["place"]["step"]) if state else 0


def _joined(settings: Path, theirs: dict[str, Any]) -> tuple[Joined, ...]:
    try:
        return tuple(
            Joined(int(each["step"]), str(each["writing"]), tuple(each["clients"]))
            for each in theirs["writing"]
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(settings) from None


def _write(settings: Path, content: dict[str, Any]) -> None:
    fresh = settings.with_suffix(".part")
    fresh.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    os.replace(fresh, settings)


def _read(settings: Path) -> dict[str, Any]:
    try:
        found = json.loads(settings.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        found = None
    if not isinstance(found, dict):
        raise _damaged(settings)
    return found


def _damaged(settings: Path) -> KnownError:
    return KnownError(f"{settings} is damaged; remove it if the run's settings are unchanged.")


def _otherwise(run: Path, names: str) -> KnownError:
    return KnownError(
        f"The run in {run} was begun with another {names}; go on with what it was begun with, "
        "take up new writing with --grow, or choose another --run folder."
    )
