"""Training: a planted cue is learned, and a killed run ends as one that nobody killed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from torch import Tensor

from app.assessment.heads import HEADS, PLACES
from app.assessment.layout import Said
from model_training.coder.batches import items
from model_training.coder.build import tokenizer_of
from model_training.coder.examples import Example, target
from model_training.coder.model import CoderModel
from model_training.coder.predict import predict, targets_of
from model_training.coder.train import Recipe, Weights, mix, train
from tests.training.trouble import killed_at, small_files

SMALL = Recipe(passes={"own": 1}, tokens=256, frozen=5, kept=0.5)

CHILD = """
import sys
from pathlib import Path
from tests.training.coder.test_train import SMALL, planted, run
run(planted(), SMALL, Path(sys.argv[1]), lambda step, *_: print(step, flush=True), every=0)
"""


def planted() -> list[Example]:
    """Turns that ask and turns that reflect, told apart by their words."""
    things = ("the job", "home", "your son", "money", "the nights", "her")
    made = []
    for n, thing in enumerate(things):
        for words in ("What about {}?", "How is it with {}?", "Why is that with {}?"):
            made.append((words, thing, "question", n))
        for words in ("You worry about {}.", "So {} weighs on you.", "You are tired of {}."):
            made.append((words, thing, "reflection", n))
    return [
        Example(
            source="own",
            group=f"own/{n}",
            text=words.format(thing),
            before=(Said(speaker="client", text="It is hard."),),
            targets={"behavior": target("behavior", [[behavior]])},
            part="train",
        )
        for words, thing, behavior, n in made
    ]


def _quiet(step: int, steps: int, loss: float) -> None:
    assert 0 < step <= steps
    assert loss > 0


def run(
    examples: Sequence[Example],
    recipe: Recipe,
    checkpoint: Path | None = None,
    say: Callable[[int, int, float], None] = _quiet,
    every: float = 1_000,
) -> dict[str, Tensor]:
    torch.set_num_threads(1)
    model = train(examples, tokenizer_of(), recipe, say, checkpoint, every)
    assert not model.training
    return model.state_dict()


@pytest.fixture(scope="module")
def whole() -> dict[str, Tensor]:
    """The weights of a run that nothing interrupted and that kept no checkpoint."""
    return run(planted(), SMALL)


def _same(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


def test_a_planted_cue_is_learned(tokenizer: Tokenizer) -> None:
    recipe = SMALL.model_copy(update={"passes": {"own": 12}, "rate": 1e-3, "kept": 0.8})
    losses: list[float] = []
    model = train(planted(), tokenizer, recipe, lambda _1, _2, loss: losses.append(loss))
    assert losses[-1] < losses[0] / 2
    unseen = [
        example.model_copy(update={"text": example.text.replace("money", "the dog")})
        for example in planted()
        if "money" in example.text
    ]
    rows = items(unseen, tokenizer)
    got = predict(model, rows)[:, PLACES["behavior"]].argmax(1)
    want = targets_of(rows)[0][:, PLACES["behavior"]].argmax(1)
    assert got.tolist() == want.tolist()


def test_the_same_seed_gives_the_same_weights(whole: dict[str, Tensor]) -> None:
    assert _same(run(planted(), SMALL), whole)
    assert not _same(run(planted(), SMALL.model_copy(update={"seed": 2})), whole)


def test_frozen_layers_keep_their_weights(whole: dict[str, Tensor]) -> None:
    torch.manual_seed(0)
    fresh = CoderModel().state_dict()
    changed = {key for key in whole if not torch.equal(whole[key], fresh[key])}
    assert changed
    assert all(not key.startswith("encoder.embeddings") for key in changed)
    assert {key.split(".")[3] for key in changed if key.startswith("encoder.encoder")} == {"5"}


def test_a_killed_run_goes_on_to_the_same_weights(tmp_path: Path, whole: dict[str, Tensor]) -> None:
    checkpoint = tmp_path / "run.checkpoint"
    killed_at(3, CHILD, str(checkpoint))
    steps: list[int] = []
    ended = run(planted(), SMALL, checkpoint, lambda step, *_: steps.append(step))
    assert 2 < steps[0] <= 5
    assert _same(ended, whole)


def test_a_checkpoint_of_an_earlier_version_is_taken_up(tmp_path: Path) -> None:
    checkpoint = tmp_path / "run.checkpoint"
    run(planted()[:4], SMALL, checkpoint, every=0)
    state = torch.load(checkpoint, weights_only=True)
    del state["random"]
    torch.save(state | {"done": state["done"] - 1}, checkpoint)
    steps: list[int] = []
    run(planted()[:4], SMALL, checkpoint, lambda step, *_: steps.append(step))
    assert steps == [state["done"]]


def test_a_full_disk_keeps_the_old_checkpoint_and_training_goes_on(
    tmp_path: Path,
) -> None:
    checkpoint = tmp_path / "run.checkpoint"
    few = planted()[:4]
    run(few, SMALL, checkpoint, every=0)
    before = checkpoint.read_bytes()
    recipe = SMALL.model_copy(update={"passes": {"own": 3}})
    steps: list[int] = []
    said: list[str] = []
    with small_files(1_000_000):
        train(
            few * 4,
            tokenizer_of(),
            recipe,
            lambda step, *_: steps.append(step),
            checkpoint,
            every=0,
            warn=said.append,
        )
    assert len(said) == len(steps) > 1
    assert "the one before stays" in said[0]
    assert checkpoint.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [checkpoint.name]


def test_sources_are_seen_as_often_as_the_recipe_says() -> None:
    [one, *_] = planted()
    examples = [one] * 10 + [one.model_copy(update={"source": "annomi"})] * 10
    chosen = mix(examples, Recipe(passes={"own": 2.5, "annomi": 0.3}))
    assert sum(i < 10 for i in chosen) == 25
    assert sum(i >= 10 for i in chosen) == 3
    assert {i for i in chosen if i < 10} == set(range(10))
    assert mix(examples, Recipe(passes={"own": 2.5, "annomi": 0.3})) == chosen


def test_rare_classes_weigh_more(tokenizer: Tokenizer) -> None:
    weights = Weights(items([*planted()[:5], *planted()[:3]], tokenizer)).classes
    behavior = next(head for head in HEADS if head.name == "behavior")
    of = dict(zip(behavior.classes, weights[PLACES["behavior"]].tolist(), strict=True))
    assert of["question"] < of["reflection"] <= of["input"]
