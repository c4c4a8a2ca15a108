"""Every step from one revision to the next, with data in it."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import app.store.tables  # noqa: F401  (fills the metadata)
from app.domain.errors import KnownError
from app.store.database import Database
from app.store.keys import FileKeys
from app.store.migrate import MIGRATIONS, newest
from app.store.sessions import Sessions
from tests.store.made import new_session, open_database, spoke

NEXT = '''\
"""Notes on sessions, as a later version might add them."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.add_column(sa.Column("note", sa.String(), nullable=True))
        table.alter_column("title", new_column_name="heading")
    {then}
'''


def later(tmp_path: Path, then: str = "pass") -> Path:
    """The scripts of a later version: one revision more."""
    scripts = tmp_path / "later"
    shutil.copytree(MIGRATIONS, scripts)
    (scripts / "versions" / "9999_notes.py").write_text(NEXT.replace("{then}", then))
    return scripts


def test_0001_makes_the_tables_of_the_program(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    assert database.revision() == newest() == "0001"
    with database.reading() as db:
        context = MigrationContext.configure(db.connection())
        assert compare_metadata(context, SQLModel.metadata) == []
    database.close()
    assert [path.name for path in tmp_path.glob("*before*")] == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    database = open_database(folder)
    sessions = Sessions(database)
    sessions.append(new_session(sessions), spoke(0))
    database.close()
    return folder


def test_a_migration_keeps_the_data_and_a_copy_from_before(home: Path, tmp_path: Path) -> None:
    before = (home / "pixel.db").read_bytes()
    database = Database.open(home, FileKeys(home), later(tmp_path))
    assert database.revision() == "9999"
    with database.reading() as db:
        connection = db.connection()
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == 1
        assert connection.exec_driver_sql("SELECT heading FROM session").scalar()
    database.close()
    # The copy opens with the same key as it was.
    copy = home / "pixel.db.before-0001"
    assert copy.read_bytes() == before
    copy.replace(home / "pixel.db")
    database = open_database(home)
    assert [summary.turns for summary in Sessions(database).list()] == [1]
    database.close()


def test_a_newer_database_is_left_alone(home: Path, tmp_path: Path) -> None:
    Database.open(home, FileKeys(home), later(tmp_path)).close()
    before = (home / "pixel.db").read_bytes()
    with pytest.raises(KnownError, match=r"newer Pixel \(revision 9999\)"):
        open_database(home)
    with pytest.raises(KnownError, match=r"newer Pixel \(revision 9999\)"):
        Database.peek(home, FileKeys(home))
    assert (home / "pixel.db").read_bytes() == before


def test_a_migration_that_fails_leaves_everything_as_it_was(home: Path, tmp_path: Path) -> None:
    scripts = later(tmp_path, then='raise RuntimeError("half way")')
    with pytest.raises(RuntimeError, match="half way"):
        Database.open(home, FileKeys(home), scripts)
    database = open_database(home)
    assert database.revision() == "0001"
    assert [summary.title for summary in Sessions(database).list()] != []
    database.close()
