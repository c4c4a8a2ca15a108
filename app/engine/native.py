"""The door to llama.cpp: its functions, its log, its vocabulary.

Everything goes through the low-level ctypes API. llama.cpp has one log per process, so the last
lines of it are kept here, for error messages; nothing of it reaches stderr.
"""

import ctypes
import functools
import os
import sys
from collections import deque
from typing import Any

# llama.cpp's threads wait for each other some hundred times a token. OpenMP makes them spin
# meanwhile, which on a machine with anything else to do (a voice, a window) has taken ten times
# as long and more; sleeping costs nothing measurable. OpenMP reads this once, when loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import llama_cpp.llama_cpp as _llama
from llama_cpp._ctypes_extensions import load_shared_library
from llama_cpp._ggml import libggml_base_path

# The bindings are ctypes functions made by decorators; as Any they need no casts at every call.
lib: Any = _llama
Pointer = Any

_lines: deque[str] = deque(maxlen=20)


@lib.llama_log_callback  # type: ignore[untyped-decorator]
def _keep_line(level: int, text: bytes, _data: object) -> None:
    line = text.decode("utf-8", "replace").strip()
    if level in (3, 4) and line:  # warnings and errors
        _lines.append(line)


lib.llama_log_set(_keep_line, ctypes.c_void_p(0))


def last_log_line() -> str:
    """The newest warning or error that llama.cpp wrote, or ""."""
    return _lines[-1] if _lines else ""


def clear_log() -> None:
    """Forgets the lines kept so far."""
    _lines.clear()


def first_log_line() -> str:
    """The oldest kept line without the function it names, or "": the cause, as a rule."""
    return _lines[0].split(": ", 1)[-1] if _lines else ""


@functools.cache
def ggml() -> tuple[Any, Any]:
    """The libraries ggml (device registry) and ggml-base (devices), with types set."""
    registry: Any = load_shared_library("ggml", libggml_base_path)
    base: Any = load_shared_library("ggml-base", libggml_base_path)
    registry.ggml_backend_dev_count.restype = ctypes.c_size_t
    registry.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    registry.ggml_backend_dev_get.restype = ctypes.c_void_p
    for name, result in (
        ("ggml_backend_dev_name", ctypes.c_char_p),
        ("ggml_backend_dev_description", ctypes.c_char_p),
        ("ggml_backend_dev_type", ctypes.c_int),
    ):
        function = getattr(base, name)
        function.argtypes = [ctypes.c_void_p]
        function.restype = result
    size = ctypes.POINTER(ctypes.c_size_t)
    base.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    base.ggml_backend_dev_memory.restype = None
    base.ggml_backend_cpu_buffer_type.restype = ctypes.c_void_p
    return registry, base


def flag_callback() -> Any:
    """An abort callback that is true when the byte it is given is not 0.

    It is the C library's ``strlen`` on a byte followed by 0: llama.cpp asks some thousand times
    a token, and a Python function would take the interpreter lock each time.
    """
    runtime = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    return ctypes.cast(runtime.strlen, lib.ggml_abort_callback)


class Vocabulary:
    """A model's tokens."""

    def __init__(self, model: Pointer) -> None:
        self.pointer: Pointer = lib.llama_model_get_vocab(model)
        self.size: int = lib.llama_vocab_n_tokens(self.pointer)
        self._pieces: dict[int, bytes] = {}
        self._ends: dict[int, bool] = {}

    def tokenize(self, text: str, special: bool) -> list[int]:
        """Tokens of a text; with ``special`` the text of control tokens becomes them."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        tokens = (ctypes.c_int32 * room)()
        n = lib.llama_tokenize(self.pointer, raw, len(raw), tokens, room, False, special)
        if n < 0:
            tokens = (ctypes.c_int32 * -n)()
            n = lib.llama_tokenize(self.pointer, raw, len(raw), tokens, -n, False, special)
        return list(tokens[:n])

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; none for control tokens."""
        found = self._pieces.get(token)
        if found is None:
            found = self._pieces[token] = self._read_piece(token)
        return found

    def _read_piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(64)
        n = lib.llama_token_to_piece(self.pointer, token, buffer, len(buffer), 0, False)
        if n < 0:
            buffer = ctypes.create_string_buffer(-n)
            n = lib.llama_token_to_piece(self.pointer, token, buffer, len(buffer), 0, False)
        return buffer.raw[:n]

    def ends(self, token: int) -> bool:
        """Whether the token ends an answer: an end token, or a marker that has no place in one."""
        found = self._ends.get(token)
        if found is None:
            found = self._ends[token] = bool(
                lib.llama_vocab_is_eog(self.pointer, token)
                or lib.llama_vocab_is_control(self.pointer, token)
            )
        return found

    def opening(self) -> list[int]:
        """Tokens every prompt starts with (the begin-of-text token of models that want it)."""
        if lib.llama_vocab_get_add_bos(self.pointer):
            return [lib.llama_vocab_bos(self.pointer)]
        return []
