"""The debrief: the transcript at the left, what happened in it at the right.

Shows a ``Debrief`` and tells what is wanted; knows neither the store nor threads.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.desktop import shortcuts
from app.desktop.debrief.findings import (
    Locked,
    one_thing,
    opened,
    standing_out,
    time_outs,
    to_review,
)
from app.desktop.debrief.numbers import coder_view, numbers_view
from app.desktop.debrief.ratings import domains_view, ratings_view
from app.desktop.debrief.timeline import Timeline
from app.desktop.debrief.transcript_view import TranscriptView
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Column, Scroll, column, empty, panel, row, rule
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import count
from app.practice.debrief import Debrief

_TWO_COLUMNS = 138
"""Characters of width from which transcript and findings stand side by side."""
_FINDINGS_CHARACTERS = 72


class DebriefPage(QWidget):
    """The debrief of one session.

    Attributes:
        back: Emitted when the person wants to leave.
        another: Emitted when they want to practice with this client again.
    """

    back = Signal()
    another = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Debrief")
        self._look = look
        self._found: Debrief | None = None
        self._wide = True
        whole = column(self, gap=0)
        whole.addWidget(self._head())
        whole.addWidget(rule())
        self.transcript = TranscriptView(look)
        self.timeline = Timeline(look)
        self.findings = self._findings()
        body = row(gap=0)
        body.addWidget(self.transcript, 3)
        body.addWidget(self.findings, 2)
        whole.addLayout(body, 1)
        self.transcript.chosen.connect(self.timeline.go_to)
        self.timeline.chosen.connect(self.transcript.go_to)
        self.timeline.entered.connect(self._enter)
        look.changed.connect(self._arrange)
        for keys, act in (
            (shortcuts.BACK, self.back.emit),
            (shortcuts.TABLE, self.timeline.toggle),
        ):
            QShortcut(keys, self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_debrief(self, found: Debrief) -> None:
        """Shows a session, from its top."""
        self._found = found
        said = found.counts.trainee_turns
        self._title.setText(found.title)
        self._line.say(_summary(found))
        again = "Practice again" if said else "Practice"
        self.again.say(f"{again} with {found.client.split()[0]}")
        self.transcript.show_turns(found)
        self.timeline.show_timeline(found)
        self.timeline.setVisible(said > 0)
        empty(self._parts)
        if said:
            self._fill(found)
        else:
            self._parts.addWidget(_nothing(self._look, found))
        self.findings_scroll.verticalScrollBar().setValue(0)
        self._show_part("transcript")
        self._arrange()

    def go_to(self, index: int) -> None:
        """Marks a turn in the transcript and on the timeline, and puts the focus on it."""
        self.transcript.go_to(index)
        self.timeline.go_to(index)
        self._enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _enter(self) -> None:
        self._show_part("transcript")
        self.transcript.focus_marked()

    def _head(self) -> QWidget:
        head = QWidget()
        rows = column(head, gap=SPACE.gap, margin=SPACE.page)
        rows.setContentsMargins(SPACE.page, SPACE.wide, SPACE.page, SPACE.wide)
        self.leave = button(
            self._look,
            "Sessions",
            self.back.emit,
            kind="link",
            icon="caret-left",
            keys=shortcuts.BACK,
        )
        rows.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)
        line = row(gap=SPACE.wide)
        words = column(gap=SPACE.half)
        self._title = label("", "page", wrap=True)
        words.addWidget(self._title)
        self._line = Prose(self._look, role="muted", characters=110)
        words.addWidget(self._line)
        line.addLayout(words, 1)
        self.again = button(
            self._look,
            "Practice again",
            self.another.emit,
            icon="arrow-counter-clockwise",
            hint="Start this scenario anew",
        )
        line.addWidget(self.again, 0, Qt.AlignmentFlag.AlignBottom)
        rows.addLayout(line)
        self._switch = QWidget()
        parts = row(self._switch, gap=SPACE.gap)
        self.part_buttons = {}
        for part, text in (("transcript", "Transcript"), ("findings", "What happened")):
            made = button(self._look, text, partial(self._show_part, part), kind="nav")
            made.setCheckable(True)
            self.part_buttons[part] = made
            parts.addWidget(made)
        parts.addStretch(1)
        rows.addWidget(self._switch)
        return head

    def _findings(self) -> QWidget:
        inner = QWidget()
        rows = column(inner, gap=SPACE.section)
        rows.addWidget(self.timeline)
        self._parts = column(gap=SPACE.section)
        rows.addLayout(self._parts)
        page = QWidget()
        around = column(page, margin=SPACE.page)
        around.addWidget(Column(self._look, inner, _FINDINGS_CHARACTERS, centered=False))
        around.addStretch(1)
        self.findings_scroll = Scroll(page, "What happened")
        side = panel("side")
        column(side).addWidget(self.findings_scroll)
        return side

    def _fill(self, found: Debrief) -> None:
        look = self._look
        self.locked = Locked(look, found)
        for part in (
            opened(look, found, self.go_to),
            self.locked,
            standing_out(look, found, self.go_to),
            one_thing(look, found),
            time_outs(look, found),
            to_review(look, found, self.go_to),
            ratings_view(look, found),
            domains_view(look, found),
            numbers_view(look, found, self.go_to),
            coder_view(look, found),
        ):
            if part is not None:
                self._parts.addWidget(part)

    def _show_part(self, part: str) -> None:
        self._part = part
        for name, made in self.part_buttons.items():
            made.setChecked(name == part)
        self._arrange()

    def _arrange(self) -> None:
        for made in self.part_buttons.values():
            # The one that is checked is bold: room for that keeps both in their places.
            bold = made.font()
            bold.setBold(True)
            wider = QFontMetrics(bold).horizontalAdvance(made.text())
            plain = QFontMetrics(made.font()).horizontalAdvance(made.text())
            made.setMinimumWidth(made.sizeHint().width() + max(0, wider - plain))
        self._wide = self.width() >= self._look.sizes.characters(_TWO_COLUMNS)
        self._switch.setVisible(not self._wide)
        self.transcript.setVisible(self._wide or self._part == "transcript")
        self.findings.setVisible(self._wide or self._part == "findings")

    _part = "transcript"


def _summary(found: Debrief) -> str:
    parts = [found.client, count(found.counts.trainee_turns, "turn")]
    parts.append("finished" if found.finished else "unfinished: this is how it stands so far")
    if found.other_branches:
        replies = count(found.other_branches, "reply", "replies")
        parts.append(f"{replies} of other tries left out")
    return " · ".join(parts)


def _nothing(look: Look, found: Debrief) -> QWidget:
    part = QWidget()
    rows = column(part, gap=SPACE.gap)
    rows.addWidget(label("Nothing to look back on yet", "title", wrap=True))
    name = found.client.split()[0]
    rows.addWidget(
        Prose(
            look,
            f"You have not said anything to {name}. Once you have, this place shows what opened "
            f"{name} up, what stayed locked and why, and one thing to try next time.",
            role="muted",
        )
    )
    return part
