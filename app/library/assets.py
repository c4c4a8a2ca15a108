"""Where the shipped packs and models are."""

from pathlib import Path

import app
from app.domain.errors import KnownError


def assets() -> Path:
    """The folder of shipped assets.

    It lies beside the ``app`` package in a source tree and in an installed one alike: the
    wheel carries ``assets`` as a package of data files.

    Raises:
        KnownError: The folder is missing.
    """
    folder = Path(app.__file__).resolve().parent.parent / "assets"
    if not folder.is_dir():
        raise KnownError(
            f"The shipped packs and models are missing: there is no folder {folder}; "
            "installing the program again puts it back."
        )
    return folder
