"""Which language models are on this machine."""

from pathlib import Path

import psutil

from app.domain.errors import KnownError
from app.library.assets import assets

SHARE_OF_MEMORY = 0.7
"""A model is chosen unasked only when its file fills at most this share of the memory."""


def starter_model() -> Path:
    """The small model that comes with the program.

    Raises:
        KnownError: It is missing.
    """
    path = assets() / "models" / "starter.gguf"
    if not path.is_file():
        raise KnownError(
            f"The starter model {path} is missing; installing the program again puts it back."
        )
    return path


def installed_models(home: Path) -> list[Path]:
    """The models in ``home/models``, largest first, then the starter model if it is there."""
    try:
        own = [path for path in (home / "models").glob("*.gguf") if path.is_file()]
    except OSError:
        own = []
    own.sort(key=lambda path: (-path.stat().st_size, path.name))
    try:
        return [*own, starter_model()]
    except KnownError:
        return own


def choose(home: Path, name: str | None = None) -> Path:
    """The model to load.

    Args:
        home: The data directory.
        name: A model's file name with or without ``.gguf``, or a path to a GGUF file; None
            takes the largest installed one that leaves the machine room, else the starter.

    Raises:
        KnownError: There is no such model; the sentence lists those there are.
    """
    models = installed_models(home)
    if name is None:
        room = psutil.virtual_memory().total * SHARE_OF_MEMORY
        fitting = [path for path in models if path.stat().st_size <= room]
        return fitting[0] if fitting else starter_model()
    for path in models:
        if name in (path.name, path.stem):
            return path
    if Path(name).is_file():
        return Path(name)
    listed = ", ".join(path.stem for path in models) or "none"
    raise KnownError(f"There is no model {name!r}; there are: {listed}.")
