"""The client's mind against real sessions: what the client says next, and how the session was.

Held-out figures of `pixel-train mind`, as kept with the coefficients; with PIXEL_DATA (the folder
that holds the data sets) measured now. Real clients are taken for one average client, as nobody
knows their temperaments (of MIBot's, the stage of change they told beforehand is known); guesses
from counts are made from the same data set. What does not beat its baseline gets a line.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from app.client.coefficients import coefficients
from app.domain.errors import KnownError
from app.library.models import CODERS, DEFAULT_CODER
from model_training.mind.build import CODER, LABELS, measure, read
from model_training.mind.figures import (
    BASELINES,
    LOGIT,
    MIND,
    PLAIN,
    REFLECTIONS,
    Figures,
    Quality,
    read_figures,
)
from model_training.mind.guess import Scores
from model_training.mind.watch import watch

AIM: Final = 0.93
_MODELS: Final = Path(__file__).parents[2] / "assets" / "models"
_WAYS: Final = {LABELS: "coded by the set's labels", CODER: "coded by the program's coder"}
_SETS: Final = {"annomi": "AnnoMI", "mibot": "MIBot"}

_CAVEAT: Final = (
    "the program's coder learned AnnoMI's behaviors from most of these sessions; its moves and\n"
    "  flags it learned elsewhere. With so few low ones an area may be off by .06"
)

Columns = Mapping[str, Callable[[Scores], float]]
_NEXT: Final[Columns] = {
    "log loss": lambda s: s.log_loss,
    "AUC": lambda s: s.auc,
    "change": lambda s: s.change,
    "sustain": lambda s: s.sustain,
}
_AHEAD: Final[Columns] = {
    "Brier": lambda s: s.brier,
    "log loss": lambda s: s.log_loss,
    "AUC": lambda s: s.auc,
    "calibration error": lambda s: s.calibration,
}
_LESS_IS_BETTER: Final = ("log loss", "Brier", "calibration error")
_JUDGED: Final = ("log loss", "AUC", "Brier")
"""The columns in which the mind is to beat the counts."""


def show(figures: Figures) -> list[str]:
    """Prints all tables; returns what does not beat its baseline or misses its aim."""
    missed: list[str] = []
    missed += _tables("Talk of the next turn", figures.talk, _NEXT)
    missed += _tables("Talk three turns ahead, by forecast", figures.ahead, _AHEAD)
    print("\nHigh from low quality by the state after the last turn, AUC")
    for way, one in figures.quality.items():
        print(f"  {_WAYS.get(way, way)}: {one.high} high, {one.low} low")
        for name, area in one.auc.items():
            print(f"    {name:<24} {area:.3f}")
        missed += _short(_WAYS.get(way, way), one)
    print(f"  {_CAVEAT}")
    return missed


def _tables(
    title: str, told: Mapping[str, Mapping[str, Mapping[str, Scores]]], columns: Columns
) -> Iterator[str]:
    for way, of_set in told.items():
        for name, guessed in of_set.items():
            where = f"{_SETS.get(name, name)}, {_WAYS.get(way, way)}"
            turns = guessed[MIND].turns
            print(f"\n{title}: {where} ({turns:,} turns)")
            print("  " + " " * 24 + "".join(f"{column:>19}" for column in columns))
            for guesser, found in guessed.items():
                cells = "".join(f"{of(found):>19.3f}" for of in columns.values())
                print(f"  {guesser:<24}{cells}")
            for column in columns:
                if column not in _JUDGED:
                    continue
                for baseline in BASELINES:
                    mine, its = columns[column](guessed[MIND]), columns[column](guessed[baseline])
                    if mine >= its if column in _LESS_IS_BETTER else mine <= its:
                        yield f"{title}, {where}: {column} {mine:.3f}, {baseline} {its:.3f}"


def _short(where: str, one: Quality) -> Iterator[str]:
    for name in (PLAIN, LOGIT):
        area = one.auc.get(name)
        if area is not None and area < AIM:
            yield f"Quality, {where}: {name} {area:.3f}, the aim is {AIM}"
        if area is not None and area <= one.auc[REFLECTIONS]:
            yield f"Quality, {where}: {name} {area:.3f}, {REFLECTIONS} {one.auc[REFLECTIONS]:.3f}"


def measured_now(data: Path) -> Figures:
    """The figures anew; codes and fits of the run before this are taken where they still hold."""
    run = Path("runs") / "mind"
    with watch() as talk:
        return measure(read(data, run, _MODELS / CODERS[DEFAULT_CODER], talk), run, talk)


def main() -> None:
    """Prints the tables."""
    named = os.environ.get("PIXEL_DATA")
    try:
        kept = read_figures()
        figures = measured_now(Path(named)) if named else kept
    except KnownError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    when = "measured now" if named else "as kept (PIXEL_DATA names the data to measure anew)"
    print(f"\nThe client's mind against real sessions, {figures.folds} folds by session, {when}")
    missed = show(figures)
    print(f"\nNot beaten or not reached: {len(missed)}")
    for line in missed:
        print(f"  {line}")
    now = coefficients().model_dump()
    if any(now.get(name) != value for name, value in kept.coefficients.items()):
        print("  the kept figures are of other coefficients than the program has now")


if __name__ == "__main__":
    main()
