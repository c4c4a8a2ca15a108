"""Every keyboard shortcut, and the sheet (F1) that lists them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Column, Scroll, column
from app.desktop.widgets.text import label, tag

LIBRARY, PRACTICE, SESSIONS = "Ctrl+1", "Ctrl+2", "Ctrl+3"
SHEET, VIEW, LARGER, SMALLER, QUIT = "F1", "Alt+V", "Ctrl++", "Ctrl+-", "Ctrl+Q"
SEARCH, BACK, START = "Ctrl+F", "Esc", "Ctrl+Return"
SEND, NEW_LINE, SILENT = "Return", "Shift+Return", "Ctrl+Shift+Return"
STOP, AGAIN, TIME_OUT = "Esc", "Ctrl+R", "Ctrl+T"
REWIND, END, COMPOSER = "Alt+Left", "Ctrl+E", "Ctrl+L"
COME_IN, MEMBERS = "Ctrl+I", "Ctrl+G"
TABLE = "Ctrl+T"

SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Everywhere",
        (
            (LIBRARY, "Library"),
            (PRACTICE, "Practice, while a session is open"),
            (SESSIONS, "Sessions"),
            (VIEW, "View: light, dark, text size"),
            (LARGER, "Larger text"),
            (SMALLER, "Smaller text"),
            (SHEET, "This sheet"),
            (QUIT, "Quit; an open session is kept"),
        ),
    ),
    (
        "Library",
        (
            (SEARCH, "Search"),
            (START, "Start the scenario that is open"),
            (BACK, "Back to all scenarios"),
        ),
    ),
    (
        "Practice",
        (
            (SEND, "Say what is written"),
            (NEW_LINE, "New line"),
            (SILENT, "Stay silent, and let the client go on"),
            (COME_IN, "With several clients: come in before another one answers"),
            (MEMBERS, "With several clients: who is here, and how they stand"),
            (STOP, "Stop the client's words; leave the time out"),
            (AGAIN, "Another reply to the same words"),
            (REWIND, "Go back one exchange"),
            (TIME_OUT, "Time out with the coach, and back"),
            (END, "End the session"),
            (COMPOSER, "To the words you are writing"),
        ),
    ),
    (
        "Debrief",
        (
            ("Left", "On the timeline: one turn earlier"),
            ("Right", "On the timeline: one turn later"),
            (SEND, "On the timeline or a turn: why it moved; in the field there: what if"),
            (TABLE, "The timeline as a table, and back"),
            (BACK, "Back to sessions"),
        ),
    ),
)


def native(keys: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class ShortcutSheet(QWidget):
    """All shortcuts on one page."""

    def __init__(self, look: Look, close: Callable[[], object]) -> None:
        super().__init__()
        self.setAccessibleName("Keyboard shortcuts")
        inner = QWidget()
        rows = column(inner, gap=SPACE.wide)
        rows.addWidget(label("Keyboard", "page"))
        self.done = button(look, "Close", close, icon="x", keys=SHEET)
        rows.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        for title, entries in SECTIONS:
            rows.addSpacing(SPACE.gap)
            rows.addWidget(label(title, "title"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(SPACE.page)
            grid.setVerticalSpacing(SPACE.gap)
            grid.setColumnStretch(1, 1)
            grid.setColumnMinimumWidth(0, look.sizes.characters(22))
            for line, (keys, what) in enumerate(entries):
                grid.addWidget(tag(native(keys)), line, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(what, wrap=True), line, 1)
            rows.addLayout(grid)
        rows.addStretch(1)
        page = QWidget()
        around = column(page, margin=SPACE.page)
        around.addWidget(Column(look, inner))
        column(self).addWidget(Scroll(page, "Keyboard shortcuts"))
