"""``pixel-train mind`` from invented data sets to a file, also when it is cut off."""

import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from app.library.models import CODERS, DEFAULT_CODER
from model_training.commands import main
from model_training.mind.build import Talk, build
from model_training.mind.figures import Figures, read_figures
from tests.training.mind.made import write_sets

CODER = Path(__file__).parents[3] / "assets" / "models" / CODERS[DEFAULT_CODER]


def run_in(folder: Path, data: Path, until: str = "") -> tuple[Figures, list[str]]:
    """A build in this folder, killed when it says what ``until`` names."""
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if until and text.startswith(until):
            raise KeyboardInterrupt

    folder.mkdir(exist_ok=True)
    out = folder / "coefficients.toml"
    if not out.exists():
        shipped = resources.files("app.client").joinpath("coefficients.toml")
        out.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    told = build(
        data=data,
        run=folder / "run",
        coder=CODER,
        out=out,
        figures=folder / "figures.json",
        talk_to=Talk(say, lambda done, of: None),
        folds=2,
    )
    return told, said


def test_a_run_that_was_killed_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    data = write_sets(tmp_path / "data", sessions=6)
    whole, said = run_in(tmp_path / "whole", data)
    assert "6 sessions" not in said[0]
    assert read_figures(tmp_path / "whole" / "figures.json").talk == whole.talk

    cut = tmp_path / "cut"
    with pytest.raises(KeyboardInterrupt):
        run_in(cut, data, until="fitting without fold 2 of 2")
    assert not (cut / "figures.json").exists()
    codes = cut / "run" / "codes.jsonl"
    codes.write_text(codes.read_text()[:-40])  # the last line was not written to its end
    again, said_again = run_in(cut, data)
    assert again == whole
    one, two = (said_again.index(f"fitting without fold {n} of 2") for n in (1, 2))
    assert two == one + 1  # the first was kept, and is not fitted again
    for name in ("coefficients.toml", "figures.json"):
        assert (cut / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    fitted = tomllib.loads((cut / "coefficients.toml").read_text())["fitted"]
    assert fitted == read_figures(cut / "figures.json").coefficients


def test_a_missing_coder_is_one_sentence(tmp_path: Path) -> None:
    data = write_sets(tmp_path / "data", sessions=4)
    with pytest.raises(KnownError, match=r"turn coder .* is missing"):
        build(
            data=data,
            run=tmp_path / "run",
            coder=tmp_path / "no.onnx",
            out=tmp_path / "c.toml",
            figures=tmp_path / "f.json",
            talk_to=Talk(lambda text: None, lambda done, of: None),
        )


@pytest.mark.parametrize("kind", ["missing", "empty", "file"])
def test_a_folder_without_the_data_is_one_sentence_and_exit_code_2(
    kind: str,
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
    monkeypatch.setattr(sys, "argv", ["pixel-train", "mind", "--data", str(data)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "`--data` names the folder that holds annomi." in told
    assert "Traceback" not in told
    assert not (tmp_path / "runs").exists()
