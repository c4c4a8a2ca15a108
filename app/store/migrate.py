"""Brings a database to the tables of this program, never the other way."""

import os
import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from app.domain.errors import KnownError
from app.store.keys import sync_folder

MIGRATIONS = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None where nothing is in it yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest(scripts: Path = MIGRATIONS) -> str | None:
    """The revision this program works with."""
    return ScriptDirectory.from_config(_config(scripts)).get_current_head()


def check_revision(file: Path, revision: str | None, scripts: Path = MIGRATIONS) -> None:
    """Raises KnownError when this program does not know the revision: a later one made it."""
    if revision is None:
        return
    try:
        ScriptDirectory.from_config(_config(scripts)).get_revision(revision)
    except CommandError as error:
        raise KnownError(
            f"The database {file} was made by a newer Pixel (revision {revision}); "
            "install that one or a later one; nothing was changed."
        ) from error


def migrate(engine: Engine, file: Path, scripts: Path = MIGRATIONS) -> None:
    """Runs the migrations that are missing, all or none, after a copy of the file was kept.

    ``engine`` must not enforce foreign keys: SQLite changes a table by making it anew.

    Raises:
        KnownError: The database is newer than the program, or there is no room for the copy.
    """
    with engine.connect() as connection:
        revision = revision_of(connection)
    check_revision(file, revision, scripts)
    if revision == newest(scripts):
        return
    if revision is not None:
        with engine.connect() as connection:
            # Outside a transaction, or there is nothing to checkpoint.
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        _keep_copy(file, file.with_name(f"{file.name}.before-{revision}"))
    config = _config(scripts)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("a migration left rows that refer to nothing")


def _keep_copy(file: Path, copy: Path) -> None:
    new = copy.with_name(copy.name + ".new")
    try:
        shutil.copy2(file, new)
        with new.open("rb+") as written:
            os.fsync(written.fileno())
        new.replace(copy)
        sync_folder(copy.parent)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise KnownError(
            f"There must be a copy of {file} before it is changed, and it cannot be made: "
            f"{error.strerror}; nothing was changed."
        ) from error


def _config(scripts: Path) -> Config:
    config = Config()
    # The configuration reads percent signs as its own.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config
