"""The sessions: what was practiced, newest first; debrief, go on, delete.

Shows what it is given and tells what is wanted; knows neither the store nor threads.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from app.desktop.scenario_view import Icon
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import announce
from app.desktop.widgets.buttons import Button, button
from app.desktop.widgets.layout import Column, Flow, Scroll, column, empty, row
from app.desktop.widgets.marks import Monograms
from app.desktop.widgets.text import Prose, label, tag
from app.desktop.wording import count, day_and_time, initials, names_in
from app.store.sessions import SessionSummary

_AT_A_TIME = 40
"""Sessions shown before one asks for more."""
_BESIDE = 108
"""Characters of width of the page from which a session's buttons stand beside its words."""


class SessionRow(QFrame):
    """One session with what can be done with it."""

    def __init__(
        self,
        look: Look,
        session: SessionSummary,
        now: datetime,
        *,
        newest_unfinished: bool,
        debrief: Callable[[], object],
        resume: Callable[[], object],
        delete: Callable[[], object],
    ) -> None:
        super().__init__()
        self.session = session
        self._when = day_and_time(session.started_at, now)
        self.setProperty("panel", "card")
        of = f"the session with {session.client_name}, {self._when}"
        unfinished = session.ended_at is None
        self.setAccessibleName(
            f"{session.title}. {session.client_name}. {self._when}. "
            f"{count(session.turns, 'turn')}. {'Unfinished' if unfinished else 'Finished'}."
        )
        rows = column(self, gap=SPACE.gap + SPACE.half, margin=SPACE.wide)
        what = QWidget()
        top = row(what, gap=SPACE.gap + SPACE.half)
        marks = Monograms(look, initials(names_in(session.client_name)))
        top.addWidget(marks, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=SPACE.hair)
        words.addWidget(label(session.title, "strong", wrap=True))
        said = f"{session.client_name} · {self._when} · {count(session.turns, 'turn')}"
        about = QWidget()
        line = Flow(about)
        line.addWidget(label(said, "muted"))
        if unfinished:
            line.addWidget(tag("unfinished", "caution"))
        words.addWidget(about)
        top.addLayout(words, 1)
        self._acts = QWidget()
        acts = row(self._acts)
        self.resume: Button | None = None
        if unfinished:
            self.resume = button(
                look,
                "Go on",
                resume,
                kind="primary" if newest_unfinished else "plain",
                icon="play",
                name=f"Go on with {of}",
            )
            acts.addWidget(self.resume)
        self.debrief = button(look, "Debrief", debrief, icon="article", name=f"Debrief of {of}")
        acts.addWidget(self.debrief)
        self.remove = button(
            look, "", self._ask, kind="quiet", icon="trash", name=f"Delete {of}", hint="Delete"
        )
        acts.addWidget(self.remove)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(SPACE.gap + SPACE.half)
        self._line.addWidget(what, 1)
        self._line.addWidget(self._acts, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(self._line)
        self.question = self._question(look, delete)
        rows.addWidget(self.question)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc keeps the session."""
        if event.key() == Qt.Key.Key_Escape and not self.question.isHidden():
            self._unask()
        else:
            super().keyPressEvent(event)

    def arrange(self, *, beside: bool) -> None:
        """Puts the buttons beside the words, or below them."""
        way = QBoxLayout.Direction
        self._line.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def _question(self, look: Look, delete: Callable[[], object]) -> QWidget:
        asked = QWidget()
        rows = column(asked, gap=SPACE.gap)
        turns = count(self.session.turns, "turn")
        self.lost = label(
            f"Delete this session for good? Its {turns} with {self.session.client_name}, "
            "the debrief and the coach's answers are lost, and nothing brings them back.",
            wrap=True,
        )
        rows.addWidget(self.lost)
        acts = QWidget()
        flow = Flow(acts)
        self.keep = button(look, "Keep it", self._unask)
        self.sure = button(look, "Delete for good", delete, kind="danger", icon="trash")
        flow.addWidget(self.keep)
        flow.addWidget(self.sure)
        rows.addWidget(acts)
        asked.hide()
        return asked

    def _ask(self) -> None:
        self.question.show()
        self._acts.hide()
        announce(self, self.lost.text())
        self.keep.setFocus()

    def _unask(self) -> None:
        self._acts.show()
        self.question.hide()
        self.remove.setFocus()


class SessionsPage(QWidget):
    """All stored sessions.

    Attributes:
        open_debrief: Emitted with a session's id.
        resume: Emitted with the id of an unfinished session to go on with.
        delete: Emitted with a session's id after the person was asked.
        find_scenario: Emitted from the empty page: the person wants the library.
    """

    open_debrief = Signal(str)
    resume = Signal(str)
    delete = Signal(str)
    find_scenario = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Sessions")
        self._look = look
        self._sessions: list[SessionSummary] = []
        self._now = datetime.now(UTC)
        self.rows: list[SessionRow] = []
        inner = QWidget()
        whole = column(inner, gap=SPACE.wide)
        whole.addWidget(label("Sessions", "page"))
        self.nothing = self._nothing()
        whole.addWidget(self.nothing)
        self._list = column(gap=SPACE.gap + SPACE.half)
        whole.addLayout(self._list)
        self.more = button(look, "Show more", self._show_more, kind="link", icon="caret-down")
        whole.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        page = QWidget()
        around = column(page, margin=SPACE.page)
        around.addWidget(Column(look, inner, 116, centered=False))
        around.addStretch(1)
        self.area = Scroll(page, "Sessions")
        column(self).addWidget(self.area)
        look.changed.connect(self._arrange)
        self.show_sessions([])

    def show_sessions(self, sessions: Sequence[SessionSummary]) -> None:
        """Shows these sessions in the order given."""
        self._now = datetime.now(UTC)
        at = self.area.verticalScrollBar().value()
        shown = max(_AT_A_TIME, len(self.rows))
        self._sessions = list(sessions)
        empty(self._list)
        self.rows = []
        self.nothing.setVisible(not sessions)
        self._add(shown)
        self.area.verticalScrollBar().setValue(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts each session's buttons where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= self._look.sizes.characters(_BESIDE)
        for made in self.rows:
            made.arrange(beside=beside)

    def _show_more(self) -> None:
        first = len(self.rows)
        self._add(_AT_A_TIME)
        self.rows[first].debrief.setFocus()

    def _add(self, number: int) -> None:
        begin = len(self.rows)
        newest = next((s.id for s in self._sessions if s.ended_at is None), None)
        for session in self._sessions[begin : begin + number]:
            made = SessionRow(
                self._look,
                session,
                self._now,
                newest_unfinished=session.id == newest,
                debrief=partial(self.open_debrief.emit, session.id),
                resume=partial(self.resume.emit, session.id),
                delete=partial(self.delete.emit, session.id),
            )
            self.rows.append(made)
            self._list.addWidget(made)
        self._arrange()
        left = len(self._sessions) - len(self.rows)
        self.more.setVisible(left > 0)
        self.more.say(f"Show {min(left, _AT_A_TIME)} more of {left}")

    def _nothing(self) -> QWidget:
        part = QWidget()
        rows = column(part, gap=SPACE.wide)
        rows.addSpacing(SPACE.section)
        rows.addWidget(Icon(self._look, "chats-circle"))
        rows.addWidget(label("No sessions yet", "title"))
        rows.addWidget(
            Prose(
                self._look,
                "Every conversation you practice is kept here, on this computer only: to go on "
                "with it, and to look back on what opened the client up.",
                role="muted",
            )
        )
        self.to_library = button(
            self._look, "Find a scenario", self.find_scenario.emit, kind="primary", icon="books"
        )
        rows.addWidget(self.to_library, 0, Qt.AlignmentFlag.AlignLeft)
        return part
