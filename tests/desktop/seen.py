"""What is seen on a part of the window."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot


def said(part: QWidget) -> str:
    """All words that are seen on a part."""
    items: list[QLabel | QAbstractButton] = [
        *part.findChildren(QLabel),
        *part.findChildren(QAbstractButton),
    ]
    return "\n".join(
        item.accessibleName() or item.text() for item in items if item.isVisibleTo(part)
    )


def opened(qtbot: QtBot, page: QWidget, width: int, height: int) -> None:
    """Opens a page as a window of its own that has the keyboard."""
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
