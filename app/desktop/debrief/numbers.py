"""The numbers, last and plain: each with what it means, none with a grade."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.assessment.report import NOTES
from app.assessment.session import SessionCounts
from app.desktop.debrief.codes import rich
from app.desktop.debrief.findings import GoTo, section, turn_link
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.layout import Flow, column
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import count
from app.practice.debrief import Debrief
from app.practice.report_words import WHAT_THESE_ARE, coder_sentence

FEELINGS = "Feelings the client showed"
_CHARACTERS = 66
COUNTED = "Counted from the codes. Read each code beside its turn: the turn counts, not the number."


@dataclass(frozen=True)
class Number:
    """One number: what it is called, its value as text, what it means.

    ``note`` is what must be known before anyone builds on it, for a tooltip.
    """

    name: str
    value: str
    meaning: str
    note: str = ""


def numbers(counts: SessionCounts) -> list[Number]:
    """The numbers of a session as they are shown."""
    reflections = counts.simple_reflections + counts.complex_reflections
    rate = counts.reflections_per_question
    return [
        Number(
            "Reflections",
            str(reflections),
            f"{counts.simple_reflections} simple, {counts.complex_reflections} complex; "
            f"in {_percent(counts.reflection_rate)} of your turns.",
        ),
        Number(
            "Questions",
            str(counts.open_questions + counts.closed_questions),
            f"{counts.open_questions} open, {counts.closed_questions} closed; "
            f"in {_percent(counts.questions_rate)} of your turns.",
        ),
        Number(
            "Reflections for each question",
            "–" if rate is None else f"{rate:.1f}",
            "No questions." if rate is None else "Above 1, you said back more than you asked.",
            NOTES["reflections_per_question"],
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
            _percent(counts.mi_adherence),
            f"{count(counts.adherent, 'time')} affirming, seeking collaboration or leaving the "
            f"choice; {count(counts.non_adherent, 'time')} confronting, persuading or advising "
            "unasked.",
        ),
        Number(
            "Information and advice",
            count(counts.information + counts.advice + counts.negotiation + counts.options, "turn"),
            f"{counts.information} with information, {counts.advice} with advice; "
            f"in {_percent(counts.input_rate)} of your turns.",
        ),
        Number(
            "Safety asked about",
            count(counts.safety_questions, "time"),
            "Outright questions about harm or suicide.",
        ),
        Number(
            FEELINGS,
            str(counts.feelings_named),
            "None was named, or heard clearly."
            if not counts.feelings_named
            else f"{counts.feelings_missed} passed over in your answer.",
        ),
        Number(
            "Complex among all reflections",
            _percent(counts.complex_share),
            "Raters agree on this least: take it as a hint.",
            NOTES["complex_share"],
        ),
    ]


def numbers_view(look: Look, found: Debrief, go_to: GoTo) -> QWidget:
    """The numbers with their meanings, and links to the turns that passed over a feeling."""
    part, rows = section("Numbers")
    rows.addWidget(Prose(look, COUNTED, role="small"))
    rows.addSpacing(SPACE.half)
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE.wide)
    grid.setVerticalSpacing(SPACE.gap)
    grid.setColumnStretch(0, 1)
    for line, number in enumerate(numbers(found.counts)):
        words = QWidget()
        lines = column(words, gap=0)
        lines.addWidget(Prose(look, number.name))
        lines.addWidget(Prose(look, number.meaning, role="small"))
        if number.name == FEELINGS and found.missed:
            lines.addWidget(_missed(look, found, go_to))
        words.setAccessibleName(f"{number.name}: {number.value}. {number.meaning}")
        words.setAccessibleDescription(number.note)
        words.setToolTip(rich(number.note) if number.note else "")
        grid.addWidget(words, line, 0)
        grid.addWidget(
            label(number.value, "strong"),
            line,
            1,
            Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight,
        )
    rows.addLayout(grid)
    return part


def coder_view(look: Look, found: Debrief) -> QWidget:
    """What all codes and numbers are, which coder they are from, and who may use it."""
    part = QWidget()
    rows = column(part, gap=SPACE.half)
    for text in (WHAT_THESE_ARE, coder_sentence(found.coders, found.terms)):
        if text:
            rows.addWidget(Prose(look, text, characters=_CHARACTERS, role="small").selectable())
    return part


def _missed(look: Look, found: Debrief, go_to: GoTo) -> QWidget:
    links = QWidget()
    flow = Flow(links)
    for missed in found.missed:
        about = f"passed over “{missed.feeling}”"
        flow.addWidget(turn_link(look, found, missed.index, go_to, about))
    return links


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}%"
