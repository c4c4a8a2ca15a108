"""Why a turn moved the client: what was heard, how it felt, what became of it, its share."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.desktop.debrief.codes import exchange, quoted
from app.desktop.debrief.course import course, feels, hides, stands
from app.desktop.debrief.room import Room
from app.desktop.debrief.why_words import (
    HARMFUL,
    drift_sentence,
    felt_words,
    heard_sentence,
    mark_sentence,
    moved_sentences,
    parts,
    share_sentence,
    state_before,
)
from app.desktop.scenario_view import Icon
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.buttons import button
from app.desktop.widgets.card import Card
from app.desktop.widgets.layout import column, empty, row
from app.desktop.widgets.marks import Meter
from app.desktop.widgets.text import Prose, Role, label
from app.domain.mind import Appraisal
from app.practice.debrief import Debrief, DebriefTurn

_CHARACTERS = 62


class WhyView(Card):
    """One turn explained. Takes the focus as a whole, so that a screen reader reads it out.

    Attributes:
        transcript: Emitted when its turn should be shown in the transcript.
        index: The turn that is explained, if any.
        words: All that it says.
    """

    transcript = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.index: int | None = None
        self.words = ""
        self.setAccessibleName("Why it moved")
        rows = column(self, gap=SPACE.gap, margin=SPACE.wide)
        self._title = label("", "strong", wrap=True)
        rows.addWidget(self._title)
        self._body = QWidget()
        self._rows: QVBoxLayout = column(self._body, gap=SPACE.gap)
        rows.addWidget(self._body)
        self.link = button(
            look,
            "Show it in the transcript",
            self.transcript.emit,
            kind="link",
            icon="chat-text",
        )
        rows.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self.below = column(gap=SPACE.gap)
        """Where the page puts what can be tried with this turn."""
        rows.addLayout(self.below)
        self.hide()

    def clear(self) -> None:
        """Explains nothing."""
        self.index, self.words = None, ""
        self.hide()

    def show_turn(self, found: Debrief, room: Room, index: int) -> None:
        """Explains a turn that the client heard, or the beginning."""
        self.index = index
        empty(self._rows)
        turn = found.turns[index]
        said = self._turn(found, room, turn) if index else self._beginning(found)
        self.words = " ".join([self._title.text() + ".", *said])
        self.setAccessibleName(self.words)
        self.show()

    def _beginning(self, found: Debrief) -> list[str]:
        state = found.timeline[0].state
        name = found.client.split()[0]
        self._title.setText(f"How {name} came in")
        hidden = hides(state)
        said = [
            f"Trust {state.trust:.2f}, resistance {state.resistance:.2f}.",
            f"{name} feels mostly {feels(state)}" + (f", {hidden}." if hidden else "."),
            f"{name} {stands(state)}.",
        ]
        if found.attribution is not None:
            said.append(drift_sentence(found.attribution))
        self._prose(" ".join(said))
        return said

    def _turn(self, found: Debrief, room: Room, turn: DebriefTurn) -> list[str]:
        name, number = found.client.split()[0], exchange(found.turns, turn.index)
        speaker = room.names.get(turn.client or "", "") if turn.speaker == "client" else ""
        self._title.setText(
            f"{speaker}'s words after turn {number}: why they moved {name}"
            if speaker
            else f"Turn {number}: why it moved {name}"
        )
        said = [quoted(turn.text, 110)]
        self._prose(said[0], role="muted")
        if turn.appraisal is not None:
            said += self._meaning(name, turn.appraisal, speaker)
        if turn.reaction:
            said.append(self._flagged("lightning", "attention", f"A sore spot: {turn.reaction}"))
        moment = next(moment for moment in course(found) if moment.index == turn.index)
        sentences = moved_sentences(name, state_before(found, turn.index), moment)
        self._prose(" ".join(sentences))
        said += sentences
        if mark := mark_sentence(moment):
            repaired = moment.mark == "repair"
            icon, tone = ("handshake", "good") if repaired else ("warning", "attention")
            said.append(self._flagged(icon, tone, mark))
        if found.attribution is not None:
            share = share_sentence(found, found.attribution, turn.index)
            if share:
                said.append(share)
                self._prose(share, role="small")
        return said

    def _meaning(self, name: str, appraisal: Appraisal, speaker: str) -> list[str]:
        """What was heard, and how it felt as bars with their words."""
        heard = heard_sentence(name, appraisal, speaker)
        felt = felt_words(appraisal)
        if not felt:
            nothing = f"It meant little to {name}."
            self._prose(f"{heard} {nothing}")
            return [heard, nothing]
        self._prose(f"{heard} It felt:")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.gap)
        grid.setVerticalSpacing(SPACE.half)
        grid.setColumnStretch(2, 1)
        for line, part in enumerate(parts(appraisal)):
            meter = Meter(self._look)
            meter.set_share(part.share, "attention" if part.felt in HARMFUL else "accent")
            grid.addWidget(label(part.felt), line, 0)
            grid.addWidget(meter, line, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label(part.amount, "small", wrap=True), line, 2)
        grid.setContentsMargins(0, 0, 0, SPACE.gap)
        self._rows.addLayout(grid)
        return [heard, f"{name} felt {felt}."]

    def _prose(self, text: str, role: Role = "body") -> None:
        self._rows.addWidget(Prose(self._look, text, characters=_CHARACTERS, role=role))

    def _flagged(self, icon: str, tone: str, text: str) -> str:
        line = row(gap=SPACE.gap)
        line.addWidget(Icon(self._look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Prose(self._look, text, characters=_CHARACTERS), 1)
        self._rows.addLayout(line)
        return text
