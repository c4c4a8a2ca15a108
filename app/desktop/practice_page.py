"""The practice page: one conversation with a client or a group, and what may be done in it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.client.address import addressed
from app.desktop import shortcuts
from app.desktop.background import Piece, Worker
from app.desktop.cast import Cast
from app.desktop.conversation import Conversation
from app.desktop.group_strip import GroupStrip
from app.desktop.practice_parts import Foot, Head
from app.desktop.services import Services, sentence
from app.desktop.theme.tokens import GRACE_MS, PAUSE_MS, TICK_MS
from app.desktop.time_out_panel import TimeOutPanel
from app.desktop.waiting import Waiting
from app.desktop.widgets.banner import announce
from app.desktop.widgets.layout import column, row
from app.desktop.wording import active_seconds, flat
from app.domain.events import ClientReplied, TimeOut
from app.domain.mind import Bonds
from app.practice.room import said_to
from app.practice.session import Practice

_WENT_BACK = "You went back. What came after is kept."
_AFTER_THESE = "You come in after these words."
_TALL = 44
"""Heights of body text from which there is room for the strip that says who is here."""


@dataclass(frozen=True)
class Speaks:
    """Handed to the window before the first word of a reply: whose it is, to whom, how all stand.

    Read where the reply is drawn: the session is further on when the window hears of it.
    """

    client: str
    to: tuple[str, ...]
    bonds: Bonds

    @classmethod
    def of(cls, practice: Practice, client: str) -> "Speaks":
        """This client, who is about to answer the last words of the session."""
        before = practice.view.turns[practice.view.head].client
        return cls(client, (before,) if before is not None else (), practice.view.bonds)


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
        self._cast = Cast({}, {})
        self._name = ""
        self._coming_in = False
        self._held = False
        self._members_wanted: bool | None = None
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
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(PAUSE_MS)
        self.pause.timeout.connect(self._let_them_talk)
        services.look.changed.connect(self._fit)
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
            (shortcuts.COME_IN, self.come_in),
            (shortcuts.MEMBERS, self.toggle_members),
        ):
            QShortcut(keys, self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # What the window asks for

    def prepare(self, name: str, *, several: bool = False) -> None:
        """Shows that the model is on its way, for a session with this client or these."""
        self.practice = None
        self.waiting.begin(name, several=several)
        self.stack.setCurrentWidget(self.waiting)
        self.waiting.cancel.setFocus()

    def open(self, session: str, practice: Practice) -> None:
        """Takes up a session that was begun or resumed."""
        self.practice, self.session = practice, session
        self._cast = cast = Cast.of(practice.personas)
        self._name = cast.everybody
        self._coming_in = self._held = False
        view = practice.view
        self.head.begin(cast, practice.scenario.setting)
        self.foot.begin(cast)
        self.strip.begin(cast)
        self._show_room()
        self.banner.clear()
        self._show_time_out(False)
        self.time_out.begin(self._name, view.time_outs, several=cast.grouped)
        self.conversation.begin(cast, flat(practice.scenario.stage))
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
        if view.pending is not None and self._next() is None:
            self._draw(practice.proceed, words=None)
        else:
            self._measure()
            self._wait_for_trainee()

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
        self.pause.stop()
        if self.replying and self.practice is not None:
            self.practice.stop()
        self.practice = None

    # What the trainee does

    def say(self) -> None:
        """Says what is written in the composer; while others talk, asks for the floor."""
        if self.composer.words and self._free():
            self._say(self.composer.take())
        elif self.composer.words:
            self.come_in()

    def stay_silent(self) -> None:
        """Says nothing, and lets the client go on, or whoever wants to speak."""
        if self._next() is not None:
            self._let_them_talk()
        elif self._free():
            self._say("")

    def come_in(self) -> None:
        """Takes the floor from the clients of a group; who is speaking finishes first."""
        practice = self.practice
        if practice is None or not self._cast.grouped or not self.time_out.isHidden():
            return
        if self.replying:
            if not self._coming_in:
                self._coming_in = True
                self.foot.come_in.setEnabled(False)
                self.foot.tell_to_whom(_AFTER_THESE)
                announce(self, _AFTER_THESE)
            return
        self.composer.setFocus()
        if self._next() is None:
            return
        self.pause.stop()
        self.banner.clear()
        self._set_replying(True)
        self._worker.run(
            lambda _: practice.take_floor(),
            done=lambda _: self._has_floor(practice),
            failed=lambda error: self._failed(practice, None, error),
        )

    def toggle_members(self) -> None:
        """Shows or hides who is here and how they stand."""
        if self._cast.grouped and self.practice is not None:
            wanted = self.strip.isHidden()
            # Where it would be so anyway, it goes by the room there is again.
            self._members_wanted = None if wanted == self._tall else wanted
            self._fit()

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
            self._let_them_talk()
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
        self._hold()
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

    def _next(self) -> str | None:
        """The client of a group who wants to answer another one now, if any."""
        if self.practice is None or self.replying or self.practice.view.pending is None:
            return None
        floor = self.practice.view.turns[self.practice.view.head].floor
        speaks = self.practice.view.turns[self.practice.view.head].client
        return floor.next if floor is not None and speaks is not None else None

    def _wait_for_trainee(self) -> None:
        """Another client may want to speak: after a moment, unless the trainee comes in.

        They wait for as long as the trainee writes, asks the coach, or looks elsewhere.
        """
        client, practice = self._next(), self.practice
        self.foot.come_in.setEnabled(self.replying or client is not None)
        if practice is None or client is None:
            self.pause.stop()
            if not self.replying:
                self.conversation.nobody_waits()
            return
        writes = bool(self.composer.words)
        before = practice.view.turns[practice.view.head].client
        self.conversation.wants(client, self._cast.name(before), waits=writes)
        if writes or self._held or not self.time_out.isHidden() or not self.isVisible():
            self.pause.stop()
        elif not self.pause.isActive():
            self.pause.start()
            self._say_that_they_want_to(client, self._cast.name(before))

    def _say_that_they_want_to(self, client: str, whom: str) -> None:
        keys = shortcuts.native(shortcuts.COME_IN)
        announce(self, f"{self._cast.name(client)} wants to answer {whom}. {keys} to come in.")

    def _let_them_talk(self) -> None:
        practice = self.practice
        if practice is not None and self._free() and practice.view.pending is not None:
            self.pause.stop()
            self._draw(practice.proceed, words=None)

    def _has_floor(self, practice: Practice) -> None:
        if practice is self.practice:
            self._coming_in = False
            self._set_replying(False)
            self.conversation.show_view(practice.view)
            self._show_room()
            self._wait_for_trainee()

    def _hold(self) -> None:
        """Nobody goes on until the banner is gone."""
        self._held = True
        self._wait_for_trainee()

    def _banner_changed(self, shown: bool) -> None:
        if not shown and self._held:
            self._held = False
            self._wait_for_trainee()

    def _written(self) -> None:
        """The words in the composer have changed."""
        practice = self.practice
        if practice is None or not self._cast.grouped:
            return
        view = practice.view
        spoke = [view.turns[n].client for n in view.path]
        last = next((id for id in reversed(spoke) if id is not None), view.started.client)
        if not self._coming_in:
            self.foot.tell_to_whom(self._cast.hint(self.composer.words, last))
        if not self.replying:
            self._wait_for_trainee()

    def _show_room(self) -> None:
        """Shows who spoke last, to whom, and how they stand."""
        if self.practice is not None and self._cast.grouped:
            view = self.practice.view
            speaker = view.turns[view.head].client
            to = said_to(view, view.head, self._cast.personas)
            self.strip.show_room(view.bonds, speaker, to, now=False)
            self._written()

    def _about_to_speak(self, practice: Practice, who: Speaks) -> None:
        if practice is self.practice and self._cast.grouped:
            self.conversation.about_to_speak(who.client, self._cast.to(who.to))
            self.strip.show_room(who.bonds, who.client, who.to, now=True)

    def _say(self, words: str) -> None:
        practice = self.practice
        if practice is None:
            return
        if self._next() is not None:
            self._draw(lambda told: _come_in_and_say(practice, words, told), words=words)
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
        self.pause.stop()
        self._held = False
        self.banner.clear()
        view = practice.view
        last = view.turns[view.head].client or view.started.client
        to = self._cast.to(addressed(words, self._cast.personas, last)) if words else ""
        self.conversation.expect(words, to)
        self._set_replying(True)

        def work(piece: Piece) -> ClientReplied:
            practice.on_answering = lambda client: _hand(piece, Speaks.of(practice, client))
            return reply(lambda text: _hand(piece, text))

        self._worker.run(
            work,
            piece=lambda told: self._told(practice, told),
            done=lambda _: self._replied(practice),
            failed=lambda error: self._failed(practice, words, error),
            halt=practice.stop,
        )

    def _told(self, practice: Practice, told: object) -> None:
        if isinstance(told, Speaks):
            self._about_to_speak(practice, told)
        elif practice is self.practice:
            self.conversation.add(str(told))

    def _replied(self, practice: Practice) -> None:
        if practice is not self.practice:
            return
        self.conversation.finish()
        self._set_replying(False)
        self.conversation.show_view(practice.view)
        self._show_room()
        if len(practice.view.condensed) > self._condensed:
            self._condensed = len(practice.view.condensed)
            self.banner.say(
                "info",
                "The model's memory was full: the oldest turns were summed up for it. "
                "The transcript keeps every word.",
            )
        self._measure()
        if self._coming_in:
            self._coming_in = False
            self.come_in()
        else:
            self._wait_for_trainee()

    def _failed(self, practice: Practice, words: str | None, error: Exception) -> None:
        if practice is not self.practice:
            return
        self._coming_in = False
        self._set_replying(False)
        kept = practice.view.pending is not None
        self.conversation.show_view(practice.view)
        self._show_room()
        if words and not kept:
            self.composer.give_back(words)
        end = " Your words are kept." if kept or words else ""
        again = self.again if kept or words is None else self.say
        self._hold()
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
                self._show_room()
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
                self._wait_for_trainee()

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
        else:
            self.come_in()

    def _show_time_out(self, shown: bool) -> None:
        self.time_out.setVisible(shown)
        self.composer.setEnabled(not shown)
        self._fit()
        self._set_replying(self.replying)
        self._wait_for_trainee()
        if shown:
            self.time_out.question.setFocus()
        else:
            self.composer.setFocus()

    def _set_replying(self, replying: bool) -> None:
        self.replying = replying
        self.foot.show_act(replying=replying, paused=not self.time_out.isHidden())

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
        self.head = Head(
            look,
            members=self.toggle_members,
            time_out=self.toggle_time_out,
            go_back=self.back_one,
            end=self.ask_end,
        )
        rows.addWidget(self.head)
        self.strip = GroupStrip(look)
        rows.addWidget(self.strip)
        self.conversation = Conversation(look)
        self.conversation.go_back.connect(self.go_back)
        self.conversation.again.connect(self.again)
        self.conversation.other_try.connect(self._other_try)
        rows.addWidget(self.conversation, 1)
        self.foot = Foot(
            look,
            self.conversation.area,
            come_in=self.come_in,
            silent=self.stay_silent,
            send=self._send_or_stop,
        )
        self.banner, self.composer = self.foot.banner, self.foot.composer
        self.send, self.status = self.foot.send, self.foot.status
        self.banner.shown.connect(self._banner_changed)
        self.composer.submitted.connect(self.say)
        self.composer.textChanged.connect(self._written)
        rows.addWidget(self.foot)
        sides.addWidget(self._talk, 1)
        self.time_out = TimeOutPanel(look)
        self.time_out.asked.connect(self._ask_coach)
        self.time_out.closed.connect(lambda: self._show_time_out(False))
        self.time_out.hide()
        sides.addWidget(self.time_out)
        return room

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
            self._wait_for_trainee()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rests the clock's hands; time goes on. Whoever wants to speak waits."""
        super().hideEvent(event)
        self._clock.stop()
        self.pause.stop()

    @property
    def _tall(self) -> bool:
        return self.height() >= self._look.sizes.body * _TALL

    def _fit(self) -> None:
        aside = 0 if self.time_out.isHidden() else self.time_out.wanted_width()
        room = self.width() - aside
        least = max(self._talk.minimumSizeHint().width(), self._look.sizes.characters(50))
        cramped = aside > 0 and room < least
        self._talk.setVisible(not cramped)
        self.time_out.fill(cramped)
        compact = room < self._look.sizes.characters(116 if self._cast.grouped else 100)
        for act in (*self.head.acts, self.foot.silent):
            act.set_compact(compact)
        wanted = self._tall if self._members_wanted is None else self._members_wanted
        self.strip.fit(room)
        self.strip.setVisible(self._cast.grouped and wanted)
        self.head.monograms.setVisible(self.strip.isHidden())
        self.status.set_compact(room < self._look.sizes.characters(70))


def _hand(piece: Piece, told: object) -> None:
    piece(told)


def _come_in_and_say(practice: Practice, words: str, told: Callable[[str], None]) -> ClientReplied:
    practice.take_floor()
    return practice.say(words, told)
