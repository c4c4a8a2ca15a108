"""One process at a time may write to a data directory."""

import errno
import os
import sys
from pathlib import Path

from app.domain.errors import KnownError

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class WriterLock:
    """Held from construction until ``release`` or the end of the process, however it ends."""

    def __init__(self, path: Path) -> None:
        """Takes the lock.

        Raises:
            KnownError: Another process holds it, or the file cannot be made.
        """
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KnownError(
                f"The data directory {path.parent} cannot be written: {error.strerror}; "
                "PIXEL_HOME may name another one."
            ) from error
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            if error.errno not in _HELD:
                raise KnownError(
                    f"The data directory {path.parent} is on a disk that knows no locks: "
                    f"{error.strerror}; PIXEL_HOME may name another one."
                ) from error
            raise KnownError(
                f"Pixel is open already with the data directory {path.parent}; "
                "go on there, or close it first."
            ) from error

    def release(self) -> None:
        """Lets another process write; twice is harmless."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
