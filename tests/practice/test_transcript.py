"""Transcripts are read with care: whatever a line holds, it is a turn or one sentence."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import KnownError
from app.practice import transcript
from app.practice.transcript import read_transcript, transcript_lines
from tests.practice.sessions import begin

TURN = b'{"speaker": "trainee", "text": "Hello."}'


def read(tmp_path: Path, content: bytes) -> list[tuple[str, str]]:
    path = tmp_path / "talk.jsonl"
    path.write_bytes(content)
    return [(turn.speaker, turn.text) for turn in read_transcript(str(path))]


def refused(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(KnownError) as error:
        read(tmp_path, content)
    sentence = str(error.value)
    assert "\n" not in sentence
    return sentence.removeprefix(f"{tmp_path}/talk.jsonl")


def test_every_speaker_in_order_and_nothing_but_words(tmp_path: Path) -> None:
    content = (
        b'{"speaker": "client:marcus", "text": "What now?", "start": 0.5, "end": 1.25}\n'
        b'{"speaker": "trainee", "text": "", "codes": {"behavior": "made up"}}\n'
        b'{"speaker": "client", "text": "\\u00c5 caf\xc3\xa9"}\n'
        b'{"speaker": "coach", "text": "Wait."}\n'
        b'{"speaker": "supervisor", "text": "Good."}'
    )
    assert read(tmp_path, content) == [
        ("client", "What now?"),
        ("trainee", ""),
        ("client", "Å café"),
        ("coach", "Wait."),
        ("supervisor", "Good."),
    ]


def test_a_byte_order_mark_windows_lines_and_blank_lines_are_fine(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + TURN + b"\r\n\r\n" + TURN + b"\n  \n\n"
    assert len(read(tmp_path, content)) == 2


def test_what_is_exported_is_read_again(tmp_path: Path) -> None:
    practice = begin()
    practice.say("How is work?")
    lines = transcript_lines(practice.view)
    assert all("codes" in json.loads(line) for line in lines)
    turns = read(tmp_path, "\n".join(lines).encode())
    assert [text for _, text in turns] == [t.text for t in practice.view.turns.values()]


def test_half_a_character_becomes_a_mark(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"speaker": "client", "text": "a\\ud800b"}') == [("client", "a\ufffdb")]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"hello", "this is not JSON (Expecting value at column 1); each line must be an object"),
        (TURN + TURN, "this is not JSON (Extra data at column 41)"),
        (TURN[:-3], "this is not JSON (Unterminated string starting at"),
        (b"[1]", "a list and not an object such as"),
        (b"null", "null and not an object such as"),
        (b"[" * 100_000, "this is nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number in it is too long"),
        (b'{"start": NaN}', "NaN is not a number of JSON"),
        (b'{"speaker": "trainee"}', 'the turn has no "text"'),
        (b'{"text": "Hi."}', 'the turn has no "speaker"'),
        (b'{"speaker": "trainee", "text": 1}', '"text" is a number; it must be a string'),
        (b'{"speaker": null, "text": "Hi."}', '"speaker" is null; it must be a string'),
        (b'{"speaker": "therapist", "text": "Hi."}', "there is no speaker 'therapist'; it must be"),
        (b'{"speaker": "client:", "text": "Hi."}', "there is no speaker 'client:'"),
        (b'{"speaker": "a\\n' + b"b" * 99 + b'", "text": ""}', "there is no speaker 'a\\nbbb"),
        (b'{"text": "a", "speaker": "client", "text": "b"}', "the key 'text' is there twice"),
        (b'{"speaker": "client", "text": "a\\u0000"}', "the text has a NUL character in it"),
        (b'{"speaker": "client", "text": "a\x00"}', "this is not JSON (Invalid control character"),
        (b'{"speaker": "client", "text": "caf\xe9"}', "byte 35 of the line is not UTF-8 text"),
        ("\ufeff{}".encode("utf-16-le"), "byte 1 of the line is not UTF-8 text"),
        (b'{"text": "' + b"a" * transcript.MAX_LINE + b'"}', "the line is longer than 1 MB"),
    ],
)
def test_a_wrong_line_is_one_sentence_with_its_number(
    tmp_path: Path, line: bytes, says: str
) -> None:
    assert refused(tmp_path, TURN + b"\n\n" + line).startswith(f", line 3: {says}")


@pytest.mark.parametrize("content", [b"", b"\n \r\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).startswith(" is empty; each line must be a turn such as {")


def test_too_long_a_file_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "MAX_TURNS", 2)
    assert len(read(tmp_path, (TURN + b"\n") * 2)) == 2
    assert "line 3: more than 2 turns" in refused(tmp_path, (TURN + b"\n") * 3)
    monkeypatch.setattr(transcript, "MAX_BYTES", 3 * len(TURN))
    assert "line 3: the file is longer than" in refused(tmp_path, (TURN + b"\n") * 3)


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"^There is no file .*gone\.jsonl; name a transcript"):
        read_transcript(str(tmp_path / "gone.jsonl"))
    with pytest.raises(KnownError, match="is a folder; name the transcripts in it"):
        read_transcript(str(tmp_path))
    with pytest.raises(KnownError, match=r"'a\\nb'"):
        read_transcript("a\nb")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.lists(st.sampled_from([TURN, b"{", b"}", b"\n", b'"', b"\xff"])).map(b"".join))  # fmt: skip # noqa: E501
def test_any_bytes_are_turns_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    try:
        assert read(tmp_path, content)
    except KnownError as error:
        assert len(str(error).splitlines()) == 1
