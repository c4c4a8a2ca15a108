"""An assessed transcript as text: the turns with their codes and evidence, then the session."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.assessment.heads import MECHANISMS
from app.assessment.rating import Interval
from app.assessment.report import NOTES, SessionReport
from app.domain.codes import ClientCodes, Span, TurnCodes
from app.practice.assess import Assessed, AssessedTurn
from app.practice.debrief import LEAST_RATED
from app.practice.report_words import (
    DIMENSION_WORDS,
    DOMAIN_WORDS,
    WHAT_THESE_ARE,
    between,
    coder_sentence,
    quality_sentence,
)

_BAR: Final = 20
"""Characters of a bar from least to most."""
_RATIOS: Final = ("reflections_per_question",)
"""Rates that are not shares of a whole."""


def print_assessed(console: Console, file: str, assessed: Assessed) -> None:
    """Prints a transcript's turns, what they are coded as, and the session's report."""
    console.rule(Text(file if file.isprintable() else ascii(file)))
    console.print(_turns(assessed.turns, marked=not console.is_terminal))
    _ratings(console, assessed)
    _rates(console, assessed.report)
    _domains(console, assessed.report)
    _review(console, assessed)


def print_coder(console: Console, name: str, terms: str) -> None:
    """Prints what the numbers are, which coder they are from, and who may use it for what."""
    console.print()
    _line(console, WHAT_THESE_ARE, style="dim")
    _line(console, coder_sentence((name,), terms), style="dim")


def _turns(turns: Sequence[AssessedTurn], *, marked: bool) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(justify="right", style="dim")
    table.add_column(style="bold")
    table.add_column(overflow="fold", ratio=1)
    for index, one in enumerate(turns):
        said = _evident(one.turn.text, _evidence(one), marked=marked)
        codes = Text(" · ".join(_tags(one)), style="cyan")
        cell = Text("\n").join([said, codes]) if codes else said
        table.add_row(str(index), one.turn.speaker, cell)
    return table


def _evidence(one: AssessedTurn) -> list[Span]:
    """Stretches of the turn that carry a code, joined where they meet.

    Where that is all of the turn, nothing stands out and nothing is marked.
    """
    if one.codes is None:
        return []
    text = one.turn.text
    spans = sorted(
        (span.start, span.end) for found in one.codes.evidence.values() for span in found
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    if [text[start:end].strip() for start, end in joined] == [text.strip()]:
        return []
    return [Span(start=start, end=end) for start, end in joined]


def _evident(text: str, spans: Sequence[Span], *, marked: bool) -> Text:
    """The words with their evidence underlined; ``marked``: between underscores, in plain text."""
    if not text.strip():
        return Text("(silence)", style="dim")
    said = Text()
    at = 0
    for span in spans:
        said.append(text[at : span.start])
        words = text[span.start : span.end]
        said.append(f"_{words}_" if marked else words, style="underline")
        at = span.end
    return said.append(text[at:])


def _tags(one: AssessedTurn) -> list[str]:
    match one.codes:
        case TurnCodes() as codes:
            return _trainee_tags(codes)
        case ClientCodes() as codes:
            return _client_tags(codes)
        case None:
            return []


def _trainee_tags(codes: TurnCodes) -> list[str]:
    chances = codes.probabilities
    tags = []
    if codes.question != "none":
        tags.append(_tag(f"{codes.question} question", chances, f"question:{codes.question}"))
    if codes.reflection != "none":
        words = f"{codes.reflection} reflection"
        tags.append(_tag(words, chances, f"reflection:{codes.reflection}"))
    if codes.input != "none":
        tags.append(_tag(codes.input, chances, f"input:{codes.input}"))
    tags += [_tag(move, chances, f"move:{move}") for move in codes.moves]
    for name in MECHANISMS:
        if level := getattr(codes, name):
            tags.append(_tag(f"{name} {level} of 2", chances, f"{name}:{level}"))
    tags += [_tag(flag, chances, f"flag:{flag}") for flag in codes.flags]
    if codes.strategy != "Others":
        tags.append(_tag(codes.strategy.lower(), chances, f"strategy:{codes.strategy}"))
    return tags


def _client_tags(codes: ClientCodes) -> list[str]:
    tags = []
    if codes.talk != "neutral":
        words = f"{codes.talk} talk, strength {codes.strength:.1f} of 3"
        tags.append(_tag(words, codes.probabilities, f"talk:{codes.talk}"))
    return tags + [
        f"{name} {chance:.0%}" for name, chance in codes.feelings.items() if name != "neutral"
    ]


def _tag(words: str, chances: Mapping[str, float], code: str) -> str:
    words = words.replace("_", " ")
    return f"{words} {chances[code]:.0%}" if code in chances else words


def _ratings(console: Console, assessed: Assessed) -> None:
    report = assessed.report
    _heading(console, "The session, rated")
    spoken = sum(one.turn.speaker == "trainee" for one in assessed.turns)
    if report.dimensions is None:
        why = "the trainee says nothing" if not spoken else "the turn coder brings no ratings"
        _line(console, f"not rated: {why}")
        return
    if spoken < LEAST_RATED:
        _line(console, f"not rated: too few trainee turns ({spoken}) to rely on")
        return
    rated = [(DIMENSION_WORDS[name].name, value) for name, value in report.dimensions.items()]
    console.print(_bars(rated, 1, 5, digits=1))
    if report.quality is not None:
        _line(console, quality_sentence(report.quality))


def _rates(console: Console, report: SessionReport) -> None:
    _heading(console, "Rates")
    table = Table(box=None, show_header=False, padding=(0, 1))
    for name, value in report.rates.items():
        shown = "not defined" if value is None else f"{value:.2f}"
        if value is not None and name not in _RATIOS:
            shown = f"{value:.0%}"
        table.add_row(Text(f" {_words(name)}"), Text(shown))
    console.print(table)
    for name, value in report.rates.items():
        if value is not None and name in NOTES:
            _line(console, NOTES[name], style="dim")


def _domains(console: Console, report: SessionReport) -> None:
    _heading(console, "Domains")
    named = [(DOMAIN_WORDS[name], value) for name, value in report.domains.items()]
    console.print(_bars([(n, value) for n, value in named if value is not None], 0, 100))
    missing = [name for name, value in named if value is None]
    if missing:
        _line(console, f"too little to go by: {', '.join(missing)}")
    _line(console, NOTES["domains"], style="dim")


def _review(console: Console, assessed: Assessed) -> None:
    """The turns too close to call, and the code that is not expert-valid however sure it is."""
    interprets = any(
        isinstance(one.codes, TurnCodes) and one.codes.interpretation for one in assessed.turns
    )
    if not assessed.report.review and not interprets:
        return
    _heading(console, "For review by a person")
    for one in assessed.report.review:
        _line(console, f"turn {one.index}: {one.reason}")
    if interprets:
        _line(console, NOTES["interpretation"], style="dim")


def _bars(
    values: Iterable[tuple[str, Interval]], least: float, most: float, digits: int = 0
) -> Table:
    """Values as bars from ``least`` to ``most``, with the bounds of their intervals."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for name, value in values:
        filled = round(_BAR * (value.value - least) / (most - least))
        table.add_row(
            Text(f" {name}"),
            Text("█" * filled + "░" * (_BAR - filled)),
            Text(f"{value.value:.{digits}f}"),
            Text(between(value, digits), style="dim"),
        )
    return table


def _words(name: str) -> str:
    return name.replace("mi_", "MI ").replace("_", " ")


def _heading(console: Console, words: str) -> None:
    console.print(Text(f"\n{words}", style="bold"))


def _line(console: Console, words: str, style: str = "") -> None:
    console.print(Padding(Text(words, style=style), (0, 0, 0, 2)))
