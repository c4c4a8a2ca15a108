"""The debrief as text."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.assessment.report import NOTES
from app.assessment.session import SHOWN
from app.practice.debrief import Debrief, DebriefTurn
from app.practice.report_words import (
    DIMENSION_WORDS,
    DOMAIN_WORDS,
    WHAT_THESE_ARE,
    between,
    coder_sentence,
    quality_sentence,
)

_BARS = "▁▂▃▄▅▆▇█"


def print_debrief(console: Console, found: Mapping[str, Debrief]) -> None:
    """Prints a debrief: what opened and closed, what was told, numbers last.

    ``found`` is the client's or, of a group, each member's, by id.
    """
    one = next(iter(found.values()))
    console.rule(Text(f"Debrief: {one.title}"))
    console.print(_turns(found))
    for of_one in found.values():
        if len(found) > 1:
            console.print()
            console.rule(Text(f"As {of_one.client} lived it"), align="left")
        _print_course(console, of_one)
    if one.standouts.try_next:
        _heading(console, "One thing to try next time")
        _line(console, one.standouts.try_next)
    _print_review(console, one)
    _print_ratings(console, one)
    _print_counts(console, one)
    console.print()
    for words in (WHAT_THESE_ARE, coder_sentence(one.coders, one.terms)):
        _line(console, words)


def _print_course(console: Console, found: Debrief) -> None:
    """What the session did to one client: trust, what was told, the turns that stand out."""
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
    if found.compliance is not None:
        _heading(console, f"How far {found.client} kept to the pack")
        _line(console, found.compliance)


def _turns(found: Mapping[str, Debrief]) -> Table:
    """All turns; trust, or of a group what each turn did to whose trust, at the right."""
    table = Table(box=None, show_header=True, header_style="dim")
    for column in ("", "who", "said", "codes", "trust"):
        table.add_column(column, overflow="fold")
    one = next(iter(found.values()))
    trust = {point.index: point.state.trust for point in one.timeline}
    for turn in one.turns:
        who = "you" if turn.speaker == "trainee" else found.get(turn.client or "", one).client
        change = "" if turn.trust_change is None else f"{turn.trust_change:+.2f}"
        at = f"{trust[turn.index]:.2f} {change}" if turn.index in trust and change else ""
        if len(found) > 1:
            at = _changes(found, turn.index)
        cells = (str(turn.index), who, turn.text or "(silence)", ", ".join(_tags(turn)), at)
        table.add_row(*map(Text, cells))
    return table


def _changes(found: Mapping[str, Debrief], index: int) -> str:
    changes = [(each.client.split()[0], each.turns[index].trust_change) for each in found.values()]
    return ", ".join(f"{name} {by:+.2f}" for name, by in changes if by is not None)


def _tags(turn: DebriefTurn) -> list[str]:
    """How a turn was heard and what it was, each once; of a client turn, what is heard in it."""
    if turn.client_codes is not None:
        talk = turn.client_codes.talk
        felt = turn.client_codes.feelings
        shown = [name for name in felt if name != "neutral" and felt[name] >= SHOWN]
        return [*([f"{talk} talk"] if talk != "neutral" else []), *shown]
    if turn.codes is None:
        return []
    heard = [] if turn.appraisal is None else [turn.appraisal.heard]
    return [tag.replace("_", " ") for tag in dict.fromkeys([*heard, *turn.codes.moves])]


def _print_review(console: Console, found: Debrief) -> None:
    if found.report.review:
        _heading(console, "For review with your supervisor")
    for one in found.report.review:
        _line(console, f"turn {one.index}: {one.reason}")


def _print_ratings(console: Console, found: Debrief) -> None:
    report = found.report
    _heading(console, "The session as a whole, 1 to 5")
    for dimension, value in (report.dimensions or {}).items():
        name = DIMENSION_WORDS[dimension].name
        _line(console, f"{name:<24}{value.value:.1f}  ({between(value, 1)})")
    if found.unrated:
        _line(console, found.unrated)
    if report.quality is not None:
        _line(console, quality_sentence(report.quality))
    _heading(console, "Five domains of emotional intelligence, 0 to 100")
    for domain, score in report.domains.items():
        said = "too little to go by" if score is None else f"{score.value:3.0f}"
        bounds = "" if score is None else f"  ({between(score, 0)})"
        _line(console, f"{DOMAIN_WORDS[domain]:<24}{said}{bounds}")
    _line(console, NOTES["domains"])


def _print_counts(console: Console, found: Debrief) -> None:
    counts, rates = found.counts, found.report.rates

    def ratio(value: float | None) -> str:
        return "not defined" if value is None else f"{value:.2f}"

    def share(value: float | None) -> str:
        return "not defined" if value is None else f"{value:.0%}"

    _heading(console, "Numbers")
    _line(
        console,
        f"questions: {counts.open_questions} open, {counts.closed_questions} closed   "
        f"reflections: {counts.simple_reflections} simple, {counts.complex_reflections} complex   "
        f"advice: {counts.advice}",
    )
    _line(
        console,
        f"reflections to questions {ratio(rates['reflections_per_question'])}   "
        f"share of open questions {share(rates['open_share'])}   "
        f"your share of the words {share(rates['talk_share'])}",
    )
    _line(
        console,
        f"turns that reflect {share(rates['reflection_rate'])}   "
        f"inform or advise {share(rates['input_rate'])}   "
        f"in the spirit of MI {share(rates['mi_adherence'])}",
    )
    missed = ", ".join(f"turn {one.index} (“{one.feeling}”)" for one in found.missed)
    _line(
        console,
        f"feelings the client showed: {counts.feelings_named}, passed over: "
        f"{counts.feelings_missed}{': ' + missed if missed else ''}",
    )
    if rates["complex_share"] is not None:
        _line(
            console,
            f"complex among all reflections {share(rates['complex_share'])}. "
            f"{NOTES['complex_share']}",
        )


def _heading(console: Console, words: str) -> None:
    console.print(Text(f"\n{words}", style="bold"))


def _line(console: Console, words: str) -> None:
    console.print(Padding(Text(words), (0, 0, 0, 2), expand=False))


def _bars(values: Sequence[float]) -> str:
    return "".join(_BARS[min(7, int(value * 8))] for value in values)
