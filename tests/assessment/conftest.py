"""The coder files that ship."""

from pathlib import Path

import onnxruntime
import pytest
from tokenizers import Tokenizer

from app.assessment.coder import TrainedCoder
from app.library.assets import assets

FILES = sorted((assets() / "models").glob("coder*.onnx"))


@pytest.fixture(scope="session", params=FILES, ids=lambda file: file.stem)
def coder_file(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file


@pytest.fixture(scope="session")
def coder(coder_file: Path) -> TrainedCoder:
    return TrainedCoder.load(coder_file)


@pytest.fixture(scope="session")
def tokenizer(coder_file: Path) -> Tokenizer:
    network = onnxruntime.InferenceSession(str(coder_file), providers=["CPUExecutionProvider"])
    kept = network.get_modelmeta().custom_metadata_map
    found = Tokenizer.from_str(kept["pixel.tokenizer"])
    found.no_padding()
    found.no_truncation()
    return found
