"""Prints how far clients kept to their packs, as text or JSON."""

import json
from collections.abc import Iterator, Mapping

import typer

from app.practice.compliance import Compliance, Rates, in_one_line, together

Checked = Mapping[str, tuple[str, tuple[Compliance, ...]]]
"""By session: the scenario, and each client."""


def print_checked(checked: Checked, *, as_json: bool) -> None:
    """Prints each client of each session, then all together."""
    everyone = together(one for _, clients in checked.values() for one in clients)
    if as_json:
        typer.echo(json.dumps(_described(checked, everyone), indent=2, ensure_ascii=False))
        return
    if not checked:
        typer.echo("There are no finished sessions to check.")
        return
    for session, (scenario, clients) in checked.items():
        for one in clients:
            typer.echo(f"{session[:8]}  {scenario}  {one.name}: {in_one_line(together([one]))}")
            for line in _lines(one):
                typer.echo(f"  {line}")
    if len(checked) > 1:
        typer.echo(f"{len(checked)} sessions: {in_one_line(everyone)}")


def _lines(one: Compliance) -> Iterator[str]:
    for c in one.contradictions:
        yield f"turn {c.turn} says “{c.words}”, which {c.why}"
    for disorder in dict.fromkeys(claim.disorder for claim in one.claims):
        claims = [claim for claim in one.claims if claim.disorder == disorder]
        shown = ", ".join(claim.criterion for claim in claims if claim.turns) or "none"
        missing = ", ".join(claim.criterion for claim in claims if not claim.turns) or "none"
        yield f"{disorder}: shown {shown}; not shown {missing}"


def _described(checked: Checked, everyone: Rates) -> dict[str, object]:
    return {
        "sessions": [
            {
                "session": session,
                "scenario": scenario,
                "clients": [one.model_dump() | _rates(together([one])) for one in clients],
            }
            for session, (scenario, clients) in checked.items()
        ],
        "all": everyone.model_dump() | _rates(everyone),
    }


def _rates(rates: Rates) -> dict[str, object]:
    return {
        "kept": rates.kept,
        "rate": rates.rate,
        "claimed": rates.claimed,
        "shown": rates.shown,
        "shown_rate": rates.shown_rate,
    }
