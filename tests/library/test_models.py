"""The models on this machine, and which one is taken."""

from pathlib import Path

import pytest

from app.domain.errors import KnownError
from app.library.assets import assets
from app.library.models import choose, installed_models


def test_assets_hold_the_shipped_packs() -> None:
    assert (assets() / "packs" / "foundations" / "pack.toml").is_file()


def test_own_models_come_first_and_can_be_named(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    small, large = folder / "small.gguf", folder / "large.gguf"
    small.write_bytes(b"x")
    large.write_bytes(b"xx")
    (folder / "half.gguf.part").write_bytes(b"xxx")
    assert installed_models(tmp_path)[:2] == [large, small]
    assert choose(tmp_path) == large
    assert choose(tmp_path, "small") == choose(tmp_path, "small.gguf") == small
    assert choose(tmp_path, str(small)) == small
    with pytest.raises(KnownError, match="no model 'other'; there are: large, small"):
        choose(tmp_path, "other")


def test_without_own_models_the_starter_is_all_there_is(tmp_path: Path) -> None:
    assert [path.name for path in installed_models(tmp_path)] in ([], ["starter.gguf"])


def test_a_model_larger_than_the_memory_is_not_taken_unasked(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    with (folder / "giant.gguf").open("wb") as sparse:
        sparse.truncate(1 << 42)
    (folder / "small.gguf").write_bytes(b"x")
    assert choose(tmp_path).name == "small.gguf"
    assert choose(tmp_path, "giant").name == "giant.gguf"
