"""Buttons that carry an icon, a tooltip with the shortcut, and an accessible name."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStylePainter,
    QWidget,
)

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import ICON

Kind = Literal["plain", "primary", "quiet", "danger", "link", "nav"]


class Button(QPushButton):
    """A push button whose icon follows the theme."""

    def __init__(self, look: Look, text: str, kind: Kind, icon: str | None) -> None:
        # Qt leaves hardly any room between an icon and its words.
        self._words = f" {text}" if icon and text else text
        super().__init__(self._words)
        self._look = look
        self._icon = icon
        self._kind = kind
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        look.changed.connect(self._paint_icon)
        self._paint_icon()

    def set_icon(self, icon: str) -> None:
        """Shows another Phosphor icon, in the color that goes with its kind."""
        self._icon = icon
        self._paint_icon()

    def say(self, text: str) -> None:
        """Says something else."""
        self._words = f" {text}" if self._icon else text
        self.setText(self._words)
        self.setAccessibleName(text)

    def set_compact(self, compact: bool) -> None:
        """Shows the icon alone where there is no room for the words; the tooltip has them."""
        if self._icon is not None:
            self.setText("" if compact else self._words)

    def _paint_icon(self) -> None:
        if self._icon is None:
            return
        inks = {"primary": "on_accent", "danger": "attention", "link": "accent", "plain": "text"}
        side = max(ICON, round(ICON * self._look.percent / 100))
        self.setIcon(self._look.icon(self._icon, inks.get(self._kind, "muted")))
        self.setIconSize(QSize(side, side))


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
) -> Button:
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
    made = Button(look, text, kind, icon)
    made.setAccessibleName(name or text)
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    about = hint or name
    made.setToolTip(f"{about or text} ({shown})" if shown else about)
    if hint:
        made.setAccessibleDescription(hint)
    made.clicked.connect(lambda: press())
    return made


class CardButton(QAbstractButton):
    """A card that is one button: clicked, or pressed with Space or Return."""

    def __init__(self, name: str, press: Callable[[], object], parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
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
