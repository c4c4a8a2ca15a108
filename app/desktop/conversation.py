"""The conversation as it is seen: one column, the client at the left, the trainee at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.desktop import shortcuts
from app.desktop.cast import Cast
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import announce
from app.desktop.widgets.buttons import Button, button
from app.desktop.widgets.layout import Column, Scroll, column, empty, panel, row
from app.desktop.widgets.marks import Beat, Monograms
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import finished_sentences
from app.practice.replay import SessionView, TurnView

_BUBBLE_CHARACTERS = 60
SILENCE = "You said nothing."


class Turn(QWidget):
    """One turn: a bubble on its side, and beside or below it what can be done with it.

    In a group the speaker's monogram stands beside it, and in it who speaks to whom.
    """

    def __init__(
        self,
        look: Look,
        text: str,
        *,
        own: bool,
        speaker: str,
        to: str = "",
        mark: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.own = own
        self.speaker = speaker
        self.to = to
        self.prose = Prose(look, characters=_BUBBLE_CHARACTERS).selectable()
        self.bubble: QFrame = panel("own" if own else "theirs")
        inside = column(self.bubble, margin=SPACE.gap + SPACE.half)
        # Qt puts all of the line height below the words.
        inside.setContentsMargins(SPACE.wide, SPACE.gap, SPACE.wide, SPACE.half)
        if mark is not None or (own and to):
            inside.addLayout(self._head(mark is not None))
        inside.addWidget(self.prose)
        line = row(gap=SPACE.half)
        if own:
            line.addStretch(1)
        self.before = row(gap=0)
        line.addLayout(self.before)
        if mark is not None:
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addSpacing(SPACE.half)
        line.addWidget(self.bubble)
        if not own:
            line.addStretch(1)
        rows = column(self, gap=SPACE.half)
        rows.addLayout(line)
        self.below = row(gap=SPACE.half)
        rows.addLayout(self.below)
        self.say(text)

    def _head(self, named: bool) -> QHBoxLayout:
        head = row(gap=SPACE.half)
        if named:
            head.addWidget(label(self.speaker, "strong"))
        if self.to:
            head.addWidget(label(self.to, "small"))
        head.addStretch(1)
        return head

    def say(self, text: str) -> None:
        """Shows the turn's words."""
        silent = self.own and not text.strip()
        self.prose.setProperty("role", "muted" if silent else "body")
        self.prose.say(SILENCE if silent else text)
        who = f"{self.speaker} {self.to}".strip()
        self.prose.setAccessibleName(f"{who}: {self.prose.plain}")


class Conversation(QWidget):
    """All turns of the current path, and the reply that is on its way.

    Attributes:
        go_back: Emitted with the number of a trainee turn to which to go back.
        again: Emitted when another reply to the last words is wanted.
        other_try: Emitted with the number of another reply to the last words.
        told: Emitted with each sentence as a screen reader hears it.
    """

    go_back = Signal(int)
    again = Signal()
    other_try = Signal(int)
    told = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cast: Cast | None = None
        self._speaker: str | None = None
        self._to = ""
        self._shown: list[int] = []
        self._turns: list[Turn] = []
        self._pending: Turn | None = None
        self._live: Turn | None = None
        self._heard = 0
        self._sticking = True
        inner = QWidget()
        self._rows = column(inner, gap=SPACE.wide)
        self.stage = Prose(look, role="muted")
        self._rows.addWidget(self.stage)
        self._list = column(gap=SPACE.wide)
        self._rows.addLayout(self._list)
        self.beat = Beat(look)
        self._waiting = QWidget()
        line = row(self._waiting, gap=SPACE.gap)
        line.addWidget(self.beat)
        self._waiting_text = label("", "small")
        line.addWidget(self._waiting_text)
        line.addStretch(1)
        self._waiting.hide()
        self._rows.addWidget(self._waiting)
        self._rows.addStretch(1)
        page = QWidget()
        column(page, margin=SPACE.page).addWidget(Column(look, inner, 92))
        self.area = Scroll(page, "Conversation", focusable=True)
        column(self).addWidget(self.area)
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self._stick)
        bar.valueChanged.connect(self._moved)

    @property
    def texts(self) -> list[str]:
        """What is on the screen, turn by turn."""
        extra = [turn for turn in (self._pending, self._live) if turn is not None]
        return [turn.prose.plain for turn in [*self._turns, *extra]]

    @property
    def waiting(self) -> bool:
        """Whether it shows that the client is about to speak."""
        return not self._waiting.isHidden()

    @property
    def waiting_text(self) -> str:
        """What it says while somebody is about to speak; else empty."""
        return self._waiting_text.text() if self.waiting else ""

    def begin(self, cast: Cast, stage: str) -> None:
        """Clears it for a session with these people."""
        self._cast = cast
        self.clear_reply()
        empty(self._list)
        self._shown, self._turns = [], []
        self.stage.say(stage)
        self._sticking = True

    def show_view(self, view: SessionView) -> None:
        """Shows the current path; turns that stay are left alone."""
        self.clear_reply()
        path = list(view.path)
        same = 0
        while same < min(len(path), len(self._shown)) and path[same] == self._shown[same]:
            same += 1
        while len(self._turns) > same:
            gone = self._turns.pop()
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for number in path[same:]:
            turn = self._made(view, view.turns[number])
            self._turns.append(turn)
            self._list.addWidget(turn)
        self._shown = path
        self._offer(view)

    def expect(self, words: str | None, to: str = "") -> None:
        """Shows the trainee's words at once (None: they are there) and that it was heard."""
        self._sticking = True
        if self._turns:
            empty(self._turns[-1].below)
        if words is not None:
            self._pending = Turn(self._look, words, own=True, speaker="You", to=to)
            self._list.addWidget(self._pending)
        self.about_to_speak(None)

    def about_to_speak(self, client: str | None, to: str = "") -> None:
        """Says whose words are on their way, as far as it is known, and to whom they go."""
        self._speaker, self._to = client, to
        self._await(f"{self._name} is about to answer")

    def wants(self, client: str, whom: str, *, waits: bool) -> None:
        """Says that a client wants to answer another; ``waits`` while the trainee writes."""
        name = self._cast.name(client) if self._cast is not None else ""
        self._await(f"{name} {'waits to answer' if waits else 'wants to answer'} {whom}")

    def nobody_waits(self) -> None:
        """Takes away the line that says that somebody is about to speak."""
        self._waiting.hide()

    def _await(self, words: str) -> None:
        self._waiting_text.setText(words)
        self._waiting.setAccessibleName(words)
        self._waiting.show()

    def drop_last(self) -> None:
        """Takes the client's last words off the screen: another reply is on its way."""
        if self._turns and not self._turns[-1].own:
            gone = self._turns.pop()
            self._shown.pop()
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()

    def add(self, piece: str) -> None:
        """Shows more of the reply; each finished sentence is announced once."""
        if self._live is None:
            piece = piece.lstrip()
            self._waiting.hide()
            self._live = Turn(
                self._look,
                piece,
                own=False,
                speaker=self._name,
                to=self._to,
                mark=self._mark(self._speaker),
            )
            self._list.addWidget(self._live)
            self._heard = 0
        else:
            self._live.say(self._live.prose.plain + piece)
        sentences, end = finished_sentences(self._live.prose.plain[self._heard :])
        self._heard += end
        for sentence in sentences:
            self._announce(sentence)

    def finish(self) -> None:
        """Announces what is left of the reply."""
        if self._live is not None:
            rest = self._live.prose.plain[self._heard :].strip()
            if rest:
                self._announce(rest)
            self._heard = len(self._live.prose.plain)

    def clear_reply(self) -> None:
        """Takes away what is on its way; ``show_view`` shows what came of it."""
        self._waiting.hide()
        for turn in (self._pending, self._live):
            if turn is not None:
                self._list.removeWidget(turn)
                turn.hide()
                turn.deleteLater()
        self._pending = self._live = None

    @property
    def _name(self) -> str:
        return self._cast.name(self._speaker) if self._cast is not None else ""

    def _mark(self, client: str | None) -> QWidget | None:
        """The monogram of a member of a group."""
        cast = self._cast
        if cast is None or client is None or not cast.grouped:
            return None
        return Monograms(
            self._look,
            [cast.letters(client)],
            sized="small",
            tones=[cast.tone(client)],
            ground="canvas",
        )

    def _announce(self, sentence: str) -> None:
        announce(self, f"{self._name}: {sentence}")
        self.told.emit(sentence)

    def _made(self, session: SessionView, view: TurnView) -> Turn:
        own, cast = view.speaker == "trainee", self._cast
        name = cast.name(view.client) if cast is not None else ""
        turn = Turn(
            self._look,
            view.text,
            own=own,
            speaker="You" if own else name,
            to=cast.said_to(session, view.number) if cast is not None else "",
            mark=None if own else self._mark(view.client),
        )
        if own:
            back = button(
                self._look,
                "",
                lambda: self.go_back.emit(view.number),
                kind="quiet",
                icon="arrow-bend-up-left",
                name="Go back to here",
                hint="Go back to here and say something else; what came after is kept",
            )
            back.setAccessibleName(f"Go back to here: {turn.prose.plain}")
            turn.before.addWidget(back, 0, Qt.AlignmentFlag.AlignVCenter)
        elif view.interrupted:
            turn.below.addWidget(label("You stopped this reply.", "small"))
            turn.below.addStretch(1)
        return turn

    def _offer(self, view: SessionView) -> None:
        """Below the last reply: another try, and the tries there are."""
        for turn in self._turns:
            if not turn.own and turn.property("offers"):
                empty(turn.below)
                turn.setProperty("offers", False)
        if view.ended is not None or view.head == 0 or view.pending is not None:
            return
        last = self._turns[-1]
        empty(last.below)
        last.setProperty("offers", True)
        if view.turns[view.head].interrupted:
            last.below.addWidget(label("You stopped this reply.", "small"))
        last.below.addWidget(
            button(
                self._look,
                "Try again",
                self.again.emit,
                kind="quiet",
                icon="arrow-clockwise",
                hint="Another reply to the same words; this one is kept",
                keys=shortcuts.AGAIN,
            )
        )
        tries = view.tries(view.head)
        if len(tries) > 1:
            at = tries.index(view.head)
            last.below.addWidget(self._step("caret-left", "The reply before", tries, at - 1))
            last.below.addWidget(label(f"Reply {at + 1} of {len(tries)}", "small"))
            last.below.addWidget(self._step("caret-right", "The reply after", tries, at + 1))
        last.below.addStretch(1)

    def _step(self, icon: str, name: str, tries: tuple[int, ...], to: int) -> Button:
        there = 0 <= to < len(tries)
        press: Callable[[], object] = (
            (lambda: self.other_try.emit(tries[to])) if there else (lambda: None)
        )
        made = button(self._look, "", press, kind="quiet", icon=icon, name=name)
        made.setEnabled(there)
        return made

    def _moved(self, value: int) -> None:
        bar = self.area.verticalScrollBar()
        self._sticking = value >= bar.maximum() - self._look.sizes.body * 2

    def _stick(self) -> None:
        if self._sticking:
            # The layout may still be growing when the range changes: ask once more after it.
            self._to_end()
            QTimer.singleShot(0, self, self._to_end)

    def _to_end(self) -> None:
        bar = self.area.verticalScrollBar()
        if self._sticking:
            bar.setValue(bar.maximum())
            self._sticking = True
