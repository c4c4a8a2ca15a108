"""From the data sets to fitted coefficients, and figures of sessions that the fit did not see."""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

import numpy as np
from pydantic import ValidationError

from app.client import appraisal, mind, readiness, talk
from app.client.coefficients import Coefficients, coefficients
from model_training.mind import climb, fit, roll, start
from model_training.mind.coded import coded
from model_training.mind.figures import Figures, folds_of, measured
from model_training.mind.fit import Fit
from model_training.mind.roll import Material, material
from model_training.mind.sessions import read_sessions
from model_training.mind.write import comment_on, write

FOLDS: Final = 5
LABELS, CODER = "labels", "coder"
"""The ways in which the sessions are coded."""
_DECIDE: Final[tuple[ModuleType, ...]] = (appraisal, mind, readiness, talk, climb, fit, roll, start)
"""What a fit that was kept depends on besides the sessions."""


class Talk(NamedTuple):
    """Where a build says what it does.

    Attributes:
        say: Told each thing that is done.
        progress: Told how many sessions of how many are coded.
    """

    say: Callable[[str], None]
    progress: Callable[[int, int], None]


def build(
    data: Path, run: Path, coder: Path, out: Path, figures: Path, talk_to: Talk, folds: int = FOLDS
) -> Figures:
    """Fits, measures, and writes the coefficients and their figures.

    Args:
        data: The folder that holds the data sets.
        run: Where codes and fits are kept; a run that was cut off goes on there.
        coder: The coder's file.
        out: The file of coefficients, whose table of fitted ones is rewritten.
        figures: The file of figures to write.
        talk_to: Told how it goes.
        folds: Into how many parts the sessions are dealt for the figures.

    Raises:
        KnownError: The data, the coder or the file of coefficients are not what they should be.
    """
    variants = read(data, run, coder, talk_to)
    found = list(variants.values())
    everything = np.ones(len(found[0].sessions), dtype=bool)
    told = measure(variants, run, talk_to, folds)
    talk_to.say("fitting all sessions")
    whole = _kept(found, everything, coefficients(), run / "fit-all.json", talk_to)
    told = told.model_copy(update={"coefficients": whole.values})
    write(out, whole.values, comment_on(told))
    figures.write_text(told.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return told


def read(data: Path, run: Path, coder: Path, talk_to: Talk) -> dict[str, Material]:
    """By way of coding, the sessions with what they mean to the average client."""
    sessions = read_sessions(data)
    talk_to.say(f"{len(sessions)} sessions; coding their therapist turns")
    twice = coded(sessions, coder, run / "codes.jsonl", talk_to.progress)
    return {LABELS: material(sessions), CODER: material(twice)}


def measure(variants: dict[str, Material], run: Path, talk_to: Talk, folds: int = FOLDS) -> Figures:
    """The figures, each session guessed by a fit to the other folds."""
    found = list(variants.values())
    fold = folds_of(found[0].sessions, folds)
    fits = []
    for number in range(folds):
        talk_to.say(f"fitting without fold {number + 1} of {folds}")
        kept = run / f"fit-{number + 1}-of-{folds}.json"
        fits.append(_kept(found, fold != number, coefficients(), kept, talk_to))
    talk_to.say("measuring")
    return measured(variants, fits, fold, coefficients())


class _Kept(Fit):
    """A fit as it is kept, with a digest of what it depends on."""

    digest: str


def _kept(
    found: Sequence[Material],
    train: np.ndarray[tuple[int], np.dtype[np.bool_]],
    base: Coefficients,
    kept: Path,
    talk_to: Talk,
) -> Fit:
    """The fit from where it is kept, or made and kept there."""
    digest = _digest(found, train.tolist(), base)
    try:
        known = _Kept.model_validate_json(kept.read_text(encoding="utf-8"))
        if known.digest == digest:
            return Fit(values=known.values, differs=known.differs)
    except (OSError, ValidationError):
        pass
    made = fit.fit(found, train, base, talk_to.say)
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_text(
        _Kept(values=made.values, differs=made.differs, digest=digest).model_dump_json(indent=1)
    )
    fresh.replace(kept)
    return made


def _digest(found: Sequence[Material], train: list[bool], base: Coefficients) -> str:
    fitted = start.fitted_names()
    told = hashlib.sha256()
    for one in found:
        for session, appraisals in zip(one.sessions, one.appraisals, strict=True):
            told.update(f"{session.source}/{session.name}/{session.stage}".encode())
            told.update("".join(a.model_dump_json() for a in appraisals).encode())
        told.update(one.answer.tobytes())
    told.update(repr(train).encode())
    others = {name: value for name, value in base.model_dump().items() if name not in fitted}
    told.update(repr(sorted(others.items())).encode())
    for module in _DECIDE:
        told.update(inspect.getsource(module).encode())
    return told.hexdigest()
