"""The check between the language model and the trainee: nothing shown is ever taken back.

Words are let through sentence by sentence once the reply so far keeps to what may be told.
"""

import re
from collections.abc import Callable, Sequence

from app.client.script import Problem, may_repeat, problem
from app.domain.mind import MindState
from app.domain.persona import Persona

_SENTENCE = re.compile(r".+?[.?!\u2026]+[\"')\u201d\u2019]*(?=\s)", re.DOTALL)
_ENDED = re.compile(r"[.?!\u2026]+[\"')\u201d\u2019]*\s*$")


class Screen:
    """Lets one reply through as it grows.

    Attributes:
        shown: The words let through so far.
        problem: What was wrong with the words after them, if anything.
    """

    def __init__(
        self,
        persona: Persona,
        state: MindState,
        earlier: Sequence[str],
        show: Callable[[str], None],
    ) -> None:
        self.shown = ""
        self.problem: Problem | None = None
        self._persona = persona
        self._state = state
        self._earlier = tuple(text for text in earlier if text.strip())
        self._show = show
        self._waiting = ""

    def feed(self, piece: str) -> bool:
        """Takes new words; False once the reply has gone wrong and should be stopped."""
        if self.problem is not None:
            return False
        self._waiting += piece
        ready = 0
        for match in _SENTENCE.finditer(self._waiting):
            if not self._allows(self._waiting[: match.end()]):
                break
            if not may_repeat(self.shown + self._waiting[: match.end()], self._earlier):
                ready = match.end()
        self._let(ready)
        return self.problem is None

    def finish(self, complete: bool) -> None:
        """Takes the end of the reply; ``complete`` is False when it was cut off by length.

        The rest that makes no whole sentence is dropped after a cut, unless nothing else was
        said.
        """
        if self.problem is None:
            rest = self._waiting.rstrip()
            if not complete and not _ENDED.search(rest):
                ends = [match.end() for match in _SENTENCE.finditer(self._waiting)]
                if ends or self.shown:
                    rest = self._waiting[: ends[-1]] if ends else ""
            whole = self.shown + rest
            self.problem = problem(self._persona, self._state, whole, self._earlier)
            if self.problem is None:
                self._waiting = rest
                self._let(len(rest))

    def _allows(self, more: str) -> bool:
        found = problem(self._persona, self._state, self.shown + more)
        self.problem = found
        return found is None

    def _let(self, length: int) -> None:
        words, self._waiting = self._waiting[:length], self._waiting[length:]
        if not self.shown:
            words = words.lstrip()
        if words:
            self.shown += words
            self._show(words)
