"""The doctor names what is wrong, changes nothing and never fails."""

from pathlib import Path

import pytest

from app.practice.doctor import Finding, examine
from app.store.sessions import Sessions
from tests.store.made import new_session, open_database, spoke


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
    assert findings(home)["Database"].state == "bad"
    assert everything_in(home) == before


def test_broken_models_and_packs_are_named(home: Path) -> None:
    (home / "models").mkdir()
    (home / "models" / "broken.gguf").write_bytes(b"GGUF")
    (home / "packs" / "mine").mkdir(parents=True)
    found = examine(home)
    assert [f.state for f in found if f.name == "Model broken"] == ["bad"]
    assert [f.state for f in found if f.name == "Packs"] == ["ok", "warn"]


def test_a_home_that_is_a_file_is_bad(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.touch()
    assert findings(home)["Data directory"].state == "bad"


def test_a_home_open_to_others_is_a_note(home: Path) -> None:
    home.chmod(0o755)
    found = findings(home)["Data directory"]
    assert (found.state, found.mend) == ("warn", f"chmod 700 {home}")
