"""Why no window can open, in words that name the cause."""

from pathlib import Path

import pytest

from app.practice.display import why_no_window

CURSOR = "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin."
ADVICE = (
    'qt.qpa.plugin: Could not load the Qt platform plugin "xcb" in "" even though it was found.\n'
    "This application failed to start because no Qt platform plugin could be initialized.\n\n"
    "Available platform plugins are: minimal, offscreen, xcb.\n"
)

pytestmark = pytest.mark.skipif(
    "sys.platform in ('win32', 'darwin')", reason="the system has a display of its own"
)


@pytest.fixture
def qt_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a Qt that fails in a way of one's own, before the installed one."""
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    package = tmp_path / "PySide6"
    package.mkdir()
    return package / "__init__.py"


def test_no_display_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert why_no_window() == "there is no display"


def test_a_window_that_can_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert why_no_window() is None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (
            "raise ImportError('libEGL.so.1: cannot open shared object file: No such file')",
            "Qt needs libEGL.so.1, which is not installed",
        ),
        ("raise ModuleNotFoundError(\"No module named 'PySide6'\")", "No module named 'PySide6'"),
        (
            f"print('''qt.qpa.xcb: could not connect to display :987\nqt.qpa.plugin: {CURSOR}\n"
            f"{ADVICE}''', file=__import__('sys').stderr); raise SystemExit(134)",
            "could not connect to display :987",
        ),
        (
            f"print('''qt.qpa.plugin: {CURSOR}\n{ADVICE}''', file=__import__('sys').stderr)\n"
            "raise SystemExit(134)",
            "Qt needs libxcb-cursor.so.0, which is not installed",
        ),
        ("raise SystemExit(3)", "the display cannot be used"),
    ],
)
def test_the_cause_is_named(qt_fails: Path, code: str, why: str) -> None:
    qt_fails.write_text(code)
    assert why_no_window() == why
