"""Runs `pixel` as a user's shell would: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """What came back."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def timeless(self) -> list[dict[str, Any]]:
        """The events without their times."""
        return [{k: v for k, v in event.items() if k != "timings"} for event in self.events]


def pixel(
    home: Path,
    *arguments: str,
    typed: bytes | None = None,
    timeout: float = 240,
    shell: str = "{}",
    environment: dict[str, str] | None = None,
) -> Ran:
    """Runs `pixel ARGUMENTS` on a data directory of its own, with no display and no terminal.

    ``shell`` is what a shell is told, with {} for the command, as in ``{} >&-``.
    """
    command = [sys.executable, "-m", "app", *arguments]
    done = subprocess.run(
        ["sh", "-c", shell.format('exec "$@"'), "sh", *command] if shell != "{}" else command,
        input=typed if typed is not None else b"",
        capture_output=True,
        timeout=timeout,
        env=surroundings(home) | (environment or {}),
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def surroundings(home: Path) -> dict[str, str]:
    """The environment of such a process."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return kept | {"PIXEL_HOME": str(home), "COLUMNS": "100"}
