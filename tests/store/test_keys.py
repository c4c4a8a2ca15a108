"""Where the key is kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeychain
from keyring.errors import PasswordSetError

from app.domain.errors import KnownError
from app.store.database import Database
from app.store.keys import FileKeys, KeychainKeys, keys_of, new_key


class Keychain(KeyringBackend):  # type: ignore[misc]  # keyring is read without its types
    """A keychain in memory that passes for the system's by its module."""

    priority: ClassVar[float] = 1
    refuses = False

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.refuses:
            raise PasswordSetError("locked")
        self.kept[service, username] = password


Keychain.__module__ = "keyring.backends.SecretService.test"


@pytest.fixture
def keychain() -> Iterator[Keychain]:
    before = keyring.get_keyring()
    made = Keychain()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_key_goes_to_the_keychain_where_there_is_one(
    tmp_path: Path, keychain: Keychain
) -> None:
    database = Database.open(tmp_path)
    assert isinstance(database.keys, KeychainKeys)
    assert "system keychain" in database.keys.name
    database.close()
    assert not (tmp_path / "database.key").exists()
    Database.open(tmp_path).close()
    keychain.kept.clear()
    with pytest.raises(KnownError, match=r"its key is not \(system keychain"):
        Database.open(tmp_path)


def test_without_a_keychain_or_with_one_that_refuses_it_is_a_file(
    tmp_path: Path, keychain: Keychain
) -> None:
    keychain.refuses = True
    database = Database.open(tmp_path)
    assert isinstance(database.keys, FileKeys)
    database.close()
    keychain.refuses = False
    # A key that began in a file stays there.
    assert isinstance(keys_of(tmp_path), FileKeys)
    Database.open(tmp_path).close()
    keyring.set_keyring(NoKeychain())
    assert isinstance(keys_of(tmp_path / "other"), FileKeys)


def test_a_key_file_is_its_owners_and_each_key_another(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path)
    assert keys.read() is None
    new_key(tmp_path, keys)
    first = keys.read()
    assert first is not None
    assert len(first) == 32
    assert keys.path.stat().st_mode & 0o777 == 0o600
    new_key(tmp_path, keys)
    assert keys.read() != first
    assert [path.name for path in tmp_path.iterdir()] == ["database.key"]
