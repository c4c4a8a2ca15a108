"""`pixel practice` typed at a real terminal, and killed in the middle of it."""

import sys
from pathlib import Path

import pytest

from tests.commands.shell import pixel
from tests.commands.typed import PROMPT, Typed


def test_a_typed_session_with_all_that_can_be_done(tmp_path: Path) -> None:
    with Typed(tmp_path, "practice", "foundations/ellen", "--seed", "1") as terminal:
        opening = terminal.wait_for(PROMPT)
        assert "Ellen: " in opening
        assert "Content note: Alcohol use" in opening
        terminal.type("What are your evenings like?")
        first = terminal.wait_for("\nYou: ")
        assert "Ellen: " in first
        terminal.type("/again")
        again = terminal.wait_for("\nYou: ")
        assert "Ellen: " in again
        terminal.type("/timeout How am I doing so far?")
        assert "codes" in terminal.wait_for("\nYou: ")
        terminal.type("/back")
        assert "You are back at" in terminal.wait_for("\nYou: ")
        terminal.type("/nonsense")
        assert "There is no /nonsense" in terminal.wait_for("\nYou: ")
        terminal.type("")
        assert "Ellen: " in terminal.wait_for("\nYou: ")
        terminal.type("/end")
        assert "What stayed locked" in terminal.wait_for("Numbers")
        assert terminal.ended() == 0
    (row,) = [
        line for line in pixel(tmp_path, "sessions", "list").out.splitlines() if "ellen" in line
    ]
    assert "finished" in row


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_killed_in_the_middle_the_session_goes_on(tmp_path: Path) -> None:
    with Typed(tmp_path, "practice", "foundations/ana", "--seed", "1") as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("You did not choose to come here.")
        reply = terminal.wait_for("\nYou: ").split("Ana Morales: ")[1].split("\n")[0].strip()
        terminal.type("What would you rather be doing?")
        terminal.wait_for("Ana Morales: ")
        terminal.kill()
    with Typed(tmp_path, "practice", "foundations/ana") as terminal:
        assert "is unfinished (turns: 2)" in terminal.wait_for("Go on with it?")
        terminal.type("y")
        so_far = terminal.wait_for("What would you rather be doing?")
        assert "You did not choose to come here." in so_far
        assert " ".join(reply.split()) in " ".join(so_far.split())
        terminal.wait_for("\nYou: ")
        terminal.type("/end")
        terminal.wait_for("Numbers")
        assert terminal.ended() == 0


def test_a_display_that_does_not_answer_is_no_reason_to_die(tmp_path: Path) -> None:
    with Typed(tmp_path, environment={"DISPLAY": ":987"}) as terminal:
        assert "No window can open here" in terminal.wait_for("practice in the terminal")
        assert "Marcus" in terminal.wait_for("Whom do you want to meet?")
        terminal.type("99")
        terminal.wait_for("Type a number from 1 to 15.")
        terminal.type("1")
        terminal.wait_for(PROMPT)
        terminal.type("/end")
        terminal.wait_for("Numbers")
        assert terminal.ended() == 0


@pytest.mark.parametrize("how", ["leave", "interrupt"])
def test_leaving_keeps_the_session_and_offers_it_again(tmp_path: Path, how: str) -> None:
    with Typed(tmp_path, "practice", "foundations/ana", "--seed", "1") as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("Hello [/bold] there [red] :smile:")
        terminal.wait_for("\nYou: ")
        getattr(terminal, how)()
        said = terminal.wait_for("offers to go on.")
        assert "Your session is kept; `pixel practice foundations/ana`" in said
        assert "Debrief" not in said
        assert terminal.ended() == 0
    assert " open" in pixel(tmp_path, "sessions", "list").out
    with Typed(tmp_path, "practice", "foundations/ana") as terminal:
        terminal.wait_for("Go on with it?")
        terminal.type("y")
        terminal.wait_for("You: Hello [/bold] there [red] :smile:")
        terminal.wait_for("\nYou: ")
        terminal.type("/end")
        assert "[/bold]" in terminal.wait_for("Numbers")
        assert terminal.ended() == 0


def test_leaving_before_a_word_leaves_nothing_open(tmp_path: Path) -> None:
    with Typed(tmp_path, "practice", "foundations/ana") as terminal:
        terminal.wait_for(PROMPT)
        terminal.leave()
        assert terminal.ended() == 0
    assert " left" in pixel(tmp_path, "sessions", "list").out
