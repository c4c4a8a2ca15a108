"""The timeline: the plot, what its selected point says, and the same as a table."""

from collections.abc import Mapping, Sequence

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
from app.desktop.debrief.codes import change
from app.desktop.debrief.course import (
    Moment,
    course,
    feeling_word,
    feels,
    hides,
    moment_words,
    stage_word,
    summary,
)
from app.desktop.debrief.plot import TimelinePlot
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import announce
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import column, row
from app.desktop.widgets.text import label
from app.domain.mind import MindState
from app.practice.debrief import Debrief

HINT = "Choose a turn, with a click or the arrow keys, to see why it moved."
_HIDDEN = "○ felt most, but hidden   ● shown in its place"
_OTHER = "Dashes, ending in ◇: with your other words"
_COLUMNS = ("Turn", "Trust", "Change", "Resistance", "Feels most", "Shows", "Readiness", "Marked")


class Timeline(QWidget):
    """How trust, resistance, feelings and readiness moved.

    Attributes:
        chosen: Emitted with the index of a turn when its point or row is selected.
        entered: Emitted when more about that turn is wanted.
    """

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._turns: list[int] = []
        self._words: list[str] = []
        self._hidden = False
        rows = column(self, gap=SPACE.gap)
        head = row()
        self._title = label("", "title", wrap=True)
        head.addWidget(self._title, 1)
        self.switch = button(
            look, "As a table", self.toggle, kind="link", icon="table", keys=shortcuts.TABLE
        )
        head.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        rows.addLayout(head)
        self.plot = TimelinePlot(look)
        self.plot.chosen.connect(self._chosen)
        self.plot.entered.connect(self.entered)
        self.table = QTableWidget(0, len(_COLUMNS))
        self._set_up_table()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.plot)
        self.stack.addWidget(self.table)
        rows.addWidget(self.stack)
        self.key = label("", "small", wrap=True)
        rows.addWidget(self.key)
        self.hint = label(HINT, "small", wrap=True)
        rows.addWidget(self.hint)
        look.changed.connect(self._restyle)

    @property
    def as_table(self) -> bool:
        """Whether the table is seen instead of the plot."""
        return self.stack.currentWidget() is self.table

    @property
    def selected(self) -> int | None:
        """The index of the turn whose point is marked, if any."""
        place = self.plot.selected
        return None if place is None else self._turns[place]

    @property
    def words(self) -> str:
        """What the marked point says."""
        place = self.plot.selected
        return "" if place is None else self._words[place]

    def show_timeline(self, found: Debrief, names: Mapping[str, str]) -> None:
        """Shows the timeline of a session; ``names`` are those in the room, by id."""
        moments = course(found)
        self._turns = [moment.index for moment in moments]
        speakers = [names.get(found.turns[m.index].client or "", "") for m in moments]
        self._words = [
            moment_words(found, moment, speaker)
            for moment, speaker in zip(moments, speakers, strict=True)
        ]
        self._hidden = any(hides(moment.state) for moment in moments)
        self.plot.show_moments(moments, self._words)
        self.plot.setAccessibleName(summary(found, moments))
        self._fill_table(
            [
                _cells(found, moment, speaker)
                for moment, speaker in zip(moments, speakers, strict=True)
            ]
        )
        self._title.setText(f"How it moved {found.client.split()[0]}")
        self.hint.show()
        self._say_key()
        self._restyle()

    def show_other(self, states: Sequence[MindState], indices: Sequence[int]) -> None:
        """Draws another course from the turn at the first of ``indices`` on; none with none."""
        place = self._turns.index(indices[0]) if indices else 0
        self.plot.show_other(states, place)
        self._say_key()

    def go_to(self, index: int) -> None:
        """Marks the point of a turn, or none where the turn has no point."""
        # A client's reply belongs to the turn that it answers.
        place = max((p for p, turn in enumerate(self._turns) if turn <= index), default=None)
        self.plot.select(place)
        self.hint.setVisible(place is None)
        if place is not None:
            self.table.blockSignals(True)
            self.table.setCurrentCell(place, 0)
            self.table.blockSignals(False)

    def take_focus(self) -> None:
        """Puts the focus on the plot or the table, whichever is seen."""
        seen: QWidget = self.table if self.as_table else self.plot
        seen.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self) -> None:
        """Shows the table instead of the plot, or the plot again."""
        shown: tuple[QWidget, QWidget] = (self.table, self.plot)
        now, then = shown if self.as_table else shown[::-1]
        focused = now.hasFocus()
        self.stack.setCurrentWidget(then)
        self.switch.say("As a plot" if self.as_table else "As a table")
        self.switch.set_icon("chart-line" if self.as_table else "table")
        self._say_key()
        if focused:
            then.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return in the table goes on to the turn; Tab leaves it."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def _say_key(self) -> None:
        """What the signs in the plot mean, as far as they are there."""
        parts = [_HIDDEN] if self._hidden else []
        if self.plot.other:
            parts.append(_OTHER)
        self.key.setText("   ".join(parts))
        self.key.setVisible(bool(parts) and not self.as_table)

    def _chosen(self, place: int) -> None:
        self.hint.hide()
        announce(self.plot, self._words[place])
        self.chosen.emit(self._turns[place])

    def _row_chosen(self, place: int) -> None:
        if 0 <= place < len(self._turns):
            self.plot.select(place)
            self.hint.hide()
            self.chosen.emit(self._turns[place])

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName("The client after each turn")
        table.setHorizontalHeaderLabels(_COLUMNS)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setHighlightSections(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.installEventFilter(self)
        table.currentCellChanged.connect(lambda place, *_: self._row_chosen(place))
        table.cellDoubleClicked.connect(lambda *_: self.entered.emit())

    def _fill_table(self, cells: list[tuple[str, ...]]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(cells))
        for place, texts in enumerate(cells):
            for where, text in enumerate(texts):
                self.table.setItem(place, where, QTableWidgetItem(text))
        for where in range(len(_COLUMNS)):
            self.table.setColumnHidden(where, not any(texts[where] for texts in cells))
        self.table.setCurrentIndex(QModelIndex())
        self.table.blockSignals(False)

    def _restyle(self) -> None:
        height = self._look.sizes.body * 2 + SPACE.gap
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.stack.setFixedHeight(self.plot.height())


def _cells(found: Debrief, moment: Moment, speaker: str) -> tuple[str, ...]:
    state = moment.state
    return (
        moment.number or speaker,
        f"{state.trust:.2f}",
        change(found.turns[moment.index].trust_change),
        f"{state.resistance:.2f}",
        feels(state),
        feeling_word(state.shown) if hides(state) else "",
        stage_word(state),
        moment.mark,
    )
