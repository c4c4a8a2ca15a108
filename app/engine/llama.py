"""A model in llama.cpp, through its low-level API: one context, a sequence for every seat.

A request comes with its whole history. The engine knows which tokens each sequence of the KV
cache holds, and computes only what the history has beyond the longest beginning that any seat
shares with it; another seat's beginning is shared, not copied (a fork). An answer the engine has
given is found again by its text and keeps the tokens it was sampled as.
"""

import ctypes
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.errors import KnownError
from app.engine.gguf_file import read_header
from app.engine.identity import Hashing, identity
from app.engine.native import (
    Pointer,
    Vocabulary,
    clear_log,
    first_log_line,
    flag_callback,
    ggml,
    last_log_line,
    lib,
)
from app.engine.placement import Placement, facts_from, plan, this_machine
from app.engine.protocol import (
    Answer,
    ContextFull,
    EngineGone,
    EngineInfo,
    FinishReason,
    LoadCancelled,
    Message,
    Request,
)
from app.engine.sampling import Sampler, Shared, grammar_of
from app.engine.seats import Seat, Seats
from app.engine.template import Kind, choose
from app.engine.text import TextStream

SEATS = 8
# Models with fewer weights cannot coach, rate or sum up.
_SMALL = 1_500_000_000
# Texts whose tokens are remembered; a long session has some hundreds.
_REMEMBERED = 20_000
_KV_TYPES = {"f16": lib.GGML_TYPE_F16, "q8_0": lib.GGML_TYPE_Q8_0}


class _Stopped(Exception):
    """The flag was raised while tokens were computed."""


class LlamaEngine:
    """A language model with seats, in this process.

    Args:
        path: The GGUF file.
        placement: What goes where; planned for this machine when left out.
        on_progress: Called with the loaded fraction; returning False calls the loading off.
        flag: A byte shared with whoever may stop answers, 0 before each; made here when left
            out. Not cleared here when given.
        model_hash: SHA-256 of the file in hex, where it is known already.

    Raises:
        KnownError: The file is no language model that llama.cpp can run, or does not fit.
        LoadCancelled: ``on_progress`` said so.
    """

    def __init__(
        self,
        path: Path,
        placement: Placement | None = None,
        on_progress: Callable[[float], object] | None = None,
        flag: Any = None,
        model_hash: str | None = None,
    ) -> None:
        header = read_header(path)
        facts = facts_from(header, path)
        placement = placement or plan(facts, this_machine())
        if not placement.fits:
            raise KnownError(placement.why)
        self._model: Pointer = None
        self._context: Pointer = None
        self._lock = threading.Lock()
        self._busy = False
        self._owns_flag = flag is None
        self._flag = (ctypes.c_uint8 * 2)() if flag is None else flag
        hashing = None if model_hash else Hashing(path)
        self._model = _load(path, placement, on_progress)
        self._vocabulary = Vocabulary(self._model)
        self._shared = Shared(self._vocabulary)
        try:
            words = self._vocabulary
            self._template = choose(
                header.text("tokenizer.chat_template") or None,
                thinks=len(words.tokenize("<think>", special=True)) == 1,
                bos=_token_text(self._vocabulary, lib.llama_vocab_bos(words.pointer)),
                eos=_token_text(self._vocabulary, lib.llama_vocab_eos(words.pointer)),
            )
            self._opening = words.opening()
            self._context = _open(self._model, placement, path)
            self._memory: Pointer = lib.llama_get_memory(self._context)
            self._size = int(lib.llama_n_ctx(self._context))
            # Recurrent layers keep one state, not one a token: no going back, no forks.
            self._rewinds = not (
                lib.llama_model_is_recurrent(self._model) or lib.llama_model_is_hybrid(self._model)
            )
            self._batch = _Batch(placement.n_batch)
            self._abort = flag_callback()
            address = ctypes.addressof(ctypes.c_uint8.from_buffer(self._flag))
            lib.llama_set_abort_callback(self._context, self._abort, ctypes.c_void_p(address))
            self._seats = Seats(SEATS)
            self._texts: OrderedDict[tuple[Kind, str], list[int]] = OrderedDict()
            self.model_hash = model_hash or (hashing.result() if hashing else "")
            parameters = int(lib.llama_model_n_params(self._model))
            self._info = EngineInfo(
                name=facts.name,
                identity=identity(self.model_hash, placement.kv_type, self._template.identity),
                context=self._size,
                small=parameters < _SMALL,
                parameters=parameters,
                license=header.text("general.license"),
            )
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> EngineInfo:
        """What the engine is."""
        return self._info

    def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
        """Answers a request; see ``Engine.answer``."""

        def tell(piece: str, _tokens: list[int]) -> None:
            if on_text is not None:
                on_text(piece)

        return self.run(request, tell)[0]

    def run(
        self,
        request: Request,
        tell: Callable[[str, list[int]], None],
        said: Sequence[int] = (),
    ) -> tuple[Answer, list[int]]:
        """Answers a request, telling the tokens too, and carries on an answer already begun.

        Args:
            request: What is asked.
            tell: Called with each piece of text and the tokens sampled since the last piece.
            said: Tokens the answer begins with, as told before a crash.

        Returns:
            The answer, and the tokens of its text where they make it up exactly, for
            ``remember``.

        Raises:
            ContextFull: The prompt and ``max_tokens`` exceed the context.
            EngineGone: llama.cpp cannot go on.
            KnownError: The schema cannot be followed.
        """
        start = time.perf_counter()
        with self._lock:
            if not self._context:
                raise EngineGone("The engine is closed.")
            prompt = self._prompt(request.messages)
            if len(prompt) + request.max_tokens > self._size:
                raise ContextFull(
                    f"The history fills {len(prompt)} tokens; with an answer of "
                    f"{request.max_tokens} that exceeds the context of {self._size}."
                )
            grammar = None if request.schema is None else grammar_of(request.schema)
            if self._owns_flag:
                self._flag[0] = 0
            self._busy = True
            try:
                return self._run(request, prompt, grammar, tell, said, start)
            finally:
                self._busy = False

    def remember(self, text: str, tokens: Sequence[int]) -> None:
        """Takes note that an answer with this text was sampled as these tokens."""
        self._keep(("answer", text), list(tokens))

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens these messages fill as a prompt."""
        with self._lock:
            if not self._context:
                raise EngineGone("The engine is closed.")
            return len(self._prompt(messages))

    def stop(self) -> None:
        """Ends the answer under way, in prefill too; from any thread."""
        if self._busy:
            self._flag[0] = 1

    def close(self) -> None:
        """Frees the model."""
        self.stop()
        with self._lock:
            self._shared.close()
            if self._context:
                lib.llama_free(self._context)
            if self._model:
                lib.llama_model_free(self._model)
            self._context = self._model = None

    def _run(
        self,
        request: Request,
        prompt: list[int],
        grammar: str | None,
        tell: Callable[[str, list[int]], None],
        said: Sequence[int],
        start: float,
    ) -> tuple[Answer, list[int]]:
        seat = self._seats.take(request.seat)
        kept = self._share(seat, prompt)
        stream = TextStream(request.stop)
        sampled: list[int] = []
        untold: list[int] = []
        first = 0.0
        finish: FinishReason = "length"
        sampler = None

        def show(piece: str) -> None:
            if piece:
                tell(piece, untold.copy())
                untold.clear()

        try:
            self._compute(seat, prompt[kept:])
            first = time.perf_counter() - start
            sampler = Sampler(
                self._vocabulary, self._shared, request.sampling, request.seed, grammar, prompt
            )
            while len(sampled) < request.max_tokens:
                known = said[len(sampled)] if len(sampled) < len(said) else None
                token = sampler.draw(self._context, known)
                sampled.append(token)
                if len(sampled) == 1:
                    first = time.perf_counter() - start
                if self._vocabulary.ends(token):
                    finish = "end"
                    break
                untold.append(token)
                show(stream.feed(self._vocabulary.piece(token)))
                if stream.stopped:
                    finish = "end"
                    break
                if len(sampled) < request.max_tokens:
                    self._compute(seat, [token])
        except _Stopped:
            finish = "stopped"
        finally:
            if sampler is not None:
                sampler.close()
        show(stream.finish())
        total = time.perf_counter() - start
        tokens = self._tokens_of(stream.text, sampled)
        if tokens:
            self.remember(stream.text, tokens)
        answer = Answer(
            text=stream.text,
            finish=finish,
            prompt_tokens=len(prompt),
            prefilled=min(len(seat.tokens), len(prompt)) - kept,
            generated=len(sampled),
            first_token_s=first or total,
            total_s=total,
        )
        return answer, tokens

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        tokens: list[int] = []
        for part in self._template.parts(messages):
            tokens += self._tokens(part.kind, part.text)
        if self._opening and tokens[:1] != self._opening:
            tokens = self._opening + tokens
        return tokens

    def _tokens(self, kind: Kind, text: str) -> list[int]:
        found = self._texts.get((kind, text))
        if found is None:
            found = self._vocabulary.tokenize(text, special=kind == "marker")
            self._keep((kind, text), found)
        return found

    def _keep(self, key: tuple[Kind, str], tokens: list[int]) -> None:
        # The first tokens of a text stay: histories that hold it are in the KV cache like that.
        self._texts.setdefault(key, tokens)
        self._texts.move_to_end(key)
        while len(self._texts) > _REMEMBERED:
            self._texts.popitem(last=False)

    def _tokens_of(self, text: str, sampled: Sequence[int]) -> list[int]:
        """The sampled tokens that make up a text, or none where it ends inside a token."""
        raw, wanted = b"", text.encode()
        tokens: list[int] = []
        whole = b"".join(self._vocabulary.piece(token) for token in sampled)
        if whole.decode("utf-8", "replace") == text:
            return [token for token in sampled if not self._vocabulary.ends(token)]
        for token in sampled:
            if raw == wanted:
                return tokens
            raw += self._vocabulary.piece(token)
            tokens.append(token)
        return tokens if raw == wanted else []

    def _share(self, seat: Seat, prompt: Sequence[int]) -> int:
        """Makes the seat hold the longest known beginning of a prompt; returns its length.

        The last token is always left to be computed: the answer is drawn from its result.
        """
        source, shared = self._seats.best_source(prompt, seat)
        shared = min(shared, len(prompt) - 1)
        if not self._rewinds:
            source = seat
            shared = len(seat.tokens) if shared == len(seat.tokens) else 0
        if source is not seat:
            lib.llama_memory_seq_rm(self._memory, seat.sequence, -1, -1)
            lib.llama_memory_seq_cp(self._memory, source.sequence, seat.sequence, 0, shared)
        elif not lib.llama_memory_seq_rm(self._memory, seat.sequence, shared if shared else -1, -1):
            lib.llama_memory_seq_rm(self._memory, seat.sequence, -1, -1)
            shared = 0
        seat.tokens = list(prompt[:shared])
        return shared

    def _compute(self, seat: Seat, tokens: Sequence[int]) -> None:
        """Decodes tokens behind what the seat holds, with the result of the last one kept."""
        at = 0
        while at < len(tokens):
            chunk = tokens[at : at + self._batch.size]
            last = at + len(chunk) == len(tokens)
            if self._flag[0]:
                raise _Stopped
            self._batch.fill(chunk, len(seat.tokens), seat.sequence, last)
            status = lib.llama_decode(self._context, self._batch.native)
            if status == 0:
                seat.tokens.extend(chunk)
                at += len(chunk)
            elif status == 1:
                self._make_room(seat)
            elif status == 2:
                held = lib.llama_memory_seq_pos_max(self._memory, seat.sequence) + 1
                seat.tokens = [*seat.tokens, *chunk][:held]
                raise _Stopped
            else:
                self._forget_all()
                raise EngineGone(f"llama.cpp could not go on: {last_log_line() or status}.")

    def _make_room(self, seat: Seat) -> None:
        other = self._seats.give_up_oldest(keep=seat)
        if other is None:
            self._forget_all()
            raise EngineGone("llama.cpp found no room in an otherwise empty KV cache.")
        lib.llama_memory_seq_rm(self._memory, other.sequence, -1, -1)

    def _forget_all(self) -> None:
        lib.llama_memory_clear(self._memory, True)
        self._seats.clear()


class _Batch:
    """A llama.cpp batch of one sequence over arrays of our own, so that filling it is cheap."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._tokens = np.zeros(size, np.int32)
        self._positions = np.zeros(size, np.int32)
        self._wanted = np.zeros(size, np.int8)
        self._ones = np.ones(size, np.int32)
        # All tokens of a batch belong to one sequence: all pointers lead to the same number.
        self._sequence = ctypes.c_int32(0)
        pointer = ctypes.pointer(self._sequence)
        self._sequences = (ctypes.POINTER(ctypes.c_int32) * size)(*[pointer] * size)
        self._steps = np.arange(size, dtype=np.int32)
        int32 = ctypes.POINTER(ctypes.c_int32)
        self.native = lib.llama_batch(
            0,
            self._tokens.ctypes.data_as(int32),
            None,
            self._positions.ctypes.data_as(int32),
            self._ones.ctypes.data_as(int32),
            self._sequences,
            self._wanted.ctypes.data_as(ctypes.POINTER(ctypes.c_int8)),
        )

    def fill(self, tokens: Sequence[int], start: int, sequence: int, last_wanted: bool) -> None:
        """Puts tokens in, at positions from ``start``, the last one's result wanted or none."""
        n = len(tokens)
        self._sequence.value = sequence
        self.native.n_tokens = n
        if n == 1:  # every sampled token
            self._tokens[0], self._positions[0], self._wanted[0] = tokens[0], start, last_wanted
            return
        self._tokens[:n] = tokens
        np.add(self._steps[:n], start, out=self._positions[:n])
        self._wanted[:n] = 0
        self._wanted[n - 1] = last_wanted


def _token_text(vocabulary: Vocabulary, token: int) -> str:
    if token < 0:
        return ""
    raw = lib.llama_vocab_get_text(vocabulary.pointer, token)
    return raw.decode("utf-8", "replace") if raw else ""


def _load(
    path: Path, placement: Placement, on_progress: Callable[[float], object] | None
) -> Pointer:
    lib.llama_backend_init()
    clear_log()
    params = lib.llama_model_default_params()
    params.n_gpu_layers = placement.n_gpu_layers
    overrides = _expert_overrides(placement.experts_on_cpu)
    if overrides is not None:
        params.tensor_buft_overrides = ctypes.cast(overrides, ctypes.c_void_p)
    cancelled = False
    raised: list[BaseException] = []

    def progress(fraction: float, _data: object) -> bool:
        nonlocal cancelled
        try:
            cancelled = cancelled or (on_progress is not None and on_progress(fraction) is False)
        except BaseException as error:  # An exception cannot pass through llama.cpp.
            raised.append(error)
            return False
        return not cancelled

    callback = lib.llama_progress_callback(progress)
    params.progress_callback = callback
    model = lib.llama_model_load_from_file(str(path).encode(), params)
    if raised:
        if model:
            lib.llama_model_free(model)
        raise raised[0]
    if cancelled:
        if model:
            lib.llama_model_free(model)
        raise LoadCancelled(f"Loading {path.name} was called off.")
    if not model:
        raise KnownError(
            f"llama.cpp cannot load {path} ({first_log_line() or 'no reason given'}); "
            "a Qwen3 model in GGUF is wanted."
        )
    if lib.llama_model_has_encoder(model) or not lib.llama_model_has_decoder(model):
        lib.llama_model_free(model)
        raise KnownError(f"{path} does not write text; a Qwen3 model in GGUF is wanted.")
    return model


class _Override(ctypes.Structure):
    _fields_ = (("pattern", ctypes.c_char_p), ("kind", ctypes.c_void_p))


def _expert_overrides(layers: int) -> Any:
    """Patterns that keep the experts of the first layers in RAM, or None."""
    if layers < 1:
        return None
    cpu = ggml()[1].ggml_backend_cpu_buffer_type()
    numbers = "|".join(map(str, range(layers)))
    pattern = rf"blk\.({numbers})\.ffn_(up|down|gate|gate_up)_exps".encode()
    return (_Override * 2)(_Override(pattern, cpu), _Override(None, None))


def _open(model: Pointer, placement: Placement, path: Path) -> Pointer:
    params = lib.llama_context_default_params()
    params.n_ctx = placement.n_ctx
    # One batch is one micro-batch: the stop flag is looked at between batches also where a
    # device cannot be interrupted.
    params.n_batch = params.n_ubatch = placement.n_batch
    params.n_seq_max = SEATS
    # Only the last token's logits are read, and llama.cpp wants room for one a sequence; room
    # for a whole batch of them, the default, is 300 MB.
    params.n_outputs_max = SEATS
    params.kv_unified = True
    params.n_threads = params.n_threads_batch = placement.n_threads
    params.type_k = params.type_v = _KV_TYPES[placement.kv_type]
    if placement.kv_type != "f16":
        params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_ENABLED
    elif placement.n_gpu_layers == 0:
        # On the processor flash attention is no faster, and it sums one token in half precision
        # and many in single: an answer would depend on how much of its prompt was cached.
        params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
    clear_log()
    context = lib.llama_init_from_model(model, params)
    if not context:
        raise KnownError(
            f"There is no room for the context of {path.name} "
            f"({first_log_line() or 'no reason given'}); a smaller one may fit."
        )
    return context
