"""The timeline: the plot, what its selected point says, and the same numbers as a table."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.desktop import shortcuts
from app.desktop.debrief.codes import change, exchange, quoted
from app.desktop.debrief.plot import TimelinePlot
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import announce
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import column, row
from app.desktop.widgets.text import label
from app.practice.debrief import Debrief

_HINT = "Click a point, or use the arrow keys, to see its turn."


class Timeline(QWidget):
    """How trust and resistance moved.

    Attributes:
        chosen: Emitted with the index of a turn when its point or row is selected.
        entered: Emitted when the focus should go to that turn.
    """

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._turns: list[int] = []
        self._words: list[str] = []
        rows = column(self, gap=SPACE.gap)
        head = row()
        head.addWidget(label("Trust and resistance", "title"))
        head.addStretch(1)
        self.switch = button(
            look, "As a table", self.toggle, kind="link", icon="table", keys=shortcuts.TABLE
        )
        head.addWidget(self.switch)
        rows.addLayout(head)
        self.plot = TimelinePlot(look)
        self.plot.chosen.connect(self._chosen)
        self.plot.entered.connect(self.entered)
        self.table = QTableWidget(0, 4)
        self._set_up_table()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.plot)
        self.stack.addWidget(self.table)
        rows.addWidget(self.stack)
        self.says = label(_HINT, "small", wrap=True)
        rows.addWidget(self.says)
        look.changed.connect(self._restyle)

    @property
    def as_table(self) -> bool:
        """Whether the table is seen instead of the plot."""
        return self.stack.currentWidget() is self.table

    def show_timeline(self, found: Debrief) -> None:
        """Shows the timeline of a session."""
        self._turns = [point.index for point in found.timeline]
        self._words, cells = [], []
        for point in found.timeline:
            number = exchange(found.turns, point.index)
            turn = found.turns[point.index]
            trust, resistance = point.state.trust, point.state.resistance
            moved = f" ({change(turn.trust_change)})" if turn.trust_change is not None else ""
            where = f"After turn {number}" if number else "At the beginning"
            said = f" {quoted(turn.text)}" if number else ""
            self._words.append(
                f"{where}: trust {trust:.2f}{moved}, resistance {resistance:.2f}.{said}"
            )
            name = str(number) if number else "start"
            cells.append((name, f"{trust:.2f}", f"{resistance:.2f}", change(turn.trust_change)))
        self.plot.show_points(
            [(point.state.trust, point.state.resistance) for point in found.timeline], self._words
        )
        first, last = found.timeline[0].state, found.timeline[-1].state
        self.plot.setAccessibleName(
            f"Timeline of {len(cells)} points. Trust from {first.trust:.2f} to {last.trust:.2f}, "
            f"resistance from {first.resistance:.2f} to {last.resistance:.2f}. Arrow keys walk "
            "through the turns."
        )
        self._fill_table(cells)
        self.says.setText(_HINT)

    def go_to(self, index: int) -> None:
        """Marks the point of a turn, or none where the turn has no point."""
        # A client's reply belongs to the turn that it answers.
        place = max((p for p, turn in enumerate(self._turns) if turn <= index), default=None)
        self.plot.select(place)
        if place is not None:
            self.says.setText(self._words[place])
            self.table.blockSignals(True)
            self.table.setCurrentCell(place, 0)
            self.table.blockSignals(False)

    def toggle(self) -> None:
        """Shows the table instead of the plot, or the plot again."""
        shown: tuple[QWidget, QWidget] = (self.table, self.plot)
        now, then = shown if self.as_table else shown[::-1]
        focused = now.hasFocus()
        self.stack.setCurrentWidget(then)
        self.switch.say("As a plot" if self.as_table else "As a table")
        self.switch.set_icon("chart-line" if self.as_table else "table")
        if focused:
            then.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return in the table goes to the turn; Tab leaves it."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def _chosen(self, place: int) -> None:
        self.says.setText(self._words[place])
        announce(self.plot, self._words[place])
        self.chosen.emit(self._turns[place])

    def _row_chosen(self, place: int) -> None:
        if 0 <= place < len(self._turns):
            self.says.setText(self._words[place])
            self.chosen.emit(self._turns[place])

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName("Trust and resistance after each turn")
        table.setHorizontalHeaderLabels(["Turn", "Trust", "Resistance", "Change of trust"])
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setHighlightSections(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.installEventFilter(self)
        table.currentCellChanged.connect(lambda place, *_: self._row_chosen(place))
        table.cellDoubleClicked.connect(lambda *_: self.entered.emit())

    def _fill_table(self, cells: list[tuple[str, str, str, str]]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(cells))
        for place, texts in enumerate(cells):
            for where, text in enumerate(texts):
                self.table.setItem(place, where, QTableWidgetItem(text))
        self.table.setCurrentIndex(QModelIndex())
        self.table.blockSignals(False)
        self._restyle()

    def _restyle(self) -> None:
        height = self._look.sizes.body * 2 + SPACE.gap
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.stack.setFixedHeight(self._look.sizes.body * 16)
