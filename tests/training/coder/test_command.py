"""``pixel-train coder``: what is not our fault is one sentence and exit code 2."""

import sys
from pathlib import Path

import pytest

from model_training.commands import main


def train_coder(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pixel-train", "coder", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize("more", [(), ("--permissive",)])
@pytest.mark.parametrize("kind", ["missing", "empty", "file"])
def test_a_folder_without_the_data_is_one_sentence(
    kind: str,
    more: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    if kind == "empty":
        data.mkdir()
    elif kind == "file":
        data.write_text("not a folder")
    assert train_coder(monkeypatch, "--data", str(data), "--threads", "1", *more) == 2
    told = capsys.readouterr().err
    assert " ".join(told.split()).startswith(str(data / "annomi"))
    assert "`--data` names the folder that holds annomi." in told
    assert "Traceback" not in told
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("words", [(), ("--data", ".", "--seeds", "0"), ("--data", ".", "--x")])
def test_wrong_words_are_told_with_exit_code_2(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train_coder(monkeypatch, *words) == 2
    assert "Usage: " in capsys.readouterr().err
