"""What goes wrong while training: a process is killed, a disk is full."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def killed_at(number: int, program: str, *arguments: str) -> None:
    """Runs a Python program that prints its steps, and kills it as it prints this one."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) == number:
                child.send_signal(signal.SIGKILL)
                break
    assert child.returncode == -signal.SIGKILL


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """Lets no file grow beyond a size, in bytes, as a full disk would.

    For a part of a test only: the runner's own report may go to a file longer than that.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
