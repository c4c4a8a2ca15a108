"""The practice page: one conversation with one client, and what may be done in it."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.desktop import shortcuts
from app.desktop.background import Piece, Worker
from app.desktop.composer import Composer
from app.desktop.conversation import Conversation
from app.desktop.services import Services, sentence
from app.desktop.status_line import StatusLine
from app.desktop.theme.tokens import GRACE_MS, SPACE, TICK_MS
from app.desktop.time_out_panel import TimeOutPanel
from app.desktop.waiting import Waiting
from app.desktop.widgets.banner import Banner
from app.desktop.widgets.buttons import Button, button
from app.desktop.widgets.layout import Column, column, in_line_with, row
from app.desktop.widgets.marks import Monogram
from app.desktop.widgets.text import Elided, label
from app.desktop.wording import active_seconds, client_line, first_name, flat
from app.domain.events import ClientReplied, TimeOut
from app.practice.session import Practice

_WENT_BACK = "You went back. What came after is kept."
_COLUMN_CHARACTERS = 92


class PracticePage(QWidget):
    """A session under way, or the wait for the model before it.

    Attributes:
        ended: Emitted with the session's id when the trainee ends it and wants the debrief.
        left: Emitted when the trainee leaves without one.
    """

    ended = Signal(str)
    left = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setAccessibleName("Practice")
        self._services = services
        self._look = services.look
        self._worker: Worker = services.engine_worker
        self.practice: Practice | None = None
        self.session = ""
        self.replying = False
        self._name = ""
        self._began = 0.0
        self._condensed = 0
        self.stack = QStackedWidget()
        column(self).addWidget(self.stack)
        self.waiting = Waiting(services.look, services.model)
        self.waiting.cancelled.connect(self.left)
        self.stack.addWidget(self.waiting)
        self._room = self._made_room()
        self.stack.addWidget(self._room)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._undo = QTimer(self)
        self._undo.setSingleShot(True)
        self._undo.setInterval(GRACE_MS)
        self._undo.timeout.connect(self._withdraw_undo)
        for keys, act in (
            (shortcuts.STOP, self._escape),
            (shortcuts.AGAIN, self.again),
            (shortcuts.TIME_OUT, self.toggle_time_out),
            (shortcuts.REWIND, self.back_one),
            (shortcuts.END, self.ask_end),
            (shortcuts.COMPOSER, self.composer.setFocus),
            (shortcuts.SILENT, self.stay_silent),
        ):
            QShortcut(keys, self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # What the window asks for

    def prepare(self, name: str) -> None:
        """Shows that the model is on its way, for a session with this client."""
        self.practice = None
        self.waiting.begin(name)
        self.stack.setCurrentWidget(self.waiting)
        self.waiting.cancel.setFocus()

    def open(self, session: str, practice: Practice) -> None:
        """Takes up a session that was begun or resumed."""
        self.practice, self.session = practice, session
        self._name = first_name(practice.persona)
        view = practice.view
        self._monogram.set_name(practice.persona.name)
        self._title.setText(client_line(practice.persona))
        self._setting.say(flat(practice.scenario.setting))
        self.composer.setPlaceholderText(f"What do you say to {self._name}?")
        self.composer.setAccessibleName(f"What do you say to {self._name}?")
        self.composer.clear()
        self.banner.clear()
        self._show_time_out(False)
        self.time_out.begin(self._name, view.time_outs)
        self.conversation.begin(self._name, flat(practice.scenario.stage))
        self.conversation.show_view(view)
        self._began = time.monotonic() - active_seconds(practice.events)
        self._condensed = len(view.condensed)
        info = self._services.model.engine
        self.status.set_model(info.info if info is not None else None, self._services.home)
        self.stack.setCurrentWidget(self._room)
        self._set_replying(False)
        self._tick()
        self._clock.start()
        self.composer.setFocus()
        if view.pending is not None:
            self._draw(practice.proceed, words=None)
        else:
            self._measure()

    def take_focus(self) -> None:
        """Puts the focus on what comes next here."""
        if self.stack.currentWidget() is self.waiting:
            self.waiting.cancel.setFocus()
        elif self.time_out.isHidden():
            self.composer.setFocus()
        else:
            self.time_out.question.setFocus()

    def close_session(self) -> None:
        """Forgets the session; it stays in the store as it is."""
        self._clock.stop()
        if self.replying and self.practice is not None:
            self.practice.stop()
        self.practice = None

    # What the trainee does

    def say(self) -> None:
        """Says what is written in the composer."""
        if self.composer.words and self._free():
            self._say(self.composer.take())

    def stay_silent(self) -> None:
        """Says nothing, and lets the client go on."""
        if self._free():
            self._say("")

    def stop(self) -> None:
        """Ends the client's words under way; what was said so far stands."""
        if self.practice is not None and self.replying:
            self.practice.stop()
            self.send.setEnabled(False)

    def again(self) -> None:
        """Draws another reply to the same words."""
        practice = self.practice
        if practice is None or not self._free():
            return
        if practice.view.pending is not None:
            self._draw(practice.proceed, words=None)
        elif practice.view.head != 0:
            self.conversation.drop_last()
            self._draw(practice.retry, words=None)

    def back_one(self) -> None:
        """Goes back to before the trainee's last words."""
        if self.practice is None:
            return
        view = self.practice.view
        own = [n for n in view.path if view.turns[n].speaker == "trainee"]
        if own:
            self.go_back(own[-1])

    def go_back(self, turn: int) -> None:
        """Goes back to before one of the trainee's turns, with its words in the composer."""
        if self.practice is None or not self._free():
            return
        view = self.practice.view
        words, parent, head = view.turns[turn].text, view.turns[turn].parent, view.head
        if parent is None:
            return
        if not self.composer.words:
            self.composer.give_back(words)

        def offer() -> None:
            if view.turns[head].speaker == "client":
                undo = ("Undo", lambda: self._undo_back(head, words))
                self.banner.say("info", _WENT_BACK, [undo])
                self._undo.start()
            self.composer.setFocus()

        self._rewind(parent, offer)

    def ask_end(self) -> None:
        """Asks once how to end."""
        if self.practice is None or self.stack.currentWidget() is not self._room:
            return
        self.stop()
        self.banner.say(
            "info",
            f"End the session with {self._name}? It is kept, and the debrief comes next.",
            [
                ("End and see the debrief", lambda: self._end("finished")),
                ("Leave without it", lambda: self._end("left")),
                ("Keep talking", self.composer.setFocus),
            ],
            closable=False,
        )
        self.banner.buttons[0].setFocus()

    def toggle_time_out(self) -> None:
        """Opens or closes the word with the coach."""
        if self.practice is not None and self.stack.currentWidget() is self._room:
            self._show_time_out(self.time_out.isHidden())

    # How it is done

    def _free(self) -> bool:
        return self.practice is not None and not self.replying

    def _say(self, words: str) -> None:
        practice = self.practice
        if practice is None:
            return
        if practice.view.pending is not None:
            # A reply is owed to earlier words: these stay until it is there.
            self.composer.give_back(words)
            self.again()
            return
        self._draw(lambda told: practice.say(words, told), words=words)

    def _draw(
        self, reply: Callable[[Callable[[str], None]], ClientReplied], *, words: str | None
    ) -> None:
        practice = self.practice
        if practice is None:
            return
        self.banner.clear()
        self.conversation.expect(words)
        self._set_replying(True)

        def work(piece: Piece) -> ClientReplied:
            return reply(lambda text: _hand(piece, text))

        self._worker.run(
            work,
            piece=lambda text: self._told(practice, str(text)),
            done=lambda _: self._replied(practice),
            failed=lambda error: self._failed(practice, words, error),
            halt=practice.stop,
        )

    def _told(self, practice: Practice, text: str) -> None:
        if practice is self.practice:
            self.conversation.add(text)

    def _replied(self, practice: Practice) -> None:
        if practice is not self.practice:
            return
        self.conversation.finish()
        self._set_replying(False)
        self.conversation.show_view(practice.view)
        if len(practice.view.condensed) > self._condensed:
            self._condensed = len(practice.view.condensed)
            self.banner.say(
                "info",
                "The model's memory was full: the oldest turns were summed up for it. "
                "The transcript keeps every word.",
            )
        self._measure()

    def _failed(self, practice: Practice, words: str | None, error: Exception) -> None:
        if practice is not self.practice:
            return
        self._set_replying(False)
        kept = practice.view.pending is not None
        self.conversation.show_view(practice.view)
        if words and not kept:
            self.composer.give_back(words)
        end = " Your words are kept." if kept or words else ""
        again = self.again if kept or words is None else self.say
        self.banner.say("attention", sentence(error) + end, [("Try again", again)])
        self.composer.setFocus()

    def _rewind(self, to: int, after: Callable[[], object]) -> None:
        practice = self.practice
        if practice is None:
            return

        def done(_: None) -> None:
            if practice is self.practice:
                self._set_replying(False)
                self.conversation.show_view(practice.view)
                self._measure()
                after()

        self._set_replying(True)
        self._worker.run(
            lambda _: practice.rewind(to),
            done=done,
            failed=lambda error: self._failed(practice, None, error),
        )

    def _undo_back(self, head: int, words: str) -> None:
        if not self._free():
            return
        if self.composer.words == words.strip():
            self.composer.clear()
        self._rewind(head, self.composer.setFocus)

    def _withdraw_undo(self) -> None:
        # Another message may have taken its place meanwhile.
        if self.banner.text == _WENT_BACK:
            self.banner.clear()

    def _other_try(self, number: int) -> None:
        if self._free():
            self._rewind(number, self.composer.setFocus)

    def _end(self, reason: str) -> None:
        practice, session = self.practice, self.session
        if practice is None:
            return

        def done(_: None) -> None:
            if practice is self.practice:
                self.close_session()
            if reason == "finished":
                self.ended.emit(session)
            else:
                self.left.emit()

        self._worker.run(
            lambda _: practice.end(reason),
            done=done,
            failed=lambda error: self._failed(practice, None, error),
        )

    def _ask_coach(self, question: str) -> None:
        practice = self.practice
        if practice is None or not self._free():
            return
        self.time_out.expect(question)
        self._set_replying(True)

        def work(piece: Piece) -> TimeOut:
            return practice.time_out(question, lambda text: _hand(piece, text))

        def done(answered: TimeOut) -> None:
            if practice is self.practice:
                self._set_replying(False)
                self.time_out.finish(answered.answer)

        def failed(error: Exception) -> None:
            if practice is self.practice:
                self._set_replying(False)
                self.time_out.fail(question, sentence(error))

        self._worker.run(
            work,
            piece=lambda text: self.time_out.add(str(text)),
            done=done,
            failed=failed,
            halt=practice.stop,
        )

    def _measure(self) -> None:
        practice = self.practice
        if practice is None:
            return

        def done(use: tuple[int, int]) -> None:
            if practice is self.practice:
                self.status.set_context(*use)

        # Only a meter: where it fails, the next reply says why.
        self._worker.run(lambda _: practice.context_use(), done=done, failed=lambda _: None)

    def _escape(self) -> None:
        if self.replying:
            self.stop()
        elif not self.time_out.isHidden():
            self._show_time_out(False)
        elif not self.banner.isHidden():
            self.banner.clear()
            self.composer.setFocus()

    def _show_time_out(self, shown: bool) -> None:
        self.time_out.setVisible(shown)
        self.composer.setEnabled(not shown)
        self._fit()
        self._set_replying(self.replying)
        if shown:
            self.time_out.question.setFocus()
        else:
            self.composer.setFocus()

    def _set_replying(self, replying: bool) -> None:
        self.replying = replying
        paused = not self.time_out.isHidden()
        self.send.setEnabled(not paused or replying)
        self.send.set_icon("stop" if replying else "paper-plane-right")
        name = "Stop" if replying else "Send"
        keys = shortcuts.native(shortcuts.STOP if replying else shortcuts.SEND)
        self.send.say(name)
        self.send.setToolTip(f"{name} ({keys})")
        self.silent.setEnabled(not replying and not paused)

    def _send_or_stop(self) -> None:
        if self.replying:
            self.stop()
        else:
            self.say()

    def _tick(self) -> None:
        if self.practice is not None:
            passed = time.monotonic() - self._began
            self.status.set_elapsed(passed, self.practice.scenario.minutes)

    # What it is made of

    def _made_room(self) -> QWidget:
        look = self._look
        room = QWidget()
        sides = row(room, gap=0)
        self._talk = QWidget()
        rows = column(self._talk, gap=0)
        head = QWidget()
        line = row(head, gap=SPACE.gap + SPACE.half)
        line.setContentsMargins(SPACE.page, SPACE.wide, SPACE.wide, SPACE.wide)
        self._monogram = Monogram(look)
        line.addWidget(self._monogram)
        words = column(gap=SPACE.hair)
        self._title = label("", "title")
        words.addWidget(self._title)
        self._setting = Elided("small")
        words.addWidget(self._setting)
        line.addLayout(words, 1)
        self._acts: list[Button] = [
            button(
                look,
                "Time out",
                self.toggle_time_out,
                kind="quiet",
                icon="pause-circle",
                hint="Time out: ask the coach while the client waits",
                keys=shortcuts.TIME_OUT,
            ),
            button(
                look,
                "Go back",
                self.back_one,
                kind="quiet",
                icon="arrow-bend-up-left",
                hint="Go back one exchange and say something else",
                keys=shortcuts.REWIND,
            ),
            button(
                look,
                "End",
                self.ask_end,
                kind="quiet",
                icon="sign-out",
                hint="End the session, or leave",
                keys=shortcuts.END,
            ),
        ]
        for act in self._acts:
            line.addWidget(act)
        rows.addWidget(head)
        self.conversation = Conversation(look)
        self.conversation.go_back.connect(self.go_back)
        self.conversation.again.connect(self.again)
        self.conversation.other_try.connect(self._other_try)
        rows.addWidget(self.conversation, 1)
        rows.addWidget(self._made_foot())
        sides.addWidget(self._talk, 1)
        self.time_out = TimeOutPanel(look)
        self.time_out.asked.connect(self._ask_coach)
        self.time_out.closed.connect(lambda: self._show_time_out(False))
        self.time_out.hide()
        sides.addWidget(self.time_out)
        return room

    def _made_foot(self) -> QWidget:
        look = self._look
        inner = QWidget()
        rows = column(inner, gap=SPACE.gap)
        self.banner = Banner(look)
        rows.addWidget(self.banner)
        line = row(gap=SPACE.gap)
        self.composer = Composer(look, "What do you say?")
        self.composer.submitted.connect(self.say)
        line.addWidget(self.composer, 1)
        self.silent = button(
            look,
            "Stay silent",
            self.stay_silent,
            kind="quiet",
            icon="dots-three-circle",
            hint="Stay silent, and let the client go on",
            keys=shortcuts.SILENT,
        )
        line.addWidget(self.silent, 0, Qt.AlignmentFlag.AlignBottom)
        self.send = button(
            look, "Send", self._send_or_stop, kind="primary", icon="paper-plane-right"
        )
        line.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        rows.addLayout(line)
        self.status = StatusLine(look)
        rows.addWidget(self.status)
        foot = QWidget()
        around = column(foot)
        around.setContentsMargins(SPACE.page, SPACE.gap, SPACE.page, SPACE.gap)
        in_line_with(self.conversation.area, around)
        self.banner.then = self.composer
        around.addWidget(Column(look, inner, _COLUMN_CHARACTERS))
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons lose their words, and the conversation its place, where room is short."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fits what may have changed while it was hidden, and lets the clock run."""
        super().showEvent(event)
        self._fit()
        if self.practice is not None:
            self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rests the clock's hands; time goes on."""
        super().hideEvent(event)
        self._clock.stop()

    def _fit(self) -> None:
        aside = 0 if self.time_out.isHidden() else self.time_out.wanted_width()
        room = self.width() - aside
        least = max(self._talk.minimumSizeHint().width(), self._look.sizes.characters(50))
        cramped = aside > 0 and room < least
        self._talk.setVisible(not cramped)
        self.time_out.fill(cramped)
        compact = room < self._look.sizes.characters(100)
        for act in (*self._acts, self.silent):
            act.set_compact(compact)
        self.status.set_compact(room < self._look.sizes.characters(70))


def _hand(piece: Piece, text: str) -> None:
    piece(text)
