"""The wait for the model before a session: how far it is, and a way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.desktop.services import Model
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import Banner
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Column, column
from app.desktop.widgets.text import Prose, label


class Waiting(QWidget):
    """Shown between the button and the client's first words, while the model loads.

    Attributes:
        cancelled: Emitted when the trainee does not want to wait.
    """

    cancelled = Signal()

    def __init__(self, look: Look, model: Model) -> None:
        super().__init__()
        self._model = model
        inner = QWidget()
        rows = column(inner, gap=SPACE.wide)
        rows.addStretch(2)
        self._title = label("", "title", wrap=True)
        rows.addWidget(self._title)
        self._about = Prose(look, role="muted")
        rows.addWidget(self._about)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName("Loading the model")
        rows.addWidget(self._bar)
        self.banner = Banner(look)
        rows.addWidget(self.banner)
        self.cancel = button(look, "Not now", self.cancelled.emit, icon="x")
        rows.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(3)
        column(self, margin=SPACE.page).addWidget(Column(look, inner, 60))
        model.changed.connect(self._show)

    def begin(self, name: str, *, several: bool = False) -> None:
        """Waits for this client, or for several of these names."""
        self._title.setText(f"{name} {'are' if several else 'is'} on the way")
        self._show()

    def _show(self) -> None:
        failed = bool(self._model.problem)
        self._bar.setVisible(not failed)
        self._about.setVisible(not failed)
        self._bar.setValue(round(self._model.progress * 100))
        self._about.say(
            f"The model is loading, {self._model.progress:.0%} done. The session begins by itself."
        )
        if failed:
            self.banner.say(
                "attention",
                self._model.problem,
                [("Load again", self._model.load)],
                closable=False,
            )
        else:
            self.banner.clear()
