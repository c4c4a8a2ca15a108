"""Training state on disk: whole or not at all, whatever happens while it is written."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch


def save(path: Path, state: dict[str, Any]) -> None:
    """Writes ``state`` beside ``path``, makes it durable, and only then puts it in place.

    Raises:
        OSError: No room or no right to write; what was at ``path`` is untouched.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        try:
            with os.fdopen(handle, "wb") as file:
                torch.save(state, file)
                file.flush()
                os.fsync(file.fileno())
        except RuntimeError as error:  # torch's zip writer hides the OSError of a full disk
            raise OSError(f"{path} could not be written: {error}") from error
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def save_or_warn(path: Path, state: dict[str, Any], warn: Callable[[str], None]) -> None:
    """Saves, or says why it cannot: a full disk must not end hours of training."""
    try:
        save(path, state)
    except OSError as error:
        warn(f"No checkpoint was written ({error}); the one before stays. Training goes on.")


def load(path: Path) -> dict[str, Any] | None:
    """The state saved last; None when there is none."""
    for left in path.parent.glob(f"{path.name}*.part"):
        left.unlink()
    if not path.is_file():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
