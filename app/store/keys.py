"""The key of the database: in the system's keychain, or in a file only its owner can read."""

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from app.domain.errors import KnownError

KEY_BYTES = 32
SERVICE = "Pixel database"
# Backends that hold secrets in the system itself. Others (plain files, none at all) are no
# better than the key file, and that one says what it is.
_REAL = (
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
)


class Keys(Protocol):
    """A place for the key of one data directory.

    Attributes:
        name: The place, for people.
    """

    name: str

    def read(self) -> bytes | None:
        """The key, or None where there is none; KnownError when it cannot be read."""
        ...

    def write(self, key: bytes) -> None:
        """Keeps the key; it is durable on return. KnownError when it cannot be kept."""
        ...


class KeychainKeys:
    """The key in the system's keychain, one entry for each data directory."""

    def __init__(self, home: Path) -> None:
        self._entry = str(home)
        self.name = f"system keychain, entry {SERVICE!r} for {home}"

    def read(self) -> bytes | None:
        """The key, or None where there is none; KnownError when the keychain refuses."""
        try:
            text = keyring.get_password(SERVICE, self._entry)
        except KeyringError as error:
            raise KnownError(
                f"The {self.name} cannot be read: {error}; unlock the keychain and start again."
            ) from error
        return None if text is None else _parsed(text, self.name)

    def write(self, key: bytes) -> None:
        """Keeps the key; KnownError when the keychain refuses or forgets it at once."""
        try:
            keyring.set_password(SERVICE, self._entry, key.hex())
        except KeyringError as error:
            raise KnownError(f"The {self.name} cannot be written: {error}.") from error
        if self.read() != key:
            raise KnownError(f"The {self.name} does not keep what is written to it.")


class FileKeys:
    """The key in a file of the data directory, readable by its owner only."""

    def __init__(self, home: Path) -> None:
        self.path = home / "database.key"
        self.name = f"key file {self.path}"

    def read(self) -> bytes | None:
        """The key, or None without a file; KnownError when the file is no key."""
        try:
            text = self.path.read_text("ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise KnownError(f"The {self.name} cannot be read: {error}.") from error
        return _parsed(text, self.name)

    def write(self, key: bytes) -> None:
        """Writes the file in one step, so that a crash leaves all of it or nothing."""
        new = self.path.with_suffix(".new")
        try:
            with contextlib.suppress(FileNotFoundError):
                new.unlink()
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(key.hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise KnownError(f"The {self.name} cannot be written: {error.strerror}.") from error


def keys_of(home: Path) -> Keys:
    """Where the key of this data directory is, or would be put: reads and changes nothing.

    A key file wins: a database whose key began in a file keeps it there.
    """
    file = FileKeys(home)
    if not file.path.exists() and _has_keychain(keyring.get_keyring()):
        return KeychainKeys(home)
    return file


def new_key(home: Path, keys: Keys) -> Keys:
    """Makes and keeps a key; returns where, the key file where the keychain refuses.

    Raises:
        KnownError: It can be kept nowhere.
    """
    key = secrets.token_bytes(KEY_BYTES)
    try:
        keys.write(key)
    except KnownError:
        if not isinstance(keys, KeychainKeys):
            raise
        keys = FileKeys(home)
        keys.write(key)
    return keys


def sync_folder(folder: Path) -> None:
    """Makes a rename in ``folder`` durable; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _has_keychain(backend: KeyringBackend) -> bool:
    inner: Iterable[KeyringBackend] | None = getattr(backend, "backends", None)
    if inner is not None:  # the chainer asks several backends in turn
        return any(map(_has_keychain, inner))
    return type(backend).__module__.startswith(_REAL)


def _parsed(text: str, name: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KnownError(
            f"The {name} holds no key of {2 * KEY_BYTES} hexadecimal digits; "
            "put it back from a backup."
        )
    return key
