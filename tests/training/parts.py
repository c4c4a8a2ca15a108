"""What training tests share: the real corpus, a small vocabulary, a tiny network."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from app.assessment.rules import RuleCoder
from app.engine.chatml import segment
from app.library.assets import assets
from model_training.starter import tokenizer as vocabularies
from model_training.starter.corpus import Corpus, load
from model_training.starter.dialogues import Stage
from model_training.starter.model import Shape

CORPUS = Path(__file__).parents[2] / "model_training" / "starter" / "corpus"
PACKS = assets() / "packs"
TINY = Shape(
    vocabulary=1024,
    hidden=64,
    layers=2,
    heads=2,
    kv_heads=1,
    head_size=32,
    experts=4,
    experts_used=2,
    expert_size=64,
)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load(CORPUS, PACKS)


@pytest.fixture(scope="session")
def stage(corpus: Corpus) -> Stage:
    return Stage(corpus, RuleCoder().code, seed=1)


@pytest.fixture(scope="session")
def tokenizer(stage: Stage) -> Tokenizer:
    texts = [
        segment(message)
        for dialogue in stage.dialogues("train", 0, 100)
        for message in dialogue.messages()
    ]
    return vocabularies.train(texts, TINY.vocabulary)
