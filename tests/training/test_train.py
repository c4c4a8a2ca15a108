"""Training, checkpoints, and going on after a kill."""

import csv
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from model_training.starter import checkpoint
from model_training.starter.dialogues import Stage
from model_training.starter.train import Progress, Recipe, Run
from tests.training.parts import TINY
from tests.training.trouble import killed_at, small_files

SMALL = Recipe(
    steps=10, tokens=1024, longest=800, warmup=2, checkpoint_s=0, half_precision=False, ahead=False
)

CHILD = """
import sys
from pathlib import Path
import torch
from app.assessment.rules import RuleCoder
from model_training.starter import tokenizer as vocabularies
from model_training.starter.corpus import load
from model_training.starter.dialogues import Stage
from model_training.starter.train import Run
from tests.training.parts import CORPUS, PACKS, TINY
from tests.training.test_train import SMALL
torch.set_num_threads(1)
folder = Path(sys.argv[1])
stage = Stage(load(CORPUS, PACKS), RuleCoder().code, seed=1)
run = Run(folder, stage, vocabularies.load(folder / "tokenizer.json"), TINY, SMALL)
run.train(lambda progress: print(progress.step, flush=True), print)
"""


def _losses(folder: Path) -> dict[int, str]:
    with (folder / "losses.csv").open() as file:
        return {int(row["step"]): row["loss"] for row in csv.DictReader(file)}


def _quiet(progress: Progress) -> None:
    assert 0 < progress.share <= 1


def _fail(text: str) -> None:
    raise AssertionError(text)


def test_training_lowers_the_held_out_loss(
    tmp_path: Path, stage: Stage, tokenizer: Tokenizer
) -> None:
    recipe = Recipe(steps=60, tokens=1536, longest=800, warmup=5, rate=4e-3, ahead=False)
    fresh = Run(tmp_path, stage, tokenizer, TINY, recipe).train(_quiet, _fail, stop_after=0)
    trained = Run(tmp_path, stage, tokenizer, TINY, recipe).train(_quiet, _fail)
    assert trained.held_out < fresh.held_out - 1.5


def test_a_killed_run_goes_on_with_the_same_losses(
    tmp_path: Path, stage: Stage, tokenizer: Tokenizer
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        folder.mkdir()
        tokenizer.save(str(folder / "tokenizer.json"))
    Run(whole, stage, tokenizer, TINY, SMALL).train(_quiet, _fail)
    killed_at(5, CHILD, str(cut))
    again = Run(cut, stage, tokenizer, TINY, SMALL)
    assert 4 <= again.step < 10
    (cut / "losses.csv").unlink()
    ended = again.train(_quiet, _fail)
    assert ended.step == 10
    after = _losses(cut)
    assert after == {step: loss for step, loss in _losses(whole).items() if step in after}


def test_a_full_disk_keeps_the_old_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoint.save(path, {"step": 1})
    full = pytest.raises(OSError, match=r"File too large|could not be written")
    with small_files(100_000), full:
        checkpoint.save(path, {"step": 2, "weights": torch.zeros(100_000)})
    assert checkpoint.load(path) == {"step": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_training_goes_on_when_no_checkpoint_can_be_written(
    tmp_path: Path, stage: Stage, tokenizer: Tokenizer
) -> None:
    warnings: list[str] = []
    run = Run(tmp_path, stage, tokenizer, TINY, SMALL)
    with small_files(50_000):
        trained = run.train(_quiet, warnings.append)
    assert trained.step == 10
    assert len(warnings) == 10
    assert "the one before stays" in warnings[0]
