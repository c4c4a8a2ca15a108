"""The page in place of the window when the program cannot open: one sentence, what now."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMainWindow, QWidget

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Column, Flow, Scroll, column
from app.desktop.widgets.text import Prose, label

_CHARACTERS, _LINES = 98, 28


class Trouble(QMainWindow):
    """Says why, and offers to try again.

    Attributes:
        again: True once the person wants to try again.
    """

    def __init__(self, look: Look, home: Path, text: str) -> None:
        super().__init__()
        self.again = False
        self._home = home
        self.setWindowTitle("Pixel")
        self.resize(look.sizes.characters(_CHARACTERS), look.sizes.body * _LINES)
        inner = QWidget()
        rows = column(inner, gap=SPACE.wide)
        rows.addStretch(1)
        rows.addWidget(label("Pixel cannot open yet", "page", wrap=True))
        self.text = Prose(look, text).selectable()
        rows.addWidget(self.text)
        rows.addWidget(label("Nothing that was stored has been changed.", "small", wrap=True))
        acts = QWidget()
        line = Flow(acts)
        self.retry = button(look, "Try again", self._retry, kind="primary", icon="arrow-clockwise")
        self.folder = button(look, "Open the data folder", self._open, icon="folder-open")
        self.leave = button(look, "Close", self.close)
        for act in (self.retry, self.folder, self.leave):
            line.addWidget(act)
        rows.addWidget(acts)
        rows.addStretch(2)
        page = QWidget()
        column(page, margin=SPACE.page).addWidget(Column(look, inner))
        self.setCentralWidget(Scroll(page, "Why Pixel cannot open"))
        self.retry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retry(self) -> None:
        self.again = True
        self.close()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._home)))
