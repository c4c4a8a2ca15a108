"""Small drawn things: a monogram, difficulty dots, a meter, a gauge, the beat before words."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import DIFFICULTY, PULSE_MS, SPACE, TONES

_LINE = 1.5
"""Thickness of a gauge's line in pixels."""


class _Drawn(QWidget):
    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look.changed.connect(self._restyled)

    def _restyled(self) -> None:
        self.updateGeometry()
        self.update()

    def _painter(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        return painter


Sized = Literal["small", "plain", "large"]
_SIDES: dict[Sized, float] = {"small": 2.2, "plain": 2.8, "large": 3.4}
"""Diameter of a monogram in heights of body text."""
_OVERLAP = 0.3
"""Share of a monogram that the one before it covers."""


class Monograms(_Drawn):
    """Letters in circles, one over the next, each in a color of its own."""

    def __init__(
        self,
        look: Look,
        letters: Sequence[str] = (),
        *,
        sized: Sized = "plain",
        tones: Sequence[str] = TONES,
        ground: str = "surface",
    ) -> None:
        """``ground`` is the color it stands on, ``tones`` are those of the circles."""
        super().__init__(look)
        self._sized, self._ground = sized, ground
        self.set_letters(letters, tones)

    def set_letters(self, letters: Sequence[str], tones: Sequence[str] = TONES) -> None:
        """Shows other people's letters."""
        self._letters = list(letters)
        self._tones = tones
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """About three lines of text high."""
        side, step = self._side(), self._step()
        return QSize(side + step * max(0, len(self._letters) - 1), side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the circles and the letters, the first on top."""
        painter = self._painter()
        font = self.font()
        font.setPixelSize(self.look.sizes.body if self._sized == "small" else self.look.sizes.title)
        font.setBold(True)
        painter.setFont(font)
        side = self._side()
        for place in reversed(range(len(self._letters))):
            tone = self._tones[place % len(self._tones)]
            circle = QRectF(place * self._step(), 0, side, side)
            if len(self._letters) > 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.look.color(self._ground))
                painter.drawEllipse(circle.adjusted(-_LINE, -_LINE, _LINE, _LINE))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.color(f"{tone}_soft"))
            painter.drawEllipse(circle)
            painter.setPen(self.look.color("accent_strong" if tone == "accent" else tone))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._letters[place])
        painter.end()

    def _side(self) -> int:
        return round(self.look.sizes.body * _SIDES[self._sized])

    def _step(self) -> int:
        return round(self._side() * (1 - _OVERLAP))


class Dots(_Drawn):
    """Difficulty as filled dots out of five; the word stands beside it."""

    def __init__(self, look: Look, filled: int) -> None:
        super().__init__(look)
        self._filled = filled

    def sizeHint(self) -> QSize:
        """One dot each, with gaps."""
        dot = self._dot()
        return QSize(len(DIFFICULTY) * (dot + SPACE.half) - SPACE.half, dot + SPACE.hair)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws filled and hollow dots: the shape tells them apart, not the color."""
        painter = self._painter()
        dot = self._dot()
        top = (self.height() - dot) / 2
        for place in range(len(DIFFICULTY)):
            box = QRectF(place * (dot + SPACE.half), top, dot, dot)
            if place < self._filled:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.look.color("accent"))
                painter.drawEllipse(box)
            else:
                painter.setPen(self.look.color("control"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _dot(self) -> int:
        return round(self.look.sizes.small * 0.64)


class Meter(_Drawn):
    """How full something is, 0 to 1; the number stands beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._share = 0.0
        self._color = "accent"

    def set_share(self, share: float, color: str = "accent") -> None:
        """Shows another share."""
        self._share = min(1.0, max(0.0, share))
        self._color = color
        self.update()

    def sizeHint(self) -> QSize:
        """A short thin bar."""
        return QSize(self.look.sizes.body * 4, SPACE.half)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the bar."""
        painter = self._painter()
        whole = QRectF(self.rect())
        painter.setBrush(self.look.color("sunken"))
        painter.drawRoundedRect(whole, SPACE.hair, SPACE.hair)
        painter.setBrush(self.look.color(self._color))
        whole.setWidth(max(whole.width() * self._share, float(SPACE.half)))
        painter.drawRoundedRect(whole, SPACE.hair, SPACE.hair)
        painter.end()


class Gauge(_Drawn):
    """A value as a bar from least to most, and under it a thin line from bound to bound.

    All three are shares of the way from least to most, 0 to 1; the numbers stand beside it.
    """

    def __init__(self, look: Look, value: float, low: float, high: float) -> None:
        super().__init__(look)
        self._value, self._low, self._high = (min(1.0, max(0.0, x)) for x in (value, low, high))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(self.look.sizes.body * 6, self._thick() + SPACE.gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the bar and the line; the line's ends are upright, so that it is seen alone."""
        painter = self._painter()
        thick, width = self._thick(), self.width()
        bar = QRectF(0, 0, width, thick)
        painter.setBrush(self.look.color("sunken"))
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        bar.setWidth(max(width * self._value, float(thick)))
        painter.setBrush(self.look.color("accent"))
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        painter.setBrush(self.look.color("muted"))
        line = thick + SPACE.half
        ends = [(width - _LINE) * share for share in (self._low, self._high)]
        painter.drawRect(QRectF(ends[0], line, ends[1] - ends[0] + _LINE, _LINE))
        for end in ends:
            painter.drawRect(QRectF(end, line - SPACE.hair, _LINE, SPACE.half + _LINE))
        painter.end()

    def _thick(self) -> int:
        return max(SPACE.gap, round(self.look.sizes.small * 0.7))


class Beat(_Drawn):
    """Three dots while the client gathers their words; still where less motion is asked for."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._phase = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PULSE_MS)
        self._timer.timeout.connect(self._step)

    def showEvent(self, event: QShowEvent) -> None:
        """Beats only while it can be seen."""
        super().showEvent(event)
        if not self.look.calm:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rests."""
        super().hideEvent(event)
        self._timer.stop()

    def sizeHint(self) -> QSize:
        """Three dots in a line of text."""
        return QSize(self.look.sizes.body * 2, round(self.look.sizes.body * 1.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the dots, one darker than the others."""
        painter = self._painter()
        dot = self.look.sizes.body * 0.4
        for place in range(3):
            lit = place == self._phase or not self._timer.isActive()
            painter.setBrush(self.look.color("muted" if lit else "border"))
            painter.drawEllipse(QRectF(place * dot * 1.7, (self.height() - dot) / 2, dot, dot))
        painter.end()

    def _step(self) -> None:
        self._phase = (self._phase + 1) % 3
        self.update()
