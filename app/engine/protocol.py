"""What any engine does: answer a list of messages on a seat, stop, and say what it is.

An engine is asked with the whole history each time and keeps, per seat, what it has already
computed: it computes only what is new. That makes rewinding, forking to a new seat, and
replaying after a crash the same request, and leaves the caller as the only owner of history.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]
FinishReason = Literal["end", "length", "stopped"]


@dataclass(frozen=True)
class Message:
    """One message of a history."""

    role: Role
    content: str


@dataclass(frozen=True)
class Sampling:
    """The sampling chain: DRY, presence penalty, top-k, top-p, min-p, temperature, draw.

    Defaults are the Qwen3 card's for replies without thinking, with DRY (Weidmann 2024)
    against loops. A multiplier or penalty of 0 leaves that step out.
    """

    temperature: float = 0.7
    top_k: int = 20
    top_p: float = 0.8
    min_p: float = 0.0
    presence_penalty: float = 0.0
    penalty_window: int = 256
    dry_multiplier: float = 0.0
    dry_base: float = 1.75
    dry_allowed_length: int = 4


@dataclass(frozen=True)
class Request:
    """One answer wanted.

    Attributes:
        seat: Who answers; each seat is a sequence of its own in the KV cache.
        messages: The whole history, oldest first, ending before the answer.
        seed: Same request, same seed, same model: same answer.
        max_tokens: The longest answer, in tokens.
        stop: Texts that end the answer and are not part of it.
        schema: A JSON schema the answer must follow, as JSON text; None for free text.
    """

    seat: str
    messages: tuple[Message, ...]
    seed: int
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 256
    stop: tuple[str, ...] = ()
    schema: str | None = None


@dataclass(frozen=True)
class Answer:
    """A finished (or stopped) answer.

    Attributes:
        text: The words, without stop texts.
        finish: Why it ended.
        prompt_tokens: Length of the prompt in tokens.
        prefilled: Prompt tokens computed for this answer; the others were in the cache.
        generated: Tokens sampled, the end-of-turn token included.
        first_token_s: Seconds from the request to the first token.
        total_s: Seconds from the request to the end.
    """

    text: str
    finish: FinishReason
    prompt_tokens: int
    prefilled: int
    generated: int
    first_token_s: float
    total_s: float


@dataclass(frozen=True)
class EngineInfo:
    """What the engine is.

    Attributes:
        name: For people: the model's own name.
        identity: Stable identity of everything that shapes an answer (model hash, adapter
            and scale, KV type, template).
        context: Tokens one history may fill.
        small: Too small to coach, rate or sum up; such words are composed from codes instead.
        parameters: Number of weights, 0 where unknown.
        license: As the model file states it, or "".
    """

    name: str
    identity: str
    context: int
    small: bool
    parameters: int = 0
    license: str = ""


class ContextFull(Exception):
    """The messages and the answer asked for do not fit the context."""


class EngineGone(Exception):
    """The engine died and could not be brought back; the message says why."""


class LoadCancelled(Exception):
    """Loading was called off by the progress callback."""


class Engine(Protocol):
    """A language model with seats."""

    @property
    def info(self) -> EngineInfo:
        """What the engine is."""
        ...

    def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
        """Answers a request, calling ``on_text`` with each new piece of text.

        Blocks; call it from one worker thread. The pieces joined are the answer's text.

        Raises:
            ContextFull: The prompt and ``max_tokens`` exceed the context. Nothing was computed.
            EngineGone: The engine cannot go on.
        """
        ...

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens these messages fill as a prompt."""
        ...

    def stop(self) -> None:
        """Ends the answer under way, in prefill too; from any thread; no effect when idle."""
        ...

    def close(self) -> None:
        """Frees the model; the engine cannot be used afterwards; twice is harmless."""
        ...
