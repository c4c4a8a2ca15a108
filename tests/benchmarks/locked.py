"""What is kept back stays so, and facts hold: ``python -m tests.benchmarks.locked --sessions 200``.

Whole sessions through the starter model (``simulated``); the release is measured with 200 a
scenario, which takes hours on two cores, and ``make bench`` plays a few (PIXEL_SESSIONS).
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.domain.persona import Persona
from app.practice.compliance import together
from app.practice.drawing import NOTHING_SAID
from tests.benchmarks.clients import clients
from tests.benchmarks.simulated import SESSIONS, Played, sessions


class Row(NamedTuple):
    """One client's figures over their sessions."""

    name: str
    sessions: int
    replies: int
    draws: float
    """Drafts for a reply."""
    locked_drawn: int
    locked: int
    """Locked items in what was shown, by either way of looking."""
    contradictions_drawn: float
    contradictions: float
    """Of facts or presentation, per 100 replies shown."""
    repeats_drawn: float
    repeats: float
    silent: float
    kept: float
    """Share of all that was said that holds against the pack."""
    shown: float | None
    """Share of criteria with words to show them that a session showed."""
    told: float
    """Items told in a session."""
    ever: float
    """Share of the ladder told in some session."""


def row(persona: Persona, played: Sequence[Played]) -> Row:
    """The figures of one client over the sessions that they were in."""
    replies = [r for one in played for r in one.replies if r.client == persona.id]
    kept = [c for one in played for c in one.kept if c.client == persona.id]
    rates = together(kept)
    faults = Counter(fault for reply in replies for fault in reply.faults)
    said = [c for one in kept for c in one.contradictions if c.kind != "locked"]
    items = [item for reply in replies for item in reply.told]

    def share(count: int) -> float:
        return count / len(replies) if replies else 0.0

    return Row(
        name=persona.id,
        sessions=len(played),
        replies=len(replies),
        draws=share(sum(len(reply.drafts) for reply in replies)),
        locked_drawn=faults["locked"],
        locked=sum(bool(reply.leaked or reply.leaked_words) for reply in replies),
        contradictions_drawn=100 * share(faults["contradiction"]),
        contradictions=100 * share(len(said)),
        repeats_drawn=share(faults["repeat"]),
        repeats=share(sum(reply.repeats for reply in replies)),
        silent=share(sum(reply.text == NOTHING_SAID for reply in replies)),
        kept=rates.rate or 0.0,
        shown=rates.shown_rate,
        told=len(items) / len(played),
        ever=len(set(items)) / len(persona.ladder),
    )


def rows(played: Sequence[Played]) -> list[Row]:
    """A row for every client who was met."""
    people = clients()
    met = {id for one in played for id in {reply.client for reply in one.replies}}
    return [
        row(people[id], [one for one in played if any(r.client == id for r in one.replies)])
        for id in people
        if id in met
    ]


def show(found: Sequence[Row]) -> None:
    """Prints the table; ``a / b`` is drawn by the model / shown to the trainee."""
    print("\nSessions with the starter model: drawn by the model / shown to the trainee")
    print(
        f"  {'client':<9} {'sess.':>5} {'replies':>7} {'draws':>5} {'locked':>9} "
        f"{'contrad./100':>13} {'repeats':>13} {'silent':>6} {'kept':>6} {'shows':>5} "
        f"{'told':>5} {'ever':>5}"
    )
    for r in found:
        shows = "-" if r.shown is None else f"{r.shown:.0%}"
        print(
            f"  {r.name:<9} {r.sessions:5} {r.replies:7} {r.draws:5.2f} "
            f"{f'{r.locked_drawn} / {r.locked}':>9} "
            f"{f'{r.contradictions_drawn:.2f} / {r.contradictions:.2f}':>13} "
            f"{f'{r.repeats_drawn:.1%} / {r.repeats:.1%}':>13} {r.silent:6.1%} {r.kept:6.1%} "
            f"{shows:>5} {r.told:5.1f} {r.ever:5.0%}"
        )
    leaks = sum(r.locked for r in found)
    total = sum(r.replies for r in found)
    wrong = sum(r.contradictions * r.replies for r in found) / max(1, total)
    print(
        f"  {total} replies: {leaks} with a locked item, aim 0; {wrong:.2f} contradictions per 100"
    )
    print("  kept: of all said, holds against the pack; shows: criteria shown in a session;")
    print("  told: items a session; ever: of the ladder, told in some session")


def show_wrong(played: Sequence[Played], most: int = 10) -> None:
    """Prints what was shown and should not have been."""
    for one in played:
        for reply in one.replies:
            if reply.leaked or reply.leaked_words:
                items = ", ".join({*reply.leaked, *reply.leaked_words})
                print(f"  {one.scenario} {one.number}: {reply.client} tells {items}: {reply.text}")
        for kept in one.kept:
            for c in kept.contradictions[:most]:
                print(f"  {one.scenario} {one.number}: {kept.client} {c.why}: {c.words!r}")


def main() -> None:
    """Plays and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="sessions a scenario")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--model", type=Path, help="the model file, its card beside it")
    parser.add_argument("scenarios", nargs="*", help="pack/scenario; all that the model knows")
    asked = parser.parse_args()
    played = sessions(asked.sessions, asked.processes, asked.model, tuple(asked.scenarios))
    show(rows(played))
    show_wrong(played)


if __name__ == "__main__":
    main()
