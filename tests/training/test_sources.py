"""A run keeps its own copy of the writing, and takes up more only when told to."""

import json
import shutil
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from model_training.starter import checkpoint
from model_training.starter.corpus import load
from model_training.starter.sources import Joined, take
from model_training.starter.train import Recipe
from tests.training.parts import CORPUS, PACKS, TINY

RECIPE = Recipe(steps=10)


@pytest.fixture
def writing(tmp_path: Path) -> tuple[Path, Path]:
    """Two clients of one pack."""
    corpus, packs = tmp_path / "corpus", tmp_path / "packs"
    corpus.mkdir()
    for name in ("trainee", "ana", "ellen"):
        shutil.copy(CORPUS / f"{name}.toml", corpus)
    shutil.copytree(PACKS / "foundations", packs / "foundations")
    return corpus, packs


def _take(
    run: Path, writing: tuple[Path, Path], *, grow: bool = False
) -> tuple[Path, tuple[Joined, ...]]:
    return take(run, *writing, RECIPE, TINY, grow=grow)


def test_edits_do_not_reach_a_run(tmp_path: Path, writing: tuple[Path, Path]) -> None:
    run = tmp_path / "run"
    sources, joined = _take(run, writing)
    shutil.copy(CORPUS / "marcus.toml", writing[0])
    assert _take(run, writing) == (sources, joined)
    kept = load(sources / "corpus", sources / "packs")
    assert [client.persona.id for client in kept.people] == ["ana", "ellen"]


def test_a_run_that_grows_says_who_joined_when(tmp_path: Path, writing: tuple[Path, Path]) -> None:
    run = tmp_path / "run"
    _take(run, writing)
    checkpoint.save(run / "checkpoint.pt", {"place": {"step": 70}})
    assert len(_take(run, writing, grow=True)[1]) == 1  # nothing new
    shutil.copy(CORPUS / "marcus.toml", writing[0])
    sources, joined = _take(run, writing, grow=True)
    assert [(each.step, each.clients) for each in joined] == [
        (0, ("ana", "ellen")),
        (70, ("ana", "ellen", "marcus")),
    ]
    assert len(load(sources / "corpus", sources / "packs").people) == 3
    assert _take(run, writing) == (sources, joined)
    assert sorted(path.name for path in run.iterdir()) == [
        "checkpoint.pt",
        "settings.json",
        "sources",
    ]


def test_wrong_new_writing_leaves_the_run_as_it_was(
    tmp_path: Path, writing: tuple[Path, Path]
) -> None:
    run = tmp_path / "run"
    before = _take(run, writing)
    (writing[0] / "marcus.toml").write_text("client = 3")
    with pytest.raises(KnownError, match=r"marcus\.toml"):
        _take(run, writing, grow=True)
    assert _take(run, writing) == before


def test_a_renewal_cut_off_between_two_copies_goes_on(
    tmp_path: Path, writing: tuple[Path, Path]
) -> None:
    run = tmp_path / "run"
    before = _take(run, writing)
    (run / "sources").rename(run / "sources.old")
    assert _take(run, writing) == before


def test_another_seed_or_a_changed_copy_is_refused(
    tmp_path: Path, writing: tuple[Path, Path]
) -> None:
    run = tmp_path / "run"
    sources, _ = _take(run, writing)
    with pytest.raises(KnownError, match="another seed"):
        take(run, *writing, Recipe(seed=2), TINY, grow=True)
    (sources / "corpus" / "ana.toml").write_text("")
    with pytest.raises(KnownError, match="another writing"):
        _take(run, writing)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"writing": [3]}'])
def test_damaged_settings_are_named(tmp_path: Path, writing: tuple[Path, Path], text: str) -> None:
    run = tmp_path / "run"
    _take(run, writing)
    settings = json.loads((run / "settings.json").read_text())
    damaged = (
        text
        if not text.startswith("{")
        else json.dumps({**settings, "writing": json.loads(text).get("writing")})
    )
    (run / "settings.json").write_text(damaged)
    with pytest.raises(KnownError, match=r"settings\.json is damaged"):
        _take(run, writing)
