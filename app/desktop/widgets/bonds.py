"""How the members of a group stand to each other: a small graph, and the same in words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.client.group import coalitions
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.domain.words import listed

Bonds = Mapping[str, Mapping[str, float]]
"""By member and other: what the other is to the member, -1 against to 1 with."""
_SLIGHT = 0.15
"""From here on a bond counts as with or against."""
_STRONG = 0.5
_TURN = math.tau / 360


def sides_in_words(names: Mapping[str, str], bonds: Bonds) -> str:
    """Who is on one side and who stands alone, in one sentence."""
    sides = _sides(bonds)
    together = [listed([names[m] for m in side]) for side in sides if len(side) > 1]
    alone = [names[side[0]] for side in sides if len(side) == 1]
    if not together:
        return f"{listed(alone)} each stand alone."
    if not alone:
        if len(together) == 1:
            return f"{together[0]} are on one side."
        return f"There are {len(together)} sides: {'; '.join(together)}."
    stand = "stands alone" if len(alone) == 1 else "each stand alone"
    return f"{'; '.join(f'{side} are on one side' for side in together)}; {listed(alone)} {stand}."


def bonds_in_words(names: Mapping[str, str], bonds: Bonds) -> str:
    """What each is to each, one sentence a pair."""
    found = []
    for a, b in combinations(bonds, 2):
        one, other = _word(bonds[a].get(b, 0.0)), _word(bonds[b].get(a, 0.0))
        if one == other:
            found.append(f"{names[a]} and {names[b]} are {one} each other.")
        else:
            found.append(f"{names[a]} is {one} {names[b]}, {names[b]} is {other} {names[a]}.")
    return " ".join(found)


def _word(bond: float) -> str:
    if abs(bond) < _SLIGHT:
        return "neither with nor against"
    return ("strongly " if abs(bond) >= _STRONG else "") + ("with" if bond > 0 else "against")


def _sides(bonds: Bonds) -> tuple[tuple[str, ...], ...]:
    return coalitions({member: dict(others) for member, others in bonds.items()})


@dataclass(frozen=True)
class _Shown:
    names: Mapping[str, str] = field(default_factory=dict)
    bonds: Bonds = field(default_factory=dict)
    speaking: str | None = None
    to: tuple[str, ...] = ()


class BondsGraph(QWidget):
    """The members as circles, with a line between every two of them.

    The half of a line next to a member is what the other is to them: solid for with, dashed for
    against, a hair for neither, thicker the stronger. Those on one side stand on one ground. Who
    speaks is filled; an arrow goes to each one spoken to, a ring lies around them.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown = _Shown()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("How they stand to each other")
        look.changed.connect(self._restyled)

    def show_bonds(
        self,
        names: Mapping[str, str],
        bonds: Bonds,
        *,
        speaking: str | None = None,
        to: Sequence[str] = (),
    ) -> None:
        """Shows a group.

        Args:
            names: By member what they are called, short; its order is kept.
            bonds: What each is to each.
            speaking: The member who speaks; None where it is the trainee or nobody.
            to: Whom it is said to.
        """
        self._shown = _Shown(dict(names), bonds, speaking, tuple(to))
        self.setAccessibleName(f"How they stand to each other. {self.words}")
        self.setToolTip(self.words)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """All that the graph shows, in words."""
        shown = self._shown
        if not shown.bonds:
            return ""
        said = ""
        to = listed([shown.names[m] for m in shown.to]) if shown.to else ""
        if shown.speaking is not None:
            said = f" {shown.names[shown.speaking]} speaks" + (f" to {to}." if to else ".")
        elif to:
            said = f" You speak to {to}."
        sides = sides_in_words(shown.names, shown.bonds)
        return f"{sides} {bonds_in_words(shown.names, shown.bonds)}{said}"

    def sizeHint(self) -> QSize:
        """A small picture; higher for more than two."""
        body = self._look.sizes.body
        return QSize(body * 16, body * (7 if len(self._shown.names) < 3 else 12))

    def minimumSizeHint(self) -> QSize:
        """Room for the names."""
        return QSize(self._look.sizes.body * 12, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws grounds, lines, members, arrows, in this order."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spots = self._spots()
        for side in _sides(self._shown.bonds) if spots else ():
            if len(side) > 1:
                self._ground(painter, [spots[m] for m in side])
        for a, b in combinations(spots, 2):
            self._line(painter, spots, a, b)
            self._line(painter, spots, b, a)
        if self._shown.speaking is not None:
            for member in self._shown.to:
                self._arrow(painter, spots[self._shown.speaking], spots[member])
        for member, spot in spots.items():
            self._member(painter, member, spot)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _restyled(self) -> None:
        self.updateGeometry()
        self.update()

    @property
    def _radius(self) -> float:
        return self._look.sizes.body * 1.15

    def _spots(self) -> dict[str, QPointF]:
        """Where each member stands: on a ring, the first at the top, two side by side.

        Those on one side stand next to each other, so that their grounds do not cross.
        """
        shown = self._shown
        members = [member for side in _sides(shown.bonds) for member in side]
        if len(members) < 4:
            members = list(shown.names)
        count = len(members)
        if count == 0:
            return {}
        names = self._look.sizes.small * 1.8
        aside = self._radius + SPACE.page
        width = self.width() / 2 - aside
        height = self.height() / 2 - self._radius - names - SPACE.half
        first = {2: 180.0, 4: 225.0}.get(count, 270.0)
        across = min(width, self._look.sizes.body * (6 if count < 3 else 7))
        found = {}
        for place, member in enumerate(members):
            angle = (first + 360 * place / count) * _TURN
            down = 0.0 if count == 2 else math.sin(angle) * height
            found[member] = QPointF(
                self.width() / 2 + math.cos(angle) * across,
                self.height() / 2 + down - (names / 2 if count == 2 else 0),
            )
        return found

    def _ground(self, painter: QPainter, spots: Sequence[QPointF]) -> None:
        path = QPainterPath()
        path.addPolygon(QPolygonF([*spots, spots[0]]))
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * (self._radius + SPACE.gap))
        stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
        whole = stroker.createStroke(path).united(path)
        whole.setFillRule(Qt.FillRule.WindingFill)
        painter.fillPath(whole.simplified(), self._look.color("accent_soft"))

    def _line(self, painter: QPainter, spots: Mapping[str, QPointF], a: str, b: str) -> None:
        """The half next to ``a``: what ``b`` is to them."""
        bond = self._shown.bonds.get(a, {}).get(b, 0.0)
        way = spots[b] - spots[a]
        length = math.hypot(way.x(), way.y())
        if length <= 2 * self._radius:
            return
        start = spots[a] + way * (self._radius / length)
        middle = spots[a] + way * 0.5
        if abs(bond) < _SLIGHT:
            pen = QPen(self._look.color("control"), 1)
        else:
            pen = QPen(self._look.color("good" if bond > 0 else "attention"), 1.5 + 2.5 * abs(bond))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if bond < 0:
                pen.setDashPattern([2.2, 1.6])
        painter.setPen(pen)
        painter.drawLine(start, middle)

    def _arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        """From who speaks to whom, beside the line between them."""
        way = end - start
        length = math.hypot(way.x(), way.y())
        if length <= 2 * self._radius:
            return
        along = way / length
        aside = QPointF(along.y(), -along.x()) * (SPACE.gap + 1)
        tail = start + along * (self._radius + SPACE.gap) + aside
        tip = end - along * (self._radius + SPACE.half) + aside
        size = self._look.sizes.body * 0.55
        across = QPointF(-along.y(), along.x()) * size * 0.6
        foot = tip - along * size
        painter.setPen(QPen(self._look.color("text"), 1.5))
        painter.drawLine(tail, foot)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("text"))
        painter.drawPolygon(QPolygonF([tip, foot + across, foot - across]))

    def _member(self, painter: QPainter, member: str, spot: QPointF) -> None:
        look, radius = self._look, self._radius
        speaks = member == self._shown.speaking
        painter.setBrush(look.color("accent" if speaks else "surface"))
        ringed = speaks or member in self._shown.to
        painter.setPen(QPen(look.color("accent" if ringed else "control"), 2 if ringed else 1))
        painter.drawEllipse(spot, radius, radius)
        font = QApplication.font()
        font.setPixelSize(look.sizes.body)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(look.color("on_accent" if speaks else "text"))
        circle = QRectF(spot.x() - radius, spot.y() - radius, 2 * radius, 2 * radius)
        name = self._shown.names[member]
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, name[:1].upper())
        font.setPixelSize(look.sizes.small)
        font.setBold(speaks)
        painter.setFont(font)
        painter.setPen(look.color("text"))
        high = look.sizes.small * 1.6
        above = spot.y() < self.height() / 2 - 1 and len(self._shown.names) > 2
        top = spot.y() - radius - SPACE.half - high if above else spot.y() + radius + SPACE.half
        wide = min(look.sizes.body * 8.0, 2 * min(spot.x(), self.width() - spot.x()))
        fitting = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, int(wide))
        box = QRectF(spot.x() - wide / 2, top, wide, high)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitting)
