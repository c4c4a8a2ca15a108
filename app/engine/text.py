"""From sampled bytes to text that can be shown: whole characters, no stop texts."""

import codecs
from collections.abc import Sequence


class TextStream:
    """Turns the bytes of tokens into pieces of text.

    A piece holds only complete characters, and an ending that may become a stop text is held
    back until it is known. The pieces joined are ``text``.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self.text = ""
        self.stopped = False
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, raw: bytes) -> str:
        """Takes the bytes of the next token and returns what can be shown now."""
        if self.stopped:
            return ""
        self._held += self._decoder.decode(raw)
        found = [at for at in (self._held.find(text) for text in self._stop) if at >= 0]
        if found:
            self.stopped = True
            return self._release(min(found))
        return self._release(len(self._held) - self._waiting())

    def finish(self) -> str:
        """The rest that was held back; bytes of an unfinished character are dropped."""
        return "" if self.stopped else self._release(len(self._held))

    def _release(self, n: int) -> str:
        piece, self._held = self._held[:n], self._held[n:]
        self.text += piece
        return piece

    def _waiting(self) -> int:
        """Length of the longest ending that begins a stop text."""
        longest = 0
        for text in self._stop:
            for n in range(min(len(text) - 1, len(self._held)), longest, -1):
                if self._held.endswith(text[:n]):
                    longest = n
                    break
        return longest
