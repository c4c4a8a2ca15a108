"""The debrief as text."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.practice.debrief import Debrief, DebriefTurn

_BARS = "▁▂▃▄▅▆▇█"


def print_debrief(console: Console, found: Debrief) -> None:
    """Prints a debrief: what opened and closed, what was told, numbers last."""
    console.rule(Text(f"Debrief: {found.title}"))
    console.print(_turns(found))
    _heading(console, "Trust and resistance over time")
    for label, values in (
        ("trust", [point.state.trust for point in found.timeline]),
        ("resistance", [point.state.resistance for point in found.timeline]),
    ):
        _line(console, f"{label:<11}{_bars(values)}  {values[0]:.2f} to {values[-1]:.2f}")
    _heading(console, f"What {found.client} told")
    for told in found.told:
        _line(console, f"turn {told.index}: {told.summary}")
    if not found.told:
        _line(console, "nothing that was held back")
    _heading(console, "What stayed locked")
    for locked in found.locked:
        _line(console, f"{locked.summary} ({locked.why})")
    for title, picks in (
        ("Strongest turns", found.standouts.strongest),
        ("Weakest turns", found.standouts.weakest),
    ):
        _heading(console, title)
        for pick in picks:
            _line(console, f"turn {pick.index}: {pick.reason}")
        if not picks:
            _line(console, "none stood out")
    if found.standouts.try_next:
        _heading(console, "One thing to try next time")
        _line(console, found.standouts.try_next)
    _print_counts(console, found)


def _turns(found: Debrief) -> Table:
    table = Table(box=None, show_header=True, header_style="dim")
    for column in ("", "who", "said", "codes", "trust"):
        table.add_column(column, overflow="fold")
    trust = {point.index: point.state.trust for point in found.timeline}
    for turn in found.turns:
        change = "" if turn.trust_change is None else f"{turn.trust_change:+.2f}"
        at = f"{trust[turn.index]:.2f} {change}" if turn.index in trust and change else ""
        who = "you" if turn.speaker == "trainee" else found.client
        cells = (str(turn.index), who, turn.text or "(silence)", ", ".join(_tags(turn)), at)
        table.add_row(*map(Text, cells))
    return table


def _tags(turn: DebriefTurn) -> list[str]:
    """How a turn was heard and what it was, each once."""
    if turn.codes is None:
        return []
    heard = [] if turn.appraisal is None else [turn.appraisal.heard]
    return [tag.replace("_", " ") for tag in dict.fromkeys([*heard, *turn.codes.moves])]


def _print_counts(console: Console, found: Debrief) -> None:
    counts = found.counts

    def ratio(value: float | None) -> str:
        return "not defined" if value is None else f"{value:.2f}"

    _heading(console, "Numbers")
    _line(
        console,
        f"questions: {counts.open_questions} open, {counts.closed_questions} closed   "
        f"reflections: {counts.simple_reflections} simple, {counts.complex_reflections} complex   "
        f"advice: {counts.advice}",
    )
    _line(
        console,
        f"reflections to questions {ratio(counts.reflections_per_question)}   "
        f"share of open questions {ratio(counts.open_share)}   "
        f"your share of the words {ratio(counts.talk_share)}",
    )


def _heading(console: Console, words: str) -> None:
    console.print(Text(f"\n{words}", style="bold"))


def _line(console: Console, words: str) -> None:
    console.print(Text(f"  {words}"))


def _bars(values: Sequence[float]) -> str:
    return "".join(_BARS[min(7, int(value * 8))] for value in values)
