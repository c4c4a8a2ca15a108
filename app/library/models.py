"""Which language models and turn coders are on this machine."""

from pathlib import Path
from typing import Final

from app.domain.errors import KnownError
from app.engine.placement import facts_of, plan, this_machine
from app.library.assets import assets

CODERS: Final = {"all": "coder.onnx", "permissive": "coder-permissive.onnx"}
"""The shipped turn coders: one trained on every data set, one on those under free licenses."""
DEFAULT_CODER: Final = "all"


def starter_model() -> Path:
    """The small model that comes with the program.

    Raises:
        KnownError: It is missing.
    """
    path = assets() / "models" / "starter.gguf"
    if not path.is_file():
        raise KnownError(
            f"The starter model {path} is missing; installing the program again puts it back."
        )
    return path


def installed_models(home: Path) -> list[Path]:
    """The models in ``home/models``, largest first, then the starter model if it is there."""
    own = _own_models(home)
    try:
        return [*own, starter_model()]
    except KnownError:
        return own


def _own_models(home: Path) -> list[Path]:
    try:
        own = [path for path in (home / "models").glob("*.gguf") if path.is_file()]
        return sorted(own, key=lambda path: (-path.stat().st_size, path.name))
    except OSError:
        return []


def choose(home: Path, name: str | None = None) -> Path:
    """The model to load.

    Args:
        home: The data directory.
        name: A model's file name with or without ``.gguf``, or a path to a GGUF file; None
            takes the largest installed one that can be read and fits this machine, else the
            starter (see ``skipped``).

    Raises:
        KnownError: There is no such model; the sentence lists those there are.
    """
    if name is None:
        return _survey(home)[0] or starter_model()
    models = installed_models(home)
    for path in models:
        if name in (path.name, path.stem):
            return path
    if Path(name).is_file():
        return Path(name)
    listed = ", ".join(path.stem for path in models) or "none"
    raise KnownError(f"There is no model {name!r}; there are: {listed}.")


def skipped(home: Path) -> list[str]:
    """Why ``choose`` without a name passes over larger models; a sentence for each of them."""
    return _survey(home)[1]


def _survey(home: Path) -> tuple[Path | None, list[str]]:
    """The first own model that can be used, and what is wrong with those before it."""
    own = _own_models(home)
    problems: list[str] = []
    if not own:  # looking at the machine loads llama.cpp, so not in vain
        return None, problems
    machine = this_machine()
    for path in own:
        try:
            placement = plan(facts_of(path), machine)
        except KnownError as error:
            problems.append(str(error))
            continue
        if placement.fits:
            return path, problems
        problems.append(placement.why)
    return None, problems


def coder_models() -> dict[str, Path]:
    """The shipped turn coders that are there, by name."""
    folder = assets() / "models"
    return {name: folder / file for name, file in CODERS.items() if (folder / file).is_file()}


def choose_coder(name: str | None = None) -> Path:
    """The turn coder to open.

    Args:
        name: ``all``, ``permissive`` or a path to a coder file; None or ``default`` takes the
            one that the program uses unless told otherwise.

    Raises:
        KnownError: There is no such coder; the sentence says which there are.
    """
    wanted = DEFAULT_CODER if name is None or name == "default" else name
    if wanted in CODERS:
        path = assets() / "models" / CODERS[wanted]
        if path.is_file():
            return path
        raise KnownError(
            f"The turn coder {path} is missing; installing the program again puts it back."
        )
    if Path(wanted).is_file():
        return Path(wanted)
    listed = ", ".join(coder_models()) or "none"
    raise KnownError(f"There is no turn coder {wanted!r}; there are: {listed}.")
