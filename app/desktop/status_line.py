"""One quiet line under the conversation: the model, how full its memory is, the time."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.layout import row
from app.desktop.widgets.marks import Meter
from app.desktop.widgets.text import Elided, label
from app.desktop.wording import clock
from app.engine.protocol import EngineInfo

_FULL = 0.85
STARTER = "Starter voice: install the full model for free conversation"


class StatusLine(QWidget):
    """Model, context meter, elapsed time."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._compact = False
        self._passed, self._planned = 0.0, 0
        line = row(self, gap=SPACE.gap)
        self.model = Elided("small")
        line.addWidget(self.model, 1)
        self.context = label("", "small")
        line.addWidget(self.context)
        self._meter = Meter(look)
        line.addWidget(self._meter)
        line.addSpacing(SPACE.gap)
        self.elapsed = label("", "small")
        line.addWidget(self.elapsed)

    def set_model(self, info: EngineInfo | None, home: Path) -> None:
        """Names the model; a small one is honest about itself."""
        if info is None:
            self.model.say("")
            return
        self.model.say(STARTER if info.small else info.name)
        self.model.setAccessibleDescription(
            f"To install a model, put its GGUF file into {home / 'models'} and start Pixel again."
            if info.small
            else ""
        )
        if info.small:
            self.setToolTip(self.model.accessibleDescription())
        else:
            self.setToolTip("")

    def set_context(self, used: int, room: int) -> None:
        """How full the model's memory of the talk is."""
        share = used / room if room else 0.0
        self.context.setText(f"Memory {share:.0%} full")
        self.context.setToolTip(
            f"{used:,} of {room:,} tokens. When it is full, the oldest turns are summed up."
        )
        self._meter.set_share(share, "caution" if share > _FULL else "accent")

    def set_elapsed(self, seconds: float, planned_minutes: int) -> None:
        """The time so far, beside what the scenario is made for."""
        self._passed, self._planned = seconds, planned_minutes
        of = "" if self._compact else f" of about {planned_minutes} min"
        self.elapsed.setText(clock(seconds) + of)
        self.elapsed.setToolTip(f"This scenario is made for about {planned_minutes} minutes.")

    def set_compact(self, compact: bool) -> None:
        """Says less where there is little room."""
        if compact != self._compact:
            self._compact = compact
            self._meter.setVisible(not compact)
            self.set_elapsed(self._passed, self._planned)
