"""Drawing the next token: the chain of samplers, and a grammar that checks before it searches.

A grammar applied to a vocabulary of 150,000 costs as much as a small model. So the token is
drawn freely first and the grammar asked about that one; only when it refuses are the candidates
filtered and the draw repeated. The filter is exact but does not try every token: the grammar is
asked about single bytes first, and only tokens that begin with a byte it takes are candidates.
"""

import ctypes
import functools
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from llama_cpp.llama_grammar import json_schema_to_gbnf

from app.domain.errors import KnownError
from app.engine.native import Pointer, Vocabulary, last_log_line, lib
from app.engine.protocol import Sampling

_ROW = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
Rows = npt.NDArray[Any]

# Penalties look at this many of the likeliest tokens, or four times top-k where that is more.
_PENALIZED = 128
# Tokens asked about first when the grammar has refused the draw and leaves many candidates.
_LIKELIEST = 512
# DRY matches do not reach across these.
_BREAKERS = (b"\n", b"<|im_start|>", b"<|im_end|>")


@functools.lru_cache(maxsize=64)
def grammar_of(schema: str) -> str:
    """The GBNF grammar of a JSON schema given as JSON text.

    Raises:
        KnownError: The text is not JSON, or a schema that cannot be turned into a grammar.
    """
    try:
        json.loads(schema)
    except ValueError as error:
        raise KnownError(f"The answer's schema is not JSON: {error}.") from error
    try:
        return str(json_schema_to_gbnf(schema))
    except Exception as error:  # The converter raises bare errors of many kinds.
        raise KnownError(f"The answer's JSON schema cannot be followed: {error}.") from error


class Shared:
    """What the samplers of one vocabulary share, each part made when first needed.

    Which byte each token begins with, and DRY samplers, whose breakers take a look at every
    token of the vocabulary.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._dry: dict[tuple[float, float, int, int], Pointer] = {}

    def dry(self, sampling: Sampling) -> Pointer:
        """A DRY sampler that has seen nothing yet; the caller owns it."""
        key = (
            sampling.dry_multiplier,
            sampling.dry_base,
            sampling.dry_allowed_length,
            sampling.penalty_window,
        )
        if key not in self._dry:
            breakers = (ctypes.c_char_p * len(_BREAKERS))(*_BREAKERS)
            self._dry[key] = lib.llama_sampler_init_dry(
                self._vocabulary.pointer, *key, breakers, len(_BREAKERS)
            )
        return lib.llama_sampler_clone(self._dry[key])

    def close(self) -> None:
        """Frees the samplers."""
        for sampler in self._dry.values():
            lib.llama_sampler_free(sampler)
        self._dry.clear()

    @functools.cached_property
    def first_byte(self) -> npt.NDArray[np.int16]:
        """The first byte of each token; 256 for tokens that end an answer, 257 for no bytes."""
        words = self._vocabulary
        table = np.full(words.size, 257, np.int16)
        for token in range(words.size):
            piece = words.piece(token)
            if piece:
                table[token] = piece[0]
            elif words.ends(token):
                table[token] = 256
        return table

    @functools.cached_property
    def single(self) -> Rows:
        """One row for each byte that is a token by itself."""
        words = self._vocabulary
        tokens = {
            words.piece(token)[0]: token
            for token in range(words.size)
            if len(words.piece(token)) == 1
        }
        return _rows(np.array([tokens[byte] for byte in sorted(tokens)], np.int32))

    def reachable(self, taken: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Tokens that begin with one of these single-byte tokens, or end the answer.

        Bytes that are no token of their own count as taken.
        """
        known = self.first_byte[self.single["id"]]
        open_ = np.ones(258, np.bool_)
        open_[known] = False
        open_[self.first_byte[taken]] = True
        open_[256:] = (True, False)
        return np.flatnonzero(open_[self.first_byte]).astype(np.int32)


class Sampler:
    """Draws the tokens of one answer.

    Args:
        vocabulary: The model's tokens.
        shared: What all samplers of this vocabulary share.
        sampling: The chain.
        seed: Any integer; equal seeds draw equally.
        grammar: GBNF the answer must follow, or None.
        history: The prompt's tokens: DRY keeps the answer from repeating what was said before.
            The presence penalty looks at the answer alone.

    Raises:
        KnownError: llama.cpp refuses the grammar.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        shared: Shared,
        sampling: Sampling,
        seed: int,
        grammar: str | None = None,
        history: Sequence[int] = (),
    ) -> None:
        self._vocabulary = vocabulary
        self._shared = shared
        self._grammar: Pointer = None
        if grammar is not None:
            self._grammar = lib.llama_sampler_init_grammar(
                vocabulary.pointer, grammar.encode(), b"root"
            )
            if not self._grammar:
                raise KnownError(f"The answer's JSON schema cannot be followed: {last_log_line()}.")
        self._remembers = sampling.presence_penalty != 0 or sampling.dry_multiplier > 0
        self._cut = sampling.top_k
        self._chain = _chain(vocabulary, shared, sampling, seed, history)

    def draw(self, context: Pointer, said: int | None = None) -> int:
        """The next token after the last decoded position.

        Args:
            context: The llama.cpp context.
            said: The token known to follow, when an answer is replayed: the draw is made, so
                that later draws are the same, and its result replaced.
        """
        if not self._remembers or (said is None and self._grammar is None):
            token = int(lib.llama_sampler_sample(self._chain, context, -1))
            accepted = True
        else:
            token = self._choose(self._all(context))
            accepted = False
        if self._grammar is not None and not self._fits(token):
            token = self._search(context)
        if said is not None:
            token = said
        if self._grammar is not None:
            lib.llama_sampler_accept(self._grammar, token)
        if not accepted:
            lib.llama_sampler_accept(self._chain, token)
        return token

    def close(self) -> None:
        """Frees the samplers."""
        for sampler in (self._chain, self._grammar):
            if sampler:
                lib.llama_sampler_free(sampler)
        self._chain = self._grammar = None

    def _all(self, context: Pointer) -> Rows:
        rows = _rows(np.arange(self._vocabulary.size, dtype=np.int32))
        rows["logit"] = self._logits(context)
        return rows

    def _logits(self, context: Pointer) -> npt.NDArray[np.float32]:
        pointer = lib.llama_get_logits_ith(context, -1)
        logits: npt.NDArray[np.float32]
        logits = np.ctypeslib.as_array(pointer, (self._vocabulary.size,))
        return logits

    def _choose(self, rows: Rows) -> int:
        """Draws from candidates; changes their order."""
        array = _array(rows)
        lib.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)

    def _fits(self, token: int) -> bool:
        return len(self._taken(_rows(np.array([token], np.int32)))) == 1

    def _taken(self, rows: Rows) -> Rows:
        """The candidates that the grammar takes."""
        array = _array(rows)
        lib.llama_sampler_apply(self._grammar, ctypes.byref(array))
        taken: Rows = rows[np.isfinite(rows["logit"])]
        return taken

    def _search(self, context: Pointer) -> int:
        """Draws among all tokens that the grammar takes."""
        taken = self._taken(self._shared.single.copy())
        tokens = self._shared.reachable(taken["id"])
        logits = self._logits(context)
        rows = _rows(tokens)
        rows["logit"] = logits[tokens]
        if self._cut > 0 and len(rows) > 2 * _LIKELIEST and not self._remembers:
            # The chain keeps the likeliest few: where enough of these are taken, no other
            # candidate can be among them.
            top = rows[np.argpartition(rows["logit"], -_LIKELIEST)[-_LIKELIEST:]]
            top = self._taken(top)
            if len(top) >= self._cut:
                return self._choose(top)
        rows = self._taken(rows)
        if not len(rows):
            raise KnownError("No token of this model can follow the answer's JSON schema here.")
        return self._choose(rows)


def _rows(tokens: npt.NDArray[np.int32]) -> Rows:
    rows = np.zeros(len(tokens), _ROW)
    rows["id"] = tokens
    return rows


def _array(rows: Rows) -> Any:
    data = rows.ctypes.data_as(ctypes.POINTER(lib.llama_token_data))
    return lib.llama_token_data_array(data, len(rows), -1, False)


def _chain(
    vocabulary: Vocabulary, shared: Shared, sampling: Sampling, seed: int, history: Sequence[int]
) -> Pointer:
    chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())

    def add(sampler: Pointer) -> None:
        lib.llama_sampler_chain_add(chain, sampler)

    # Penalties search what was said for every candidate: cut the candidates down first.
    if sampling.presence_penalty != 0 or sampling.dry_multiplier > 0:
        add(lib.llama_sampler_init_top_k(max(_PENALIZED, 4 * sampling.top_k)))
    if sampling.presence_penalty != 0:
        penalty, window = sampling.presence_penalty, sampling.penalty_window
        add(lib.llama_sampler_init_penalties(vocabulary.size, window, 1.0, 0.0, penalty))
    if sampling.dry_multiplier > 0:
        dry, window = shared.dry(sampling), sampling.penalty_window
        for token in history[-window:] if window > 0 else ():
            lib.llama_sampler_accept(dry, token)
        add(dry)
    if sampling.top_k > 0:
        add(lib.llama_sampler_init_top_k(sampling.top_k))
    if sampling.temperature <= 0:
        add(lib.llama_sampler_init_greedy())
        return chain
    if sampling.top_p < 1:
        add(lib.llama_sampler_init_top_p(sampling.top_p, 1))
    if sampling.min_p > 0:
        add(lib.llama_sampler_init_min_p(sampling.min_p, 1))
    add(lib.llama_sampler_init_temp(sampling.temperature))
    # 2**32 - 1 would mean "draw a seed".
    add(lib.llama_sampler_init_dist(seed % 0xFFFFFFFF))
    return chain
