"""The doctor names what is wrong, changes nothing and never fails."""

import re
from pathlib import Path

import pytest

from app.practice.doctor import Finding, examine
from app.store.sessions import Sessions
from tests.store.made import (
    damage_further_in,
    long_session,
    new_session,
    open_database,
    spoke,
)


def findings(home: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(home)}


def everything_in(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, b"" if path.is_dir() else path.read_bytes())
        for path in [folder, *folder.rglob("*")]
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    database = open_database(folder)
    sessions = Sessions(database)
    sessions.append(new_session(sessions), spoke(0))
    database.close()
    return folder


def test_a_machine_before_its_first_start(tmp_path: Path) -> None:
    found = findings(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []
    for name in ("Pixel", "Python", "Qt", "llama.cpp", "SQLCipher", "Memory", "Devices", "Disk"):
        assert found[name].state in ("ok", "warn"), found[name]
        assert found[name].says
    assert found["Database"].says.startswith("none yet")
    assert found["Packs"].state == "ok"


def test_a_data_directory_in_use_is_read_and_left_as_it_is(home: Path) -> None:
    before = everything_in(home)
    found = findings(home)
    assert found["Database"].state == "ok"
    assert "revision 0001; 1 sessions, 1 unfinished" in found["Database"].says
    assert "database.key" in found["Database key"].says
    assert everything_in(home) == before

    database = open_database(home)
    assert findings(home)["Database"].state == "ok"
    database.close()


@pytest.mark.parametrize("file", ["pixel.db", "database.key"])
def test_a_damaged_database_or_key_is_bad(home: Path, file: str) -> None:
    (home / file).write_text("ab" * 5000)
    before = everything_in(home)
    found = findings(home)["Database"]
    assert found.state == "bad"
    assert "back" in found.mend
    assert found.mend.endswith("from a backup.")
    assert everything_in(home) == before


def test_damage_further_in_is_found(tmp_path: Path) -> None:
    file, _ = long_session(tmp_path)
    damage_further_in(file)
    before = everything_in(tmp_path)
    found = findings(tmp_path)["Database"]
    assert found.state == "bad"
    assert "damaged" in found.says
    assert found.mend == "Put the database and its key back from a backup."
    assert everything_in(tmp_path) == before


def test_a_folder_in_the_place_of_the_database_is_named(home: Path) -> None:
    (home / "pixel.db").unlink()
    (home / "pixel.db").mkdir()
    found = findings(home)["Database"]
    assert (found.state, found.mend) == ("bad", "Move it away.")
    assert found.says == f"{home / 'pixel.db'} is a folder where the database file would be."


def test_a_missing_key_says_what_to_do(home: Path) -> None:
    (home / "database.key").unlink()
    assert findings(home)["Database"].mend.startswith("Put back the key from a backup")


def test_the_display_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings(tmp_path)["Display"].says == "a window can open on the Qt platform offscreen"
    monkeypatch.setenv("QT_QPA_PLATFORM", "nosuch")
    found = findings(tmp_path)["Display"]
    assert found.state == "warn"
    assert found.says.startswith("no window can open: ")
    assert "Traceback" not in found.says


def test_a_library_that_qt_lacks_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "PySide6"
    broken.mkdir()
    (broken / "__init__.py").touch()
    missing = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (broken / "QtGui.py").write_text(f"raise ImportError({missing!r})")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = findings(tmp_path / "home")["Display"]
    assert found.state == "bad"
    assert "libEGL.so.1" in found.says
    assert found.mend == "Install it with the system's package manager."


def test_sound_is_for_later(tmp_path: Path) -> None:
    found = findings(tmp_path)["Sound"]
    assert found.state == "ok"
    assert found.says.startswith("PortAudio is")
    assert "for voice, later" in found.says


def test_broken_models_and_packs_are_named(home: Path) -> None:
    (home / "models").mkdir()
    (home / "models" / "broken.gguf").write_bytes(b"GGUF")
    (home / "packs" / "mine").mkdir(parents=True)
    found = examine(home)
    (broken,) = [f for f in found if f.name == "Model broken"]
    assert (broken.state, broken.mend) == ("bad", "Download it again.")
    assert [f.state for f in found if f.name == "Packs"] == ["ok", "warn"]


def test_a_home_that_is_a_file_is_bad(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.touch()
    assert findings(home)["Data directory"].state == "bad"


def test_a_home_open_to_others_is_a_note(home: Path) -> None:
    home.chmod(0o755)
    found = findings(home)["Data directory"]
    assert (found.state, found.mend) == ("warn", f"chmod 700 {home}")


def test_the_turn_coder_is_timed(tmp_path: Path) -> None:
    found = findings(tmp_path)["Turn coder"]
    assert found.state == "ok"
    assert re.search(r"; loads in \d+ ms, codes a turn in \d+ ms", found.says)
