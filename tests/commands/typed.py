"""A `pixel` at a pseudo-terminal: a hand that types, and eyes that wait for what appears."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 120.0
PROMPT = "You: "


class Typed:
    """A `pixel` at a pseudo-terminal: type, and wait for what appears."""

    def __init__(
        self, home: Path, *arguments: str, environment: dict[str, str] | None = None
    ) -> None:
        self._master, slave = pty.openpty()
        kept = {k: v for k, v in os.environ.items() if "DISPLAY" not in k and "QT_" not in k}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**kept, "PIXEL_HOME": str(home), "TERM": "dumb", "COLUMNS": "100"}
            | (environment or {}),
            start_new_session=True,
        )
        os.close(slave)
        self._new = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self.kill()
        os.close(self._master)

    def wait_for(self, text: str) -> str:
        """What appeared up to and with ``text``, since the last wait."""
        until = time.monotonic() + PATIENCE
        while text not in self._new:
            ready, _, _ = select.select([self._master], [], [], max(0, until - time.monotonic()))
            assert ready, f"{text!r} did not appear in:\n{self._new}"
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the other side is gone
                data = b""
            assert data, f"pixel ended before {text!r}:\n{self._new}"
            self._new += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", data.decode("utf-8", "replace"))
        end = self._new.index(text) + len(text)
        found, self._new = self._new[:end], self._new[end:]
        return found

    def type(self, line: str) -> None:
        """Types a line and Enter."""
        os.write(self._master, f"{line}\n".encode())

    def leave(self) -> None:
        """Ctrl-D."""
        os.write(self._master, b"\x04")

    def kill(self) -> None:
        """Kill -9."""
        self._process.kill()
        self._process.wait()

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.kill(self._process.pid, signal.SIGINT)

    def ended(self) -> int:
        """The exit code."""
        return self._process.wait(PATIENCE)
