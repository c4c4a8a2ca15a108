"""The transcript: every turn on its side, the codes as tags, one turn marked."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.desktop.debrief.codes import (
    CodeWord,
    change,
    code_words,
    codes_of,
    pieces,
    rich,
    spoken_change,
    spoken_turn,
    turn_words,
)
from app.desktop.debrief.words import CodedWords
from app.desktop.scenario_view import Icon
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import announce
from app.desktop.widgets.card import framed
from app.desktop.widgets.layout import Column, Flow, Scroll, column, empty, panel, row
from app.desktop.widgets.text import Prose, label, tag
from app.practice.debrief import Debrief, DebriefTurn

_BUBBLE_CHARACTERS = 60
_COLUMN_CHARACTERS = 104
_PAD = SPACE.gap + SPACE.half
SILENCE = "You said nothing."


class CodeTag(QLabel):
    """A code as a small word; a click or the mouse above it lights up its words."""

    pointed = Signal(bool)
    pressed = Signal()

    def __init__(self, word: CodeWord) -> None:
        super().__init__(word.word)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tag", word.tone)
        self.setToolTip(rich(word.explained, f"{word.word.capitalize()}."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def enterEvent(self, event: QEvent) -> None:
        """Points to its words."""
        self.pointed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """No longer."""
        self.pointed.emit(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keeps pointing to its words."""
        self.pressed.emit()


class TagRow(QWidget):
    """The tags of a turn; wants them all in one row, and takes more rows where it must."""

    def __init__(self) -> None:
        super().__init__()
        self.flow = Flow(self)

    def sizeHint(self) -> QSize:
        """All tags side by side, up to the line length of a turn."""
        hints = [
            item.sizeHint()
            for place in range(self.flow.count())
            if (item := self.flow.itemAt(place))
        ]
        wide = sum(hint.width() + SPACE.gap for hint in hints)
        return QSize(wide, max((hint.height() for hint in hints), default=0))


class TranscriptTurn(QWidget):
    """One turn. With the focus on it, Left and Right walk through its codes.

    Attributes:
        chosen: Emitted when it gets the focus.
        stepped: Emitted with -1 or 1 for the turn above or below.
        entered: Emitted with Return: why it moved the client is wanted.
    """

    chosen = Signal()
    stepped = Signal(int)
    entered = Signal()

    def __init__(
        self, look: Look, found: Debrief, turn: DebriefTurn, told: list[str], name: str
    ) -> None:
        super().__init__()
        self.index = turn.index
        self.own = turn.speaker == "trainee"
        self.codes = code_words(codes_of(turn))
        self._shown: int | None = None
        silent = self.own and not turn.text.strip()
        self.words = CodedWords(
            look,
            SILENCE if silent else turn.text,
            [] if silent else pieces(turn.text, codes_of(turn)),
            muted=silent,
            characters=_BUBBLE_CHARACTERS,
        )
        self.bubble: QFrame = panel("own" if self.own else "theirs")
        inside = column(self.bubble, gap=SPACE.half, margin=_PAD)
        inside.addWidget(self.words)
        inside.setContentsMargins(_PAD, _PAD, _PAD, _PAD - SPACE.half)
        head = f"You · {turn_words(found.turns, turn.index)}" if self.own else name
        line = row(gap=0)
        under = TagRow()
        flow = under.flow
        self.tags = [CodeTag(word) for word in self.codes]
        for place, made in enumerate(self.tags):
            made.pointed.connect(partial(self._point, place))
            made.pressed.connect(partial(self.show_code, place))
            flow.addWidget(made)
        self.change = label(change(turn.trust_change), "small")
        if turn.trust_change is not None:
            self.change.setText(f"trust {change(turn.trust_change)}")
            self.change.setToolTip(rich(spoken_change(turn.trust_change)))
            flow.addWidget(self.change)
        self.meaning = Prose(look, "", characters=_BUBBLE_CHARACTERS, role="small")
        self.meaning.hide()
        rows = column(self, gap=SPACE.half)
        side = Qt.AlignmentFlag.AlignRight if self.own else Qt.AlignmentFlag.AlignLeft
        rows.addWidget(label(head, "small"), 0, side)
        if self.own:
            line.addStretch(1)
        line.addWidget(self.bubble)
        if not self.own:
            line.addStretch(1)
        rows.addLayout(line)
        if self.own or self.tags:
            inside.addWidget(under)
            inside.addWidget(self.meaning)
        else:
            under.deleteLater()
        for summary in told:
            inside.addWidget(_told_line(look, summary))
        if turn.interrupted:
            inside.addWidget(label("You stopped this reply.", "small", wrap=True))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(spoken_turn(found, turn, told, name))

    @property
    def marked(self) -> bool:
        """Whether it is the marked turn."""
        return bool(self.bubble.property("panel") == "marked")

    def mark(self, on: bool) -> None:
        """Marks it, and makes it the transcript's place in the order of the Tab key."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        plain = "own" if self.own else "theirs"
        framed(self.bubble, "marked" if on else plain)
        if not on:
            self.show_code(None)

    def show_code(self, place: int | None) -> None:
        """Lights up the words under a code and says what it means; None puts it out."""
        if place is not None and place == self._shown:
            place = None
        self._shown = place
        self.words.light("" if place is None else self.codes[place].code)
        if place is not None:
            word = self.codes[place]
            self.meaning.say(f"{word.word.capitalize()}. {word.explained}")
        self.meaning.setVisible(place is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go to other turns, Left and Right through the codes, Return tells why."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.codes:
            step = -1 if key == Qt.Key.Key_Left else 1
            if self._shown is None:
                self.show_code(0 if step > 0 else len(self.codes) - 1)
            else:
                self.show_code((self._shown + step) % len(self.codes))
            if self._shown is not None:
                announce(self, self.meaning.plain)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The turn with the focus is the marked one."""
        super().focusInEvent(event)
        self.chosen.emit()

    def _point(self, place: int, on: bool) -> None:
        if on:
            self.words.light(self.codes[place].code)
        else:
            self.words.light("" if self._shown is None else self.codes[self._shown].code)


class TranscriptView(QWidget):
    """All turns from top to bottom.

    Attributes:
        chosen: Emitted with the index of the turn that became the marked one by hand.
        entered: Emitted when it is wanted why the marked turn moved the client.
        marked: Index of the marked turn.
    """

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Transcript")
        self._look = look
        self.turns: list[TranscriptTurn] = []
        self.marked: int | None = None
        inner = QWidget()
        self._rows = column(inner, gap=SPACE.wide)
        self._page = QWidget()
        around = column(self._page, margin=SPACE.page)
        around.addWidget(Column(look, inner, _COLUMN_CHARACTERS, centered=False))
        around.addStretch(1)
        self.area = Scroll(self._page, "Transcript")
        column(self).addWidget(self.area)

    def show_turns(self, found: Debrief, names: Mapping[str, str]) -> None:
        """Shows the turns of a session; ``names`` are those in the room, by id."""
        empty(self._rows)
        summaries: Mapping[str, str] = {told.item: told.summary for told in found.told}
        self.turns, self.marked = [], None
        for turn in found.turns:
            told = [summaries[item] for item in turn.told if item in summaries]
            name = names.get(turn.client or "", found.client.split()[0])
            made = TranscriptTurn(self._look, found, turn, told, name)
            made.entered.connect(self.entered)
            made.chosen.connect(partial(self._choose, turn.index))
            made.stepped.connect(self._step)
            self.turns.append(made)
            self._rows.addWidget(made)
        if self.turns:
            self.turns[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.verticalScrollBar().setValue(0)

    def go_to(self, index: int) -> None:
        """Marks a turn and scrolls so that it stands near the top, with what came before."""
        self._mark(index)
        turn = self.turns[index]
        if (layout := self._page.layout()) is not None:
            layout.activate()
        before = self.turns[max(0, index - 1)]
        room = self.area.viewport().height()
        top = before.mapTo(self._page, before.rect().topLeft()).y()
        low = turn.mapTo(self._page, turn.rect().bottomLeft()).y()
        if low - top > room:  # both do not fit: the turn itself counts
            top = turn.mapTo(self._page, turn.rect().topLeft()).y()
        self.area.verticalScrollBar().setValue(top - SPACE.page)

    def focus_marked(self) -> None:
        """Puts the focus on the marked turn, or on the first."""
        if self.turns:
            self.turns[self.marked or 0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, index: int) -> None:
        for turn in self.turns:
            if turn.marked != (turn.index == index):
                turn.mark(turn.index == index)
        if index != 0 and self.turns and not self.turns[0].marked:
            self.turns[0].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.marked = index

    def _choose(self, index: int) -> None:
        if index != self.marked:
            self._mark(index)
            self.chosen.emit(index)

    def _step(self, by: int) -> None:
        index = min(len(self.turns) - 1, max(0, (self.marked or 0) + by))
        self.turns[index].setFocus(Qt.FocusReason.TabFocusReason)
        self.area.ensureWidgetVisible(self.turns[index], 0, SPACE.page)


def _told_line(look: Look, summary: str) -> QWidget:
    line = QWidget()
    words = row(line, gap=SPACE.gap)
    words.addWidget(Icon(look, "lock-simple-open", "good"), 0, Qt.AlignmentFlag.AlignTop)
    words.addWidget(tag("told", "good"), 0, Qt.AlignmentFlag.AlignTop)
    words.addWidget(Prose(look, summary, characters=_BUBBLE_CHARACTERS, role="small"), 1)
    return line
