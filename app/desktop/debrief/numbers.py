"""The numbers, last and plain: each with what it means, none with a grade."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.assessment.session import SessionCounts
from app.desktop.debrief.findings import section
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.layout import column
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import count

BY_RULE = (
    "Counted by fixed rules, not by a person. The rules take too many statements for "
    "reflections. Read each code beside its turn: the turn counts, not the number."
)


@dataclass(frozen=True)
class Number:
    """One number: what it is called, its value as text, what it means."""

    name: str
    value: str
    meaning: str


def numbers(counts: SessionCounts) -> list[Number]:
    """The numbers of a session as they are shown."""
    reflections = counts.simple_reflections + counts.complex_reflections
    rate = counts.reflections_per_question
    return [
        Number(
            "Reflections",
            str(reflections),
            f"{counts.simple_reflections} simple, {counts.complex_reflections} complex.",
        ),
        Number(
            "Questions",
            str(counts.open_questions + counts.closed_questions),
            f"{counts.open_questions} open, {counts.closed_questions} closed.",
        ),
        Number(
            "Reflections for each question",
            "–" if rate is None else f"{rate:.1f}",
            "No questions." if rate is None else "Above 1, you said back more than you asked.",
        ),
        Number(
            "Open among all questions",
            _percent(counts.open_share),
            "How often there was room for more than yes or no.",
        ),
        Number(
            "Your share of the words",
            _percent(counts.talk_share),
            "Below half, the client spoke more than you.",
        ),
        Number(
            "In the spirit of MI",
            count(counts.adherent, "time"),
            "Affirming, seeking collaboration, leaving the choice.",
        ),
        Number(
            "Against it",
            count(counts.non_adherent, "time"),
            "Confronting, persuading, advising unasked.",
        ),
        Number(
            "Information and advice",
            count(counts.information + counts.advice + counts.negotiation + counts.options, "turn"),
            f"{counts.information} with information, {counts.advice} with advice.",
        ),
        Number(
            "Safety asked about",
            count(counts.safety_questions, "time"),
            "Outright questions about harm or suicide.",
        ),
        Number(
            "Feelings the client named",
            str(counts.feelings_named),
            "None was named outright."
            if not counts.feelings_named
            else f"{counts.feelings_missed} passed over in your answer.",
        ),
        Number(
            "Complex among all reflections",
            _percent(counts.complex_share),
            "Raters agree on this least: take it as a hint.",
        ),
    ]


def numbers_view(look: Look, counts: SessionCounts) -> QWidget:
    """The numbers with their meanings."""
    part, rows = section("Numbers")
    rows.addWidget(Prose(look, BY_RULE, role="small"))
    rows.addSpacing(SPACE.half)
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE.wide)
    grid.setVerticalSpacing(SPACE.gap)
    grid.setColumnStretch(0, 1)
    for line, number in enumerate(numbers(counts)):
        words = QWidget()
        lines = column(words, gap=0)
        lines.addWidget(Prose(look, number.name))
        lines.addWidget(Prose(look, number.meaning, role="small"))
        words.setAccessibleName(f"{number.name}: {number.value}. {number.meaning}")
        grid.addWidget(words, line, 0)
        grid.addWidget(
            label(number.value, "strong"),
            line,
            1,
            Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight,
        )
    rows.addLayout(grid)
    return part


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}%"
