"""Through the whole program by keyboard alone, as a trainee goes."""

from collections.abc import Callable

from app.desktop import shortcuts
from app.desktop.conversation import SILENCE
from tests.desktop.hand import LONG, Hand, Talker


def test_a_first_session_by_keyboard(open_program: Callable[[], Hand], talker: Talker) -> None:
    hand = open_program()
    hand.wait_for_model()
    window, practice = hand.window, hand.practice
    assert window.library.stack.currentWidget() is window.library.welcome
    assert hand.focus.accessibleName() == "Start with Ellen"

    # Start: the client's first words are there.
    hand.press("Space")
    hand.settle()
    assert window.page == "practice"
    opening = hand.texts[0]
    assert opening.startswith("So you're who they send you to")
    assert hand.focus is practice.composer

    # Say.
    heard: list[str] = []
    practice.conversation.told.connect(heard.append)
    hand.say("Hello Ellen. What brings you here today?")
    assert len(hand.texts) == 3
    assert hand.texts[1] == "Hello Ellen. What brings you here today?"
    assert " ".join(heard) == hand.texts[2]
    assert len(heard) == 2

    # Stop: what was said so far stands.
    talker.lines, talker.delay_s = (LONG,), 0.005
    hand.type("How have the evenings been?")
    hand.press("Return")
    assert practice.conversation.waiting
    assert practice.composer.words == ""
    hand.wait(lambda: len(hand.texts) == 5 and len(hand.texts[-1]) > 40)
    hand.press(shortcuts.STOP)
    hand.settle()
    stopped = hand.texts[-1]
    assert LONG.startswith(stopped)
    assert len(stopped) < len(LONG)

    # Try again, look at the first try, and back.
    talker.lines, talker.delay_s = ("They are long, those evenings.",), 0.0
    hand.press(shortcuts.AGAIN)
    hand.settle()
    assert hand.texts[-1] == "They are long, those evenings."
    assert len(hand.texts) == 5
    hand.tab_to("The reply before")
    hand.press("Space")
    hand.settle()
    assert hand.texts[-1] == stopped

    # Time out.
    hand.press(shortcuts.TIME_OUT)
    assert hand.focus is practice.time_out.question
    assert not practice.composer.isEnabled()
    hand.say("How am I doing so far?")
    assert len(practice.time_out.answers) == 1
    assert "codes" in practice.time_out.answers[0]
    hand.press("Esc")
    assert practice.time_out.isHidden()
    assert hand.focus is practice.composer

    # Rewind, undo, rewind again and stay silent instead.
    hand.press(shortcuts.REWIND)
    hand.settle()
    assert len(hand.texts) == 3
    assert practice.composer.words == "How have the evenings been?"
    practice.banner.buttons[0].setFocus()
    hand.press("Space")
    hand.settle()
    assert hand.texts[-1] == stopped
    assert practice.composer.words == ""
    hand.press(shortcuts.REWIND)
    hand.settle()
    talker.lines = ("You don't say much, do you?",)
    hand.press(shortcuts.SILENT)
    hand.settle()
    assert hand.texts[-2:] == [SILENCE, "You don't say much, do you?"]

    # End, and the debrief.
    hand.press(shortcuts.END)
    assert hand.focus.accessibleName() == "End and see the debrief"
    hand.press("Space")
    hand.settle()
    assert window.page == "debrief"
    assert window.sidebar.pages["practice"].isHidden()

    # Sessions: it is there, finished.
    hand.press("Esc")
    hand.settle()
    assert window.page == "sessions"
    assert len(window.sessions.rows) == 1
    assert window.sessions.rows[0].session.ended_at is not None


def test_an_unfinished_session_is_offered_and_goes_on(
    open_program: Callable[[], Hand],
) -> None:
    hand = open_program()
    hand.wait_for_model()
    hand.press("Space")
    hand.settle()
    hand.say("Hello Ellen.")
    before = hand.texts

    hand = open_program()
    hand.wait_for_model()
    window = hand.window
    assert "Ellen is not finished" in window.banner.text
    hand.tab_to("Resume it")
    hand.press("Space")
    hand.settle()
    assert window.page == "practice"
    assert hand.texts == before
    hand.say("Shall we go on?")
    assert len(hand.texts) == len(before) + 2

    # From the list as well.
    hand = open_program()
    hand.wait_for_model()
    hand.press(shortcuts.SESSIONS)
    hand.settle()
    hand.tab_to("Go on with the session with Ellen")
    hand.press("Space")
    hand.settle()
    assert len(hand.texts) == len(before) + 2


def test_another_scenario_is_found_and_the_first_one_kept(hand: Hand) -> None:
    hand.press("Space")
    hand.settle()
    hand.press(shortcuts.LIBRARY)
    library = hand.window.library
    library.show_all()
    hand.press(shortcuts.SEARCH)
    assert hand.focus is library.search
    hand.type("court marcus")
    assert [card.isHidden() for card in library.cards].count(False) == 1
    hand.tab_to("Twelve sessions")
    hand.press("Return")
    assert library.detail is not None
    hand.press("Esc")
    assert library.detail is None
    assert hand.focus.accessibleName().startswith("Twelve sessions")
    hand.press("Return")
    hand.press(shortcuts.START)
    hand.settle()
    assert hand.texts[0].startswith("There's the paper")
    assert "Ellen is kept" in hand.window.banner.text


def test_leaving_without_a_debrief(hand: Hand) -> None:
    hand.press("Space")
    hand.settle()
    hand.press(shortcuts.END)
    hand.tab_to("Leave without it")
    hand.press("Space")
    hand.settle()
    assert hand.window.page == "library"
    assert hand.practice.practice is None


def test_deleting_asks_once_and_names_what_is_lost(hand: Hand) -> None:
    hand.press("Space")
    hand.settle()
    hand.say("Hello.")
    hand.press(shortcuts.SESSIONS)
    hand.settle()
    hand.tab_to("Delete the session")
    hand.press("Space")
    row = hand.window.sessions.rows[0]
    assert "1 turn with Ellen" in row.lost.text()
    hand.tab_to("Delete for good")
    hand.press("Space")
    hand.settle()
    assert hand.window.sessions.rows == []
    assert hand.practice.practice is None
    assert hand.window.sidebar.pages["practice"].isHidden()


def test_the_sheet_of_shortcuts(hand: Hand) -> None:
    hand.press(shortcuts.SHEET)
    assert hand.window.page == "sheet"
    hand.press("Esc")
    assert hand.window.page == "library"
