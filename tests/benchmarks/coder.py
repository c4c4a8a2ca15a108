"""The coder by its table of tasks, then its speed: ``python -m tests.benchmarks.coder [FILE ...]``.

Without arguments the files are the two that ship. Each table shows what the build measured and
kept in the file; with PIXEL_DATA (the folder that ``pixel-train coder --data`` takes) the file is
measured anew on the parts of all data sets that nothing was fitted on, also of those that it did
not learn from. What nobody measured keeps its row.
"""

import argparse
import hashlib
import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.assessment.coder import TrainedCoder
from app.assessment.rating import SessionModel
from app.domain.errors import KnownError
from app.library.models import CODERS, DEFAULT_CODER
from model_training.coder import build, figures
from model_training.coder.card import COLUMNS, Measured, table
from model_training.coder.figures import TABLE, Task
from model_training.coder.sources import CORPUS, LICENSES, read_source
from tests.benchmarks import coder_speed

FOLDER = Path(__file__).parents[2] / "assets" / "models"
NEAR = 0.03
"""Mean macro-F1 that the permissive coder may lack and still be the default."""


class Figures(NamedTuple):
    """A file's figures by task: those of its build, and those of now where there are data."""

    path: Path
    name: str
    free: bool
    built: Measured | None
    now: Mapping[str, float]

    def of(self, key: str) -> float | None:
        """The figure that the table shows."""
        return self.now.get(key, self.built.shipped.get(key) if self.built else None)

    def learned(self, key: str) -> bool:
        """Whether the task is about data that the build trained on."""
        return self.built is None or key in self.built.shipped


def figures_of(path: Path, data: Path | None) -> Figures:
    """Kept figures and, with ``data``, those measured now."""
    coder = TrainedCoder.load(path, threads=2)
    terms = coder.terms
    return Figures(
        path=path,
        name=terms.name,
        free=not terms.terms,
        built=Measured.model_validate(terms.figures) if terms.figures else None,
        now=measure(coder, data) if data else {},
    )


def measure(coder: TrainedCoder, data: Path) -> dict[str, float]:
    """The rows that the file alone decides, on the test part of every data set."""
    test = [e for name in LICENSES for e in read_source(name, data) if e.part == "test"]
    found = build.measure(coder, test)
    if coder.terms.session:
        session = SessionModel.model_validate(coder.terms.session)
        try:
            found |= figures.lend_an_ear(data, coder, session)
        except FileNotFoundError as error:
            raise KnownError(f"{error.filename}: not found; PIXEL_DATA must hold it.") from None
    return found


def show(one: Figures, others: Sequence[Figures]) -> None:
    """Prints every row of the table, measured or not, and how far the other files are."""
    print(f"\n{one.path.name} ({one.name}), {_when(one)}")
    print("macro-F1 where nothing else is said; * is EPITOME's own label against experts, QWK")
    built = one.built or Measured(
        shipped={}, seeds=(), folds=(), calibration={}, full={}, joined=""
    )
    rows = {row[0]: row for row in table(built, one.now)}
    lines: list[tuple[str, ...]] = [(*COLUMNS, "")]
    for task in TABLE:
        row = rows.get(task.label) or _unmeasured(task)
        lines.append((*row, _remark(one, task, folds=row[COLUMNS.index("folds")])))
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        print(
            "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip()
        )
    asked = [task for task in TABLE if task.reach is not None]
    missed = sum(_missed(one, task) for task in asked)
    unknown = sum(one.of(task.key) is None for task in asked)
    print(f"  of {len(asked)} rows with a reach, {missed} miss it and {unknown} are not measured")
    if (note := _writing(one)) is not None:
        print(f"  {note}")
    for other in others:
        for what, tasks in (
            ("macro-F1 rows", [task for task in TABLE if _is_f1(task)]),
            ("other rows", [task for task in TABLE if not _is_f1(task)]),
        ):
            gap, count = difference(one, other, tasks)
            if count:
                print(f"  {gap:+.3f} against {other.path.name} on the mean of {count} {what}")
            else:
                print(f"  no {what} in common with {other.path.name}")
        lacking = [t.label for t in TABLE if (one.of(t.key) is None) != (other.of(t.key) is None)]
        if lacking:
            print(f"  only one of the two has a figure for: {'; '.join(lacking)}")


def difference(one: Figures, other: Figures, tasks: Sequence[Task]) -> tuple[float, int]:
    """How much better ``one`` is on the mean of the tasks that both have, and how many are."""
    gaps = [
        a - b
        for task in tasks
        if (a := one.of(task.key)) is not None and (b := other.of(task.key)) is not None
    ]
    return (statistics.mean(gaps) if gaps else 0.0), len(gaps)


def show_default(files: Sequence[Figures]) -> None:
    """Prints which of the two is to be the default by the figures above."""
    free = next((one for one in files if one.free), None)
    bound = next((one for one in files if not one.free), None)
    if free is None or bound is None:
        print("\nThe default cannot be decided: it takes a permissive file and one of all data")
        return
    gap, count = difference(free, bound, [task for task in TABLE if _is_f1(task)])
    if not count:
        print("\nThe default cannot be decided: the files have no figures in common")
        return
    chosen = free if gap >= -NEAR else bound
    print(
        f"\nThe permissive file is {gap:+.3f} macro-F1 on the mean of {count} rows, and {-NEAR} "
        f"would do: the default is to be {chosen.path.name}; the program's is "
        f"{CODERS[DEFAULT_CODER]}"
    )


def _when(one: Figures) -> str:
    if one.now:
        return "measured now"
    if one.built:
        return "as its build measured it (PIXEL_DATA names the data to measure it anew)"
    return "no figures inside, and no PIXEL_DATA to measure it with"


def _unmeasured(task: Task) -> tuple[str, ...]:
    reach = "" if task.reach is None else f"{task.reach:.2f}"
    return (task.label, task.floor, task.published, task.human, reach, task.aim, "-", "", "")


def _remark(one: Figures, task: Task, folds: str) -> str:
    """What the row does not say itself; a miss before all else."""
    if one.of(task.key) is None:
        return "NOT MEASURED"
    remarks = []
    if _missed(one, task):
        remarks.append("MISSED")
    elif task.reach is not None and folds and float(folds.split()[0]) < task.reach:
        remarks.append("MISSED in folds")
    if one.now and task.key not in one.now:
        # A session's quality is measured by networks that never saw the session.
        remarks.append("as its build measured it")
    if not one.learned(task.key):
        remarks.append("data it never saw")
    return ", ".join(remarks)


def _missed(one: Figures, task: Task) -> bool:
    value = one.of(task.key)
    return value is not None and task.reach is not None and value < task.reach


def _is_f1(task: Task) -> bool:
    return not task.label.endswith((", QWK", ", AUC"))


def _writing(one: Figures) -> str | None:
    """A warning where our own writing is no longer what the file learned from.

    Its split goes by the turns' places: after a change, the test part holds learned turns.
    """
    card = one.path.with_suffix(".md")
    if not one.now or not card.is_file():
        return None
    writing = b"".join(file.read_bytes() for file in sorted(CORPUS.glob("*.toml")))
    if hashlib.sha256(writing).hexdigest() in card.read_text(encoding="utf-8"):
        return None
    return "our own writing has changed since the build: its rows may be of turns learned from"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files or [FOLDER / name for name in CODERS.values()]
    there = [path for path in files if path.is_file()]
    for path in files:
        if path not in there:
            print(f"\n{path} is missing and in no table below")
    if not there:
        return
    named = os.environ.get("PIXEL_DATA")
    try:
        measured = [figures_of(path, Path(named) if named else None) for path in there]
    except KnownError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    for one in measured:
        show(one, [other for other in measured if other is not one])
    show_default(measured)
    coder_speed.show(there)


if __name__ == "__main__":
    main()
