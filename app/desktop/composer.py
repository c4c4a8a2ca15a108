"""Where the trainee writes: a field that grows with its words, and what sends them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE

_MOST_LINES = 7


class Composer(QPlainTextEdit):
    """A text field of one to seven lines. Return sends, Shift+Return makes a new line.

    Attributes:
        submitted: Emitted when Return is pressed on its own.
    """

    submitted = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._grow)
        look.changed.connect(self._grow)
        self._grow()

    @property
    def words(self) -> str:
        """What is written, without room around it."""
        return self.toPlainText().strip()

    def take(self) -> str:
        """The words, which leave the field."""
        words = self.words
        self.clear()
        return words

    def give_back(self, words: str) -> None:
        """Puts words back that could not be used, before what has been written since."""
        since = self.words
        self.setPlainText(f"{words}\n{since}" if since else words)
        self.moveCursor(self.textCursor().MoveOperation.End)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return on its own sends."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and plain == Qt.KeyboardModifier.NoModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other lines."""
        super().resizeEvent(event)
        self._grow()

    def sizeHint(self) -> QSize:
        """As wide as it may be; the height is fixed."""
        return QSize(self._look.sizes.characters(40), self.height())

    def _grow(self) -> None:
        # For a plain text document the height is a number of lines, not pixels.
        lines = min(_MOST_LINES, max(1, round(self.document().size().height())))
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(lines * line + 2 * SPACE.gap)
        much = self.document().size().height() > _MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if much else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
