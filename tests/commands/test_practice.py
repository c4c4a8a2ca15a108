"""`pixel practice`: a whole session from a script, on the starter model."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.shell import pixel

TEN_TURNS = Path(__file__).parents[1] / "practice" / "scripts"
LINES = [
    "Hi, thanks for coming in. What brings you here today?",
    "It sounds like you did not choose this.",
    "What would make this hour worth your time?",
]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "lines.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("client", ["marcus", "ana", "ellen"])
def test_ten_turns_twice_with_one_seed_are_the_same_session(tmp_path: Path, client: str) -> None:
    script = TEN_TURNS / f"{client}_skilled.txt"
    lines = script.read_text(encoding="utf-8").splitlines()
    runs = [
        pixel(
            tmp_path / home, "practice", f"foundations/{client}",
            "--script", str(script), "--seed", "1", "--json",
        )
        for home in ("one", "two")
    ]  # fmt: skip
    for run in runs:
        assert run.code == 0, run.err
    assert runs[0].timeless == runs[1].timeless
    kinds = [event["kind"] for event in runs[0].events]
    assert kinds[0] == "started"
    assert kinds[1:5] == ["trainee_spoke", "turn_coded", "mind_moved", "client_replied"]
    assert kinds[-1] == "ended"
    assert [e["text"] for e in runs[0].events if e["kind"] == "trainee_spoke"] == lines
    for event in runs[0].events:
        if event["kind"] == "mind_moved":
            assert 0 <= event["state"]["trust"] <= 1
            assert 0 <= event["state"]["resistance"] <= 1
            assert isinstance(event["state"]["disclosed"], list)
        if event["kind"] == "client_replied":
            assert event["text"].strip()


def test_another_seed_gives_another_session(tmp_path: Path, script: Path) -> None:
    one, two = (
        pixel(
            tmp_path, "practice", "foundations/ana", "--script", str(script), "--seed", s, "--json"
        )
        for s in ("1", "2")
    )
    assert one.timeless != two.timeless


def test_the_session_is_stored_with_its_debrief(tmp_path: Path, script: Path) -> None:
    done = pixel(tmp_path, "practice", "foundations/ellen", "--script", str(script), "--seed", "3")
    assert done.code == 0, done.err
    assert "Debrief" in done.out
    assert "What stayed locked" in done.out

    listed = pixel(tmp_path, "sessions", "list", "--json")
    (session,) = json.loads(listed.out)
    assert session["turns"] == len(LINES)
    shown = pixel(tmp_path, "sessions", "show", session["id"][:6])
    assert "Strongest turns" in shown.out

    exported = pixel(tmp_path, "sessions", "export", session["id"])
    speakers = [turn["speaker"] for turn in exported.events]
    assert speakers == ["client:ellen"] + ["trainee", "client:ellen"] * len(LINES)

    target = tmp_path / "kept.jsonl"
    target.write_text("mine")
    refused = pixel(tmp_path, "sessions", "export", session["id"], "--to", str(target))
    assert (refused.code, target.read_text()) == (2, "mine")

    assert pixel(tmp_path, "sessions", "delete", session["id"], "--yes").code == 0
    assert "No sessions yet" in pixel(tmp_path, "sessions", "list").out


def test_a_group_from_a_script(tmp_path: Path) -> None:
    done = pixel(
        tmp_path, "practice", "together/medina", "--script", "-", "--seed", "5", "--json",
        typed=b"Thank you all for coming.\nNoah, what are the mornings like?\n",
    )  # fmt: skip
    assert done.code == 0, done.err
    kinds = [event["kind"] for event in done.events]
    assert kinds.count("trainee_spoke") == 2
    assert kinds.count("floor_given") == kinds.count("trainee_spoke") + kinds.count(
        "client_replied"
    )
    assert set(done.events[0]["others"]) == {"luis", "noah"}
    assert done.events[-2]["next"] is None  # nobody was cut short

    (session,) = json.loads(pixel(tmp_path, "sessions", "list", "--json").out)
    assert session["client_name"] == "Rosa, Luis and Noah"
    shown = pixel(tmp_path, "sessions", "show", session["id"]).out
    for name in ("Rosa Medina", "Luis Medina", "Noah Medina"):
        assert f"As {name} lived it" in shown
    exported = pixel(tmp_path, "sessions", "export", session["id"]).events
    speakers = {turn["speaker"] for turn in exported}
    assert {"trainee", "client:rosa"} <= speakers <= {
        "trainee", "client:rosa", "client:luis", "client:noah"
    }  # fmt: skip


def test_lists_name_everybody_who_comes(tmp_path: Path) -> None:
    listed = pixel(tmp_path, "packs", "list").out
    assert "together/castellano  Paul Castellano, 45; Irene Castellano, 42; Everything" in listed
    packs = json.loads(pixel(tmp_path, "packs", "list", "--json").out)
    (together,) = (pack for pack in packs if pack["id"] == "together")
    medina = next(s for s in together["scenarios"] if s["name"] == "together/medina")
    assert [client["name"].split()[0] for client in medina["clients"]] == ["Rosa", "Luis", "Noah"]
    assert medina["kind"] == "family"
    shown = pixel(tmp_path, "packs", "show", "together/medina").out
    for words in ("Rosa Medina, 67: ", "Noah Medina, 15: ", "Touches on:", "To practice:"):
        assert words in shown


def test_without_display_and_terminal_a_session_plays_itself(tmp_path: Path) -> None:
    done = pixel(tmp_path)
    assert done.code == 0, done.err
    assert "there is no display" in done.out
    assert done.out.count("You: ") == 10
    assert "Debrief" in done.out
    assert "No sessions yet" in pixel(tmp_path, "sessions", "list").out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"Hello.\n\xff\xfe\n", "line 2, is not UTF-8"),
        (b"x" * 1_000_001, "longer than"),
    ],
)
def test_a_bad_script_is_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes(content)
    done = pixel(tmp_path / "home", "practice", "foundations/ana", "--script", str(path))
    assert done.code == 2
    assert says in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("practice", "foundations/nobody", "--script", "-"),
        ("practice", "nowhere", "--script", "-"),
        ("practice", "foundations/ana", "--script", "/not/there.txt"),
        ("practice", "foundations/ana"),
        ("practice", "foundations/ana", "--script", "-", "--model", "not-a-model"),
        ("practice", "foundations/ana", "--script", "-", "--seed", "many"),
        ("practice",),
        ("no-such-command",),
        ("sessions", "show", "abc"),
        ("packs", "show", "together/nobody"),
        ("packs", "check", "/not/there"),
        ("models", "plan", "/etc/hostname"),
    ],
)
def test_bad_input_exits_with_2_and_says_why(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = pixel(tmp_path, *arguments, typed=b"Hello.\n")
    assert done.code == 2
    assert done.err.strip()
    assert "Traceback" not in done.err


def test_doctor_and_lists(tmp_path: Path) -> None:
    assert "llama" in pixel(tmp_path, "doctor").out.lower()
    listed = pixel(tmp_path, "packs", "list").out
    for name in ("foundations/marcus", "foundations/ana", "foundations/ellen"):
        assert name in listed
    assert "starter" in pixel(tmp_path, "models", "list").out
    assert "is right" in pixel(tmp_path, "packs", "check", "assets/packs/foundations").out
    assert pixel(tmp_path, "--version").out.startswith("pixel ")


def test_every_command_has_help(tmp_path: Path) -> None:
    for command in ([], ["practice"], ["assess"], ["doctor"], ["sessions"], ["packs"], ["models"]):
        done = pixel(tmp_path, *command, "--help")
        assert done.code == 0
        assert "Usage" in done.out


def test_brackets_in_what_the_doctor_says_are_words(tmp_path: Path) -> None:
    home = tmp_path / "[red]" / "[" / "x]"
    assert "[red]/[/x]" in "".join(pixel(home, "doctor").out.split())


def test_a_library_that_qt_lacks_is_named(tmp_path: Path) -> None:
    package = tmp_path / "PySide6"
    package.mkdir()
    (package / "__init__.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file: No such file')"
    )
    surroundings = {"DISPLAY": ":987", "PYTHONPATH": str(tmp_path)}
    done = pixel(tmp_path / "home", environment=surroundings)
    assert done.code == 0, done.err
    first = done.out.splitlines()[0]
    assert first.startswith("No window can open here (Qt needs libEGL.so.1, which is not")
    assert "Traceback" not in done.out


def test_a_session_whose_pack_is_gone_can_still_be_exported(tmp_path: Path) -> None:
    home = tmp_path / "home"
    mine = home / "packs" / "mine"
    shutil.copytree("assets/packs/foundations", mine)
    pack = mine / "pack.toml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace('"foundations"', '"mine"', 1), encoding="utf-8")
    assert pixel(home, "practice", "mine/ana", "--script", "-", typed=b"Hello.\n").code == 0
    shutil.rmtree(mine)

    session = json.loads(pixel(home, "sessions", "list", "--json").out)[0]["id"]
    shown = pixel(home, "sessions", "show", session)
    assert shown.code == 2
    assert "mine/ana of pack version" in shown.err
    assert f"`pixel sessions export {session[:8]}`" in shown.err
    assert len(pixel(home, "sessions", "export", session[:8]).events) == 3
