"""Packs are read strictly, and what is wrong is said with file, line and what is right."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import KnownError
from app.domain.scenario import Pack
from app.library.assets import assets
from app.library.packs import (
    find_scenario,
    installed_packs,
    load_pack,
    shipped_packs,
    survey,
)
from tests.library.pack_texts import CLIENT, COVER, FILES, SCENARIO, line_with, write_pack, zip_pack


def error_of(path: Path) -> str:
    with pytest.raises(KnownError) as caught:
        load_pack(path)
    return str(caught.value)


def test_a_folder_and_its_zip_are_the_same_pack(tmp_path: Path) -> None:
    folder = load_pack(write_pack(tmp_path / "demo"))
    assert folder.id == "demo"
    assert [client.id for client in folder.clients] == ["sam"]
    assert folder.scenarios[0].opening == "Hello."
    assert load_pack(zip_pack(tmp_path / "a.pixelpack")) == folder
    assert load_pack(zip_pack(tmp_path / "b.pixelpack", top="demo/")) == folder


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    spoiled = {
        name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in FILES.items()
    }
    assert load_pack(write_pack(tmp_path, {**spoiled})).id == "demo"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "clients/sam.toml",
            "trust = 0.3",
            "trust = 1.5",
            "temperament.trust is 1.5; right is a number from 0 to 1",
        ),
        (
            "clients/sam.toml",
            'feeling = "trust"',
            'feeling = "love"',
            "topics[2].feeling is 'love'; right is one of joy, trust, fear, surprise",
        ),
        (
            "clients/sam.toml",
            "[sensitivities]",
            "[sensitivity]",
            "sensitivity is not a known key; is it sensitivities?",
        ),
        (
            "clients/sam.toml",
            "advice = 1.5",
            "advise = 1.5",
            "sensitivities.advise is not a name known here; known are one of greeting",
        ),
        ("clients/sam.toml", "owe\\\\b", "owe(", "'\\\\bowe(' is not a regular expression"),
        (
            "clients/sam.toml",
            "owe\\\\b",
            "(?:o+w?)+e\\\\b",
            "can take for ever",
        ),
        (
            "clients/sam.toml",
            'after = "closing"',
            'after = "closed"',
            "'closed' is not an item above this one on the ladder",
        ),
        ("clients/sam.toml", 'id = "dog"', 'id = "work"', "the id 'work' is taken already"),
        (
            "scenarios/first.toml",
            'clients = ["sam"]',
            'clients = ["tim"]',
            "there is no client 'tim'; there are: sam",
        ),
        (
            "scenarios/first.toml",
            "minutes = 20",
            'minutes = "long"',
            "minutes is 'long'; right is a whole number from 5 to 120",
        ),
        ("scenarios/first.toml", "minutes = 20", "minutes = twenty", "is not TOML"),
        (
            "pack.toml",
            'version = "1.0.0"',
            'version = "one"',
            "version is 'one'; right is a version such as \"1.0.0\"",
        ),
        ("pack.toml", 'id = "demo"', 'id = "De mo"', "id is 'De mo'; right is 1 to 40 small"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    line = line_with(FILES[file], old)
    message = error_of(write_pack(tmp_path, {file: FILES[file].replace(old, new, 1)}))
    assert message.startswith(f"{tmp_path}: {file}, line {line}: ")
    assert says in message
    assert "\n" not in message


def test_a_missing_key_is_named_with_its_table(tmp_path: Path) -> None:
    text = CLIENT.replace('phrase = "your dog"\n', "")
    line = line_with(text, 'id = "dog"') - 1
    assert error_of(write_pack(tmp_path, {"clients/sam.toml": text})) == (
        f"{tmp_path}: clients/sam.toml, line {line}: topics[2].phrase is missing; "
        "it is text of 2 to 60 characters"
    )


def test_all_errors_are_listed_at_once(tmp_path: Path) -> None:
    message = error_of(
        write_pack(
            tmp_path,
            {
                "pack.toml": COVER.replace('title = "Demo"', "title = 3"),
                "clients/sam.toml": CLIENT.replace("age = 30", "age = 300"),
                "scenarios/first.toml": SCENARIO.replace("difficulty = 2", "difficulty = 9"),
            },
        )
    )
    assert message.splitlines() == [
        f"{tmp_path} has 3 errors:",
        "pack.toml, line 2: title is 3; right is text of 1 to 80 characters",
        "clients/sam.toml, line 3: age is 300; right is a whole number from 6 to 110",
        "scenarios/first.toml, line 8: difficulty is 9; right is a whole number from 1 to 5",
    ]


def test_thousands_of_errors_are_counted_not_listed(tmp_path: Path) -> None:
    many = SCENARIO + "".join(f"k{n} = 1\n" for n in range(9000))
    message = error_of(write_pack(tmp_path, {"scenarios/first.toml": many}))
    assert len(message.splitlines()) == 42
    assert message.endswith("and 8960 more")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("clients/sam.toml", CLIENT.encode("utf-16"), "line 1: is not UTF-8 text"),
        ("clients/sam.toml", CLIENT.encode() + b"# \xff", "is not UTF-8 text"),
        ("clients/sam.toml", b"", "name is missing"),
        ("clients/sam.toml", None, "clients/: has no .toml file"),
        ("pack.toml", None, "has no pack.toml"),
        ("scenarios/x.toml", b"x = " + b"[" * 5000, "nested far too deep"),
        ("scenarios/x.toml", b".".join([b"a"] * 60000) + b" = 1", "nested far too deep"),
        ("scenarios/x.toml", b"x = " + b"9" * 5000, "is not TOML"),
        ("scenarios/x.toml", b"#" * 200_000, "larger than 128 KiB"),
        ("clients/sam.toml", CLIENT.replace("owe\\\\b", "a{9999999999999}").encode(), "pattern"),
        ("scenarios/other.toml", SCENARIO.encode(), "the id 'first' is taken already"),
        ("pack.toml", COVER.encode() + b"clients = []", "clients belong in the folder clients"),
    ],
)
def test_broken_files_give_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    assert says in error_of(write_pack(tmp_path, {name: content}))


def test_odd_patterns_that_do_work_are_taken(tmp_path: Path) -> None:
    for pattern in ("[[a]", "(" * 95 + "a" + ")" * 95, "(?:" * 95 + "a" + ")" * 95):
        text = CLIENT.replace("\\\\bowe\\\\b", pattern)
        assert pattern in text
        assert load_pack(write_pack(tmp_path, {"clients/sam.toml": text})).id == "demo"


def test_links_are_not_followed(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "demo", {"clients/sam.toml": None})
    (tmp_path / "sam.toml").write_text(CLIENT)
    (pack / "clients").mkdir()
    (pack / "clients" / "sam.toml").symlink_to(tmp_path / "sam.toml")
    assert "is a link" in error_of(pack)


def test_what_is_not_there_or_no_pack_is_said(tmp_path: Path) -> None:
    assert "There is no pack at" in error_of(tmp_path / "nothing")
    assert "has no pack.toml" in error_of(tmp_path)
    (tmp_path / "words.pixelpack").write_text("not a zip")
    assert "is not a sound zip file" in error_of(tmp_path / "words.pixelpack")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from(sorted(FILES)),
    start=st.integers(0, 2000),
    length=st.integers(0, 40),
    put=st.binary(max_size=30) | st.text(max_size=20).map(str.encode),
)
def test_any_damage_gives_a_pack_or_a_known_error(
    tmp_path: Path, file: str, start: int, length: int, put: bytes
) -> None:
    data = FILES[file].encode()
    start = min(start, len(data))
    write_pack(tmp_path, {file: data[:start] + put + data[start + length :]})
    try:
        assert isinstance(load_pack(tmp_path), Pack)
    except KnownError as error:
        assert str(tmp_path) in str(error)
    finally:
        write_pack(tmp_path)


def test_shipped_packs_load_and_are_found_by_name(tmp_path: Path) -> None:
    packs = shipped_packs()
    pack, scenario, client = find_scenario(packs, "foundations/marcus")
    assert (pack.id, scenario.client, client.id) == ("foundations", "marcus", "marcus")
    with pytest.raises(KnownError, match=r"no scenario 'marcus'.*foundations/marcus"):
        find_scenario(packs, "marcus")
    assert installed_packs(tmp_path / "no home yet") == packs


def test_no_pattern_of_a_shipped_pack_can_take_for_ever() -> None:
    for path in sorted((assets() / "packs").iterdir()):
        load_pack(path)  # what shipped_packs leaves out, since this test does it


def test_own_packs_come_after_the_shipped_ones_and_bad_ones_are_left_out(tmp_path: Path) -> None:
    own = tmp_path / "packs"
    write_pack(own / "demo")
    write_pack(own / "demo2")
    write_pack(own / "broken", {"pack.toml": "id ="})
    zip_pack(own / "other.pixelpack", {**FILES, "pack.toml": COVER.replace("demo", "other")})
    (own / ".hidden").mkdir()
    (own / "notes.txt").write_text("not a pack")
    names = [pack.id for pack in installed_packs(tmp_path)]
    assert names[-2:] == ["demo", "other"]
    assert "foundations" in names
    problems = survey(tmp_path).problems
    assert len(problems) == 2
    assert "broken: pack.toml: is not TOML" in problems[0]
    assert "another pack with the id 'demo'" in problems[1]
