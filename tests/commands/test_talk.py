"""What can be typed in the talk, at a console that keeps what it shows."""

import io
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from app.commands.debrief_text import print_debrief
from app.commands.script import read_script
from app.commands.talk import Talk
from app.engine.echo import EchoEngine
from app.engine.protocol import EngineGone, Request
from app.practice.debrief import debrief
from app.practice.session import Practice
from tests.practice.sessions import NumberedReplies, begin, resume


class Room:
    """A talk with Marcus on known replies, and everything that was shown in it."""

    def __init__(self, engine: EchoEngine | None = None, practice: Practice | None = None) -> None:
        engine = engine or EchoEngine(NumberedReplies())
        self.practice = practice or begin(engine)
        self._out = io.StringIO()
        # A console with markup, so that brackets that get through to it would show.
        self.console = Console(file=self._out, width=100)
        self.talk = Talk(self.practice, engine.info, self.console)

    def type(self, *lines: str) -> str:
        """Types these lines and leaves; what was shown meanwhile."""
        before = len(self.shown)
        assert not self.talk.converse(_lines(lines).__next__)
        return self.shown[before:]

    @property
    def shown(self) -> str:
        return self._out.getvalue()


def _lines(lines: Sequence[str]) -> Iterator[str]:
    yield from lines
    raise EOFError


def test_turns_are_numbered_and_one_can_be_gone_back_to() -> None:
    room = Room()
    shown = room.type("How is work?", "Tell me more.", "/turns")
    assert "   1  You: How is work?" in shown
    assert "   4  Marcus Hale: That is one way to see it" in shown
    shown = room.type("/rewind 2")
    assert "You are back at:\nMarcus Hale: That is one way to see it" in shown
    assert room.practice.view.head == 2
    for wrong in ("", "1", "99", "-1", "two", "9" * 5000):
        shown = room.type(f"/rewind {wrong}")
        assert "/rewind takes the number of a turn of Marcus Hale" in shown
    assert room.practice.view.head == 2


def test_the_status_is_the_model_and_its_memory_not_the_client() -> None:
    room = Room(EchoEngine(NumberedReplies(), context=4000))
    room.type("How is work?")
    shown = " ".join(room.type("/status").split())
    used, _ = room.practice.context_use()
    assert "Model: Echo." in shown
    assert f"{used:,} of 4,000 tokens ({used / 4000:.0%})" in shown
    assert "trust" not in shown.lower()


def test_it_is_said_when_turns_were_summed_up() -> None:
    def reply(request: Request) -> str:
        return "They talked." if request.seat == "rater" else f"Hm, {request.seed}."

    room = Room(EchoEngine(reply, context=1100))
    lines = [f"Please tell me a little more about day number {n} at work." for n in range(60)]
    shown = room.type(*lines)
    assert room.practice.view.condensed
    assert shown.count("The oldest turns were summed up") == len(room.practice.view.condensed)


def test_what_cannot_be_said_is_explained_and_asked_again() -> None:
    room = Room(EchoEngine(NumberedReplies(), context=1100))
    shown = room.type("word " * 2000, "How is work?")
    assert "say it in fewer words" in " ".join(shown.split())
    assert "That is one way to see it" in shown
    assert len(room.practice.view.path) == 3


def test_a_reply_still_owed_is_asked_for_or_taken_back() -> None:
    gone = EchoEngine(NumberedReplies())
    gone.close()
    cut_off = begin(gone)
    with pytest.raises(EngineGone):
        cut_off.say("Hello.")

    room = Room(practice=resume(cut_off.events))
    assert "has not answered your last words yet" in room.type("Are you there?")
    assert "That is one way to see it" in room.type("/again")
    assert room.practice.view.path == (0, 1, 2)

    room = Room(practice=resume(cut_off.events))
    assert "You are back at:" in room.type("/back")
    assert room.practice.view.path == (0,)
    assert "This is the beginning." in room.type("/back")


@pytest.mark.parametrize("words", ["hello [/bold] there", "[red]", "[/x]", ":smile: [link=x]y"])
def test_brackets_are_words_like_others(words: str) -> None:
    room = Room(EchoEngine(lambda request: f"{words} {request.seed}."))
    room.talk.introduce()
    shown = room.type(words, f"/{words}", f"/timeout {words}", "/turns", "/again")
    assert f"You: {words}" in shown
    assert f"Marcus Hale: {words}" in shown
    assert f"There is no /{words.split()[0]}." in shown
    before = len(room.shown)
    found = debrief(room.practice.events, room.practice.persona, room.practice.scenario)
    print_debrief(room.console, found)
    assert words in room.shown[before:]


def test_ctrl_c_stops_a_script_after_the_words_under_way() -> None:
    def reply(request: Request) -> str:
        if len(room.practice.view.turns) == 4:
            signal.raise_signal(signal.SIGINT)
        return f"That is how it is, number {request.seed}."

    room = Room(EchoEngine(reply))
    assert not room.talk.recite(["One.", "Two.", "Three.", "Four."])
    assert [t.text for t in room.practice.view.turns.values() if t.speaker == "trainee"] == [
        "One.",
        "Two.",
    ]
    assert room.practice.events[-1].kind == "client_replied"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_in_a_typed_session_only_stops_the_reply() -> None:
    def reply(request: Request) -> str:
        if len(room.practice.view.turns) == 2:
            signal.raise_signal(signal.SIGINT)
        return f"That is how it is, number {request.seed}."

    room = Room(EchoEngine(reply))
    room.type("One.", "Two.")
    first, second = (t for t in room.practice.view.turns.values() if t.number in (2, 4))
    assert (first.interrupted, second.interrupted) == (True, False)


def test_only_a_line_feed_ends_a_line_of_a_script(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes("One\u2028still one\x0cand on.\r\n\r\nTwo.\n\n".encode())
    assert read_script(path) == ["One\u2028still one\x0cand on.", "", "Two."]
