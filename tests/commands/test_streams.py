"""`pixel` with streams that are closed, full, cut off, or in another encoding."""

import json
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.shell import Ran, pixel, surroundings

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="needs a POSIX shell")
PRACTICE = ("practice", "foundations/ana", "--script", "-", "--seed", "1")


def one_sentence(done: Ran) -> str:
    """The only line of an error, after its prefix."""
    assert done.code == 2, done
    (line,) = done.err.strip().splitlines()
    assert line.startswith("pixel: ")
    return line.removeprefix("pixel: ")


def test_events_are_printed_as_they_happen_and_ctrl_c_ends_a_script(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", *PRACTICE, "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=surroundings(tmp_path),
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("What do you like about the evenings?\n" * 2000)
        process.stdin.close()
        events = [json.loads(process.stdout.readline()) for _ in range(5)]
        assert events[-1]["kind"] == "client_replied"
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        events += [json.loads(line) for line in process.stdout]
        assert process.wait() == 130
    assert (events[-1]["kind"], events[-1]["reason"]) == ("ended", "left")
    assert len(events) < 2000

    listed = pixel(tmp_path, "sessions", "list", "--json")
    (session,) = json.loads(listed.out)
    assert session["state"] == "left"


@pytest.mark.skipif("not __import__('os').path.exists('/dev/full')", reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [(*PRACTICE, "--json"), PRACTICE, ("packs", "list")])
def test_a_full_disk_behind_the_output_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = pixel(tmp_path, *arguments, typed=b"Hello.\n", shell="{} >/dev/full")
    (line,) = [line for line in done.err.splitlines() if "pixel: " in line]
    assert line == "pixel: The output cannot be written: No space left on device."
    assert "Traceback" not in done.err
    assert "Exception ignored" not in done.err
    assert done.code == 2


@pytest.mark.parametrize("arguments", [(*PRACTICE, "--json"), ("packs", "list"), ("--version",)])
def test_closed_output_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = pixel(tmp_path, *arguments, typed=b"Hello.\n", shell="{} >&-")
    assert one_sentence(done) == "Standard output is closed; there is nowhere to write to."
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("practice", "foundations/ana"), "There is no terminal to type in here"),
        (PRACTICE, "Standard input is closed"),
        (("sessions", "resume", "a"), "There is no terminal to type in here"),
    ],
)
def test_closed_input_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    assert says in one_sentence(pixel(tmp_path, *arguments, shell="{} <&-"))


def test_without_any_input_a_session_plays_itself(tmp_path: Path) -> None:
    done = pixel(tmp_path, shell="{} <&-")
    assert done.code == 0, done.err
    assert "Debrief" in done.out


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_output_is_utf_8_whatever_the_locale(tmp_path: Path, encoding: str) -> None:
    words = "It’s “hard” at home – naïve, 日本."
    done = pixel(
        tmp_path, *PRACTICE, "--json",
        typed=words.encode(),
        environment={"PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.code == 0, done.err
    assert [e["text"] for e in done.events if e["kind"] == "trainee_spoke"] == [words]

    plain = {"PYTHONIOENCODING": encoding}
    session = json.loads(pixel(tmp_path, "sessions", "list", "--json", environment=plain).out)[0]
    shown = pixel(tmp_path, "sessions", "show", session["id"], environment=plain)
    assert "日本" in shown.out


def test_an_export_is_private_whole_and_never_over_another_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert pixel(home, *PRACTICE, typed=b"Hello.\n").code == 0
    session = json.loads(pixel(home, "sessions", "list", "--json").out)[0]["id"]
    target = tmp_path / "kept.jsonl"
    export = ("sessions", "export", session, "--to", str(target))

    assert pixel(home, *export, shell="umask 0; {}").code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text(encoding="utf-8").count("\n") == 3

    target.unlink()
    target.symlink_to(tmp_path / "elsewhere")
    assert "is already there" in one_sentence(pixel(home, *export))
    assert not (tmp_path / "elsewhere").exists()

    target.unlink()
    failed = pixel(home, *export, shell="ulimit -f 0; {}")
    assert "cannot be written" in one_sentence(failed)
    assert not target.exists()


def test_lists_as_json_and_what_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "broken.gguf").write_bytes(b"GGUF" + b"\0" * (64 << 20))
    models = pixel(tmp_path, "models", "list", "--json")
    assert [m["name"] for m in json.loads(models.out)] == ["broken", "starter"]
    assert models.err.startswith("not used: ")
    assert "broken.gguf" in models.err

    packs = json.loads(pixel(tmp_path, "packs", "list", "--json").out)
    names = [s["name"] for pack in packs for s in pack["scenarios"]]
    assert "foundations/marcus" in names

    done = pixel(tmp_path, *PRACTICE, "--json", typed=b"Hello.\n")
    assert done.code == 0, done.err
    assert "broken.gguf" in done.err


def test_errors_are_sentences(tmp_path: Path) -> None:
    said = one_sentence(pixel(tmp_path, "practice", "nowhere", "--script", "-", typed=b"Hi.\n"))
    assert said[0].isupper()
    assert said.endswith(".")
