"""Buttons that carry an icon, a tooltip with the shortcut, and an accessible name."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QStyle,
    QStyleOption,
    QStylePainter,
    QWidget,
)

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import ICON

Kind = Literal["plain", "primary", "quiet", "danger", "link", "nav"]


def button(
    look: Look,
    text: str,
    press: Callable[[], object],
    *,
    kind: Kind = "plain",
    icon: str | None = None,
    hint: str = "",
    keys: str = "",
    name: str = "",
) -> QPushButton:
    """A push button.

    Args:
        look: Where the icon's color comes from; the icon follows its changes.
        text: What it says; may be empty where ``icon`` and ``name`` are given.
        press: Called on a click or key press, without arguments.
        kind: How much it stands out.
        icon: A Phosphor icon's name.
        hint: What it does, for the tooltip.
        keys: Shortcut to name in the tooltip (the page sets the shortcut itself).
        name: Accessible name where the text does not say it all.
    """
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text)
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    about = hint or name
    made.setToolTip(f"{about or text} ({shown})" if shown else about)
    if hint:
        made.setAccessibleDescription(hint)
    made.clicked.connect(lambda: press())
    if icon is not None:
        set_icon(look, made, icon)
        look.changed.connect(lambda: set_icon(look, made, made.property("icon_name")))
    return made


def set_icon(look: Look, made: QPushButton, icon: str) -> None:
    """Gives a button another icon, in the color that goes with its kind."""
    color = {"primary": "on_accent", "danger": "attention", "link": "accent", "plain": "text"}
    made.setProperty("icon_name", icon)
    made.setIcon(look.icon(icon, color.get(str(made.property("kind")), "muted")))
    made.setIconSize(QSize(_icon_px(look), _icon_px(look)))


def _icon_px(look: Look) -> int:
    return max(ICON, round(ICON * look.percent / 100))


class CardButton(QAbstractButton):
    """A card that is one button: clicked, or pressed with Space or Return."""

    def __init__(self, name: str, press: Callable[[], object], parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda: press())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws what the stylesheet says."""
        painter = QStylePainter(self)
        option = QStyleOption()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option)

    def sizeHint(self) -> QSize:
        """As large as what lies on it."""
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def hasHeightForWidth(self) -> bool:
        """As its layout says."""
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """As its layout says."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else -1

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus is drawn by the stylesheet."""
        super().focusInEvent(event)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """So is the mouse above it."""
        super().enterEvent(event)
        self.update()
