"""Trust and resistance over the turns, drawn; one point is selected by mouse or arrow keys."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QToolTip

from app.desktop.debrief.codes import rich
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.layout import column

Point = tuple[float, float]
"""Trust and resistance, each 0 to 1."""
_LABELS = (("   trust", "accent"), ("   resistance", "attention"))
_LEFT = 0.3
"""Room left of the first point, in turns."""
_MARK = 9
"""Size of a point in pixels at the usual text size."""
_APART = 0.09
"""Least distance of the two labels at the lines' ends, in units of the axis."""


class TimelinePlot(QFrame):
    """The two lines. Left, Right, Home and End select a point, Return goes to its turn.

    Attributes:
        selected: Place of the point that is selected, if any.
        chosen: Emitted with the place of a point when it is selected by hand.
        entered: Emitted when the turn of the selected point is wanted.
    """

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._points: list[Point] = []
        self._words: list[str] = []
        self.selected: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("panel", "card")
        self.plot = pg.PlotWidget(background=None)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # The frame hears mouse and keys; the plot only draws.
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        column(self, margin=SPACE.gap).addWidget(self.plot)
        look.changed.connect(self._draw)

    def show_points(self, points: Sequence[Point], words: Sequence[str]) -> None:
        """Shows these points; ``words`` say each in one sentence."""
        self._points, self._words = list(points), list(words)
        self.selected = None
        self._draw()

    def select(self, place: int | None) -> None:
        """Marks a point, without telling anyone."""
        self.selected = place
        self._draw()

    def place_at(self, position: QPoint) -> int | None:
        """The point nearest to a position on this widget."""
        if not self._points:
            return None
        inside = self.plot.mapFrom(self, position)
        x = self.plot.getViewBox().mapSceneToView(QPointF(self.plot.mapToScene(inside))).x()
        if math.isnan(x):
            return None
        return int(min(len(self._points) - 1, max(0, round(x))))

    def position_of(self, place: int) -> QPoint:
        """Where the trust of a point is drawn on this widget."""
        spot = self.plot.getViewBox().mapViewToScene(QPointF(place, self._points[place][0]))
        found: QPoint = self.plot.mapTo(self, self.plot.mapFromScene(spot))
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys select, Return enters."""
        last = len(self._points) - 1
        now = self.selected
        places = {
            Qt.Key.Key_Left: last if now is None else max(0, now - 1),
            Qt.Key.Key_Right: 0 if now is None else min(last, now + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in places and self._points:
            self._choose(places[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and now is not None:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Selects the nearest point."""
        place = self.place_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)

    def event(self, event: QEvent) -> bool:
        """The tooltip says the point in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(event.pos())
            if place is not None:
                QToolTip.showText(event.globalPos(), rich(self._words[place]), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus."""
        super().focusInEvent(event)
        self._frame("marked")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows it no longer."""
        super().focusOutEvent(event)
        self._frame("card")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps room for the labels."""
        super().resizeEvent(event)
        self._fit()

    def _frame(self, kind: str) -> None:
        self.setProperty("panel", kind)
        self.style().unpolish(self)
        self.style().polish(self)

    def _choose(self, place: int) -> None:
        if place != self.selected:
            self.select(place)
            self.chosen.emit(place)

    def _draw(self) -> None:
        look, plot = self._look, self.plot
        plot.clear()
        self.setFixedHeight(look.sizes.body * 16)
        self._axes()
        if not self._points:
            return
        last = len(self._points) - 1
        if self.selected is not None:
            ink = look.color("sunken")
            plot.addItem(pg.InfiniteLine(self.selected, pen=pg.mkPen(ink, width=SPACE.gap)))
        trust, resistance = ([point[i] for point in self._points] for i in (0, 1))
        self._line(trust, "accent", "o", Qt.PenStyle.SolidLine)
        self._line(resistance, "attention", "s", Qt.PenStyle.DashLine)
        up, down = _apart(trust[-1], resistance[-1])
        font = QFont(QApplication.font())
        font.setPixelSize(look.sizes.small)
        for (text, color), y in zip(_LABELS, (up, down), strict=True):
            item = pg.TextItem(text, color=look.color(color), anchor=(0, 0.5))
            item.setFont(font)
            item.setPos(last, y)
            plot.addItem(item, ignoreBounds=True)
        self._fit()

    def _fit(self) -> None:
        """Leaves as much room at the right as the labels need."""
        if not self._points:
            return
        font = QFont(QApplication.font())
        font.setPixelSize(self._look.sizes.small)
        room = QFontMetrics(font).horizontalAdvance(_LABELS[1][0]) + SPACE.page
        whole = max(1, self.plot.width() - SPACE.section - self._look.sizes.small * 2)
        share = min(0.6, room / whole)
        last = len(self._points) - 1
        right = last + max(0.5, (last + _LEFT) * share / (1 - share))
        self.plot.getViewBox().setRange(xRange=(-_LEFT, right), yRange=(0, 1), padding=0.04)

    def _line(self, values: list[float], color: str, shape: str, style: Qt.PenStyle) -> None:
        ink = self._look.color(color)
        mark = round(_MARK * (1 + self._look.percent / 100) / 2)
        sizes = [mark * (1.5 if place == self.selected else 1) for place in range(len(values))]
        self.plot.addItem(
            pg.PlotDataItem(
                list(range(len(values))),
                values,
                pen=pg.mkPen(ink, width=2, style=style),
                symbol=shape,
                symbolSize=sizes,
                symbolBrush=ink,
                symbolPen=pg.mkPen(self._look.color("surface"), width=1.5),
                antialias=True,
            )
        )

    def _axes(self) -> None:
        font = QFont(QApplication.font())
        font.setPixelSize(self._look.sizes.small)
        last = len(self._points) - 1
        every = max(1, math.ceil(last / 10)) * (2 if self._look.percent > 130 else 1)
        turns = [(x, str(x)) for x in range(0, last + 1, every)]
        ticks = {"bottom": turns, "left": [(0, "0"), (0.5, "0.5"), (1, "1")]}
        for side, marks in ticks.items():
            axis = self.plot.getAxis(side)
            axis.setTicks([marks, []])
            axis.setTickFont(font)
            axis.setPen(pg.mkPen(self._look.color("border"), width=1))
            axis.setTextPen(pg.mkPen(self._look.color("muted")))
            axis.setStyle(tickLength=0, tickTextOffset=SPACE.half)


def _apart(trust: float, resistance: float) -> tuple[float, float]:
    """Heights of the two labels, moved apart where the lines end close together."""
    if abs(trust - resistance) >= _APART:
        return trust, resistance
    sign = 1 if trust >= resistance else -1
    middle = min(1 - _APART / 2, max(_APART / 2, (trust + resistance) / 2))
    return middle + sign * _APART / 2, middle - sign * _APART / 2
