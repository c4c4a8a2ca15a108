"""A message in its place: what happened, what now. Instead of a dialog."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import ICON_LARGE, SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Flow, column, empty, row
from app.desktop.widgets.text import label

BannerKind = Literal["info", "good", "caution", "attention"]
_ICONS = {
    "info": "info",
    "good": "check-circle",
    "caution": "warning",
    "attention": "warning-circle",
}
Action = tuple[str, Callable[[], object]]


def announce(widget: QWidget, text: str) -> None:
    """Has a screen reader say this once, after what it is saying now."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Banner(QFrame):
    """One message with its acts; hidden until there is something to say.

    Attributes:
        shown: Emitted with True when it says something and with False when it is hidden.
        then: Where the focus goes when the banner that has it is hidden.
    """

    shown = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.then: QWidget | None = None
        self._kind: BannerKind = "info"
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._acts = QWidget()
        self._row = Flow(self._acts)
        self.buttons: list[QPushButton] = []
        self._close = button(
            look, "", self.clear, kind="quiet", icon="x", name="Dismiss this message"
        )
        words = column(gap=SPACE.gap)
        words.addWidget(self._text)
        words.addWidget(self._acts)
        layout = row(self, gap=SPACE.gap + SPACE.half, margin=SPACE.gap + SPACE.half)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look.changed.connect(self._paint_icon)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty when hidden."""
        return self._text.text() if not self.isHidden() else ""

    def say(
        self,
        kind: BannerKind,
        text: str,
        actions: Sequence[Action] = (),
        *,
        closable: bool = True,
    ) -> None:
        """Shows a message; the first action stands out. An action hides the banner."""
        self._kind = kind
        self.setProperty("banner", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._paint_icon()
        empty(self._row)
        self.buttons = []
        for number, (word, act) in enumerate(actions):
            made = button(
                self._look, word, self._acting(act), kind="primary" if number == 0 else "plain"
            )
            self._row.addWidget(made)
            self.buttons.append(made)
        self._acts.setVisible(bool(actions))
        self._close.setVisible(closable)
        self.show()
        self.shown.emit(True)
        announce(self, text)

    def clear(self) -> None:
        """Hides it. The focus, if it was here, goes where it is needed next."""
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.hide()
        self.shown.emit(False)
        if had_focus and self.then is not None:
            self.then.setFocus()

    def _acting(self, act: Callable[[], object]) -> Callable[[], None]:
        def press() -> None:
            self.clear()
            act()

        return press

    def _paint_icon(self) -> None:
        icon = self._look.icon(_ICONS[self._kind], self._kind)
        side = max(ICON_LARGE, round(ICON_LARGE * self._look.percent / 100))
        self._icon.setPixmap(icon.pixmap(side, side))
