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
from app.desktop.debrief.forecast import forecast_view
from app.desktop.debrief.numbers import coder_view, numbers_view
from app.desktop.debrief.ratings import domains_view, ratings_view
from app.desktop.debrief.room import MemberSwitch, Room, Standing
from app.desktop.debrief.timeline import Timeline
from app.desktop.debrief.transcript_view import TranscriptView
from app.desktop.debrief.whatif_view import WhatIfView
from app.desktop.debrief.why import WhyView
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Column, Scroll, column, empty, panel, row, rule
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import count
from app.domain.words import listed
from app.practice.debrief import Debrief

_TWO_COLUMNS = 138
"""Characters of width from which transcript and findings stand side by side."""
_FINDINGS_CHARACTERS = 72


class DebriefPage(QWidget):
    """The debrief of one session.

    Attributes:
        back: Emitted when the person wants to leave.
        another: Emitted when they want to practice with this client again.
        member_chosen: Emitted with the id of the member of a group whose debrief is wanted.
        what_if: The place to try other words; tells what is wanted of it.
    """

    back = Signal()
    another = Signal()
    member_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Debrief")
        self._look = look
        self._found: Debrief | None = None
        self._room = Room({}, "")
        self._wide = True
        self._ahead = QWidget()
        whole = column(self, gap=0)
        whole.addWidget(self._head())
        whole.addWidget(rule())
        self.transcript = TranscriptView(look)
        self.timeline = Timeline(look)
        self.why = WhyView(look)
        self.what_if = WhatIfView(look)
        self.why.below.addWidget(self.what_if)
        self.standing = Standing(look)
        self.findings = self._findings()
        body = row(gap=0)
        body.addWidget(self.transcript, 5)
        body.addWidget(self.findings, 4)
        whole.addLayout(body, 1)
        self.transcript.chosen.connect(self.timeline.go_to)
        self.transcript.chosen.connect(lambda _: self._explain())
        self.transcript.entered.connect(self._to_why)
        self.timeline.chosen.connect(self.transcript.go_to)
        self.timeline.chosen.connect(lambda _: self._explain())
        self.timeline.entered.connect(self._to_why)
        self.why.transcript.connect(self._enter)
        self.what_if.changed.connect(self._show_other)
        self.what_if.grown.connect(self._into_view)
        self.members.chosen.connect(self.member_chosen)
        look.changed.connect(self._arrange)
        for keys, act in (
            (shortcuts.BACK, self.back.emit),
            (shortcuts.TABLE, self.timeline.toggle),
        ):
            QShortcut(keys, self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_debrief(self, found: Debrief, room: Room | None = None) -> None:
        """Shows a session, from its top; of a group's, one member's debrief.

        Another member's takes its place where it stands: the same turn stays marked.
        """
        room = room or Room({"": found.client.split()[0]}, "")
        same = self._found is not None and room.grouped and room.names == self._room.names
        marked = self.transcript.marked if same else None
        self._found, self._room = found, room
        said = found.counts.trainee_turns
        self._title.setText(found.title)
        self._line.say(_summary(found, room))
        again = "Practice again" if said else "Practice"
        self.again.say(again if room.grouped else f"{again} with {found.client.split()[0]}")
        self.members.show_room(room)
        self.transcript.show_turns(found, room.names)
        self.timeline.show_timeline(found, room.names)
        self.timeline.setVisible(said > 0)
        self.why.clear()
        self.what_if.show_debrief(found)
        self.standing.show_room(found, room)
        empty(self._parts)
        if said:
            self._fill(found)
        else:
            self._parts.addWidget(_nothing(self._look, found))
        if marked is not None:
            self.transcript.go_to(marked)
            self.timeline.go_to(marked)
            self._explain()
            return
        self.findings_scroll.verticalScrollBar().setValue(0)
        self._show_part("transcript")
        self._arrange()

    def add_outlook(self, found: Debrief) -> None:
        """Adds what takes longer to the debrief that is shown: attribution and forecast."""
        if not found.counts.trainee_turns:
            return
        self._found = found
        self._look_ahead(found)
        if self.why.index is not None:
            self.why.show_turn(found, self._room, self.why.index)

    def go_to(self, index: int) -> None:
        """Marks a turn in the transcript and on the timeline, and puts the focus on it."""
        self.transcript.go_to(index)
        self.timeline.go_to(index)
        self._explain()
        self._enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _enter(self) -> None:
        self._show_part("transcript")
        self.transcript.focus_marked()

    def _explain(self) -> None:
        """Says why the turn that is marked on the timeline moved the client."""
        index, found = self.timeline.selected, self._found
        self.standing.go_to(index)
        if index is None or found is None:
            self.why.clear()
            self.what_if.show_turn(None)
        else:
            self.why.show_turn(found, self._room, index)
            tried = index > 0 and not self._room.grouped
            self.what_if.show_turn(index if tried else None)
        self._show_other()

    def _to_why(self) -> None:
        """Brings the explanation into view, and the focus to it."""
        if self.why.index is None:
            self._explain()
        if self.why.index is None:
            return
        self._show_part("findings")
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)
        self._into_view(self.why)

    def _into_view(self, part: QWidget) -> None:
        """Scrolls to a part of the findings that may just have changed its size."""
        # From the inside out: each layout asks its parts for their new sizes.
        within: QWidget | None = part
        while within is not None and within is not self.findings_scroll:
            if (layout := within.layout()) is not None:
                layout.activate()
            within = within.parentWidget()
        self.findings_scroll.ensureWidgetVisible(part, 0, SPACE.page)

    def _show_other(self) -> None:
        """Draws the course of the what-if that is looked at, if any."""
        other = self.what_if.other
        if other is None:
            self.timeline.show_other((), ())
        else:
            self.timeline.show_other(other.other.states, other.indices)

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
        self.members = MemberSwitch(self._look)
        rows.addWidget(self.members)
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
        rows.addWidget(self.why)
        rows.addWidget(self.standing)
        self._parts = column(gap=SPACE.section)
        rows.addLayout(self._parts)
        self._inner = page = QWidget()
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
        self._ahead = QWidget()
        column(self._ahead)
        self._look_ahead(found)
        for part in (
            opened(look, found, self.go_to),
            self.locked,
            standing_out(look, found, self.go_to),
            one_thing(look, found),
            self._ahead,
            time_outs(look, found),
            to_review(look, found, self.go_to),
            ratings_view(look, found),
            domains_view(look, found),
            numbers_view(look, found, self.go_to),
            coder_view(look, found),
        ):
            if part is not None:
                self._parts.addWidget(part)

    def _look_ahead(self, found: Debrief) -> None:
        layout = self._ahead.layout()
        ahead = forecast_view(self._look, found)
        self._ahead.setVisible(ahead is not None)
        if layout is not None and ahead is not None:
            layout.addWidget(ahead)

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


def _summary(found: Debrief, room: Room) -> str:
    who = listed(list(room.names.values())) if room.grouped else found.client
    parts = [who, count(found.counts.trainee_turns, "turn")]
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
