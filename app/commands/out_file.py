"""A file that is written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.domain.errors import KnownError


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Writes a file under another name, and gives it its own once the block is left.

    Its owner alone may read it. Where the block fails, or the disk is full, an earlier file of
    that name stays as it was.

    Raises:
        KnownError: It cannot be written.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise KnownError(f"{path} is not a file; name one to write to.")
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        raise _unwritten(path, error) from None
    written = Path(name)
    try:
        with open(number, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(number)
        written.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        written.unlink(missing_ok=True)


def _unwritten(path: Path, error: OSError) -> KnownError:
    return KnownError(f"The file {path} cannot be written: {error.strerror}; it is as it was.")
