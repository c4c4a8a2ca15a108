"""A zip from outside cannot fill memory, leave its folder, or bring links."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import KnownError
from app.domain.scenario import Pack
from app.library.packs import load_pack
from tests.library.pack_texts import FILES, zip_pack


def error_of(path: Path) -> str:
    with pytest.raises(KnownError) as caught:
        load_pack(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "../pack.toml",
        "clients/../../x.toml",
        "/etc/pack.toml",
        "C:/pack.toml",
        "clients\\..\\..\\x.toml",
        "clients/a.toml\0.png",
        "..",
    ],
)
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    # Written under a name of equal length and renamed in the bytes: zipfile tidies names.
    stand_in = "n" * len(name.encode())
    path = zip_pack(tmp_path / "p.pixelpack", {**FILES, stand_in: "x"})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode()))
    assert "leaves the pack's folder" in error_of(path)
    assert [p.name for p in tmp_path.iterdir()] == ["p.pixelpack"]


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_does(tmp_path: Path) -> None:
    honest = zip_pack(tmp_path / "honest.pixelpack", {**FILES, "clients/b.toml": "#" * 5_000_000})
    assert "clients/b.toml is larger than 128 KiB" in error_of(honest)
    # One that says it holds 100 bytes and unpacks to 5 MB.
    liar = tmp_path / "liar.pixelpack"
    data = honest.read_bytes().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    liar.write_bytes(data)
    assert "liar.pixelpack" in error_of(liar)
    huge = tmp_path / "huge.pixelpack"
    said = struct.pack("<I", 2_000_000_000)
    huge.write_bytes(honest.read_bytes().replace(struct.pack("<I", 5_000_000), said))
    assert "unpacks to more than 1024 MiB" in error_of(huge)


def test_counts_are_bounded(tmp_path: Path) -> None:
    toml = {f"clients/c{n}.toml": "" for n in range(500)}
    assert "400 is the most" in error_of(zip_pack(tmp_path / "a.pixelpack", {**FILES, **toml}))
    media = {f"media/{n}": "" for n in range(5000)}
    assert "4000 is the most" in error_of(zip_pack(tmp_path / "b.pixelpack", {**FILES, **media}))


def test_links_doubles_and_odd_compressions_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("clients/link.toml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zip_pack(tmp_path / "link.pixelpack")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "a link or a device" in error_of(path)

    path = zip_pack(tmp_path / "twice.pixelpack")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Clients/SAM.toml", "")
    assert "two entries" in error_of(path)

    path = zip_pack(tmp_path / "lzma.pixelpack")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("clients/b.toml", "x")
    assert "neither stored nor deflated" in error_of(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), put=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_a_damaged_zip_gives_a_pack_or_a_known_error(
    tmp_path: Path, at: int, put: bytes, cut: bool
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    data = buffer.getvalue()
    at %= len(data)
    path = tmp_path / "p.pixelpack"
    path.write_bytes(data[:at] if cut else data[:at] + put + data[at + len(put) :])
    try:
        assert isinstance(load_pack(path), Pack)
    except KnownError as error:
        assert str(path) in str(error)
