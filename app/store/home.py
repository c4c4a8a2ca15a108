"""The data directory: where everything that belongs to a person on this machine lies."""

import os
from pathlib import Path

from platformdirs import user_data_path

from app.domain.errors import KnownError


def home_path() -> Path:
    """``PIXEL_HOME`` where it is set, else the system's place for data of programs.

    Raises:
        KnownError: ``PIXEL_HOME`` begins with the home of a user whom the system does not know.
    """
    named = os.environ.get("PIXEL_HOME", "")
    if not named:
        return user_data_path("Pixel", False)
    try:
        return Path(named).expanduser().absolute()
    except RuntimeError as error:
        raise KnownError(
            f"PIXEL_HOME is {named!r}, and there is no such user; name a folder by its full path."
        ) from error


def make_home(home: Path) -> Path:
    """The directory, made for its owner alone if it is not there yet.

    Raises:
        KnownError: It cannot be made.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            f"The data directory {home} cannot be made: {error.strerror}; "
            "PIXEL_HOME may name another one."
        ) from error
    return home
