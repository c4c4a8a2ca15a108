"""The check between the language model and the trainee: nothing shown is ever taken back.

Words are let through sentence by sentence once the reply so far keeps to what may be told, and
as long as nobody else's words are put into it: a model that has read a transcript likes to write
on in it, name and colon first.
"""

import re
from collections.abc import Callable, Sequence

from app.client.script import Problem, may_repeat, problem
from app.domain.mind import MindState
from app.domain.persona import Persona

_SENTENCE = re.compile(r".+?[.?!\u2026]+[\"')\u201d\u2019]*(?=\s)", re.DOTALL)
_AT_START = r"(?:^|\n|[.?!\u2026)\]*][\"'\u201d\u2019]*\s)[\s*_\"\u201c]*"
_BETWEEN = r"\s+"
_TRAINEE = ("Trainee", "Counselor", "Counsellor", "Therapist")
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
        others: Sequence[str] = (),
    ) -> None:
        """Begins with nothing shown.

        Args:
            persona: Who speaks.
            state: Their state, which says what may be told.
            earlier: What they have said before.
            show: Gets the words that are let through.
            others: The full names of those who are in the room with them.
        """
        self.shown = ""
        self.problem: Problem | None = None
        self._persona = persona
        self._state = state
        self._earlier = tuple(text for text in earlier if text.strip())
        self._show = show
        self._waiting = ""
        own, theirs = _names(persona.name), "|".join(map(_names, others))
        self._own = re.compile(rf"(?:[\s*_]*(?:{own})[*_]*\s*:[\s*_]*)+", re.IGNORECASE)
        anybody = "|".join(part for part in (own, theirs, *_TRAINEE) if part)
        self._takes_turns = re.compile(rf"{_AT_START}(?:{anybody})[*_]*\s*:")

    def feed(self, piece: str) -> bool:
        """Takes new words; False once the reply has gone wrong and should be stopped."""
        if self.problem is not None:
            return False
        self._waiting += piece
        self._drop_own_name()
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
            self._drop_own_name()
            rest = self._waiting.rstrip()
            if not complete and not _ENDED.search(rest):
                ends = [match.end() for match in _SENTENCE.finditer(self._waiting)]
                if ends or self.shown:
                    rest = self._waiting[: ends[-1]] if ends else ""
            whole = self.shown + rest
            self.problem = problem(self._persona, self._state, whole, self._earlier)
            if self._takes_turns.search(whole):
                self.problem = "out of role"
            if self.problem is None:
                self._waiting = rest
                self._let(len(rest))

    def _allows(self, more: str) -> bool:
        so_far = self.shown + more
        self.problem = problem(self._persona, self._state, so_far)
        if self._takes_turns.search(so_far):
            self.problem = "out of role"
        return self.problem is None

    def _drop_own_name(self) -> None:
        """A reply may begin with the speaker's name, as in a play; it is no part of it."""
        if not self.shown and (named := self._own.match(self._waiting)):
            self._waiting = self._waiting[named.end() :]

    def _let(self, length: int) -> None:
        words, self._waiting = self._waiting[:length], self._waiting[length:]
        if not self.shown:
            words = words.lstrip()
        if words:
            self.shown += words
            self._show(words)


def _names(name: str) -> str:
    """A pattern for what somebody is called in a transcript: the whole name, or its first word."""
    words = [word for word in name.split() if not word.endswith(".")] or name.split()
    first, *rest = map(re.escape, words)
    return rf"{first}(?:\s+{_BETWEEN.join(rest)})?" if rest else first
