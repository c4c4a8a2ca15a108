"""`pixel assess`: transcripts in, codes with their evidence and a report out."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.codes import DIMENSIONS, EMOTIONS
from tests.commands.shell import pixel, surroundings

TALK = [
    ("client:marcus", "My boss sent me. I'm scared I'll lose my daughter over this."),
    ("trainee", "You did not choose this, and you're scared. What would make this hour useful?"),
    ("coach", "Leave him time."),
    ("client", "Nothing. I don't need to change anything."),
    ("trainee", ""),
    ("client", "..."),
    ("trainee", "You should really just calm down. I'd see a doctor if I were you."),
    ("supervisor", "Let us talk about that last one."),
]
TRAINEE_ONLY = (
    "behavior", "question", "reflection", "input", "emotional_reaction", "interpretation",
    "exploration", "strategy",
)  # fmt: skip
KEYS = {
    *TRAINEE_ONLY,
    *("moves", "talk", "strength", "feelings", "flags", "probabilities", "evidence"),
}


def written(path: Path, turns: list[tuple[str, str]] = TALK) -> str:
    lines = [json.dumps({"speaker": speaker, "text": text}) for speaker, text in turns]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def talk(tmp_path: Path) -> str:
    return written(tmp_path / "talk.jsonl")


def test_every_turn_has_every_code_and_the_session_a_report(tmp_path: Path, talk: str) -> None:
    done = pixel(tmp_path, "assess", talk, "--json")
    assert (done.code, done.err) == (0, "")
    (found,) = done.events
    assert found["file"] == talk
    assert [turn["index"] for turn in found["turns"]] == list(range(len(TALK)))
    for turn, (speaker, text) in zip(found["turns"], TALK, strict=True):
        assert turn["speaker"] == speaker.removesuffix(":marcus")
        codes = turn["codes"]
        if turn["speaker"] in ("coach", "supervisor"):
            assert codes is None
            continue
        assert set(codes) == KEYS
        assert all(0 <= chance <= 1 for chance in codes["probabilities"].values())
        for spans in codes["evidence"].values():
            for span in spans:
                assert span["text"] == text[span["start"] : span["end"]] != ""
        if turn["speaker"] == "trainee":
            assert codes["behavior"] in ("question", "reflection", "input", "other")
            assert codes["exploration"] in (0, 1, 2)
            assert (codes["talk"], codes["strength"], codes["feelings"]) == (None, None, {})
        else:
            assert all(codes[name] is None for name in TRAINEE_ONLY)
            assert (codes["moves"], codes["flags"]) == ([], [])
            assert codes["talk"] in ("change", "neutral", "sustain")
            assert 0 <= codes["strength"] <= 3
            assert set(codes["feelings"]) <= set(EMOTIONS)
    assert found["turns"][4]["codes"]["flags"] == ["silent"]

    session = found["session"]
    assert set(session["dimensions"]) == set(DIMENSIONS)
    assert all(1 <= value <= 5 for value in session["dimensions"].values())
    assert 0 <= session["quality"] <= 1
    assert set(session["intervals"]) == {*DIMENSIONS, "quality"}
    assert len(session["domains"]) == 5
    assert session["rates"]["talk_share"] == pytest.approx(0.5, abs=0.2)
    trainee = [i for i, (speaker, _) in enumerate(TALK) if speaker == "trainee"]
    assert all(one["index"] in trainee for one in session["review"])


def test_one_object_a_file_in_the_order_given(tmp_path: Path, talk: str) -> None:
    other = written(tmp_path / "other.jsonl", TALK[:2])
    alone = pixel(tmp_path, "assess", "--json", other).out
    done = pixel(tmp_path, "assess", other, talk, other, "--json")
    assert [found["file"] for found in done.events] == [other, talk, other]
    assert done.out.startswith(alone)
    assert done.out.endswith(alone)
    typed = pixel(tmp_path, "assess", "-", "--json", typed=Path(other).read_bytes())
    (found,) = typed.events
    assert found["file"] == "-"
    assert found["turns"] == json.loads(alone)["turns"]


def test_without_a_trainee_turn_nothing_is_rated(tmp_path: Path) -> None:
    path = written(tmp_path / "alone.jsonl", [("client", "Is anybody there?")])
    session = pixel(tmp_path, "assess", path, "--json").events[0]["session"]
    assert set(session["dimensions"].values()) == {None}
    assert session["quality"] is None
    assert set(session["domains"].values()) == {None}
    assert "not rated: the trainee says nothing" in pixel(tmp_path, "assess", path).out


def test_a_report_to_read(tmp_path: Path, talk: str) -> None:
    done = pixel(tmp_path, "assess", talk)
    assert (done.code, done.err) == (0, "")
    for words in ("(silence)", "Leave him time.", "The session, rated", "Rates", "Turn coder: "):
        assert words in done.out


def test_an_exported_session_gets_the_codes_it_was_practiced_with(tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "practice" / "scripts" / "ana_skilled.txt"
    practiced = pixel(tmp_path, "practice", "foundations/ana", "--script", str(script), "--json")
    assert practiced.code == 0, practiced.err
    session = json.loads(pixel(tmp_path, "sessions", "list", "--json").out)[0]["id"]
    exported = pixel(tmp_path, "sessions", "export", session)
    done = pixel(tmp_path, "assess", "-", "--json", typed=exported.out.encode())
    turns = done.events[0]["turns"]
    coded = [event for event in practiced.events if event.get("codes") is not None]
    assert [event["kind"] for event in coded] == ["started", *["turn_coded", "client_replied"] * 10]
    assert [turn["speaker"] for turn in turns] == ["client", *["trainee", "client"] * 10]
    for event, line, turn in zip(coded, exported.events, turns, strict=True):
        kept, found = event["codes"], turn["codes"]
        assert line["codes"] == kept
        assert {name: found[name] for name in kept if name != "evidence"} == {
            name: code for name, code in kept.items() if name != "evidence"
        }
        assert found["evidence"] == {
            code: [{**span, "text": line["text"][span["start"] : span["end"]]} for span in spans]
            for code, spans in kept["evidence"].items()
        }


def test_a_wrong_file_ends_it_after_those_before(tmp_path: Path, talk: str) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"speaker": "trainee", "text": "Hi."}\n{"speaker": "me", "text": "x"}\n')
    done = pixel(tmp_path, "assess", talk, str(wrong), talk, "--json")
    assert done.code == 2
    assert [found["file"] for found in done.events] == [talk]
    assert done.err.startswith(f"pixel: {wrong}, line 2: there is no speaker 'me'; it must be")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("/not/there.jsonl",),
        ("/",),
        ("/etc/hostname",),
        ("-",),
        ("TALK", "--coder", "no-such-coder"),
        ("TALK", "--coder", "/etc/hostname"),
        ("TALK", "--out", "/not/there/report.txt"),
        ("TALK", "--out", "/"),
        ("TALK", "--out", "TALK"),
    ],
)
def test_bad_input_exits_with_2_and_one_sentence(
    tmp_path: Path, talk: str, arguments: tuple[str, ...]
) -> None:
    before = Path(talk).read_bytes()
    done = pixel(tmp_path, "assess", *(talk if a == "TALK" else a for a in arguments))
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    if arguments:
        assert len(done.err.splitlines()) == 1
    assert Path(talk).read_bytes() == before


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, talk: str) -> None:
    out = tmp_path / "found.jsonl"
    whole = pixel(tmp_path, "assess", talk, "--json").out
    assert pixel(tmp_path, "assess", talk, "--json", "--out", str(out)).out == ""
    assert out.read_text(encoding="utf-8") == whole
    assert out.stat().st_mode & 0o077 == 0
    here = sorted(path.name for path in tmp_path.iterdir())

    full = pixel(tmp_path, "assess", talk, "--json", "--out", str(out), shell="ulimit -f 4; {}")
    assert full.code == 2
    assert (
        full.err == f"pixel: The file {out} cannot be written: File too large; it is as it was.\n"
    )
    wrong = pixel(tmp_path, "assess", talk, "/not/there", "--out", str(out))
    assert (wrong.code, len(wrong.err.splitlines())) == (2, 1)
    assert out.read_text(encoding="utf-8") == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == here

    report = pixel(tmp_path, "assess", talk, "--out", str(out))
    assert report.code == 0
    assert "The session, rated" in out.read_text(encoding="utf-8")


def test_control_c_leaves_whole_lines(tmp_path: Path, talk: str) -> None:
    long = written(tmp_path / "long.jsonl", TALK * 1000)
    command = [sys.executable, "-m", "app", "assess", talk, long, "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(tmp_path)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(first)["file"] == talk
    assert (rest, said) == (b"", b"")
