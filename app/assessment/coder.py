"""What turns a trainee's words into codes."""

from collections.abc import Sequence
from typing import Protocol

from app.domain.codes import TurnCodes


class Coder(Protocol):
    """Codes trainee turns; the same words after the same turns get the same codes."""

    name: str

    def code(self, text: str, before: Sequence[str] = ()) -> TurnCodes:
        """Codes of one trainee turn.

        Args:
            text: What the trainee said.
            before: The last turns, oldest first; the last is what the client just said.
        """
        ...
