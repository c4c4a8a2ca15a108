"""The coder that comes with the program: opened in one place, and never on the network."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from app.practice.coders import open_coder

NETWORK = {"aiohttp", "httpx", "huggingface_hub", "requests", "urllib3"}
LOADED = """
import sys
from app.practice.coders import open_coder
open_coder().code("How was that for you?")
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_coding_loads_no_network_library_and_no_torch() -> None:
    """The tokenizers package brings huggingface_hub along; nothing of it is touched."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())
    assert {"onnxruntime", "tokenizers"} <= loaded
    assert not loaded & {*NETWORK, "torch", "transformers"}


@pytest.mark.parametrize("content", [b"", b"not a network", b"\x08\x07" * 500])
def test_a_file_that_is_no_coder_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "coder.onnx"
    path.write_bytes(content)
    with pytest.raises(KnownError) as error:
        open_coder(str(path))
    assert str(path) in str(error.value)
    assert len(str(error.value).splitlines()) == 1
