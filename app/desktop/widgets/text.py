"""Words on the page: headings, prose of a readable width, tags."""

import html
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.desktop.theme.look import Look

Role = Literal["page", "title", "strong", "body", "muted", "small", "section", "quote"]
Tone = Literal["neutral", "good", "attention", "caution", "info", "accent"]
LEADING = 140
"""Line height of prose, percent."""


def label(text: str, role: Role = "body", *, wrap: bool = False) -> QLabel:
    """A label in one of the text roles. The text is plain, never markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def tag(text: str, tone: Tone = "neutral") -> QLabel:
    """A small word on a colored ground; the word says it all, the color only repeats it."""
    made = label(text, "small")
    made.setProperty("role", None)
    made.setProperty("tag", tone)
    return made


def prose_html(text: str) -> str:
    """Plain text as markup with the line height of prose."""
    body = html.escape(text).replace("\n", "<br>")
    return f'<p style="line-height:{LEADING}%; margin:0">{body}</p>'


class Elided(QLabel):
    """One line that ends in an ellipsis where the room ends; the tooltip has all of it."""

    def __init__(self, role: Role = "body") -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Shows a text."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cuts it anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(0, self.width())
        )
        self.setToolTip("" if shown == self._whole else self._whole)
        if shown != self.text():
            self.setText(shown)


class Prose(QLabel):
    """Running text with the line height of prose; asks for no more than ``characters``."""

    def __init__(
        self, look: Look, text: str = "", *, characters: int = 72, role: Role = "body"
    ) -> None:
        super().__init__()
        self._look = look
        self._characters = characters
        self._plain = ""
        self._natural: int | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setProperty("role", role)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look.changed.connect(self._restyled)
        self.say(text)

    @property
    def plain(self) -> str:
        """The words without markup."""
        return self._plain

    def say(self, text: str, markup: str | None = None) -> None:
        """Shows plain text; ``markup``, made of the same words, may replace how it is drawn."""
        self._plain = text
        self._natural = None
        self.setText(markup if markup is not None else prose_html(text))
        self.setAccessibleName(text)
        self.updateGeometry()

    def selectable(self) -> "Prose":
        """Lets the words be selected with the mouse."""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return self

    def sizeHint(self) -> QSize:
        """As wide as the words on one line, but no wider than the line length."""
        width = self.natural_width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small window."""
        return QSize(min(self.natural_width(), self._look.sizes.characters(16)), 0)

    def natural_width(self) -> int:
        """Width in pixels the words want."""
        if self._natural is None:
            limit = self._look.sizes.characters(self._characters)
            document = QTextDocument()
            document.setDefaultFont(self.font())
            document.setDocumentMargin(0)
            document.setHtml(self.text())
            self._natural = min(limit, int(document.idealWidth()) + 2)
        return self._natural

    def _restyled(self) -> None:
        self._natural = None
        self.updateGeometry()
