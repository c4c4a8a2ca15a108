"""Who is in the room: through whose eyes a session is looked back on, and how they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.desktop.debrief.codes import exchange
from app.desktop.debrief.findings import section
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.bonds import Bonds, BondsGraph, bonds_in_words, sides_in_words
from app.desktop.widgets.buttons import button
from app.desktop.widgets.layout import Flow, column, empty
from app.desktop.widgets.text import Prose, label
from app.practice.debrief import Debrief

BONDS_KEY = (
    "Beside each person, what the other is to them: a line for with, dashes for against, thicker "
    "the stronger. Those on one side share a ground."
)


@dataclass(frozen=True)
class Room:
    """Who took part in a session.

    Attributes:
        names: First names by id; one of a session with one client.
        member: Whose debrief it is.
        bonds: How they stand to each other after the turn at an index; empty for one client.
    """

    names: Mapping[str, str]
    member: str
    bonds: Mapping[int, Bonds] = field(default_factory=dict)

    @property
    def grouped(self) -> bool:
        """Whether there are several clients."""
        return len(self.names) > 1

    def bonds_after(self, index: int) -> Bonds:
        """The bonds as they stood after a turn."""
        return self.bonds[max((at for at in self.bonds if at <= index), default=min(self.bonds))]


class MemberSwitch(QWidget):
    """One name a member; arrow keys walk through them.

    Attributes:
        chosen: Emitted with the id of the member whose debrief is wanted.
    """

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Whose debrief")
        self.buttons: dict[str, QPushButton] = {}
        self._row = Flow(self)
        self.hide()

    def show_room(self, room: Room) -> None:
        """Shows a group's members; hidden for one client."""
        if list(self.buttons) != list(room.names):
            self._make(room)
        for member, made in self.buttons.items():
            here = member == room.member
            made.setChecked(here)
            # The Tab key comes to the group once: to the one that is chosen.
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        self.setVisible(room.grouped)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and Right choose the one beside."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return super().eventFilter(watched, event)
        members = list(self.buttons)
        at = next(n for n, made in enumerate(self.buttons.values()) if made is watched)
        if 0 <= at + step < len(members):
            self.chosen.emit(members[at + step])
            self.buttons[members[at + step]].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _make(self, room: Room) -> None:
        empty(self._row)
        self.buttons = {}
        self._row.addWidget(label("As lived by", "small"))
        for member, name in room.names.items():
            made = button(self._look, name, partial(self.chosen.emit, member), kind="nav")
            made.setAccessibleName(f"The debrief of {name}")
            made.setCheckable(True)
            made.installEventFilter(self)
            self.buttons[member] = made
            self._row.addWidget(made)


class Standing(QWidget):
    """How the members stand to each other after the turn that is looked at."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._room: Room | None = None
        self._found: Debrief | None = None
        part, rows = section("Who stands with whom")
        column(self).addWidget(part)
        self.when = label("", "small", wrap=True)
        rows.addWidget(self.when)
        self.graph = BondsGraph(look)
        rows.addWidget(self.graph)
        self.sides = Prose(look, "", characters=66)
        rows.addWidget(self.sides)
        self.each = Prose(look, "", characters=66, role="small")
        rows.addWidget(self.each)
        rows.addWidget(Prose(look, BONDS_KEY, characters=66, role="small"))
        rows.setSpacing(SPACE.gap)

    def show_room(self, found: Debrief, room: Room) -> None:
        """Shows a group as it stood in the end; hidden for one client."""
        self._found, self._room = found, room
        self.setVisible(room.grouped)
        self.go_to(None)

    def go_to(self, index: int | None) -> None:
        """Shows how they stood after a turn; None: in the end."""
        room, found = self._room, self._found
        if room is None or found is None or not room.grouped:
            return
        at = len(found.turns) - 1 if index is None else index
        bonds = room.bonds_after(at)
        speaks = found.turns[at].client if index is not None and index > 0 else None
        number = exchange(found.turns, at)
        self.when.setText(
            "In the end"
            if index is None
            else f"After turn {number}" + (f", as {room.names[speaks]} spoke" if speaks else "")
            if number
            else "As they came in"
        )
        self.graph.show_bonds(room.names, bonds, speaking=speaks)
        self.sides.say(sides_in_words(room.names, bonds))
        self.each.say(bonds_in_words(room.names, bonds))
