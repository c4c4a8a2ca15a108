"""Writes the fitted coefficients into the program's file, whose comments and order stay."""

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.domain.errors import KnownError
from model_training.mind.figures import BASELINES, MIND, PLAIN, Figures
from model_training.mind.start import COURSE

_LINE: Final = re.compile(
    r"^(?P<name>[a-z_]+)(?P<equals>\s*=\s*)(?P<value>[^#\n]*?)(?P<rest>\s*(#.*)?)$"
)
_WAYS: Final = {
    "labels": "its labels",
    "coder": "the program's coder",
}
_SETS: Final = {"annomi": "AnnoMI", "mibot": "MIBot"}
_FROM: Final = {
    "annomi": "AnnoMI (Wu et al. 2022)",
    "mibot": "MIBot (Mahmood et al. 2025, CC BY-SA 4.0)",
}


def rewritten(text: str, values: Mapping[str, float], comment: str) -> str:
    """The file with other values in its table ``[fitted]`` and another comment above it.

    Raises:
        KnownError: The table does not hold just these names.
    """
    lines = text.splitlines()
    if "[fitted]" not in lines:
        raise KnownError("coefficients.toml: there is no table [fitted] to write to.")
    at = lines.index("[fitted]")
    top = at
    while top and lines[top - 1].startswith("#"):
        top -= 1
    end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    found: set[str] = set()
    table = []
    for line in lines[at:end]:
        match = _LINE.match(line)
        if match is None:
            table.append(line)
            continue
        name = match["name"]
        found.add(name)
        if name in values:
            line = f"{name}{match['equals']}{values[name]!r}{match['rest']}"
        table.append(line)
    if found != set(values):
        odd = ", ".join(sorted(found ^ set(values)))
        raise KnownError(f"coefficients.toml: [fitted] and the fit differ in {odd}.")
    return "\n".join([*lines[:top], *comment.splitlines(), *table, *lines[end:]]) + "\n"


def write(path: Path, values: Mapping[str, float], comment: str) -> None:
    """Rewrites the file at once: a run that is killed leaves the old one."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(rewritten(path.read_text(encoding="utf-8"), values, comment), encoding="utf-8")
    fresh.replace(path)


def comment_on(figures: Figures) -> str:
    """What the file says of its fitted table: on what, how, and how well."""
    sets = " and ".join(
        f"{count} sessions of {_FROM.get(name, name)}" for name, count in figures.sessions.items()
    )
    text = (
        "Fitted by `pixel-train mind`, never by hand: what the client says next, after coded turns "
        f"of real sessions ({sets}), each session twice, coded by its own labels and by the "
        "program's coder. The fit is drawn back to starts that were set by hand, and signs are "
        "those of the field's findings: a 0 is where the data would have the other sign. The "
        "coefficients are those of the first set's labels, which are people's. Of the equations "
        f"of the state itself only these {len(COURSE)} are fitted: readiness_* and lately_rate. "
        "Those of trust and resistance are in [hand_set]."
    )
    lines = textwrap.wrap(text, 98)
    lines += textwrap.wrap(
        f"Held-out figures, {figures.folds} folds by session: log loss (lower is better) and area "
        "under the ROC curve (mean of the three kinds of talk).",
        98,
    )
    for way, of_set in figures.talk.items():
        for name, guessed in of_set.items():
            best = min(BASELINES, key=lambda baseline: guessed[baseline].log_loss)
            lines += [
                f"- {_SETS.get(name, name)} by {_WAYS.get(way, way)}: "
                f"{guessed[MIND].log_loss:.3f}, {guessed[MIND].auc:.3f}; "
                f"the best counts ({best}): {guessed[best].log_loss:.3f}, {guessed[best].auc:.3f}",
            ]
    for way, one in figures.quality.items():
        lines.append(
            f"- high from low quality by {PLAIN} at the end, by {_WAYS.get(way, way)}: "
            f"{one.auc[PLAIN]:.3f}"
        )
    lines.append("All figures: model_training/mind/figures.json, shown by `make bench`.")
    return "\n".join(f"# {line}" for line in lines)
