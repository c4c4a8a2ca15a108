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
from tests.practice.groups import in_the_middle, meet, meet_again
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
    assert "   4  Marcus Hale: Number " in shown
    shown = room.type("/rewind 2")
    assert "You are back at:\nMarcus Hale: Number " in shown
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
    assert "is one way to see it" in shown
    assert len(room.practice.view.path) == 3


def test_a_reply_still_owed_is_asked_for_or_taken_back() -> None:
    gone = EchoEngine(NumberedReplies())
    gone.close()
    cut_off = begin(gone)
    with pytest.raises(EngineGone):
        cut_off.say("Hello.")

    room = Room(practice=resume(cut_off.events))
    assert "has not answered your last words yet" in room.type("Are you there?")
    assert "is one way to see it" in room.type("/again")
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
    print_debrief(room.console, {"marcus": found})
    assert words in room.shown[before:]


def test_ctrl_c_stops_a_script_after_the_words_under_way() -> None:
    def reply(request: Request) -> str:
        if len(room.practice.view.turns) == 4:
            signal.raise_signal(signal.SIGINT)
        return f"Number {request.seed} is how it is."

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
        return f"Number {request.seed} is how it is."

    room = Room(EchoEngine(reply))
    room.type("One.", "Two.")
    first, second = (t for t in room.practice.view.turns.values() if t.number in (2, 4))
    assert (first.interrupted, second.interrupted) == (True, False)


def test_in_a_group_names_stand_before_what_is_said_and_others_answer() -> None:
    seed = in_the_middle().view.started.seed
    room = Room(practice=meet(seed=seed))
    room.talk.introduce()
    assert "Paul Castellano, 45; Irene Castellano, 42. A couples" in " ".join(room.shown.split())
    assert "\nPaul: Okay, I'll start" in room.shown
    shown = room.type("You both look tired.", "/turns")
    said = [t for t in room.practice.view.turns.values() if t.number >= 2]
    assert {turn.client for turn in said} == {"paul", "irene"}
    for turn in said:
        name = room.practice.names[turn.client or ""]
        assert shown.count(f"{name}: {turn.text.split('.')[0]}") == 2  # and again in /turns
    assert room.practice.view.pending is None
    assert "Ctrl-C has them wait" in room.type("/help")
    assert "Ctrl-C has them wait" not in Room().type("/help")


def test_a_script_lets_the_clients_answer_each_other() -> None:
    seed = in_the_middle().view.started.seed
    room = Room(practice=meet(seed=seed))
    assert room.talk.recite(["You both look tired.", "Irene, and you?"])
    view = room.practice.view
    assert view.pending is None
    asked = [n for n in view.path if view.turns[n].speaker == "trainee"]
    assert len(asked) == 2
    assert view.turns[asked[1]].parent == 3  # Not before the answer to the answer.


def test_ctrl_c_has_the_clients_wait() -> None:
    def reply(request: Request) -> str:
        if len(room.practice.view.turns) == 2:
            signal.raise_signal(signal.SIGINT)
        return f"Number {request.seed} is how it is."

    seed = in_the_middle().view.started.seed
    engine = EchoEngine(reply)
    room = Room(engine, meet(engine=engine, seed=seed))
    room.type("You both look tired.", "Let me come in here.")
    view = room.practice.view
    assert view.turns[2].interrupted
    assert view.turns[3].text == "Let me come in here."
    assert view.turns[3].parent == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_a_group_one_goes_back_to_before_ones_own_words() -> None:
    room = Room(practice=in_the_middle())
    shown = room.type("/again", "/back", "/back")
    assert room.practice.view.path == (0,)
    assert "You are back at:\nPaul: Okay" in shown
    assert "This is the beginning." in shown
    shown = room.type("/rewind 3", "/rewind 1")
    assert room.practice.view.head == 3
    assert "a turn of a client, as in" in " ".join(shown.split())


def test_a_group_that_was_cut_off_goes_on_where_it_was() -> None:
    cut_off = in_the_middle()
    floor = cut_off.view.turns[cut_off.view.head].floor
    assert floor is not None
    room = Room(practice=meet_again(cut_off.events))
    room.talk.catch_up()
    assert room.practice.view.turns[3].client == floor.next
    assert room.practice.view.pending is None
    # Who types instead of waiting comes in.
    room = Room(practice=meet_again(cut_off.events))
    room.type("One moment.")
    assert room.practice.view.turns[3].text == "One moment."


def test_a_debrief_of_a_group_has_everybody_in_it() -> None:
    room = Room(practice=in_the_middle())
    practice = room.practice
    found = {
        id: debrief(practice.events, persona, practice.scenario)
        for id, persona in practice.personas.items()
    }
    print_debrief(room.console, found)
    for name in ("Paul", "Irene"):
        assert f"As {name} Castellano lived it" in room.shown
        assert f"What {name} Castellano told" in room.shown
    assert room.shown.count("Five domains of emotional intelligence") == 1


def test_only_a_line_feed_ends_a_line_of_a_script(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes("One\u2028still one\x0cand on.\r\n\r\nTwo.\n\n".encode())
    assert read_script(path) == ["One\u2028still one\x0cand on.", "", "Two."]
