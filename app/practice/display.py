"""Whether a window can open here, found out where it does no harm."""

import os
import re
import subprocess
import sys

PATIENCE_S = 30.0
_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_LIBRARY = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception): (.+)")
_NO_REASON = (
    "Traceback",
    "This application failed to start",
    "Available platform plugins",
    "Could not load the Qt platform plugin",
)
_CURSOR = "xcb-cursor0"


def why_no_window() -> str | None:
    """Why no window can open here, as part of a sentence; None when one can.

    Where Qt finds no usable screen it ends the whole process, so another one tries first.
    """
    if sys.platform in ("win32", "darwin"):
        return None
    if not any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return "there is no display"
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "the display does not answer"
    if tried.returncode == 0:
        return None
    return _reason(tried.stderr.decode("utf-8", "replace"))


def _reason(said: str) -> str:
    """The cause in what a failed start of Qt wrote: last words first, without its advice."""
    library = _LIBRARY.search(said)
    if library:
        return f"Qt needs {library[1]}, which is not installed"
    # "qt.qpa.xcb: could not connect" is about this display; the part before it names Qt's own.
    lines = [re.sub(r"^(qt\.[\w.]+|error): ", "", line.strip()) for line in said.splitlines()]
    lines = [line for line in lines if line and not line.startswith(_NO_REASON)]
    for line in reversed(lines):
        raised = _EXCEPTION.fullmatch(line)
        if raised:
            return raised[1].rstrip(".")
    # Qt names the cursor library whenever X11 fails; it is the cause where nothing else is said.
    causes = [line for line in lines if _CURSOR not in line]
    if causes:
        return causes[-1].rstrip(".")
    if lines:
        return "Qt needs libxcb-cursor.so.0, which is not installed"
    return "the display cannot be used"
