"""What if: other words for a turn, where they would have led, and the answer to them."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.desktop.composer import Composer
from app.desktop.debrief.codes import exchange, quoted
from app.desktop.debrief.why_words import other_sentences
from app.desktop.scenario_view import Icon
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import Banner, announce
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Flow, column, panel, row, rule
from app.desktop.widgets.marks import Beat
from app.desktop.widgets.text import Prose, label
from app.practice.debrief import Debrief
from app.practice.whatif import WhatIf

BASIS = (
    "Worked out by the rules that move {name}, with the same chance as then and all that you said "
    "later left as it was. One way it could have gone, no proof."
)
CHANGED = "The client or the program has changed since: both courses are by today's rules."
ASIDE = "Not part of the session"
_CHARACTERS = 62
_PLACE = "Say something else in this turn"


@dataclass
class _Tried:
    """What was tried with one turn."""

    draft: str = ""
    working: bool = False
    other: WhatIf | None = None
    stage: Literal["none", "waiting", "speaking", "done"] = "none"
    answer: str = ""


class WhatIfView(QWidget):
    """A field for other words, and what comes of them. Each turn keeps its own.

    Attributes:
        wanted: Emitted with a turn's index and the words whose course is wanted.
        answer_wanted: Emitted with a turn's index and the words to which an answer is wanted.
        stopped: Emitted when the answer under way should end.
        changed: Emitted when another course than before is looked at; see ``other``.
        grown: Emitted with a part that has just been filled and should be seen.
    """

    wanted = Signal(int, str)
    answer_wanted = Signal(int, str)
    stopped = Signal()
    changed = Signal()
    grown = Signal(QWidget)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._found: Debrief | None = None
        self._index: int | None = None
        self._tried: dict[int, _Tried] = {}
        rows = column(self, gap=SPACE.gap)
        rows.addWidget(rule())
        rows.addWidget(label("What if you had said something else?", "strong", wrap=True))
        self.composer = Composer(look, _PLACE)
        self.composer.submitted.connect(self._submit)
        rows.addWidget(self.composer)
        acts = QWidget()
        flow = Flow(acts)
        self.see = button(
            look,
            "See where it leads",
            self._submit,
            icon="git-branch",
            hint="Runs the client's mind on with these words",
            keys="Return",
        )
        flow.addWidget(self.see)
        self._working = Beat(look)
        self._working.hide()
        flow.addWidget(self._working)
        rows.addWidget(acts)
        self.banner = Banner(look)
        self.banner.then = self.composer
        rows.addWidget(self.banner)
        self._result = self._make_result()
        rows.addWidget(self._result)
        self.hide()

    @property
    def other(self) -> WhatIf | None:
        """The course that is looked at now, if any."""
        return None if self._index is None else self._at(self._index).other

    def show_debrief(self, found: Debrief) -> None:
        """Begins anew with a session."""
        self._found, self._index = found, None
        self._tried = {}
        self.banner.clear()
        self.hide()

    def show_turn(self, index: int | None) -> None:
        """Shows what was tried with a turn; None where nothing can be tried."""
        if self._index is not None:
            self._at(self._index).draft = self.composer.toPlainText()
        self._index = index
        self.setVisible(index is not None)
        if index is None:
            return
        self.composer.setPlainText(self._at(index).draft)
        self.banner.clear()
        self._show()

    def show_other(self, other: WhatIf) -> None:
        """Shows where other words would have led."""
        tried = self._at(other.index)
        tried.working, tried.other = False, other
        tried.stage, tried.answer = "none", ""
        if other.index == self._index:
            self._show()
            self.changed.emit()
            self.grown.emit(self._result)
            announce(self, self.result.plain)

    def add(self, index: int, piece: str) -> None:
        """Shows more of the answer to the words that were tried with a turn."""
        tried = self._at(index)
        tried.stage = "speaking"
        tried.answer = (tried.answer + piece).lstrip()
        if index == self._index:
            self._show()

    def finish(self, index: int, answer: str) -> None:
        """The answer is there, whole or as far as it came."""
        tried = self._at(index)
        tried.stage, tried.answer = "done", answer
        if index == self._index:
            had_focus = self.stop.hasFocus()
            self._show()
            self.grown.emit(self.bubble)
            announce(self, f"{self._name} would have answered: {answer}")
            if had_focus:
                self.composer.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self, index: int) -> None:
        """No answer is under way any more, and none came."""
        tried = self._at(index)
        tried.stage, tried.answer = "none", ""
        if index == self._index:
            had_focus = self.stop.hasFocus()
            self._show()
            if had_focus:
                self.hear.setFocus(Qt.FocusReason.OtherFocusReason)

    def fail(self, index: int, problem: str) -> None:
        """Says why there is no course or no answer; what was written stays."""
        tried = self._at(index)
        answering = tried.stage in ("waiting", "speaking")
        tried.working, tried.stage, tried.answer = False, "none", ""
        if index == self._index:
            had_focus = self.stop.hasFocus()
            self._show()
            again = self._ask if answering else self._submit
            self.banner.say("attention", problem, [("Try again", again)])
            if had_focus:
                self.banner.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_result(self) -> QWidget:
        look = self._look
        part = QWidget()
        rows = column(part, gap=SPACE.gap)
        self._words = Prose(look, characters=_CHARACTERS, role="muted")
        rows.addWidget(self._words)
        self.result = Prose(look, characters=_CHARACTERS).selectable()
        rows.addWidget(self.result)
        self._basis = Prose(look, characters=_CHARACTERS, role="small")
        rows.addWidget(self._basis)
        acts = QWidget()
        flow = Flow(acts)
        self.hear = button(
            look, "Hear the answer", self._ask, icon="chat-circle-dots", hint="Draws a reply"
        )
        flow.addWidget(self.hear)
        self.forget = button(
            look,
            "Forget this try",
            self._forget,
            kind="quiet",
            icon="x",
            hint="Takes these words, their course and the answer away",
        )
        flow.addWidget(self.forget)
        self._wait = QWidget()
        line = row(self._wait, gap=SPACE.gap)
        self.beat = Beat(look)
        line.addWidget(self.beat)
        self._wait_text = label("", "small", wrap=True)
        line.addWidget(self._wait_text, 1)
        self.stop = button(look, "Stop", self.stopped.emit, kind="quiet", icon="stop")
        line.addWidget(self.stop)
        rows.addWidget(self._wait)
        self.bubble = panel("aside")
        inside = column(self.bubble, gap=SPACE.half, margin=SPACE.gap + SPACE.half)
        head = row(gap=SPACE.gap)
        head.addWidget(Icon(look, "git-branch", "info"))
        head.addWidget(label(ASIDE, "small", wrap=True), 1)
        inside.addLayout(head)
        self.answer = Prose(look, characters=_CHARACTERS).selectable()
        inside.addWidget(self.answer)
        self._speaker = label("", "small")
        rows.addWidget(self._speaker)
        rows.addWidget(self.bubble)
        rows.addWidget(acts)
        return part

    @property
    def _name(self) -> str:
        return self._found.client.split()[0] if self._found is not None else ""

    def _at(self, index: int) -> _Tried:
        return self._tried.setdefault(index, _Tried())

    def _submit(self) -> None:
        if self._index is None:
            return
        tried = self._at(self._index)
        if not tried.working:
            tried.working = True
            self.banner.clear()
            self._show()
            self.wanted.emit(self._index, self.composer.words)

    def _ask(self) -> None:
        if self._index is None or self.other is None:
            return
        tried = self._at(self._index)
        tried.stage, tried.answer = "waiting", ""
        self.banner.clear()
        self._show()
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._wait_text.text())
        self.answer_wanted.emit(self._index, self.other.text)

    def _forget(self) -> None:
        if self._index is None:
            return
        if self._at(self._index).stage in ("waiting", "speaking"):
            self.stopped.emit()
        self._tried.pop(self._index)
        self.composer.clear()
        self.composer.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        found, index = self._found, self._index
        if found is None or index is None:
            return
        tried = self._at(index)
        self.see.setEnabled(not tried.working)
        self._working.setVisible(tried.working)
        self._result.setVisible(tried.other is not None)
        if tried.other is None:
            return
        self._words.say(f"With {quoted(tried.other.text, 110)}:")
        self.result.say(" ".join(other_sentences(found, tried.other)))
        basis = BASIS.format(name=self._name)
        self._basis.say(basis if tried.other.exact else f"{basis} {CHANGED}")
        drawing = tried.stage in ("waiting", "speaking")
        self.hear.setVisible(tried.stage == "none")
        self._wait.setVisible(drawing)
        self.beat.setVisible(tried.stage == "waiting")
        self._wait_text.setText(
            f"{self._name} is about to answer" if tried.stage == "waiting" else ""
        )
        said = tried.stage in ("speaking", "done")
        self._speaker.setVisible(said)
        number = exchange(found.turns, index)
        self._speaker.setText(f"{self._name}, to your other words in turn {number}")
        self.bubble.setVisible(said)
        self.answer.say(tried.answer)
        self.answer.setAccessibleName(f"{ASIDE}. {self._name}: {tried.answer}")
