"""The identity of everything that shapes an answer."""

import functools
import hashlib
import threading
from pathlib import Path


def file_hash(path: Path) -> str:
    """SHA-256 of a file in hex; remembered as long as its size and time stay the same."""
    status = path.stat()
    return _hash(path.resolve(), status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _hash(path: Path, _size: int, _changed_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Hashing:
    """A file's hash, worked out on a thread while something else is done."""

    def __init__(self, path: Path) -> None:
        self._found: list[str] = []
        self._thread = threading.Thread(
            target=lambda: self._found.append(file_hash(path)), daemon=True
        )
        self._thread.start()

    def result(self) -> str:
        """Waits for the hash.

        Raises:
            OSError: The file cannot be read any more.
        """
        self._thread.join()
        if not self._found:
            raise OSError("The model file cannot be read any more.")
        return self._found[0]


def identity(model_hash: str, kv_type: str, template: str) -> str:
    """One text for a model's hash, the KV cache's type and the prompt's template."""
    form = hashlib.sha256(template.encode()).hexdigest()[:12]
    return f"model:{model_hash} kv:{kv_type} template:{form}"
