"""What holds for every test: no test touches this user's own data, keychain or screen."""

import os
import signal
from pathlib import Path

import pytest

from app.assessment.coder import TrainedCoder
from app.practice.coders import open_coder

# Before anything imports Qt or keyring.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
# A test run in the background ignores Ctrl-C, and so would every program it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def trained() -> TrainedCoder:
    """The coder that the program uses."""
    return open_coder()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that forgets to name a data directory gets one of its own."""
    monkeypatch.setenv("PIXEL_HOME", str(tmp_path / "pixel-home"))
