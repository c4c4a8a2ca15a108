"""The sealed database of one data directory."""

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from sqlmodel import Session

from app.domain.errors import KnownError
from app.store.home import make_home
from app.store.keys import Keys, keys_of, new_key
from app.store.known import is_damage, known_errors
from app.store.lock import WriterLock
from app.store.migrate import MIGRATIONS, check_revision, migrate, newest, revision_of

FILE_NAME = "pixel.db"
BUSY_MS = 1000
"""How long a statement waits for another one; nothing of ours takes longer."""


class Database:
    """An open database.

    Any thread may read; writes wait for one another. Everything on disk is encrypted, the
    write-ahead log included, and temporary tables stay in memory.

    Attributes:
        file: The database file.
        keys: Where its key is.
    """

    def __init__(self, file: Path, keys: Keys, engine: Engine, lock: WriterLock | None) -> None:
        """Use ``open`` or ``peek``."""
        self.file = file
        self.keys = keys
        self._engine = engine
        self._lock = lock
        self._writer = threading.RLock()

    @classmethod
    def open(cls, home: Path, keys: Keys | None = None, scripts: Path = MIGRATIONS) -> "Database":
        """Opens the database for reading and writing, and makes what is not there yet.

        Args:
            home: The data directory.
            keys: Where the key is; ``keys_of(home)`` when not given.
            scripts: The migrations.

        Raises:
            KnownError: It is open elsewhere, its key is missing or wrong, the file is damaged
                or newer than the program, or the disk is full or read-only. What was stored
                is as it was.
        """
        make_home(home)
        file = home / FILE_NAME
        _has_content(file)
        lock = WriterLock(home / "pixel.lock")
        try:
            keys, key = _key_for_writing(home, file, keys or keys_of(home))
            _make_private(file)
            with known_errors(file):
                changing = _engine(file, key, foreign_keys=False)
                try:
                    migrate(changing, file, scripts)
                finally:
                    changing.dispose()
            return cls(file, keys, _engine(file, key), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def peek(cls, home: Path, keys: Keys | None = None) -> "Database":
        """Opens the database for reading, changing nothing, also while it is open elsewhere.

        Raises:
            KnownError: There is none, or it cannot be read as it is.
        """
        file = home / FILE_NAME
        if not _has_content(file):
            raise KnownError(f"There is no database {file} yet.")
        keys = keys or keys_of(home)
        engine = _engine(file, _key_of(file, keys), write=False)
        try:
            with known_errors(file), engine.connect() as connection:
                revision = revision_of(connection)
            check_revision(file, revision)
            if revision != newest():
                raise KnownError(
                    f"The database {file} is of an earlier Pixel; start the program once to "
                    "bring it up to date."
                )
        except BaseException:
            engine.dispose()
            raise
        return cls(file, keys, engine, None)

    def revision(self) -> str | None:
        """The revision of the tables."""
        with known_errors(self.file), self._engine.connect() as connection:
            return revision_of(connection)

    def damage(self) -> list[str]:
        """What is wrong with the file, a phrase each; reads every page of it.

        Checks that no page was changed without the key, then that the pages make sense.
        """
        found: list[str] = []
        with known_errors(self.file), self._engine.connect() as connection:
            for check in ("cipher_integrity_check", "quick_check"):
                try:
                    rows = connection.exec_driver_sql(f"PRAGMA {check}").scalars().all()
                except DBAPIError as error:
                    if not is_damage(error):
                        raise
                    rows = [str(error.orig)]
                found += [str(row) for row in rows if row != "ok"]
        return found

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A view of the database as it is now; KnownError when the disk fails."""
        with known_errors(self.file), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: durable on exit, undone by an exception; KnownError as above."""
        with self._writer, known_errors(self.file), Session(self._engine) as session:
            yield session
            session.commit()

    def wipe_log(self) -> None:
        """Moves what the write-ahead log holds into the file and empties it, if none reads."""
        with self._writer, known_errors(self.file), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes all connections and lets another process in; twice is harmless."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


def has_database(home: Path) -> bool:
    """Whether anything was ever stored in this data directory."""
    return _has_content(home / FILE_NAME)


def _key_for_writing(home: Path, file: Path, keys: Keys) -> tuple[Keys, bytes]:
    """The key; a new one only where there is no database that an old one would open."""
    key = keys.read()
    if key is None and not _has_content(file):
        keys = new_key(home, keys)
    return keys, _key_of(file, keys)


def _key_of(file: Path, keys: Keys) -> bytes:
    key = keys.read()
    if key is None:
        raise KnownError(
            f"The database {file} is there but its key is not ({keys.name}); put back the key "
            f"from a backup, or move {file.name} away to begin anew."
        )
    return key


def _has_content(file: Path) -> bool:
    try:
        found = file.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise KnownError(f"The database {file} cannot be looked at: {error.strerror}.") from error
    if stat.S_ISDIR(found.st_mode):
        raise KnownError(f"{file} is a folder where the database file would be; move it away.")
    return found.st_size > 0


def _make_private(file: Path) -> None:
    # SQLite gives its log files the permissions of the database file.
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise KnownError(f"The database {file} cannot be written: {error.strerror}.") from error


def _engine(file: Path, key: bytes, *, write: bool = True, foreign_keys: bool = True) -> Engine:
    database, query = str(file), {}
    if not write:
        # Without a log nobody is writing, and reading need not even touch the lock bytes.
        still = not file.with_name(file.name + "-wal").exists()
        database = file.absolute().as_uri()
        query = {"mode": "ro", "uri": "true"} | ({"immutable": "1"} if still else {})
    engine = create_engine(
        URL.create(
            "sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=database, query=query
        ),
        module=dbapi2,
        poolclass=QueuePool,
        # Error messages would otherwise quote what people said.
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # Transactions are begun below, not by the driver, which leaves tables out of them.
        connection.isolation_level = None
        for pragma in (
            "cipher_log_level=NONE",
            "temp_store=MEMORY",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            *(("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON") if write else ()),
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
