"""`pixel practice` typed at a real terminal, and killed in the middle of it."""

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

import pytest

from tests.commands.shell import pixel

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


def test_a_typed_session_with_all_that_can_be_done(tmp_path: Path) -> None:
    with Typed(tmp_path, "practice", "foundations/ellen", "--seed", "1") as terminal:
        opening = terminal.wait_for(PROMPT)
        assert "Ellen: " in opening
        assert "Content note: Alcohol use" in opening
        terminal.type("What are your evenings like?")
        first = terminal.wait_for("\nYou: ")
        assert "Ellen: " in first
        terminal.type("/again")
        again = terminal.wait_for("\nYou: ")
        assert "Ellen: " in again
        terminal.type("/timeout How am I doing so far?")
        assert "codes" in terminal.wait_for("\nYou: ")
        terminal.type("/back")
        assert "You are back at" in terminal.wait_for("\nYou: ")
        terminal.type("/nonsense")
        assert "There is no /nonsense" in terminal.wait_for("\nYou: ")
        terminal.type("")
        assert "Ellen: " in terminal.wait_for("\nYou: ")
        terminal.type("/end")
        assert "What stayed locked" in terminal.wait_for("Numbers")
        assert terminal.ended() == 0
    (row,) = [
        line for line in pixel(tmp_path, "sessions", "list").out.splitlines() if "ellen" in line
    ]
    assert "finished" in row


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_killed_in_the_middle_the_session_goes_on(tmp_path: Path) -> None:
    with Typed(tmp_path, "practice", "foundations/ana", "--seed", "1") as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("You did not choose to come here.")
        reply = terminal.wait_for("\nYou: ").split("Ana Morales: ")[1].split("\n")[0].strip()
        terminal.type("What would you rather be doing?")
        terminal.wait_for("Ana Morales: ")
        terminal.kill()
    with Typed(tmp_path, "practice", "foundations/ana") as terminal:
        assert "is unfinished (turns: 2)" in terminal.wait_for("Go on with it?")
        terminal.type("y")
        so_far = terminal.wait_for("What would you rather be doing?")
        assert "You did not choose to come here." in so_far
        assert " ".join(reply.split()) in " ".join(so_far.split())
        terminal.wait_for("\nYou: ")
        terminal.type("/end")
        terminal.wait_for("Numbers")
        assert terminal.ended() == 0


def test_a_display_that_does_not_answer_is_no_reason_to_die(tmp_path: Path) -> None:
    with Typed(tmp_path, environment={"DISPLAY": ":987"}) as terminal:
        assert "No window can open here" in terminal.wait_for("practice in the terminal")
        assert "Marcus" in terminal.wait_for("Whom do you want to meet?")
        terminal.type("99")
        terminal.wait_for("Type a number from 1 to 3.")
        terminal.type("1")
        terminal.wait_for(PROMPT)
        terminal.type("/end")
        terminal.wait_for("Numbers")
        assert terminal.ended() == 0
