"""The engine's own process: a ``LlamaEngine`` that is spoken to over its standard streams.

It ends when its standard input does, whatever it is doing, so it never outlives its parent.
"""

import mmap
import os
import queue
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.errors import KnownError
from app.engine.llama import LlamaEngine
from app.engine.placement import Placement
from app.engine.protocol import ContextFull
from app.engine.wire import decode, encode, to_messages, to_request

# Pieces are told as often as a screen can show them: waking the parent more often takes time
# from a fast model.
_FRAME_S = 0.02


def main() -> None:
    """Runs the process; started by ``EngineProcess``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nothing a library prints may get between the messages.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    code = 0
    try:
        _Child(out).serve(lines)
    except BrokenPipeError:
        pass
    except BaseException:
        traceback.print_exc()
        code = 1
    # The reading thread holds standard input; an ordinary end would wait for it.
    sys.stderr.flush()
    os._exit(code)


def _read(lines: "queue.Queue[bytes]") -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


class _Child:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._piece = ""
        self._tokens: list[int] = []
        self._told_at = 0.0

    def serve(self, lines: "queue.Queue[bytes]") -> None:
        """Loads the model and answers until the process ends."""
        start = decode(lines.get())
        flag = _shared_flag(start["flag"])
        plain = start["placement"]
        try:
            engine = LlamaEngine(
                Path(start["path"]),
                Placement(**plain) if plain else None,
                on_progress=lambda done: self._say(progress=done),
                flag=flag,
                model_hash=start["model_hash"],
            )
        except KnownError as error:
            self._say(error="known", message=str(error))
            return
        for text, tokens in start["answers"]:
            engine.remember(text, tokens)
        self._say(ready=asdict(engine.info), model_hash=engine.model_hash)
        while True:
            self._obey(engine, decode(lines.get()))

    def _obey(self, engine: LlamaEngine, order: dict[str, Any]) -> None:
        try:
            if "count" in order:
                self._say(count=engine.count(to_messages(order["count"])))
                return
            self._piece, self._tokens, self._told_at = "", [], 0.0
            answer, tokens = engine.run(to_request(order["request"]), self._tell, order["said"])
            self._tell_now()
            self._say(answer=asdict(answer), tokens=tokens)
        except KnownError as error:
            self._say(error="known", message=str(error))
        except ContextFull as error:
            self._say(error="full", message=str(error))
        # EngineGone and whatever is not foreseen ends the process, which says why on standard
        # error; the parent starts another.

    def _tell(self, piece: str, tokens: list[int]) -> None:
        self._piece += piece
        self._tokens += tokens
        if time.monotonic() - self._told_at >= _FRAME_S:
            self._tell_now()

    def _tell_now(self) -> None:
        if self._piece:
            self._say(piece=self._piece, tokens=self._tokens)
        self._piece, self._tokens, self._told_at = "", [], time.monotonic()

    def _say(self, **message: Any) -> None:
        self._out.write(encode(message))
        self._out.flush()


def _shared_flag(name: int | str) -> mmap.mmap:
    """The bytes shared with the parent: an open file on POSIX, a named mapping on Windows."""
    if isinstance(name, int):
        return mmap.mmap(name, mmap.PAGESIZE)
    return mmap.mmap(-1, mmap.PAGESIZE, tagname=name)  # type: ignore[call-arg]
