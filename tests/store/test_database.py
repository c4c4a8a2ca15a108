"""Opening: what is there is never replaced, and what is wrong is said in a sentence."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from app.store.database import Database
from app.store.home import home_path, make_home
from app.store.keys import FileKeys
from app.store.sessions import Sessions
from tests.store.made import (
    damage_further_in,
    long_session,
    new_session,
    open_database,
    spoke,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory with one session of one event."""
    folder = tmp_path / "home"
    database = open_database(folder)
    sessions = Sessions(database)
    sessions.append(new_session(sessions), spoke(0))
    database.close()
    return folder


def error_of(home: Path) -> str:
    with pytest.raises(KnownError) as caught:
        open_database(home).close()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def files_of(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in home.iterdir() if p.name != "pixel.lock"}


def other_process(home: Path, *before: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "tests.store.made", "open", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)


def test_an_empty_home_is_filled_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    database = open_database(home)
    assert database.revision() == "0001"
    assert Sessions(database).list() == []
    database.close()
    assert home.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in home.iterdir())


def test_pixel_home_names_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIXEL_HOME", str(tmp_path / "x"))
    assert home_path() == tmp_path / "x"
    monkeypatch.delenv("PIXEL_HOME")
    assert home_path().name == "Pixel"
    (tmp_path / "file").touch()
    with pytest.raises(KnownError, match="cannot be made"):
        make_home(tmp_path / "file" / "home")


def test_a_home_of_an_unknown_user_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIXEL_HOME", "~nosuch-user/foo")
    with pytest.raises(KnownError, match="'~nosuch-user/foo', and there is no such user"):
        home_path()


def test_a_folder_in_the_place_of_the_database_is_said(home: Path) -> None:
    (home / "pixel.db").rename(home / "kept.db")
    (home / "pixel.db").mkdir()
    assert "pixel.db is a folder" in error_of(home)
    with pytest.raises(KnownError, match=r"pixel\.db is a folder"):
        Database.peek(home, FileKeys(home))


def test_a_second_program_is_told_and_the_lock_ends_with_the_first(home: Path) -> None:
    database = open_database(home)
    assert "Pixel is open already" in other_process(home).stdout
    assert "Pixel is open already" in error_of(home)
    database.close()
    assert other_process(home).stdout == "open\n"


def test_peeking_works_beside_a_writer_and_changes_nothing(home: Path) -> None:
    before = files_of(home)
    with_lock = sorted(home.iterdir())
    peek = Database.peek(home, FileKeys(home))
    assert [summary.turns for summary in Sessions(peek).list()] == [1]
    peek.close()
    assert files_of(home) == before
    assert sorted(home.iterdir()) == with_lock

    database = open_database(home)
    sessions = Sessions(database)
    sessions.append(sessions.list()[0].id, spoke(1))
    peek = Database.peek(home, FileKeys(home))
    assert [summary.turns for summary in Sessions(peek).list()] == [2]
    with pytest.raises(KnownError, match="cannot be opened for writing"):
        new_session(Sessions(peek))
    peek.close()
    database.close()


def test_peeking_at_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="There is no database"):
        Database.peek(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_is_asked_for_and_no_new_one_made(home: Path) -> None:
    (home / "database.key").rename(home / "kept")
    before = files_of(home)
    assert "its key is not (key file" in error_of(home)
    assert files_of(home) == before
    (home / "kept").rename(home / "database.key")
    open_database(home).close()


@pytest.mark.parametrize("text", ["", "ab" * 31, "xyz", "\u00e9"])
def test_a_broken_key_file_is_named(home: Path, text: str) -> None:
    (home / "database.key").write_text(text, "utf-8")
    before = files_of(home)
    assert "key file" in error_of(home)
    assert files_of(home) == before


def test_a_wrong_key_changes_nothing(home: Path) -> None:
    (home / "database.key").write_text("ab" * 32)
    before = files_of(home)
    assert "its key is another one or the file is damaged" in error_of(home)
    assert files_of(home) == before


@pytest.mark.parametrize("damage", ["first page", "words", "cut", "plain"])
def test_a_damaged_file_changes_nothing(home: Path, damage: str) -> None:
    file = home / "pixel.db"
    data = file.read_bytes()
    file.write_bytes(
        {
            "first page": data[:100] + bytes(100) + data[200:],
            "words": b"These are just words. " * 1000,
            "cut": data[:3000],
            "plain": b"SQLite format 3\0" + data[16:],
        }[damage]
    )
    before = files_of(home)
    assert str(file) in error_of(home)
    assert files_of(home) == before


def test_damage_further_in_is_found_on_reading(tmp_path: Path) -> None:
    file, session = long_session(tmp_path)
    peek = Database.peek(tmp_path, FileKeys(tmp_path))
    assert peek.damage() == []
    peek.close()
    data = damage_further_in(file)
    peek = Database.peek(tmp_path, FileKeys(tmp_path))
    assert "page" in peek.damage()[0]
    peek.close()
    database = open_database(tmp_path)
    with pytest.raises(KnownError, match=r"pixel\.db"):
        Sessions(database).events(session)
    database.close()
    assert file.read_bytes() == data


def test_a_file_that_may_not_grow_loses_only_what_was_not_acknowledged(home: Path) -> None:
    database = open_database(home)
    sessions = Sessions(database)
    session = sessions.list()[0].id
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        written = append_until_it_fails(sessions, session)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(sessions.events(session)) == written
    assert sessions.append(session, spoke(1)) == written
    database.close()


def append_until_it_fails(sessions: Sessions, session: str) -> int:
    written = len(sessions.events(session))
    while True:
        try:
            seq = sessions.append(session, spoke(0, "many words " * 200))
        except KnownError as error:
            assert "is full" in str(error) or "did not read or write" in str(error)
            assert "many words" not in str(error)
            return written
        assert seq == written
        written += 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for 400 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_loses_only_what_was_not_acknowledged(small_disk: Path) -> None:
    home = small_disk / "home"
    database = open_database(home)
    sessions = Sessions(database)
    session = new_session(sessions)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(100_000))
    written = append_until_it_fails(sessions, session)
    assert len(sessions.events(session)) == written > 0
    database.close()
    # Still full at the next start: everything can be read, and room brings writing back.
    database = open_database(home)
    sessions = Sessions(database)
    assert len(sessions.events(session)) == written
    ballast.unlink()
    assert sessions.append(session, spoke(1)) == written
    database.close()


def test_a_full_disk_at_the_first_start_is_said(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="space"), ballast.open("wb") as file:
        file.write(bytes(500_000))
    home = small_disk / "home"
    assert str(home) in error_of(home)
    ballast.unlink()
    open_database(home).close()


def test_a_disk_that_turned_read_only_is_said(small_disk: Path) -> None:
    home = small_disk / "home"
    open_database(home).close()
    before = files_of(home)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "cannot be written" in error_of(home)
    peek = Database.peek(home, FileKeys(home))
    assert Sessions(peek).list() == []
    peek.close()
    assert files_of(home) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_folder_without_write_permission_is_said(home: Path) -> None:
    for path in [*home.iterdir(), home]:
        path.chmod(path.stat().st_mode & 0o555)
    try:
        assert "cannot be written" in error_of(home)
    finally:
        home.chmod(0o700)
