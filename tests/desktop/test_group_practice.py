"""Practice with a couple or a family in the window, by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from app.desktop import shortcuts
from app.desktop.cast import Cast
from app.desktop.conversation import SILENCE, Turn
from app.desktop.wording import clients_line, group_words, initials, names_in
from app.practice.session import Practice
from tests.client.groups import COUPLE, FAMILY, members
from tests.client.shipped import CLIENTS, SCENARIOS
from tests.desktop.hand import GONE, LONG, Hand, Talker

Open = Callable[[], Hand]
LONGER_THAN_A_TEST = 600_000


def meet(hand: Hand, scenario: str = "castellano", *, pause_ms: int = LONGER_THAN_A_TEST) -> None:
    """Into a session with a group; nobody answers another before ``pause_ms``."""
    hand.talker.lines = tuple(f"Number {n} is how it is." for n in range(1000))
    hand.practice.pause.setInterval(pause_ms)
    pack, found, _ = hand.running.services.find("together", scenario)
    hand.window.start(pack, found)
    hand.settle()


def session(hand: Hand) -> Practice:
    assert hand.practice.practice is not None
    return hand.practice.practice


def until_somebody_wants_to_answer(hand: Hand) -> str:
    """Speaks to both until one wants to answer the other; who does."""
    for _ in range(60):
        hand.say("You both look tired.")
        head = session(hand).view.turns[session(hand).view.head]
        if head.floor is not None and head.floor.next is not None:
            return head.floor.next
    raise AssertionError("nobody ever wants to answer another")


def turns(hand: Hand) -> list[Turn]:
    return [turn for turn in hand.practice.conversation.findChildren(Turn) if turn.isVisible()]


def said(turn: Turn) -> list[str]:
    """All words of a turn, who speaks and to whom first."""
    return [part.text() for part in turn.bubble.findChildren(QLabel) if part is not turn.prose]


# Words


def test_a_group_in_words() -> None:
    couple, family = members(COUPLE), members(FAMILY)
    assert clients_line(tuple(couple.values()), COUPLE) == "A couple: Paul, 45, and Irene, 42"
    assert group_words(FAMILY) == "A family of three"
    assert clients_line((CLIENTS["marcus"],), SCENARIOS["marcus"]) == "Marcus Hale, 41"
    assert initials(["Rosa", "Luis", "Lorraine"]) == ["R", "Lu", "Lo"]
    assert names_in("Rosa, Luis and Noah") == ["Rosa", "Luis", "Noah"]
    assert names_in("Marcus Hale") == ["Marcus Hale"]
    cast = Cast.of(family)
    assert cast.everybody == "Rosa, Luis and Noah"
    assert cast.to(("luis",)) == "to Luis"
    assert cast.to(("rosa", "noah")) == "to Rosa and Noah"
    assert cast.to(("rosa", "luis", "noah")) == "to all of them"
    assert Cast.of(couple).to(("paul", "irene")) == "to both"
    assert len({cast.tone(id) for id in family}) == 3
    assert Cast.of({"marcus": CLIENTS["marcus"]}).to(("marcus",)) == ""


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("", "To Paul, who spoke last. Call someone by name to speak to them."),
        ("Tell me more", "To Paul, who spoke last."),
        ("Irene, and you", "To Irene."),
        ("Paul, you", "To Paul."),
        ("You both look", "To both."),
    ],
)
def test_it_is_said_to_whom_the_words_would_go(words: str, hint: str) -> None:
    assert Cast.of(members(COUPLE)).hint(words, "paul") == hint


# The library


def test_a_group_is_found_and_looks_like_one(hand: Hand) -> None:
    library = hand.window.library
    library.show_all()
    hand.press(shortcuts.SEARCH)
    hand.type("family of three noah")
    (card,) = (card for card in library.cards if not card.isHidden())
    assert "A family of three: Rosa, 67, Luis, 42, and Noah, 15." in card.accessibleName()
    hand.tab_to("Nine weeks at home")
    hand.press("Return")
    assert hand.focus.accessibleName() == "Start with Rosa, Luis and Noah"
    hand.press("Space")
    hand.settle()
    assert hand.window.page == "practice"
    assert session(hand).view.clients == ("rosa", "luis", "noah")


# An exchange


def test_who_speaks_and_to_whom(hand: Hand) -> None:
    meet(hand)
    practice = hand.practice
    assert hand.focus is practice.composer
    assert practice.composer.accessibleName() == "What do you say to Paul and Irene?"
    assert "who spoke last" in practice.foot.addressed.text()
    assert practice.composer.accessibleDescription() == practice.foot.addressed.text()
    hand.type("Irene, what is it like?")
    assert practice.foot.addressed.text() == "To Irene."
    hand.press("Return")
    hand.settle()
    opening, own, reply = turns(hand)
    assert said(opening) == ["Paul"]
    assert said(own) == ["to Irene"]
    assert own.prose.accessibleName() == "You to Irene: Irene, what is it like?"
    speaker = session(hand).view.turns[2].client
    assert speaker is not None
    name = session(hand).names[speaker]
    assert said(reply)[0] == name
    assert reply.prose.accessibleName().startswith(name)


def test_what_is_heard_names_who_says_it(hand: Hand, talker: Talker) -> None:
    meet(hand)
    talker.lines, talker.delay_s = (LONG,), 0.02
    hand.type("Irene, what is it like?")
    hand.press("Return")
    live = hand.practice.conversation
    hand.wait(lambda: len(turns(hand)) == 3)
    name = session(hand).names[session(hand).answering or ""]
    assert turns(hand)[-1].speaker == name
    talker.delay_s = 0.0
    hand.press(shortcuts.STOP)
    hand.settle()
    assert turns(hand)[-1].speaker == name
    assert not live.waiting  # a stop gives the trainee the floor


def test_the_strip_shows_who_is_here_and_how_they_stand(hand: Hand) -> None:
    meet(hand, "medina")
    strip = hand.practice.strip
    assert not strip.isHidden()
    assert strip.sides.text() == "Rosa and Noah are on one side; Luis stands alone."
    assert "Rosa speaks" in strip.graph.accessibleName()
    hand.say("Noah, what are the mornings like?")
    speaker = session(hand).view.turns[2].client
    assert f"{session(hand).names[speaker or '']} speaks" in strip.graph.accessibleName()
    hand.press(shortcuts.MEMBERS)
    assert strip.isHidden()
    hand.press(shortcuts.MEMBERS)
    assert not strip.isHidden()


def test_with_one_client_there_is_nothing_of_it(hand: Hand) -> None:
    hand.start()
    practice = hand.practice
    assert practice.strip.isHidden()
    assert not practice.head.members.isVisible()
    assert not practice.foot.come_in.isVisible()
    hand.press(shortcuts.MEMBERS)
    hand.press(shortcuts.COME_IN)
    hand.settle()
    assert practice.strip.isHidden()
    hand.say("Hello Ellen.")
    assert said(turns(hand)[1]) == said(turns(hand)[2]) == []


# Clients who answer each other


def test_others_answer_after_a_pause(hand: Hand) -> None:
    meet(hand, pause_ms=1)
    client = None
    for _ in range(60):
        before = len(session(hand).view.turns)
        hand.say("You both look tired.")
        hand.wait(lambda: session(hand).view.pending is None and not hand.practice.replying)
        hand.settle()
        if len(session(hand).view.turns) > before + 2:
            client = session(hand).view.turns[before + 2]
            break
    assert client is not None
    assert client.client != session(hand).view.turns[client.parent or 0].client
    assert hand.texts[-1] == session(hand).view.turns[session(hand).view.head].text


def test_the_pause_is_seen_and_one_can_come_in(hand: Hand) -> None:
    meet(hand)
    client = until_somebody_wants_to_answer(hand)
    practice, view = hand.practice, session(hand).view
    names = session(hand).names
    waiting = practice.conversation.waiting_text
    assert waiting == f"{names[client]} wants to answer {names[view.turns[view.head].client or '']}"
    assert practice.foot.come_in.isEnabled()
    assert practice.pause.isActive()
    hand.press(shortcuts.COME_IN)
    hand.settle()
    assert session(hand).view.pending is None
    assert not practice.conversation.waiting
    assert not practice.pause.isActive()
    assert not practice.foot.come_in.isEnabled()
    assert hand.focus is practice.composer
    before = len(hand.texts)
    hand.say("Let me stay with that.")
    assert hand.texts[before] == "Let me stay with that."


def test_who_writes_is_waited_for_and_sending_comes_in(hand: Hand) -> None:
    meet(hand)
    client = until_somebody_wants_to_answer(hand)
    practice = hand.practice
    hand.type("One")
    assert not practice.pause.isActive()
    assert "waits to answer" in practice.conversation.waiting_text
    for _ in range(3):
        hand.press("Backspace")
    assert practice.pause.isActive()
    head = session(hand).view.head
    hand.say("One moment.")
    spoken = next(t for t in session(hand).view.turns.values() if t.parent == head)
    assert (spoken.speaker, spoken.text) == ("trainee", "One moment.")
    assert spoken.client != client


def test_silence_lets_them_talk(hand: Hand) -> None:
    meet(hand)
    client = until_somebody_wants_to_answer(hand)
    head = session(hand).view.head
    hand.press(shortcuts.SILENT)
    hand.settle()
    answered = next(t for t in session(hand).view.turns.values() if t.parent == head)
    assert answered.client == client
    assert SILENCE not in hand.texts
    assert turns(hand)[-1].to  # to the one who is answered, or to whom it names


def test_coming_in_while_somebody_speaks_waits_for_their_words(hand: Hand, talker: Talker) -> None:
    meet(hand)
    talker.delay_s = 0.02
    hand.type("You both look tired.")
    hand.press("Return")
    hand.press(shortcuts.COME_IN)
    assert hand.practice.foot.addressed.text() == "You come in after these words."
    hand.settle()
    talker.delay_s = 0.0
    hand.wait(lambda: not hand.practice.replying)
    hand.settle()
    view = session(hand).view
    assert view.pending is None
    assert not view.turns[view.head].interrupted
    assert "After" not in hand.practice.foot.addressed.text()


def test_the_coach_and_other_pages_hold_everybody(hand: Hand) -> None:
    meet(hand)
    until_somebody_wants_to_answer(hand)
    pause = hand.practice.pause
    for there, back in (
        (shortcuts.TIME_OUT, shortcuts.TIME_OUT),
        (shortcuts.LIBRARY, shortcuts.PRACTICE),
    ):
        hand.press(there)
        hand.settle()
        assert not pause.isActive()
        hand.press(back)
        hand.settle()
        assert pause.isActive()
    hand.press(shortcuts.END)
    assert not pause.isActive()
    hand.tab_to("Keep talking")
    hand.press("Space")
    assert pause.isActive()


def test_when_an_answer_fails_nobody_goes_on_by_themselves(hand: Hand, talker: Talker) -> None:
    meet(hand)
    client = until_somebody_wants_to_answer(hand)
    talker.failure = GONE
    hand.press(shortcuts.AGAIN)
    hand.settle()
    assert "The engine died" in hand.practice.banner.text
    assert not hand.practice.pause.isActive()
    talker.failure = None
    hand.tab_to("Try again")
    hand.press("Space")
    hand.settle()
    assert session(hand).view.turns[session(hand).view.head].client == client


def test_going_back_in_an_exchange_gives_the_floor(hand: Hand) -> None:
    meet(hand)
    until_somebody_wants_to_answer(hand)
    hand.press(shortcuts.AGAIN)
    hand.settle()
    hand.press(shortcuts.COME_IN)
    hand.settle()
    before = len(hand.texts)
    hand.press(shortcuts.AGAIN)
    hand.settle()
    assert len(hand.texts) == before
    hand.press(shortcuts.COME_IN)
    hand.settle()
    hand.press(shortcuts.REWIND)
    hand.settle()
    assert hand.practice.composer.words == "You both look tired."
    assert session(hand).view.pending is None
    assert not hand.practice.pause.isActive()


def test_a_group_that_was_left_in_an_exchange_goes_on(open_program: Open) -> None:
    hand = open_program()
    hand.wait_for_model()
    meet(hand)
    client = until_somebody_wants_to_answer(hand)
    before = hand.texts

    hand = open_program()
    hand.wait_for_model()
    hand.practice.pause.setInterval(LONGER_THAN_A_TEST)
    assert "Your session with Paul and Irene is not finished" in hand.window.banner.text
    hand.tab_to("Resume it")
    hand.press("Space")
    hand.settle()
    assert hand.texts == before
    assert hand.practice.pause.isActive()
    hand.press(shortcuts.SILENT)
    hand.settle()
    assert session(hand).view.turns[session(hand).view.head].client == client
    hand.press(shortcuts.END)
    hand.press("Space")
    hand.settle()
    assert hand.window.page == "debrief"
    hand.press(shortcuts.SESSIONS)
    hand.settle()
    (row,) = hand.window.sessions.rows
    assert row.session.client_name == "Paul and Irene"


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_wider_than_a_small_window(hand: Hand, percent: int) -> None:
    look, window, page = hand.running.services.look, hand.window, hand.practice
    look.set_percent(percent)
    window.resize(window.minimumSize())
    meet(hand, "medina")
    until_somebody_wants_to_answer(hand)
    whole = window.centralWidget()
    assert whole is not None
    try:
        # Where there is no room for it the strip is not shown unasked.
        assert page.conversation.height() > look.sizes.body * 6
        for _ in range(2):
            assert whole.minimumSizeHint().width() <= window.width()
            page.toggle_members()
            hand.settle()
    finally:
        look.set_percent(100)
