"""Ratings of the whole session as bars with their bounds: six dimensions, five domains."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.assessment.eq import LEAST_SPOKEN
from app.assessment.rating import Interval
from app.assessment.report import NOTES
from app.desktop.debrief.codes import rich
from app.desktop.debrief.findings import section
from app.desktop.scenario_view import Icon
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE
from app.desktop.widgets.banner import announce
from app.desktop.widgets.buttons import CardButton
from app.desktop.widgets.layout import column, row
from app.desktop.widgets.marks import Gauge
from app.desktop.widgets.text import Prose, label
from app.practice.debrief import Debrief
from app.practice.report_words import (
    DIMENSION_WORDS,
    DOMAIN_WORDS,
    INTERPRETATION_LEFT_OUT,
    SCALE,
    between,
    measure_sentence,
    quality_sentence,
)

_CHARACTERS = 66


class Rating(CardButton):
    """One value with its bounds; pressed, it says what it is made of.

    Attributes:
        details: What it is made of; hidden until asked for.
    """

    def __init__(
        self,
        look: Look,
        name: str,
        value: Interval,
        scale: tuple[int, int],
        digits: int,
        details: Sequence[str],
    ) -> None:
        said = f"{value.value:.{digits}f}"
        bounds = between(value, digits)
        super().__init__(f"{name}: {said} of {scale[1]}, between {bounds}", self._toggle)
        self.setProperty("panel", "gauge")
        self.setCheckable(True)
        text = "\n".join(details)
        self.setAccessibleDescription(text)
        self.setToolTip(rich(text))
        whole = row(self, gap=SPACE.gap, margin=SPACE.half)
        self._closed, self._open = Icon(look, "caret-right"), Icon(look, "caret-down")
        self._open.hide()
        for icon in (self._closed, self._open):
            whole.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        rows = column(gap=SPACE.half)
        head = row(gap=SPACE.gap)
        head.addWidget(label(name, wrap=True), 1)
        head.addWidget(label(said, "strong"))
        head.addWidget(label(bounds, "small"))
        rows.addLayout(head)
        rows.addWidget(Gauge(look, *(_share(x, *scale) for x in _all(value))))
        self.details = Prose(look, text, characters=_CHARACTERS, role="small")
        self.details.hide()
        rows.addWidget(self.details)
        whole.addLayout(rows, 1)

    def _toggle(self) -> None:
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        self._open.setVisible(shown)
        self._closed.setVisible(not shown)
        if shown:
            announce(self, self.details.plain)


def ratings_view(look: Look, found: Debrief) -> QWidget:
    """The six dimensions and the chance of high quality, or why there are none."""
    part, rows = section("The session as a whole")
    dimensions = found.report.dimensions
    if dimensions is None:
        rows.addWidget(Prose(look, found.unrated, role="muted"))
        return part
    rows.addWidget(Prose(look, SCALE, characters=_CHARACTERS, role="small"))
    for title, helps in (("More is better", True), ("Less is better", False)):
        shown = [name for name in dimensions if DIMENSION_WORDS[name].helps == helps]
        if shown:
            _heading(rows, title)
        for name in shown:
            words = DIMENSION_WORDS[name]
            rows.addWidget(Rating(look, words.name, dimensions[name], (1, 5), 1, [words.meaning]))
    if found.report.quality is not None:
        said = quality_sentence(found.report.quality)
        rows.addSpacing(SPACE.half)
        rows.addWidget(Prose(look, said, characters=_CHARACTERS))
    rows.addWidget(Prose(look, INTERPRETATION_LEFT_OUT, characters=_CHARACTERS, role="small"))
    return part


def domains_view(look: Look, found: Debrief) -> QWidget:
    """The five EQ domains, each with what it is made of, or why there are none."""
    part, rows = section("Five domains of emotional intelligence")
    scored = {name: value for name, value in found.report.domains.items() if value is not None}
    if not scored:
        text = f"Too little was said: they take at least {LEAST_SPOKEN} turns with words."
        rows.addWidget(Prose(look, text, role="muted"))
        return part
    lead = f"From 0 to 100. {NOTES['domains']} Open one to see what it is made of."
    rows.addWidget(Prose(look, lead, characters=_CHARACTERS, role="small"))
    for name, value in scored.items():
        made_of = [f"– {measure_sentence(one)}" for one in found.measured if one.domain == name]
        rows.addWidget(Rating(look, DOMAIN_WORDS[name], value, (0, 100), 0, made_of))
    missing = [DOMAIN_WORDS[name] for name in found.report.domains if name not in scored]
    if missing:
        text = f"Too little to go by: {', '.join(missing).lower()}."
        rows.addWidget(Prose(look, text, characters=_CHARACTERS, role="small"))
    return part


def _heading(rows: QVBoxLayout, text: str) -> None:
    rows.addSpacing(SPACE.half)
    rows.addWidget(label(text, "section"))


def _all(value: Interval) -> tuple[float, float, float]:
    return value.value, value.low, value.high


def _share(value: float, least: int, most: int) -> float:
    return (value - least) / (most - least)
