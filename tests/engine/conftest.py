from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine.llama import LlamaEngine
from app.engine.placement import Placement
from tests import models

SMALL_CONTEXT = Placement(
    n_ctx=4096,
    n_gpu_layers=0,
    experts_on_cpu=0,
    kv_type="f16",
    n_threads=2,
    n_batch=256,
    needed_bytes=0,
    fits=True,
    why="",
)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models.tiny(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture
def engine(tiny_model: Path) -> Iterator[LlamaEngine]:
    engine = LlamaEngine(tiny_model, SMALL_CONTEXT)
    yield engine
    engine.close()
