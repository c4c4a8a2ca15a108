"""Time out: a word with the coach beside the conversation, while the client waits."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.desktop import shortcuts
from app.desktop.composer import Composer
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import Banner, announce
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Scroll, column, empty, row
from app.desktop.widgets.marks import Beat
from app.desktop.widgets.text import Prose, label
from app.domain.events import TimeOut

_CHARACTERS = 54
_NO_LIMIT = 16777215
"""Qt's own word for a width without a limit."""
QUESTIONS = (
    "How am I doing so far?",
    "Why did they react like that?",
    "What could I say next?",
)


class TimeOutPanel(QFrame):
    """The coach's questions and answers of this session.

    Attributes:
        asked: Emitted with a question for the coach.
        closed: Emitted when the trainee wants to go back to the client.
    """

    asked = Signal(str)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._live: Prose | None = None
        self.setProperty("panel", "side")
        self.setAccessibleName("Time out with the coach")
        rows = column(self, gap=SPACE.wide, margin=SPACE.wide)
        rows.addWidget(label("Time out", "title"))
        self._waits = label("", "muted", wrap=True)
        rows.addWidget(self._waits)
        inner = QWidget()
        self._answers = column(inner, gap=SPACE.wide)
        self._list = column(gap=SPACE.wide)
        self._answers.addLayout(self._list)
        self._beat = Beat(look)
        self._beat.hide()
        self._answers.addWidget(self._beat)
        self._suggest = QWidget()
        suggestions = column(self._suggest, gap=0)
        for question in QUESTIONS:
            suggestions.addWidget(
                button(
                    look,
                    question,
                    partial(self._ask, question),
                    kind="link",
                    icon="chat-teardrop-text",
                ),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
        self._answers.addWidget(self._suggest)
        self._answers.addStretch(1)
        self.area = Scroll(inner, "The coach's answers", focusable=True)
        rows.addWidget(self.area, 1)
        self.banner = Banner(look)
        rows.addWidget(self.banner)
        self.question = Composer(look, "Ask the coach")
        self.question.submitted.connect(self._submit)
        rows.addWidget(self.question)
        acts = row(gap=SPACE.gap)
        self.ask = button(look, "Ask", self._submit, kind="primary", keys=shortcuts.SEND)
        self.back = button(look, "Back", self.closed.emit, icon="arrow-left", keys=shortcuts.STOP)
        acts.addWidget(self.ask)
        acts.addWidget(self.back)
        acts.addStretch(1)
        rows.addLayout(acts)
        self.fill(False)
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, most: bar.setValue(most))

    @property
    def answers(self) -> list[str]:
        """The coach's answers on the screen, oldest first."""
        return [
            prose.plain
            for prose in self.findChildren(Prose)
            if prose.property("coach") and not prose.isHidden()
        ]

    def begin(self, name: str, time_outs: tuple[TimeOut, ...], *, several: bool = False) -> None:
        """Shows what was asked in this session so far."""
        wait = "wait and hear" if several else "waits and hears"
        self._waits.setText(f"{name} {wait} nothing of this.")
        self.back.setAccessibleName(f"Back to {name}")
        empty(self._list)
        self.question.clear()
        self.banner.clear()
        for past in time_outs:
            self._add_question(past.question)
            self._add_answer().say(past.answer)

    def expect(self, question: str) -> None:
        """A question is on its way."""
        self._add_question(question)
        self._live = self._add_answer()
        self._live.hide()
        self._beat.show()
        self.ask.setEnabled(False)
        self._suggest.hide()

    def add(self, piece: str) -> None:
        """More of the answer."""
        if self._live is not None:
            self._beat.hide()
            self._live.show()
            self._live.say(self._live.plain + piece)

    def finish(self, answer: str) -> None:
        """The answer is complete."""
        self._beat.hide()
        self.ask.setEnabled(True)
        self._suggest.show()
        if self._live is not None:
            self._live.show()
            self._live.say(answer)
            announce(self, f"Coach: {answer}")
        self._live = None

    def fail(self, question: str, text: str) -> None:
        """The question could not be answered; it goes back to its field."""
        self._beat.hide()
        self.ask.setEnabled(True)
        self._suggest.show()
        for _ in range(2):
            item = self._list.takeAt(self._list.count() - 1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._live = None
        self.question.give_back(question)
        self.banner.say("attention", text, [("Try again", self._submit)])

    def wanted_width(self) -> int:
        """Width in pixels it takes beside the conversation."""
        return self._look.sizes.characters(_CHARACTERS)

    def fill(self, filling: bool) -> None:
        """Takes all the room there is, where there is none beside it."""
        wide = self.wanted_width()
        self.setMinimumWidth(0 if filling else wide)
        self.setMaximumWidth(_NO_LIMIT if filling else wide)

    def _submit(self) -> None:
        if self.ask.isEnabled() and self.question.words:
            self._ask(self.question.take())

    def _ask(self, question: str) -> None:
        if self.ask.isEnabled():
            self.banner.clear()
            self.asked.emit(question)

    def _add_question(self, text: str) -> None:
        asked = label(text, "strong", wrap=True)
        asked.setAccessibleName(f"You asked: {text}")
        self._list.addWidget(asked)

    def _add_answer(self) -> Prose:
        prose = Prose(self._look).selectable()
        prose.setProperty("coach", True)
        self._list.addWidget(prose)
        return prose
