"""The language model in a process of its own.

A wrong step inside llama.cpp ends the process it runs in, and so does running out of memory. The
parent keeps what is needed to go on: it starts another process, sends the request again together
with the tokens already sampled, and shows only what it has not shown yet. The trainee sees a
pause.
"""

import contextlib
import dataclasses
import json
import mmap
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from app.domain.errors import KnownError
from app.engine.gguf_file import read_header
from app.engine.placement import Placement, facts_from
from app.engine.protocol import (
    Answer,
    ContextFull,
    EngineGone,
    EngineInfo,
    LoadCancelled,
    Message,
    Request,
)
from app.engine.wire import decode, encode, from_request

_MOST_DEATHS = 3
_REMEMBERED = 10_000
_ENTRY = (
    "import json,sys;sys.path[:]=json.loads(sys.argv[1]);from app.engine.child import main;main()"
)


class _Died(Exception):
    """The process ended; the message says how."""


class EngineProcess:
    """A language model in a child process.

    Loading is done when the constructor returns.

    Args:
        path: The GGUF file.
        placement: What goes where; planned for this machine when left out.
        on_progress: Called with the loaded fraction; returning False calls the loading off.

    Raises:
        KnownError: The file is no language model that llama.cpp can run, or does not fit.
        LoadCancelled: ``on_progress`` said so.
        EngineGone: The process died while loading.
    """

    def __init__(
        self,
        path: Path,
        placement: Placement | None = None,
        on_progress: Callable[[float], object] | None = None,
    ) -> None:
        facts_from(read_header(path), path)  # The common mistakes, without starting anything.
        self._path = path
        self._placement = placement
        self._model_hash: str | None = None
        self._answers: OrderedDict[str, list[int]] = OrderedDict()
        self._lock = threading.RLock()
        self._closing = False
        self._busy = False
        self._flag = _Flag()
        self._child: _Child | None = None
        try:
            self._info = self._start(on_progress)
        except _Died as death:
            self.close()
            raise EngineGone(f"The engine died while loading {path.name}: {death}.") from death
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> EngineInfo:
        """What the engine is."""
        return self._info

    @property
    def process_id(self) -> int | None:
        """The child's process id, None where there is none."""
        child = self._child
        return None if child is None else child.process.pid

    def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
        """Answers a request, through restarts of the process; see ``Engine.answer``."""
        start = time.perf_counter()
        with self._lock:
            self._flag.clear()
            self._busy = True
            try:
                telling = _Telling(on_text or _ignore)
                plain = from_request(request)
                reply = self._insist(lambda: self._ask(plain, telling))
            finally:
                self._busy = False
        answer = Answer(**reply["answer"])
        if reply["tokens"]:
            self._answers.setdefault(answer.text, reply["tokens"])
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        # After a restart and a stop the new process may not have come as far as the old one.
        text = max(answer.text, telling.text, key=len)
        return dataclasses.replace(
            answer,
            text=text,
            first_token_s=(telling.first or time.perf_counter()) - start,
            total_s=time.perf_counter() - start,
        )

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens these messages fill as a prompt."""
        plain = [dataclasses.asdict(message) for message in messages]
        with self._lock:
            return int(self._insist(lambda: self._count(plain))["count"])

    def stop(self) -> None:
        """Ends the answer under way, in prefill too; from any thread."""
        if self._busy:
            self._flag.set()

    def close(self) -> None:
        """Ends the process and frees everything; an answer under way ends with EngineGone."""
        self._closing = True
        child = self._child
        if child is not None:
            child.end()
        with self._lock:
            if self._child is not None:
                self._child.release()
                self._child = None
            self._flag.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _insist(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Asks again where the process dies, a few times."""
        deaths = 0
        while True:
            if self._closing:
                raise EngineGone("The engine is closed.")
            try:
                if self._child is None:
                    self._start(None)
                return ask()
            except _Died as death:
                if self._child is not None:
                    self._child.release()
                    self._child = None
                deaths += 1
                if deaths == _MOST_DEATHS and not self._closing:
                    raise EngineGone(
                        f"The engine died {deaths} times in a row: {death}."
                    ) from death

    def _ask(self, plain: dict[str, Any], telling: "_Telling") -> dict[str, Any]:
        child = self._living()
        child.send({"request": plain, "said": telling.tokens})
        telling.begin()
        try:
            while True:
                message = child.receive()
                if "piece" not in message:
                    return _checked(message)
                telling.tell(message["piece"], message["tokens"])
        except (_Died, KnownError, ContextFull, EngineGone):
            raise
        except BaseException:
            # The caller's function failed, or the caller was interrupted: the process is still
            # answering. It is brought to an end before anything else is asked.
            self._flag.set()
            try:
                while "piece" in child.receive():
                    pass
            except BaseException:
                child.kill()
            raise

    def _count(self, plain: list[dict[str, Any]]) -> dict[str, Any]:
        child = self._living()
        child.send({"count": plain})
        return _checked(child.receive())

    def _living(self) -> "_Child":
        if self._child is None:
            raise _Died("it is not running")
        return self._child

    def _start(self, on_progress: Callable[[float], object] | None) -> EngineInfo:
        """Starts a process and waits until it has loaded the model."""
        self._child = child = _Child(self._flag)
        child.send(
            {
                "path": str(self._path),
                "placement": dataclasses.asdict(self._placement) if self._placement else None,
                "model_hash": self._model_hash,
                "flag": self._flag.name,
                "answers": list(self._answers.items()),
            }
        )
        while True:
            message = _checked(child.receive())
            if "ready" in message:
                self._model_hash = message["model_hash"]
                return EngineInfo(**message["ready"])
            if on_progress is not None and on_progress(message["progress"]) is False:
                raise LoadCancelled(f"Loading {self._path.name} was called off.")


class _Telling:
    """What of an answer has been told, and tells the rest when it is answered once more."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self.text = ""
        self.tokens: list[int] = []
        self.first = 0.0
        self._on_text = on_text
        self._again_text = ""
        self._again_tokens: list[int] = []

    def begin(self) -> None:
        """An answer begins, from the start."""
        self._again_text = ""
        self._again_tokens = []

    def tell(self, piece: str, tokens: list[int]) -> None:
        """The next piece."""
        self._again_text += piece
        self._again_tokens += tokens
        if len(self._again_text) <= len(self.text):
            return
        new = self._again_text[len(self.text) :]
        self.text, self.tokens = self._again_text, self._again_tokens.copy()
        self.first = self.first or time.perf_counter()
        self._on_text(new)


class _Flag:
    """A byte shared with the process: 1 asks it to stop."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self.name: int | str
        if sys.platform == "win32":
            self.name = f"pixel-{uuid.uuid4()}"
            self._memory = mmap.mmap(-1, mmap.PAGESIZE, tagname=self.name)
        else:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the engine
            self._file.truncate(mmap.PAGESIZE)
            self.name = self._file.fileno()
            self._memory = mmap.mmap(self.name, mmap.PAGESIZE)

    def clear(self) -> None:
        if not self._memory.closed:
            self._memory[0] = 0

    def set(self) -> None:
        if not self._memory.closed:
            self._memory[0] = 1

    def close(self) -> None:
        self._memory.close()
        if self._file is not None:
            self._file.close()


class _Child:
    """A running process and its streams."""

    def __init__(self, flag: _Flag) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in release
        options: dict[str, Any] = {}
        # Ctrl-C at the terminal is the parent's business.
        if sys.platform == "win32":
            options["creationflags"] = (
                subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            )
        else:
            options["process_group"] = 0
            options["pass_fds"] = (flag.name,)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _ENTRY, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "GGML_NO_BACKTRACE": "1"},
            **options,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._into, self._from = self.process.stdin, self.process.stdout

    def send(self, message: dict[str, Any]) -> None:
        """Sends a message.

        Raises:
            _Died: The process is gone.
        """
        try:
            self._into.write(encode(message))
            self._into.flush()
        except (OSError, ValueError) as error:
            raise self._death() from error

    def receive(self) -> dict[str, Any]:
        """Waits for a message.

        Raises:
            _Died: The process is gone.
        """
        try:
            line = self._from.readline()
        except (OSError, ValueError) as error:
            raise self._death() from error
        if not line.endswith(b"\n"):
            raise self._death()
        return decode(line)

    def end(self) -> None:
        """Asks the process to end and sees to it that it does."""
        with contextlib.suppress(OSError, ValueError):
            self._into.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends the process at once."""
        self.process.kill()
        self.process.wait()

    def release(self) -> None:
        """Closes the streams; ends the process where it still runs."""
        self.end()
        self._from.close()
        self._errors.close()

    def _death(self) -> _Died:
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
            return _Died("it closed its output")
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        if not self._errors.closed:
            self._errors.seek(0)
            lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
            if lines:
                reason += f", {lines[-1].strip()}"
        return _Died(reason)


def _checked(message: dict[str, Any]) -> dict[str, Any]:
    """The message, or the error it reports."""
    if "error" not in message:
        return message
    if message["error"] == "full":
        raise ContextFull(message["message"])
    raise KnownError(message["message"])


def _ignore(_piece: str) -> None:
    """Where nobody listens."""
