"""What the database says when the disk or the file fails, in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from app.domain.errors import KnownError

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_BUSY, _LOCKED = 5, 6
_PERM, _READONLY, _CANTOPEN = 3, 8, 14
_IOERR, _CORRUPT, _FULL, _NOTADB = 10, 11, 13, 26


@contextmanager
def known_errors(file: Path) -> Iterator[None]:
    """Turns failures of the disk and the file into KnownErrors; others are bugs and pass."""
    try:
        yield
    except DBAPIError as error:
        if sentence := _sentence(file, error.orig):
            raise KnownError(sentence) from error
        raise
    except dbapi2.Error as error:  # while a connection is made
        if sentence := _sentence(file, error):
            raise KnownError(sentence) from error
        raise


def is_damage(error: DBAPIError) -> bool:
    """Whether the failure is one of the file's content."""
    return _code(error.orig) in (_CORRUPT, _NOTADB)


def _code(error: Any) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _sentence(file: Path, error: Any) -> str | None:
    code = _code(error)
    if code == _FULL:
        return f"The disk of {file} is full: nothing was written; make room and try again."
    if code in (_BUSY, _LOCKED):
        return f"The database {file} is in use by another program; close that one first."
    if code in (_PERM, _READONLY, _CANTOPEN):
        return f"The database {file} cannot be opened for writing; check its permissions."
    if code == _NOTADB:
        return (
            f"The database {file} cannot be read: its key is another one or the file is "
            "damaged; put back both file and key from a backup."
        )
    if code == _CORRUPT:
        return f"The database {file} is damaged; put it back from a backup."
    if code == _IOERR:
        return f"The disk did not read or write the database {file}: {error}."
    return None
