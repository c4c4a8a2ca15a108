"""The course of a session, drawn; one point is selected by mouse or arrow keys.

Lanes above each other share the turns: trust and resistance, the eight feelings, readiness.
Another course, of a what-if, is drawn beside it with dashes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QApplication, QToolTip

from app.desktop.debrief.codes import rich
from app.desktop.debrief.course import FEELING_ROWS, Moment, feeling_word, hides, stage_word
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import RADIUS_SMALL, SPACE
from app.desktop.widgets.card import Card
from app.domain.mind import MindState

Value = Callable[[MindState], float]
_LINES: tuple[tuple[str, str, Value], ...] = (
    ("trust", "accent", lambda state: state.trust),
    ("resistance", "attention", lambda state: state.resistance),
)
_CURVES = 11.0
_ROW = 1.75
_STRIP = 1.9
_AXIS = 1.7
"""Heights of the lanes, in small letters."""
_FELT = 0.01
"""Weight of a feeling below which nothing is written beside its row."""
_FULL_ROW = 0.6
"""Weight of a feeling that fills its row, at least."""
_LINE = 2.0
_THIN = 1.3
_DASH = [3.0, 2.5]


@dataclass(frozen=True)
class _Lanes:
    """Where things lie on the widget, in pixels."""

    left: float
    right: float
    marks: float
    curves: QRectF
    rows: tuple[QRectF, ...]
    stage: QRectF
    axis: float


class TimelinePlot(Card):
    """All lanes. Left, Right, Home and End select a point, Return goes on to it.

    Attributes:
        selected: Place of the point that is selected, if any.
        chosen: Emitted with the place of a point when it is selected by hand.
        entered: Emitted when more about the selected point is wanted.
    """

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._moments: tuple[Moment, ...] = ()
        self._words: list[str] = []
        self._other: tuple[MindState, ...] = ()
        self._from = 0
        self.selected: int | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_moments(self, moments: Sequence[Moment], words: Sequence[str]) -> None:
        """Shows these points; ``words`` say each."""
        self._moments, self._words = tuple(moments), list(words)
        self._other = ()
        self.selected = None
        self._restyle()

    def show_other(self, states: Sequence[MindState], first: int) -> None:
        """Draws another course beside the first, from the place ``first`` on; none with none."""
        self._other, self._from = tuple(states), first
        self.update()

    @property
    def other(self) -> tuple[MindState, ...]:
        """The other course that is drawn, if any."""
        return self._other

    def select(self, place: int | None) -> None:
        """Marks a point, without telling anyone."""
        self.selected = place
        self.update()

    def place_at(self, position: QPoint) -> int | None:
        """The point nearest to a position on this widget."""
        if not self._moments:
            return None
        lanes, last = self._lanes(), len(self._moments) - 1
        across = (position.x() - lanes.left) / max(1.0, lanes.right - lanes.left)
        return min(last, max(0, round(across * last)))

    def position_of(self, place: int) -> QPoint:
        """Where the trust of a point is drawn on this widget."""
        lanes = self._lanes()
        return self._spot(lanes, place, self._moments[place].state.trust).toPoint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys select, Return enters."""
        last = len(self._moments) - 1
        now = self.selected
        places = {
            Qt.Key.Key_Left: last if now is None else max(0, now - 1),
            Qt.Key.Key_Right: 0 if now is None else min(last, now + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in places and self._moments:
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the frame, then lane by lane."""
        super().paintEvent(event)
        if not self._moments:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        lanes = self._lanes()
        self._ground(painter, lanes)
        self._curves(painter, lanes)
        for place, row in enumerate(lanes.rows):
            self._feeling(painter, lanes, row, place)
        self._stages(painter, lanes)
        self._axis(painter, lanes)
        painter.end()

    def _choose(self, place: int) -> None:
        if place != self.selected:
            self.select(place)
            self.chosen.emit(place)

    def _restyle(self) -> None:
        self.setFixedHeight(round(self._height()))
        self.update()

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(QApplication.font())
        font.setPixelSize(self._look.sizes.small)
        font.setBold(bold)
        return font

    # Where things lie

    def _height(self) -> float:
        small = self._look.sizes.small
        marked = _STRIP if any(moment.mark for moment in self._moments) else 0.6
        lanes = marked + _CURVES + len(FEELING_ROWS) * _ROW + _STRIP + _AXIS
        return lanes * small + 3 * SPACE.wide + SPACE.gap

    def _lanes(self) -> _Lanes:
        small, metrics = self._look.sizes.small, QFontMetrics(self._font())
        gutter = max(
            metrics.horizontalAdvance(word)
            for word in ("resistance", "readiness", *map(feeling_word, FEELING_ROWS))
        )
        left = SPACE.wide + gutter + SPACE.wide
        right = self.width() - SPACE.wide - metrics.horizontalAdvance("0.00") - SPACE.gap
        marked = any(moment.mark for moment in self._moments)
        top = SPACE.gap + (_STRIP if marked else 0.6) * small
        curves = QRectF(left, top, right - left, _CURVES * small)
        y = curves.bottom() + SPACE.wide
        rows = []
        for _ in FEELING_ROWS:
            rows.append(QRectF(left, y, right - left, _ROW * small))
            y += _ROW * small
        y += SPACE.wide
        stage = QRectF(left, y, right - left, _STRIP * small)
        return _Lanes(left, right, SPACE.gap, curves, tuple(rows), stage, stage.bottom())

    def _x(self, lanes: _Lanes, place: int) -> float:
        last = len(self._moments) - 1
        return lanes.left + (lanes.right - lanes.left) * (place / last if last else 0.5)

    def _spot(self, lanes: _Lanes, place: int, value: float) -> QPointF:
        curves = lanes.curves
        return QPointF(self._x(lanes, place), curves.bottom() - value * curves.height())

    # What is drawn

    def _ground(self, painter: QPainter, lanes: _Lanes) -> None:
        look = self._look
        if self.selected is not None:
            x = self._x(lanes, self.selected)
            band = QRectF(x - SPACE.half, lanes.marks, SPACE.gap, lanes.axis - lanes.marks)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("sunken"))
            painter.drawRoundedRect(band, SPACE.half, SPACE.half)
        painter.setPen(QPen(look.color("border"), 1))
        for share in (0.0, 0.5, 1.0):
            y = lanes.curves.bottom() - share * lanes.curves.height()
            painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))
        self._marks(painter, lanes)

    def _marks(self, painter: QPainter, lanes: _Lanes) -> None:
        """A wedge that points down for a rupture, one that points up for a repair, with words."""
        look, metrics = self._look, QFontMetrics(self._font())
        size, taken = look.sizes.small * 0.4, 0.0
        middle = lanes.marks + look.sizes.small * _STRIP / 2
        for place, moment in enumerate(self._moments):
            if not moment.mark:
                continue
            down = moment.mark == "rupture"
            color = look.color("attention" if down else "good")
            x = self._x(lanes, place)
            pen = QPen(color, 1)
            pen.setDashPattern([1.0, 3.0])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle + size), QPointF(x, lanes.curves.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            foot, tip = (middle - size, middle + size) if down else (middle + size, middle - size)
            wedge = [QPointF(x - size, foot), QPointF(x + size, foot), QPointF(x, tip)]
            painter.drawPolygon(QPolygonF(wedge))
            wide = metrics.horizontalAdvance(moment.mark)
            after = next((p for p in range(place + 1, len(self._moments)) if self._mark(p)), None)
            room = self.width() - SPACE.gap if after is None else self._x(lanes, after) - 2 * size
            right, left = x + size + SPACE.half, x - size - SPACE.half - wide
            start = right if right + wide <= room else left if left >= taken else None
            if start is not None:
                painter.setPen(color)
                box = QRectF(start, lanes.marks, wide + 1, look.sizes.small * _STRIP)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, moment.mark)
            taken = max(x + size, (start or 0.0) + wide) + SPACE.half

    def _mark(self, place: int) -> bool:
        return bool(self._moments[place].mark)

    def _curves(self, painter: QPainter, lanes: _Lanes) -> None:
        first, last = self._moments[0].state, self._moments[-1].state
        apart = self._look.sizes.small * 1.25 / lanes.curves.height()
        starts = _apart([value(first) for *_, value in _LINES], apart)
        ends = _apart([value(last) for *_, value in _LINES], apart)
        for (name, color, value), start, end in zip(_LINES, starts, ends, strict=True):
            ink = self._look.color(color)
            spots = [
                self._spot(lanes, place, value(moment.state))
                for place, moment in enumerate(self._moments)
            ]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink, self._wide(_LINE)))
            painter.drawPolyline(QPolygonF(spots))
            if self._other:
                self._dashed(
                    painter,
                    color,
                    [
                        spots[self._from - 1],
                        *(
                            self._spot(lanes, self._from + place, value(state))
                            for place, state in enumerate(self._other)
                        ),
                    ],
                )
            for place, spot in enumerate(spots):
                self._point(painter, color, spot, square=name == "resistance", place=place)
            painter.setPen(ink)
            self._beside(painter, lanes, self._spot(lanes, 0, start).y(), name)
            self._beside(painter, lanes, self._spot(lanes, 0, end).y(), end=f"{value(last):.2f}")

    def _point(
        self, painter: QPainter, color: str, spot: QPointF, *, square: bool, place: int
    ) -> None:
        """A point of the course: round for trust, square for resistance."""
        size = self._look.sizes.small * (0.42 if place == self.selected else 0.3)
        painter.setPen(QPen(self._look.color("surface"), 1.5))
        painter.setBrush(self._look.color(color))
        if square:
            box = QRectF(spot.x() - size, spot.y() - size, 2 * size, 2 * size)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.drawEllipse(spot, size, size)

    def _dashed(self, painter: QPainter, color: str, spots: Sequence[QPointF]) -> None:
        """Another course, with a hollow diamond at its end."""
        ink = self._look.color(color)
        pen = QPen(ink, self._wide(_LINE))
        pen.setDashPattern(_DASH)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(spots))
        end, size = spots[-1], self._look.sizes.small * 0.42
        painter.setPen(QPen(ink, _THIN))
        painter.setBrush(self._look.color("surface"))
        painter.drawPolygon(
            QPolygonF(
                [
                    end + QPointF(0, -size),
                    end + QPointF(size, 0),
                    end + QPointF(0, size),
                    end + QPointF(-size, 0),
                ]
            )
        )

    def _feeling(self, painter: QPainter, lanes: _Lanes, row: QRectF, place: int) -> None:
        """How strong one feeling was: a hill in its row."""
        look, name = self._look, FEELING_ROWS[place]
        full = max(_FULL_ROW, *(max(moment.state.feelings.weights) for moment in self._moments))

        def height(state: MindState) -> float:
            return row.bottom() - state.feelings.weight(name) / full * row.height() * 0.88

        spots = [
            QPointF(self._x(lanes, n), height(moment.state))
            for n, moment in enumerate(self._moments)
        ]
        ends = [QPointF(spots[-1].x(), row.bottom()), QPointF(spots[0].x(), row.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_soft"))
        painter.drawPolygon(QPolygonF([*spots, *ends]))
        painter.setPen(QPen(look.color("border"), 1))
        painter.drawLine(row.bottomLeft(), row.bottomRight())
        self._ridge(painter, row, spots, Qt.PenStyle.SolidLine)
        if self._other:
            others = [
                QPointF(self._x(lanes, self._from + n), height(state))
                for n, state in enumerate(self._other)
            ]
            self._ridge(painter, row, [spots[self._from - 1], *others], Qt.PenStyle.DashLine)
        size = look.sizes.small * 0.24
        for moment, spot in zip(self._moments, spots, strict=True):
            if hides(moment.state) and name in (moment.state.feelings.dominant, moment.state.shows):
                shown = name == moment.state.shows
                painter.setPen(QPen(look.color("info"), _THIN))
                painter.setBrush(look.color("info" if shown else "surface"))
                painter.drawEllipse(spot, size, size)
        painter.setPen(look.color("muted"))
        last = self._moments[-1].state.feelings.weight(name)
        share = f"{last:.0%}" if last >= _FELT else ""
        self._beside(painter, lanes, row.center().y() + SPACE.hair, feeling_word(name), share)

    def _ridge(
        self, painter: QPainter, row: QRectF, spots: Sequence[QPointF], style: Qt.PenStyle
    ) -> None:
        """The line on a hill, where there is a hill."""
        pen = QPen(self._look.color("accent"), self._wide(_THIN))
        if style == Qt.PenStyle.DashLine:
            pen.setDashPattern(_DASH)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        flat = row.bottom() - 0.75
        stretches: list[list[QPointF]] = [[]]
        for one, other in pairwise(spots):
            if min(one.y(), other.y()) > flat:
                stretches.append([])
            else:
                stretches[-1] = [*stretches[-1], other] if stretches[-1] else [one, other]
        for stretch in stretches:
            painter.drawPolyline(QPolygonF(stretch))

    def _stages(self, painter: QPainter, lanes: _Lanes) -> None:
        """Where the client stood toward a change, in stretches."""
        look, metrics = self._look, QFontMetrics(self._font())
        last = len(self._moments) - 1
        places = range(len(self._moments))
        high = look.sizes.small * 1.5
        for word, stretch in groupby(places, lambda place: stage_word(self._moments[place].state)):
            run = list(stretch)
            start = self._x(lanes, run[0]) if run[0] == 0 else self._between(lanes, run[0] - 1)
            end = self._x(lanes, run[-1]) if run[-1] == last else self._between(lanes, run[-1])
            if last == 0:
                start, end = lanes.left, lanes.right
            box = QRectF(start + 1, lanes.stage.top(), max(2.0, end - start - 2), high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("sunken"))
            painter.drawRoundedRect(box, RADIUS_SMALL, RADIUS_SMALL)
            room = box.width() - SPACE.gap
            if metrics.horizontalAdvance(word) <= room or room > look.sizes.small * 4:
                painter.setPen(look.color("text"))
                fitting = metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(room))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitting)
        painter.setPen(look.color("muted"))
        self._beside(painter, lanes, lanes.stage.top() + high / 2, "readiness")

    def _wide(self, width: float) -> float:
        """A line's width, grown with the text as far as half of the text's growth."""
        return width * (1 + self._look.percent / 100) / 2

    def _between(self, lanes: _Lanes, place: int) -> float:
        return (self._x(lanes, place) + self._x(lanes, place + 1)) / 2

    def _axis(self, painter: QPainter, lanes: _Lanes) -> None:
        """Numbers of turns, as many as there is room for."""
        metrics = QFontMetrics(self._font())
        high = self._look.sizes.small * _AXIS
        free = 0.0
        for place, moment in enumerate(self._moments):
            chosen = place == self.selected
            wide = metrics.horizontalAdvance(moment.number)
            x = self._x(lanes, place)
            near = self.selected is not None and not chosen
            crowded = near and abs(x - self._x(lanes, self.selected or 0)) < wide + SPACE.gap
            if not moment.number or (not chosen and (crowded or x - wide / 2 < free)):
                continue
            painter.setPen(self._look.color("text" if chosen else "muted"))
            box = QRectF(x - wide, lanes.axis, 2 * wide, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, moment.number)
            free = x + wide / 2 + SPACE.gap

    def _beside(
        self, painter: QPainter, lanes: _Lanes, y: float, name: str = "", end: str = ""
    ) -> None:
        """A lane's name at its left and its last value at its right."""
        high = self._look.sizes.small * 1.6
        left = QRectF(SPACE.half, y - high / 2, lanes.left - SPACE.wide - SPACE.half, high)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, middle | Qt.AlignmentFlag.AlignRight, name)
        right = QRectF(lanes.right + SPACE.gap, y - high / 2, self.width() - lanes.right, high)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignLeft, end)


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Two heights, moved apart where they are closer than ``least``."""
    one, other = heights
    if abs(one - other) >= least:
        return [one, other]
    sign = 1 if one >= other else -1
    middle = min(1 - least / 2, max(least / 2, (one + other) / 2))
    return [middle + sign * least / 2, middle - sign * least / 2]
