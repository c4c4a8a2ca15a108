"""Looks at everything a session needs, changes nothing, and says what is wrong."""

import ctypes
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable
from ctypes.util import find_library
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import psutil

from app import __version__
from app.domain.errors import KnownError
from app.domain.value import Value
from app.engine.placement import facts_of, plan, this_machine
from app.library.models import installed_models, starter_model
from app.library.packs import shipped_packs, survey
from app.practice.coders import open_coder
from app.practice.display import why_no_window
from app.store.database import FILE_NAME, Database
from app.store.keys import keys_of
from app.store.sessions import Sessions

State = Literal["ok", "warn", "bad"]
LITTLE_ROOM = 1 << 30
"""Bytes of free disk below which there is a warning."""
NO_ROOM = 50 << 20
"""Bytes of free disk below which sessions may soon not be written."""
_SHARED_LIBRARY = re.compile(r"\blib\S+\.so\b")
_TURN = "It sounds like the evenings are hard. What are they like for you since Danny left?"
_CODED = 5
"""Times that turn is coded."""
_PYTHONS = ((3, 11), (3, 13))


class Finding(Value):
    """One thing that was looked at.

    Attributes:
        state: ``ok``; ``warn``: something is less than it could be; ``bad``: something that
            a session needs does not work.
        says: What was found.
        mend: What to do about it, or "".
    """

    name: str
    state: State
    says: str
    mend: str = ""


def examine(home: Path) -> list[Finding]:
    """Looks at the program, the machine and the data directory; never raises, writes nothing."""
    checks: tuple[tuple[str, Callable[[], list[Finding]]], ...] = (
        ("Pixel", _pixel),
        ("Python", _python),
        ("Qt", _qt),
        ("llama.cpp", _llama),
        ("SQLCipher", _sqlcipher),
        ("Memory", _memory),
        ("Devices", _devices),
        ("Models", lambda: _models(home)),
        ("Turn coder", _coder),
        ("Packs", lambda: _packs(home)),
        ("Data directory", lambda: _directory(home)),
        ("Database", lambda: _database(home)),
        ("Disk", lambda: _disk(home)),
        ("Display", _display),
        ("Sound", _sound),
    )
    return [finding for name, check in checks for finding in _safely(name, check)]


def _safely(name: str, check: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return check()
    except KnownError as error:
        return [_known(name, error)]
    except Exception as error:  # a broken part is a finding here, whatever breaks it
        return [_bad(name, f"does not work: {type(error).__name__}: {error}", _AGAIN)]


_AGAIN = "Install the program again."
_MENDS = {
    "Model": "Remove the file or download it again.",
    "Database": "Put the database and its key back from a backup.",
    "Disk": "Name another folder in PIXEL_HOME.",
}
"""What to do about a known error that does not say so itself, by the first word of the name."""


def _known(name: str, error: KnownError) -> Finding:
    """The error's sentence, with what it says to do about it set apart."""
    says, _, mend = str(error).partition("; ")
    if not mend:
        return _bad(name, says, _MENDS.get(name.split()[0], _AGAIN))
    return _bad(name, says.rstrip(".") + ".", mend[:1].upper() + mend[1:])


def _ok(name: str, says: str) -> Finding:
    return Finding(name=name, state="ok", says=says)


def _warn(name: str, says: str, mend: str = "") -> Finding:
    return Finding(name=name, state="warn", says=says, mend=mend)


def _bad(name: str, says: str, mend: str = "") -> Finding:
    return Finding(name=name, state="bad", says=says, mend=mend)


def _pixel() -> list[Finding]:
    return [_ok("Pixel", f"{__version__}, in {Path(__file__).resolve().parents[2]}")]


def _python() -> list[Finding]:
    says = f"{platform.python_version()} on {platform.platform()}"
    if _PYTHONS[0] <= sys.version_info[:2] <= _PYTHONS[1]:
        return [_ok("Python", says)]
    return [_warn("Python", says, "Pixel is tested with Python 3.11 to 3.13.")]


def _qt() -> list[Finding]:
    # Read from the installation: importing Qt is the window's own business.
    try:
        return [_ok("Qt", version("PySide6-Essentials"))]
    except PackageNotFoundError:
        return [_bad("Qt", "PySide6-Essentials is not installed: there is no window.", _AGAIN)]


def _llama() -> list[Finding]:
    from app.engine.native import lib

    parts = [part.strip() for part in lib.llama_print_system_info().decode().split("|")]
    features = ", ".join(part.removesuffix(" = 1") for part in parts if part.endswith("= 1"))
    return [_ok("llama.cpp", f"llama-cpp-python {version('llama-cpp-python')}; {features}")]


def _sqlcipher() -> list[Finding]:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    try:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    if cipher is None:
        says = "The SQLite that is installed cannot encrypt."
        return [_bad("SQLCipher", says, "Install sqlcipher3 from its own wheel.")]
    return [_ok("SQLCipher", f"{cipher[0]}, SQLite {dbapi2.sqlite_version}")]


def _memory() -> list[Finding]:
    memory = psutil.virtual_memory()
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    says = f"{_gib(memory.available)} free of {_gib(memory.total)}; {cores} cores"
    if memory.available < 1 << 30:
        return [_warn("Memory", says, "Close other programs before practicing.")]
    return [_ok("Memory", says)]


def _devices() -> list[Finding]:
    devices = this_machine().devices
    if not devices:
        return [_ok("Devices", "no accelerator that llama.cpp can use; the processor computes")]
    return [_ok("Devices", f"{d.name}, {_gib(d.free)} free of {_gib(d.total)}") for d in devices]


def _models(home: Path) -> list[Finding]:
    findings = [
        finding
        for path in installed_models(home)
        for finding in _safely(f"Model {path.stem}", lambda path=path: [_model(path)])  # type: ignore[misc]
    ]
    try:
        starter_model()
    except KnownError as error:
        findings.append(_known("Models", error))
    return findings


def _model(path: Path) -> Finding:
    name = f"Model {path.stem}"
    with path.open("rb") as file:
        file.read(1)
    placement = plan(facts_of(path), this_machine())
    says = f"{path.stat().st_size / (1 << 20):,.0f} MiB, {path}; {placement.why}"
    return _ok(name, says) if placement.fits else _warn(name, says)


def _coder() -> list[Finding]:
    """The coder that sessions use, timed on a turn of ordinary length."""
    began = time.perf_counter()
    coder = open_coder()
    loaded = time.perf_counter()
    for _ in range(_CODED):
        coder.code(_TURN)
    coded = (time.perf_counter() - loaded) / _CODED
    says = (
        f"{coder.name}; loads in {1000 * (loaded - began):.0f} ms, "
        f"codes a turn in {1000 * coded:.0f} ms"
    )
    return [_ok("Turn coder", f"{says}; {coder.terms.terms}" if coder.terms.terms else says)]


def _packs(home: Path) -> list[Finding]:
    packs = shipped_packs()
    if not packs:
        return [_bad("Packs", "The shipped packs are missing.", _AGAIN)]
    count = sum(len(pack.scenarios) for pack in packs)
    findings = [_ok("Packs", f"{len(packs)} shipped, with {count} scenarios")]
    mend = "Correct the pack or remove it."
    return findings + [_warn("Packs", problem, mend) for problem in survey(home).problems]


def _directory(home: Path) -> list[Finding]:
    if not home.exists():
        return [_ok("Data directory", f"{home}, not made yet")]
    if not home.is_dir():
        mend = "Move the file away or name a folder in PIXEL_HOME."
        return [_bad("Data directory", f"{home} is not a folder.", mend)]
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        mend = "Change its permissions or name another folder in PIXEL_HOME."
        return [_bad("Data directory", f"{home} cannot be read and written.", mend)]
    if os.name == "posix" and home.stat().st_mode & 0o077:
        says = f"{home} may be entered by other users of this machine"
        return [_warn("Data directory", says, f"chmod 700 {home}")]
    return [_ok("Data directory", str(home))]


def _database(home: Path) -> list[Finding]:
    keys = keys_of(home)
    if not (home / FILE_NAME).exists():
        says = f"none yet; its key will be in the {keys.name}"
        return [_ok("Database", says)]
    database = Database.peek(home, keys)
    try:
        damage = database.damage()
        if damage:
            more = f", and {len(damage) - 1} more" if len(damage) > 1 else ""
            says = f"The database {database.file} is damaged: {damage[0].rstrip('.')}{more}."
            return [_bad("Database", says, _MENDS["Database"]), _ok("Database key", keys.name)]
        sessions = Sessions(database).list()
        unfinished = sum(session.ended_at is None for session in sessions)
        says = (
            f"opens; revision {database.revision()}; {len(sessions)} sessions, "
            f"{unfinished} unfinished; {(home / FILE_NAME).stat().st_size / (1 << 20):,.1f} MiB"
        )
    finally:
        database.close()
    return [_ok("Database", says), _ok("Database key", keys.name)]


def _disk(home: Path) -> list[Finding]:
    there = next(path for path in (home, *home.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(there).free
    says = f"{_gib(free)} free at {there}"
    if free < NO_ROOM:
        return [_bad("Disk", says, "Make room: sessions cannot be written to a full disk.")]
    if free < LITTLE_ROOM:
        return [_warn("Disk", says, "Make room before installing models.")]
    return [_ok("Disk", says)]


def _display() -> list[Finding]:
    why = why_no_window()
    if why is None:
        return [_ok("Display", f"a window can open on {_screen()}")]
    says = f"no window can open: {why.rstrip('.')}; the commands work"
    if not _SHARED_LIBRARY.search(why):
        return [_warn("Display", says)]
    return [_bad("Display", says, "Install it with the system's package manager.")]


def _screen() -> str:
    if sys.platform in ("win32", "darwin"):
        return "the system's own display"
    if platform_plugin := os.environ.get("QT_QPA_PLATFORM"):
        return f"the Qt platform {platform_plugin}"
    wayland = os.environ.get("WAYLAND_DISPLAY")
    return f"Wayland {wayland}" if wayland else f"X11 {os.environ.get('DISPLAY')}"


def _sound() -> list[Finding]:
    later = "it is for voice, later; sessions are typed and need no sound"
    found = find_library("portaudio") is not None
    if not found and sys.platform not in ("win32", "darwin"):
        found = _loads("libportaudio.so.2")
    return [_ok("Sound", f"PortAudio {'is' if found else 'is not'} installed; {later}")]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _gib(size: int) -> str:
    return f"{size / (1 << 30):,.1f} GiB"
