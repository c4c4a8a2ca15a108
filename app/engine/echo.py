"""An engine without a model, for tests: known words, real counts."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence

from app.engine.protocol import (
    Answer,
    ContextFull,
    EngineGone,
    EngineInfo,
    FinishReason,
    Message,
    Request,
)
from app.engine.text import TextStream

_SENTENCES = (
    "I don't know what to say to that.",
    "You said: {words}.",
    "Maybe. It has been a long week.",
    "Why do you ask?",
    "I hear you. It is not easy for me to talk about it.",
)


class EchoEngine:
    """Answers from a list, a function, or by itself from the last message and the seed.

    A word counts as a token, and every message as two more; what a seat has answered is
    "in the cache", so ``Answer.prefilled`` is what a real engine would compute.

    Args:
        answers: Texts to give in turn (the last one again and again), or a function of the
            request. The schema and the sampling of a request are left aside.
        delay_s: Seconds each word takes.
        context: Words a history may fill.
        small: What ``info.small`` says.
    """

    def __init__(
        self,
        answers: Callable[[Request], str] | Sequence[str] | None = None,
        delay_s: float = 0.0,
        context: int = 8192,
        small: bool = False,
    ) -> None:
        self.requests: list[Request] = []
        self._answers = answers
        self._delay = delay_s
        self._info = EngineInfo("Echo", "echo", context, small)
        self._seats: dict[str, list[str]] = {}
        self._stop = threading.Event()
        self._busy = False
        self._closed = False

    @property
    def info(self) -> EngineInfo:
        """What the engine is."""
        return self._info

    def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
        """Answers a request word by word; see ``Engine.answer``."""
        if self._closed:
            raise EngineGone("The engine is closed.")
        start = time.perf_counter()
        prompt = _words(request.messages)
        if len(prompt) + request.max_tokens > self._info.context:
            raise ContextFull(
                f"{len(prompt)} words and {request.max_tokens} more exceed {self._info.context}."
            )
        self._stop.clear()
        self._busy = True
        self.requests.append(request)
        known = self._seats.get(request.seat, [])
        kept = next(
            (at for at, (a, b) in enumerate(zip(known, prompt, strict=False)) if a != b),
            min(len(known), len(prompt)),
        )
        stream, finish, generated, first = TextStream(request.stop), "end", 0, 0.0

        def show(piece: str) -> None:
            if piece and on_text is not None:
                on_text(piece)

        for word in _pieces(self._text(request)):
            if self._stop.wait(self._delay) if self._delay else self._stop.is_set():
                finish = "stopped"
                break
            if generated == request.max_tokens:
                finish = "length"
                break
            generated += 1
            first = first or time.perf_counter() - start
            show(stream.feed(word.encode()))
            if stream.stopped:
                break
        show(stream.finish())
        self._seats[request.seat] = [*prompt, *stream.text.split()]
        self._busy = False
        total = time.perf_counter() - start
        reason: FinishReason = finish  # type: ignore[assignment]
        new = len(prompt) - kept
        return Answer(stream.text, reason, len(prompt), new, generated, first, total)

    def count(self, messages: Sequence[Message]) -> int:
        """Words and two more for every message, and one for the answer's beginning."""
        return len(_words(messages))

    def stop(self) -> None:
        """Ends the answer under way."""
        if self._busy:
            self._stop.set()

    def close(self) -> None:
        """Ends the engine."""
        self.stop()
        self._closed = True

    def _text(self, request: Request) -> str:
        if callable(self._answers):
            return self._answers(request)
        if self._answers:
            return self._answers[min(len(self.requests), len(self._answers)) - 1]
        last = request.messages[-1].content if request.messages else ""
        key = f"{request.seed}\n{request.seat}\n{last}".encode()
        choice = hashlib.sha256(key).digest()[0] % len(_SENTENCES)
        return _SENTENCES[choice].format(words=" ".join(last.split()[:8]))


def _words(messages: Sequence[Message]) -> list[str]:
    words: list[str] = []
    for message in messages:
        words += [f"<{message.role}>", *message.content.split(), "</>"]
    return [*words, "<assistant>"]


def _pieces(text: str) -> list[str]:
    """The words with the space before each."""
    pieces: list[str] = []
    for letter in text:
        if not pieces or (letter.isspace() and not pieces[-1].isspace()):
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces
