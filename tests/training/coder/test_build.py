"""A coder from its data by one command, on a little of everything."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from app.assessment.coder import TrainedCoder
from app.assessment.rating import SessionModel, rate
from app.domain.codes import DIMENSIONS
from app.domain.errors import KnownError
from model_training.coder.build import (
    FOLDS,
    NON_COMMERCIAL,
    Built,
    Talk,
    build,
    folds_of,
    speaker_of,
)
from model_training.coder.card import Measured
from model_training.coder.sources import read_source
from model_training.coder.train import Recipe
from tests.training.coder.made import OTHERS, shortened

TINY = Recipe(
    passes={"own": 0.2, "annomi": 1, "goemotions": 0.3, "epitome": 0.5, "esconv": 0.3},
    tokens=512,
    frozen=5,
)


def _build(
    folder: Path, data: Path, *, permissive: bool, said: list[str], seeds: Sequence[int] = (1,)
) -> Built:
    return build(
        data=data,
        run=folder / "run",
        out=folder / "coder.onnx",
        permissive=permissive,
        seeds=seeds,
        recipe=TINY,
        talk=Talk(said.append, lambda *_: said.append("step")),
    )


class Made(NamedTuple):
    """A build of all sets: what it made, what it said, and its folder."""

    built: Built
    said: list[str]
    folder: Path


@pytest.fixture(scope="module")
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("build")
    said: list[str] = []
    with shortened(folder / "corpus"):
        return Made(_build(folder, data, permissive=False, said=said), said, folder)


def test_all_sets_make_a_file_that_codes_and_rates(made: Made) -> None:
    assert made.built.file == made.folder / "coder.onnx"
    assert made.built.size == made.built.file.stat().st_size <= 30e6
    assert "Training with seed 1" in made.said
    assert made.said.count("step") > 4
    coder = TrainedCoder.load(made.built.file)
    assert coder.name == "pixel-coder-all-1"
    assert "non-commercial" in coder.terms.terms
    codes = coder.code("What about the beers?")
    rated = rate([codes], SessionModel.model_validate(coder.terms.session))
    assert rated is not None
    assert rated.dimensions.keys() == set(DIMENSIONS)


def test_a_file_keeps_what_was_measured(made: Made) -> None:
    measured = Measured.model_validate(TrainedCoder.load(made.built.file).terms.figures)
    assert measured.shipped == made.built.figures
    assert len(measured.seeds) == 1
    assert len(measured.folds) == FOLDS
    assert measured.shipped.keys() >= {
        *(f"lend_an_ear/{name}" for name in DIMENSIONS),
        *("annomi/behavior", "annomi/quality", "goemotions/feeling", "esconv/strategy"),
    }


def test_a_card_names_data_licenses_and_figures(made: Made) -> None:
    card = made.built.file.with_suffix(".md").read_text(encoding="utf-8")
    assert card.startswith("# pixel-coder-all-1\n")
    for name in ("epitome: academic, non-commercial", "esconv: CC BY-NC 4.0", "annomi: public"):
        assert f"- {name}" in card
    assert NON_COMMERCIAL in card
    assert "| EPITOME interpretation |" in card


@pytest.mark.usefixtures("short_corpus")
def test_the_permissive_coder_never_reads_the_other_sets_and_goes_on_with_what_is_trained(
    made: Made, data: Path, tmp_path: Path
) -> None:
    free = tmp_path / "data"
    shutil.copytree(data, free, ignore=shutil.ignore_patterns(*OTHERS))
    # The networks of thirds are the same for both: those of the first build are taken up.
    (tmp_path / "run").mkdir()
    for fold in range(FOLDS):
        name = f"fold-{fold}.pt"
        (tmp_path / "run" / name).hardlink_to(made.folder / "run" / name)
    said: list[str] = []
    built = _build(tmp_path, free, permissive=True, said=said)
    last = max(place for place, text in enumerate(said) if text == "step")
    assert last < said.index("Training with a third of AnnoMI's sessions left out, three times")

    coder = TrainedCoder.load(built.file)
    assert coder.name == "pixel-coder-permissive-1"
    assert coder.terms.terms == ""
    card = built.file.with_suffix(".md").read_text(encoding="utf-8")
    assert "--permissive" in card
    assert not any(f"- {name}: " in card for name in OTHERS)
    assert not any(key.startswith(OTHERS) for key in built.figures)


@pytest.mark.parametrize("missing", ["annomi", "esconv", "empathic_judging_kumar2025"])
def test_what_is_missing_is_told_before_anything_is_trained(
    missing: str, data: Path, tmp_path: Path, short_corpus: Path
) -> None:
    assert short_corpus.is_dir()
    part = tmp_path / "data"
    shutil.copytree(data, part, ignore=shutil.ignore_patterns(missing))
    said: list[str] = []
    with pytest.raises(KnownError, match=f"--data` names the folder that holds {missing}"):
        _build(tmp_path, part, permissive=False, said=said)
    assert said == []
    assert not (tmp_path / "run").exists()


def test_folds_hold_every_session_once_and_by_name_alone() -> None:
    names = [f"annomi/{n}" for n in range(100)]
    folds = folds_of(names * 3)
    assert sorted(name for fold in folds for name in fold) == sorted(names)
    assert max(map(len, folds)) - min(map(len, folds)) <= 1
    assert folds_of(names[::-1]) == folds


def test_speakers_are_told_by_what_was_coded(data: Path) -> None:
    speakers = [speaker_of(example) for example in read_source("annomi", data)]
    assert speakers == ["trainee", "client"] * 24
