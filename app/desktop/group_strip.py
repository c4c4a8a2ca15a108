"""Who is in the room: the members of a group, who speaks to whom, and how they stand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.desktop.cast import Cast
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.bonds import Bonds, BondsGraph, sides_in_words
from app.desktop.widgets.layout import column, empty, row
from app.desktop.widgets.marks import Monograms
from app.desktop.widgets.text import label, tag
from app.desktop.wording import client_line

_WITH_GRAPH = 64
"""Characters of width from which there is room for the graph beside the names."""


class GroupStrip(QWidget):
    """A line for each member at the left, and at the right the graph of their bonds."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cast: Cast | None = None
        self._marks: dict[str, QLabel] = {}
        self.setAccessibleName("Who is here")
        line = row(self, gap=SPACE.page)
        line.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.gap)
        words = column(gap=SPACE.half)
        words.addStretch(1)
        self._list = column(gap=SPACE.half)
        words.addLayout(self._list)
        self.sides = label("", "small", wrap=True)
        words.addWidget(self.sides)
        words.addStretch(1)
        line.addLayout(words, 1)
        self.graph = BondsGraph(look)
        line.addWidget(self.graph, 0, Qt.AlignmentFlag.AlignVCenter)

    def begin(self, cast: Cast) -> None:
        """Names these people."""
        self._cast = cast
        self._marks = {}
        empty(self._list)
        for id, persona in cast.personas.items():
            line = row(gap=SPACE.gap)
            mark = Monograms(
                self._look,
                [cast.letters(id)],
                sized="small",
                tones=[cast.tone(id)],
                ground="canvas",
            )
            line.addWidget(mark)
            line.addWidget(label(client_line(persona)))
            self._marks[id] = tag("", "accent")
            line.addWidget(self._marks[id], 0, Qt.AlignmentFlag.AlignVCenter)
            line.addStretch(1)
            self._list.addLayout(line)

    def show_room(self, bonds: Bonds, speaker: str | None, to: Sequence[str], *, now: bool) -> None:
        """Shows how they stand, who speaks ``now`` or spoke last (None: the trainee), to whom."""
        cast = self._cast
        if cast is None:
            return
        for id, mark in self._marks.items():
            speaks = "speaks" if now else "spoke last"
            says = speaks if id == speaker else "spoken to" if id in to else ""
            mark.setText(says)
            mark.setVisible(bool(says))
        self.sides.setText(sides_in_words(cast.names, bonds))
        self.graph.show_bonds(cast.names, bonds, speaking=speaker, to=to)

    def fit(self, room: int) -> None:
        """Leaves the graph out where these pixels of width are too few for it."""
        self.graph.setVisible(room >= self._look.sizes.characters(_WITH_GRAPH))
        self.graph.setFixedWidth(self.graph.sizeHint().width())
