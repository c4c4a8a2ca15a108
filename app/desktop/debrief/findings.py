"""What the debrief found, in words: opened, locked, standing out, to review, one thing to try."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.assessment.report import NOTES
from app.assessment.review import Review
from app.assessment.standouts import Standout
from app.desktop.debrief.codes import exchange, quoted, turn_words
from app.desktop.scenario_view import Icon
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.buttons import Button, button
from app.desktop.widgets.layout import column, panel, row
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import count
from app.domain.events import TimeOut
from app.practice.debrief import Debrief

_CHARACTERS = 66
GoTo = Callable[[int], object]


def turn_link(look: Look, found: Debrief, index: int, go_to: GoTo, about: str) -> Button:
    """A link to a turn of the transcript."""
    words = turn_words(found.turns, index)
    made = button(look, words[0].upper() + words[1:], lambda: go_to(index), kind="link")
    made.setAccessibleName(f"{words.capitalize()}: {about}")
    made.setToolTip("Show it in the transcript")
    return made


def section(title: str, lead: str = "") -> tuple[QWidget, QVBoxLayout]:
    """A part of the column with its heading, and where its content goes."""
    part = QWidget()
    rows = column(part, gap=SPACE.gap)
    rows.addWidget(label(title, "title", wrap=True))
    if lead:
        rows.addWidget(label(lead, "small", wrap=True))
    return part, rows


def opened(look: Look, found: Debrief, go_to: GoTo) -> QWidget:
    """What the client told, with the turns."""
    part, rows = section("What opened")
    name = found.client.split()[0]
    if not found.told:
        rows.addWidget(Prose(look, f"Nothing that {name} holds back was told.", role="muted"))
    for told in found.told:
        line = row(gap=SPACE.gap)
        line.addWidget(Icon(look, "lock-simple-open", "good"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addWidget(Prose(look, told.summary, characters=_CHARACTERS))
        link = turn_link(look, found, told.index, go_to, told.summary)
        words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(words, 1)
        rows.addLayout(line)
    return part


class Locked(QWidget):
    """What stayed locked and why; covered in a session that may still go on."""

    def __init__(self, look: Look, found: Debrief) -> None:
        super().__init__()
        part, rows = section("What stayed locked")
        column(self).addWidget(part)
        self.items = QWidget()
        lines = column(self.items, gap=SPACE.gap + SPACE.half)
        for locked in found.locked:
            line = row(gap=SPACE.gap)
            line.addWidget(Icon(look, "lock-simple"), 0, Qt.AlignmentFlag.AlignTop)
            words = column(gap=SPACE.hair)
            words.addWidget(Prose(look, locked.summary, characters=_CHARACTERS))
            why = locked.why[0].upper() + locked.why[1:]
            words.addWidget(
                Prose(look, why.rstrip(".") + ".", characters=_CHARACTERS, role="small")
            )
            line.addLayout(words, 1)
            lines.addLayout(line)
        if not found.locked:
            rows.addWidget(Prose(look, "Nothing: everything was told.", role="muted"))
        number = count(len(found.locked), "thing")
        self.cover = Prose(
            look,
            f"{found.client.split()[0]} still holds back {number}. You can go on with this "
            "session, so they are covered here.",
            role="muted",
        )
        self.uncover = button(look, "Show them anyway", self._uncover, kind="link", icon="eye")
        rows.addWidget(self.cover)
        rows.addWidget(self.uncover, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.items)
        covered = not found.finished and bool(found.locked)
        self.items.setVisible(not covered)
        self.cover.setVisible(covered)
        self.uncover.setVisible(covered)

    def _uncover(self) -> None:
        self.items.show()
        self.cover.hide()
        self.uncover.hide()


def standing_out(look: Look, found: Debrief, go_to: GoTo) -> QWidget:
    """The strongest and the weakest turns."""
    part = QWidget()
    rows = column(part, gap=SPACE.page)
    for title, turns in (
        ("Strongest turns", found.standouts.strongest),
        ("Weakest turns", found.standouts.weakest),
    ):
        if turns:
            rows.addWidget(_turns(look, found, title, turns, go_to))
    return part


def _turns(
    look: Look, found: Debrief, title: str, turns: Sequence[Standout], go_to: GoTo
) -> QWidget:
    part, rows = section(title)
    for turn in turns:
        rows.addLayout(_turn(look, found, turn, go_to))
    return part


def _turn(look: Look, found: Debrief, one: Standout | Review, go_to: GoTo) -> QVBoxLayout:
    """A link to a turn, its first words, and why it is listed."""
    words = column(gap=0)
    link = turn_link(look, found, one.index, go_to, one.reason)
    words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
    words.addWidget(Prose(look, quoted(found.turns[one.index].text, 90), characters=_CHARACTERS))
    words.addWidget(Prose(look, one.reason, characters=_CHARACTERS, role="small"))
    return words


def to_review(look: Look, found: Debrief, go_to: GoTo) -> QWidget | None:
    """Turns that are too close to call, for a person to read; None where there are none."""
    if not found.report.review:
        return None
    part, rows = section("For review with your supervisor")
    rows.addWidget(Prose(look, NOTES["review"], characters=_CHARACTERS, role="small"))
    for one in found.report.review:
        rows.addLayout(_turn(look, found, one, go_to))
    return part


def one_thing(look: Look, found: Debrief) -> QWidget | None:
    """One thing to try next time."""
    if found.standouts.try_next is None:
        return None
    part = panel("advice")
    rows = column(part, gap=SPACE.gap, margin=SPACE.wide)
    head = row(gap=SPACE.gap)
    head.addWidget(Icon(look, "lightbulb", "accent_strong"))
    head.addWidget(label("One thing to try next time", "strong", wrap=True), 1)
    rows.addLayout(head)
    rows.addWidget(Prose(look, found.standouts.try_next, characters=_CHARACTERS).selectable())
    return part


class TimeOutView(QWidget):
    """A question to the coach; the answer unfolds."""

    def __init__(self, look: Look, found: Debrief, time_out: TimeOut) -> None:
        super().__init__()
        at = next((t.index for t in found.turns if t.number == time_out.after), None)
        where = (
            "On a way you went back from"
            if at is None
            else f"After turn {exchange(found.turns, at)}"
            if exchange(found.turns, at)
            else "Before your first turn"
        )
        rows = column(self, gap=SPACE.half)
        rows.addWidget(label(where, "small"))
        rows.addWidget(Prose(look, quoted(time_out.question, 300), characters=_CHARACTERS))
        self.switch = button(look, "Show the answer", self._toggle, kind="link", icon="caret-right")
        self.switch.setAccessibleDescription(time_out.question)
        rows.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer = panel("card")
        inside = column(self.answer, margin=SPACE.gap + SPACE.half)
        inside.addWidget(Prose(look, time_out.answer, characters=_CHARACTERS).selectable())
        self.answer.hide()
        rows.addWidget(self.answer)

    def _toggle(self) -> None:
        shown = self.answer.isHidden()
        self.answer.setVisible(shown)
        self.switch.say("Hide the answer" if shown else "Show the answer")
        self.switch.set_icon("caret-down" if shown else "caret-right")


def time_outs(look: Look, found: Debrief) -> QWidget | None:
    """All time outs, or nothing where there was none."""
    if not found.time_outs:
        return None
    part, rows = section("Time outs")
    for time_out in found.time_outs:
        rows.addWidget(TimeOutView(look, found, time_out))
        rows.addSpacing(SPACE.half)
    return part
