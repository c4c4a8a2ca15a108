"""What stands above and below the conversation on the practice page."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.desktop import shortcuts
from app.desktop.cast import Cast
from app.desktop.composer import Composer
from app.desktop.status_line import StatusLine
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import Banner
from app.desktop.widgets.buttons import Button, button
from app.desktop.widgets.layout import Column, Scroll, column, in_line_with, row
from app.desktop.widgets.marks import Monograms
from app.desktop.widgets.text import Elided, label
from app.desktop.wording import client_line, flat

_COLUMN_CHARACTERS = 92
Press = Callable[[], object]


class Head(QWidget):
    """Who the session is with, where, and what else may be done."""

    def __init__(
        self, look: Look, *, members: Press, time_out: Press, go_back: Press, end: Press
    ) -> None:
        super().__init__()
        line = row(self, gap=SPACE.gap + SPACE.half)
        line.setContentsMargins(SPACE.page, SPACE.wide, SPACE.wide, SPACE.wide)
        self.monograms = Monograms(look, ground="canvas")
        line.addWidget(self.monograms)
        words = column(gap=SPACE.hair)
        self._title = Elided("title")
        words.addWidget(self._title)
        self._setting = Elided("small")
        words.addWidget(self._setting)
        line.addLayout(words, 1)
        self.members = button(
            look,
            "Who is here",
            members,
            kind="quiet",
            icon="users-three",
            hint="Show or hide who is here and how they stand to each other",
            keys=shortcuts.MEMBERS,
        )
        self.acts: list[Button] = [
            self.members,
            button(
                look,
                "Time out",
                time_out,
                kind="quiet",
                icon="pause-circle",
                hint="Time out: ask the coach while the client waits",
                keys=shortcuts.TIME_OUT,
            ),
            button(
                look,
                "Go back",
                go_back,
                kind="quiet",
                icon="arrow-bend-up-left",
                hint="Go back one exchange and say something else",
                keys=shortcuts.REWIND,
            ),
            button(
                look,
                "End",
                end,
                kind="quiet",
                icon="sign-out",
                hint="End the session, or leave",
                keys=shortcuts.END,
            ),
        ]
        for act in self.acts:
            line.addWidget(act)

    def begin(self, cast: Cast, setting: str) -> None:
        """Names the client or the group."""
        self.monograms.set_letters(
            [cast.letters(id) for id in cast.names], [cast.tone(id) for id in cast.names]
        )
        one = next(iter(cast.personas.values()))
        self._title.say(cast.everybody if cast.grouped else client_line(one))
        self._setting.say(flat(setting))
        self.members.setVisible(cast.grouped)


class Foot(QWidget):
    """Messages, the composer with what sends its words, and the status line.

    With several clients, above the composer: to whom the words would go, and how to come in.
    """

    def __init__(
        self, look: Look, beside: Scroll, *, come_in: Press, silent: Press, send: Press
    ) -> None:
        """``beside`` is the scrolling column that it is to be in line with."""
        super().__init__()
        inner = QWidget()
        rows = column(inner, gap=SPACE.gap)
        self.banner = Banner(look)
        rows.addWidget(self.banner)
        self.addressed = label("", "small", wrap=True)
        self.come_in = button(
            look,
            "Come in",
            come_in,
            icon="hand-palm",
            hint="Come in: the others wait, and you speak next",
            keys=shortcuts.COME_IN,
        )
        self._floor = QWidget()
        above = row(self._floor, gap=SPACE.gap)
        above.addWidget(self.addressed, 1)
        above.addWidget(self.come_in)
        rows.addWidget(self._floor)
        line = row(gap=SPACE.gap)
        self.composer = Composer(look, "What do you say?")
        line.addWidget(self.composer, 1)
        self.silent = button(
            look,
            "Stay silent",
            silent,
            kind="quiet",
            icon="dots-three-circle",
            hint="Stay silent, and let the client go on",
            keys=shortcuts.SILENT,
        )
        line.addWidget(self.silent, 0, Qt.AlignmentFlag.AlignBottom)
        self.send = button(look, "Send", send, kind="primary", icon="paper-plane-right")
        line.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        rows.addLayout(line)
        self.status = StatusLine(look)
        rows.addWidget(self.status)
        around = column(self)
        around.setContentsMargins(SPACE.page, SPACE.gap, SPACE.page, SPACE.gap)
        in_line_with(beside, around)
        self.banner.then = self.composer
        around.addWidget(Column(look, inner, _COLUMN_CHARACTERS))

    def begin(self, cast: Cast) -> None:
        """Asks what is said to the client or the group."""
        self.composer.setPlaceholderText(f"What do you say to {cast.everybody}?")
        self.composer.setAccessibleName(f"What do you say to {cast.everybody}?")
        self.composer.clear()
        self._floor.setVisible(cast.grouped)

    def show_act(self, *, replying: bool, paused: bool) -> None:
        """The one button sends, or stops the words under way; ``paused`` for the coach."""
        self.send.setEnabled(not paused or replying)
        self.send.set_icon("stop" if replying else "paper-plane-right")
        name = "Stop" if replying else "Send"
        keys = shortcuts.native(shortcuts.STOP if replying else shortcuts.SEND)
        self.send.say(name)
        self.send.setToolTip(f"{name} ({keys})")
        self.silent.setEnabled(not replying and not paused)
        self.come_in.setEnabled(replying and not paused)

    def tell_to_whom(self, words: str) -> None:
        """Says to whom the words would go, also to those who hear the window."""
        self.addressed.setText(words)
        self.composer.setAccessibleDescription(words)
