"""Words on the page: headings, prose of a readable width, tags."""

import html
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

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


class Prose(QLabel):
    """Running text, at most ``characters`` wide, as narrow as its words allow.

    Its width does not depend on the layout asking: the column it stands in may be wider.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        characters: int = 68,
        role: Role = "body",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._characters = characters
        self._plain = ""
        self._widths: tuple[str, int, int] | None = None
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
        self.setText(markup if markup is not None else prose_html(text))
        self.setAccessibleName(text)
        self.updateGeometry()

    def selectable(self) -> "Prose":
        """Lets the words be selected with the mouse and the keyboard's copy."""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return self

    def sizeHint(self) -> QSize:
        """As wide as the words on one line, but no wider than the line length."""
        width = self._natural_width()
        return QSize(width, super().heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small window."""
        return QSize(min(self._natural_width(), self._look.sizes.characters(16)), 0)

    def heightForWidth(self, width: int) -> int:
        """Height at the width it will really have: never more than its own."""
        return super().heightForWidth(min(width, self._natural_width()))

    def _natural_width(self) -> int:
        limit = self._look.sizes.characters(self._characters)
        if self._widths is None or self._widths[:2] != (self.text(), limit):
            document = QTextDocument()
            document.setDefaultFont(self.font())
            document.setDocumentMargin(0)
            document.setHtml(self.text())
            natural = min(limit, int(document.idealWidth()) + 2)
            self._widths = (self.text(), limit, natural)
        return self._widths[2]

    def _restyled(self) -> None:
        self._widths = None
        self.updateGeometry()
