"""What turns words into codes."""

from collections.abc import Sequence
from typing import Protocol

from app.assessment.layout import Said
from app.domain.codes import ClientCodes, TurnCodes


class Coder(Protocol):
    """Codes turns; the same words after the same turns get the same codes."""

    name: str

    def code(self, text: str, before: Sequence[Said] = ()) -> TurnCodes:
        """Codes of one trainee turn.

        Args:
            text: What the trainee said.
            before: The turns before, oldest first; the last is what the client just said.
        """
        ...

    def code_client(self, text: str, before: Sequence[Said] = ()) -> ClientCodes:
        """Codes of one client turn; arguments as for ``code``."""
        ...
