"""What may come next: three turns ahead, in modest words."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.debrief.findings import section
from app.desktop.debrief.why_words import Coming, coming
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.layout import Flow, column, panel, row, rule
from app.desktop.widgets.text import Prose, label, tag
from app.practice.debrief import Debrief

BASIS = (
    "Had you gone on as in your last turns. A guess from many runs of the same rules: a guide for "
    "what to watch, not what would have happened."
)
KINDS = ("for a change", "neither", "for leaving things")
_INKS = ("good", "control", "attention")


class Shares(QWidget):
    """Three chances as one bar: solid, hollow and striped, so that color is not needed."""

    def __init__(self, look: Look, shares: Sequence[float]) -> None:
        super().__init__()
        self._look, self._shares = look, shares
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyled)

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(self._look.sizes.body * 6, round(self._look.sizes.small * 0.8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the three parts beside each other."""
        painter = QPainter(self)
        left = 0.0
        for place, share in enumerate(self._shares):
            wide = share * self.width()
            if wide > SPACE.half:
                box = QRectF(left, 0, wide - SPACE.hair, self.height())
                self._part(painter, place, box)
            left += wide
        painter.end()

    def _part(self, painter: QPainter, place: int, box: QRectF) -> None:
        ink = self._look.color(_INKS[place])
        if place == 0:
            painter.fillRect(box, ink)
            return
        if place == 2:
            painter.fillRect(box, QBrush(ink, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(ink, 1))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _restyled(self) -> None:
        self.updateGeometry()
        self.update()


def forecast_view(look: Look, found: Debrief) -> QWidget | None:
    """The next three turns as they stood at the end; None where too little was said."""
    if not found.forecast:
        return None
    name = found.client.split()[0]
    part, rows = section("What might have come next" if found.finished else "What may come next")
    card = panel("card")
    inside = column(card, gap=SPACE.gap + SPACE.half, margin=SPACE.gap + SPACE.half)
    for place, turn in enumerate(coming(found.forecast)):
        if place:
            inside.addWidget(rule())
        inside.addWidget(_turn(look, name, turn))
    rows.addWidget(card)
    rows.addWidget(_key(look))
    rows.addWidget(Prose(look, BASIS, characters=66, role="small"))
    return part


def _turn(look: Look, name: str, turn: Coming) -> QWidget:
    part = QWidget()
    rows = column(part, gap=SPACE.half)
    rows.addWidget(label(turn.when, "section"))
    said = f"{name} {turn.talk}, and feels {turn.feeling}."
    rows.addWidget(Prose(look, said, characters=62))
    bar = Shares(look, turn.shares)
    shares = ", ".join(
        f"{kind} {share:.0%}" for kind, share in zip(KINDS, turn.shares, strict=True)
    )
    bar.setAccessibleName(f"What {name} says: {shares}")
    bar.setToolTip(shares)
    rows.addWidget(bar)
    leaving = tag(f"left by then: {turn.leaving}", turn.tone)
    rows.addWidget(leaving, 0, Qt.AlignmentFlag.AlignLeft)
    return part


def _key(look: Look) -> QWidget:
    """What the parts of the bars mean, each with a piece of its bar."""
    part = QWidget()
    flow = Flow(part, gap=SPACE.wide)
    flow.addWidget(label("What is said:", "small"))
    for place, kind in enumerate(KINDS):
        one = QWidget()
        line = row(one, gap=SPACE.half)
        piece = Shares(look, tuple(float(n == place) for n in range(3)))
        piece.setFixedWidth(SPACE.wide)
        line.addWidget(piece)
        line.addWidget(label(kind, "small"))
        flow.addWidget(one)
    return part
