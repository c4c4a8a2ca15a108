"""One scenario in full, before it starts: what it is, what it asks, what it touches."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.desktop import shortcuts
from app.desktop.cast import clients_of, in_passing, letters
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import ICON, SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Column, Flow, Scroll, column, in_line_with, panel, row
from app.desktop.widgets.marks import Dots, Monograms
from app.desktop.widgets.text import Prose, label, tag
from app.desktop.wording import clients_line, difficulty, flat
from app.domain.scenario import Pack, Scenario

LEAVE = "You can stop or leave at any moment, and nothing you say leaves this computer."


def difficulty_row(look: Look, scenario: Scenario) -> QHBoxLayout:
    """Dots, the word, and the minutes."""
    line = row(gap=SPACE.gap)
    line.addWidget(Dots(look, scenario.difficulty))
    line.addWidget(label(difficulty(scenario.difficulty), "small"))
    line.addSpacing(SPACE.gap)
    line.addWidget(Icon(look, "clock"))
    line.addWidget(label(f"{scenario.minutes} min", "small"))
    line.addStretch(1)
    return line


def content_notes(look: Look, scenario: Scenario) -> QWidget | None:
    """What a scenario touches, as tags; None where it says nothing."""
    if not scenario.content_notes:
        return None
    part = QWidget()
    lines = column(part, gap=SPACE.gap)
    lines.addWidget(label("Touches on", "section"))
    notes = QWidget()
    flow = Flow(notes)
    for note in scenario.content_notes:
        flow.addWidget(tag(flat(note), "caution"))
    lines.addWidget(notes)
    return part


class Icon(QLabel):
    """An icon that only repeats what the words beside it say."""

    def __init__(self, look: Look, name: str, color: str = "muted") -> None:
        super().__init__()
        self._look, self._name, self._color = look, name, color
        look.changed.connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        side = max(ICON, round(ICON * self._look.percent / 100))
        self.setPixmap(self._look.icon(self._name, self._color).pixmap(side, side))
        self.setFixedWidth(side)


class ScenarioView(QWidget):
    """A scenario's page with its one button."""

    def __init__(
        self,
        look: Look,
        pack: Pack,
        scenario: Scenario,
        *,
        start: Callable[[], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(scenario.title)
        clients = clients_of(pack, scenario)
        inner = QWidget()
        rows = column(inner, gap=SPACE.wide)
        self.back = button(
            look, "All scenarios", back, kind="link", icon="caret-left", keys=shortcuts.BACK
        )
        rows.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        head = row(gap=SPACE.wide)
        marks = Monograms(look, letters(clients), sized="large", ground="canvas")
        head.addWidget(marks, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=SPACE.half)
        words.addWidget(label(scenario.title, "page", wrap=True))
        words.addWidget(label(clients_line(clients, scenario), "muted", wrap=True))
        words.addLayout(difficulty_row(look, scenario))
        head.addLayout(words, 1)
        rows.addLayout(head)
        rows.addSpacing(SPACE.gap)
        rows.addWidget(Prose(look, flat(scenario.setting)))
        rows.addWidget(Prose(look, flat(scenario.stage), role="muted"))
        rows.addSpacing(SPACE.gap)
        rows.addWidget(label("What to practice", "section"))
        rows.addLayout(_goals(look, scenario))
        notes = content_notes(look, scenario)
        if notes is not None:
            rows.addSpacing(SPACE.gap)
            rows.addWidget(notes)
        rows.addSpacing(SPACE.gap)
        rows.addWidget(
            label(
                f"From {pack.title} {pack.version} by {pack.author}, {pack.license}",
                "small",
                wrap=True,
            )
        )
        rows.addStretch(1)
        page = QWidget()
        column(page, margin=SPACE.page).addWidget(Column(look, inner))
        whole = column(self, gap=0)
        area = Scroll(page, scenario.title)
        whole.addWidget(area, 1)
        self.start = button(
            look,
            f"Start with {in_passing(clients)}",
            start,
            kind="primary",
            icon="chat-circle",
            keys=shortcuts.START,
        )
        foot = panel("foot")
        act = QWidget()
        line = row(act, gap=SPACE.wide)
        line.addWidget(self.start)
        line.addWidget(label(LEAVE, "small", wrap=True), 1)
        around = column(foot)
        around.setContentsMargins(SPACE.page, SPACE.wide, SPACE.page, SPACE.wide)
        around.addWidget(Column(look, act))
        in_line_with(area, around)
        whole.addWidget(foot)
        QShortcut(
            shortcuts.START, self, start, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        QShortcut(shortcuts.BACK, self, back, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)


def _goals(look: Look, scenario: Scenario) -> QVBoxLayout:
    lines = column(gap=SPACE.gap)
    for goal in scenario.goals:
        line = row(gap=SPACE.gap)
        line.addWidget(Icon(look, "target", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Prose(look, flat(goal)), 1)
        lines.addLayout(line)
    return lines
