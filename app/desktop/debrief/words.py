"""A turn's words with the coded ones underlined; the tooltip names the code."""

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QTextEdit

from app.desktop.debrief.codes import Piece, rich
from app.desktop.theme.look import Look
from app.desktop.widgets.text import LEADING


class CodedWords(QTextEdit):
    """Text to read and copy, as tall as it needs to be.

    Words that may work against the client are underlined with dashes, the others with a line:
    the shape tells them apart, not the color.
    """

    def __init__(
        self, look: Look, text: str, pieces: list[Piece], *, muted: bool = False, characters: int
    ) -> None:
        super().__init__()
        self._look = look
        self._text = text
        self._pieces = pieces
        self._muted = muted
        self._characters = characters
        self._lit = ""
        self._places: list[tuple[int, int]] = []
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._measure = QTextDocument(self)
        look.changed.connect(self._fill)
        self._fill()

    @property
    def underlined(self) -> list[str]:
        """The stretches of text that are seen to carry a code."""
        return [self._text[piece.start : piece.end] for piece in self._pieces if piece.underlined]

    @property
    def lit(self) -> list[str]:
        """The stretches of text that are lit up now."""
        return [selection.cursor.selectedText() for selection in self.extraSelections()]

    def light(self, code: str) -> None:
        """Lights up the words under one code; an empty one puts the light out."""
        self._lit = code
        selections = []
        for piece, (start, end) in zip(self._pieces, self._places, strict=True):
            if code and any(word.code == code for word in piece.words):
                selection = QTextEdit.ExtraSelection()
                selection.cursor = QTextCursor(self.document())
                selection.cursor.setPosition(start)
                selection.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                lit = QTextCharFormat()
                lit.setBackground(self._look.color("accent"))
                lit.setForeground(self._look.color("on_accent"))
                selection.format = lit
                selections.append(selection)
        self.setExtraSelections(selections)

    def sizeHint(self) -> QSize:
        """As wide as the words on one line, up to the line length."""
        width = min(self._look.sizes.characters(self._characters), math.ceil(self._natural) + 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small window."""
        return QSize(min(self.sizeHint().width(), self._look.sizes.characters(16)), 0)

    def hasHeightForWidth(self) -> bool:
        """Lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        self._measure.setTextWidth(width)
        return math.ceil(self._measure.size().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not the turn."""
        event.ignore()

    def _fill(self) -> None:
        for document in (self.document(), self._measure):
            document.setDefaultFont(QApplication.font())
            document.setDocumentMargin(0)
            option = document.defaultTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            document.setDefaultTextOption(option)
            self._places = self._write(QTextCursor(document))
        self._measure.setTextWidth(-1)
        self._natural = self._measure.idealWidth()
        self.light(self._lit)
        self.updateGeometry()

    def _write(self, cursor: QTextCursor) -> list[tuple[int, int]]:
        """Writes the pieces and says where each came to lie: the cursor counts in UTF-16."""
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        block = QTextBlockFormat()
        block.setLineHeight(LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        ink = self._look.color("muted" if self._muted else "text")
        if not self._pieces:
            plain = QTextCharFormat()
            plain.setForeground(ink)
            cursor.insertText(self._text, plain)
        places = []
        for piece in self._pieces:
            start = cursor.position()
            cursor.insertText(self._text[piece.start : piece.end], self._format(piece, ink))
            places.append((start, cursor.position()))
        return places

    def _format(self, piece: Piece, ink: QColor) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(ink)
        if piece.underlined:
            sharp = any(word.tone == "attention" for word in piece.words)
            style = QTextCharFormat.UnderlineStyle
            made.setUnderlineStyle(style.DashUnderline if sharp else style.SingleUnderline)
            made.setUnderlineColor(self._look.color("attention" if sharp else "control"))
        if piece.words:
            made.setToolTip(rich(piece.meaning))
        return made
