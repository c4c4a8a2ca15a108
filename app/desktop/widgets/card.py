"""A frame that shows when it has the focus, and how a frame is drawn in another way."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QWidget


def framed(widget: QWidget, kind: str) -> None:
    """Draws a frame as a panel of this kind (see ``theme.sheet``)."""
    widget.setProperty("panel", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Card(QFrame):
    """A card that takes the focus as a whole, and is marked while it has it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus."""
        super().focusInEvent(event)
        framed(self, "marked")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows it no longer."""
        super().focusOutEvent(event)
        framed(self, "card")
