"""The bytes of a pack's TOML files, from a folder or a zip, within bounds.

A pack comes from outside: sizes and counts are bounded before anything is read, links and
names that leave the pack are refused, and nothing is unpacked to disk.
"""

import os
import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from app.domain.errors import KnownError

MAX_TOML = 128 * 1024
"""Bytes of one TOML file; the shipped clients are near 10 KiB."""
MAX_FILES = 400
"""TOML files of one pack."""
MAX_ENTRIES = 4000
MAX_ARCHIVE = 256 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
"""Bytes a zip may say it holds; media counts although it is not read here."""
_READ = re.compile(r"^(?:pack|(?:clients|scenarios)/[^/]+)\.toml$")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def read_pack_files(path: Path) -> dict[str, bytes]:
    """``pack.toml``, ``clients/*.toml`` and ``scenarios/*.toml``, by name in that order.

    Raises:
        KnownError: ``path`` is no folder and no zip, cannot be read, or is out of bounds.
    """
    try:
        if path.is_dir():
            files = _from_folder(path)
        elif path.exists():
            files = _from_zip(path)
        else:
            raise KnownError(f"There is no pack at {path}.")
    except OSError as error:
        raise KnownError(f"{path} cannot be read: {error.strerror or error}.") from error
    if "pack.toml" not in files:
        raise KnownError(
            f"{path} has no pack.toml; a pack is a folder or .pixelpack file with pack.toml, "
            "clients/*.toml and scenarios/*.toml."
        )
    return dict(sorted(files.items(), key=lambda item: (item[0] != "pack.toml", item[0])))


def _from_folder(folder: Path) -> dict[str, bytes]:
    found = [folder / "pack.toml"]
    for name in ("clients", "scenarios"):
        part = folder / name
        if part.is_symlink():
            raise KnownError(f"{part} is a link; a pack holds its files itself.")
        if part.is_dir():
            found += sorted(p for p in part.iterdir() if p.suffix == ".toml")
    if len(found) > MAX_FILES:
        raise KnownError(f"{folder} has {len(found)} TOML files; {MAX_FILES} is the most.")
    return {
        file.relative_to(folder).as_posix(): _read_regular(file)
        for file in found
        if file.is_symlink() or file.exists()
    }


def _read_regular(file: Path) -> bytes:
    if file.is_symlink():
        raise KnownError(f"{file} is a link; a pack holds its files itself.")
    if not file.is_file():
        raise KnownError(f"{file} is not a file.")
    with file.open("rb") as stream:
        data = stream.read(MAX_TOML + 1)
    return _bounded(data, str(file))


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_TOML:
        raise KnownError(f"{name} is larger than {MAX_TOML // 1024} KiB, the most for one file.")
    return data


def _from_zip(path: Path) -> dict[str, bytes]:
    if not path.is_file():
        raise KnownError(f"{path} is neither a folder nor a file.")
    if path.stat().st_size > MAX_ARCHIVE:
        raise KnownError(f"{path} is larger than {MAX_ARCHIVE >> 20} MiB, the most for a pack.")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _checked(path, archive.infolist())
            return {name: _read_entry(path, archive, entry) for name, entry in entries.items()}
    except _BAD_ZIP as error:
        raise KnownError(f"{path} is not a sound zip file: {error}.") from error


def _checked(path: Path, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries to read, after every entry was found harmless."""
    if len(entries) > MAX_ENTRIES:
        raise KnownError(f"{path} has {len(entries)} entries; {MAX_ENTRIES} is the most.")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise KnownError(f"{path} unpacks to more than {MAX_UNPACKED >> 20} MiB, the most allowed.")
    names: set[str] = set()
    for entry in entries:
        _check_entry(path, entry)
        # Names that some file systems take for the same file count as the same.
        folded = entry.filename.casefold()
        if folded in names:
            raise KnownError(f"{path} has two entries named {entry.filename!r}.")
        names.add(folded)
    top = _top(entries)
    inside = {entry.filename.removeprefix(top): entry for entry in entries}
    wanted = {name: entry for name, entry in inside.items() if _READ.match(name)}
    if len(wanted) > MAX_FILES:
        raise KnownError(f"{path} has {len(wanted)} TOML files; {MAX_FILES} is the most.")
    return wanted


def _check_entry(path: Path, entry: zipfile.ZipInfo) -> None:
    # orig_filename: ZipInfo cuts filename at a NUL and turns the system's separator into "/".
    name = entry.orig_filename
    parts = PurePosixPath(name).parts
    if (
        not name
        or name.startswith("/")
        or ".." in parts
        or any(c in name for c in "\\:\0")
        or os.path.isabs(name)
    ):
        raise KnownError(f"{path} has an entry {name!r} that leaves the pack's folder.")
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise KnownError(f"{path} has an entry {name!r} that is a link or a device.")
    if entry.flag_bits & 0x1:
        raise KnownError(f"{path} has an encrypted entry {name!r}; packs are not encrypted.")
    if entry.compress_type not in _METHODS:
        raise KnownError(f"{path} has an entry {name!r} that is neither stored nor deflated.")


def _top(entries: list[zipfile.ZipInfo]) -> str:
    """The one folder that holds everything, as archivers make it when they zip a folder."""
    names = [e.filename for e in entries if not e.filename.startswith("__MACOSX/")]
    if "pack.toml" in names:
        return ""
    tops = {name.partition("/")[0] for name in names}
    top = f"{tops.pop()}/" if len(tops) == 1 else ""
    return top if f"{top}pack.toml" in names else ""


def _read_entry(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # The size an entry states may be a lie, so the reading itself is bounded too.
    with archive.open(entry) as stream:
        return _bounded(stream.read(MAX_TOML + 1), f"{path}: {entry.filename}")
