"""The models on this machine, and which one is taken."""

import struct
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from app.library.assets import assets
from app.library.models import (
    CODERS,
    choose,
    choose_coder,
    coder_models,
    installed_models,
    skipped,
    starter_model,
)
from tests import models


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a data directory keeps its models."""
    made = tmp_path / "models"
    made.mkdir()
    return made


def longer(path: Path, size: int = 1 << 22) -> Path:
    with path.open("rb+") as file:
        file.truncate(size)
    return path


def rewritten(path: Path, key: str, number: int) -> Path:
    """Another number for a key in a model's header."""
    data = bytearray(path.read_bytes())
    at = data.index(key.encode()) + len(key) + 4  # after the value's type
    data[at : at + 4] = struct.pack("<I", number)
    path.write_bytes(data)
    return path


def test_assets_hold_the_shipped_packs() -> None:
    assert (assets() / "packs" / "foundations" / "pack.toml").is_file()


def test_own_models_come_first_and_can_be_named(tmp_path: Path, folder: Path) -> None:
    small = models.tiny(folder / "small.gguf")
    large = longer(models.tiny(folder / "large.gguf"))
    (folder / "half.gguf.part").write_bytes(b"xxx")
    assert installed_models(tmp_path)[:2] == [large, small]
    assert choose(tmp_path) == large
    assert skipped(tmp_path) == []
    assert choose(tmp_path, "small") == choose(tmp_path, "small.gguf") == small
    assert choose(tmp_path, str(small)) == small
    with pytest.raises(KnownError, match="no model 'other'; there are: large, small"):
        choose(tmp_path, "other")


def test_without_own_models_the_starter_is_all_there_is(tmp_path: Path) -> None:
    assert [path.name for path in installed_models(tmp_path)] in ([], ["starter.gguf"])
    assert skipped(tmp_path) == []


def test_a_model_larger_than_the_memory_is_not_taken_unasked(tmp_path: Path, folder: Path) -> None:
    small = models.tiny(folder / "small.gguf")
    giant = longer(models.tiny(folder / "giant.gguf"))
    rewritten(giant, "qwen3moe.attention.key_length", 1 << 31)
    assert choose(tmp_path) == small
    (why,) = skipped(tmp_path)
    assert why.startswith("giant needs ")
    assert choose(tmp_path, "giant") == giant


def test_broken_models_are_passed_over_and_named(tmp_path: Path, folder: Path) -> None:
    small = models.tiny(folder / "small.gguf")
    (folder / "page.gguf").write_bytes(b"<html>Not found</html>" * 100_000)
    (folder / "smaller.gguf").write_bytes(small.read_bytes()[:-1000])
    assert choose(tmp_path) == small
    (why,) = skipped(tmp_path)
    assert why == f"{folder / 'page.gguf'} is not a model: a GGUF file is wanted."
    cut = (folder / "smaller.gguf").rename(folder / "cut.gguf")
    small.unlink()
    assert skipped(tmp_path)[1:] == [f"The model {cut} is cut short; download it again."]


def test_with_broken_models_only_the_starter_is_taken(tmp_path: Path, folder: Path) -> None:
    (folder / "empty.gguf").write_bytes(b"")
    (folder / "page.gguf").write_bytes(b"<html>Not found</html>")
    endless = models.tiny(folder / "endless.gguf")
    rewritten(endless, "qwen3moe.context_length", 0)
    try:
        starter = starter_model()
    except KnownError:
        with pytest.raises(KnownError, match="starter"):
            choose(tmp_path)
    else:
        assert choose(tmp_path) == starter
    assert [why.count(".gguf") for why in skipped(tmp_path)] == [1, 1, 1]
    assert all("\n" not in why for why in skipped(tmp_path))


def test_shipped_coders_and_coders_of_ones_own(tmp_path: Path) -> None:
    for name, path in coder_models().items():
        assert choose_coder(name) == path
        assert path.name == CODERS[name]
    assert choose_coder() == choose_coder("default")
    assert choose_coder() in coder_models().values()
    mine = tmp_path / "mine.onnx"
    mine.touch()
    assert choose_coder(str(mine)) == mine
    with pytest.raises(KnownError, match=r"no turn coder 'other'; there are: \w+"):
        choose_coder("other")
