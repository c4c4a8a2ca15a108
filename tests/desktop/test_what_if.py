"""Other words for a turn, the answer to them, and a group through its members' eyes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.desktop.debrief.whatif_view import ASIDE
from app.desktop.debrief_page import DebriefPage
from app.practice.stored import begin_stored
from tests.desktop.hand import GONE, LONG, Hand
from tests.desktop.seen import said

SAID = (
    "Thanks for coming in, Marcus. I know this isn't where you want to be.",
    "You should really calm down, though. Other people have it worse.",
    "What's a day on the road like for you?",
)
INSTEAD = "It sounds like the quiet is the only part that's really yours."
HURT = 3


def looked_back(hand: Hand, path: tuple[str, str], lines: tuple[str, ...]) -> DebriefPage:
    """A session practiced with these lines, open in the debrief."""
    services, engine = hand.running.services, hand.running.model.engine
    assert engine is not None
    pack, scenario, _ = services.find(*path)
    session, practice = begin_stored(
        services.sessions, pack, scenario, engine=engine, coder=services.coder, seed=4
    )
    for line in lines:
        practice.say(line)
        while practice.view.pending is not None:
            practice.proceed()
    practice.end()
    hand.window.open_debrief(session)
    hand.settle()
    return hand.window.debrief


def marcus(hand: Hand) -> DebriefPage:
    return looked_back(hand, ("foundations", "marcus"), SAID)


def test_other_words_by_keyboard(hand: Hand) -> None:
    page = marcus(hand)
    assert hand.focus is page.leave
    assert not page.why.isVisible()
    hand.tab_to("Timeline of 4 points")
    for key in ("Right", "Right", "Right", "Return"):
        hand.press(key)
    assert hand.focus is page.why
    assert page.why.index == HURT
    hand.tab_to("Say something else in this turn")
    hand.say(INSTEAD)
    other = page.what_if.other
    assert other is not None
    assert page.timeline.plot.other == other.other.states
    words = page.what_if.result.plain
    assert f"Trust would have ended at {other.other.states[-1].trust:.2f} instead of" in words
    assert "Dashes" in page.timeline.key.text()
    assert not page.what_if.hear.visibleRegion().isEmpty()

    # The answer is another one, said on a seat of its own, and kept nowhere.
    hand.talker.lines = ("Quiet. Yeah. That's what's left.",)
    hand.tab_to("Hear the answer")
    hand.press("Space")
    hand.settle()
    assert page.what_if.answer.plain == "Quiet. Yeah. That's what's left."
    assert ASIDE in said(page.what_if.bubble)
    assert "Quiet. Yeah." not in said(page.transcript)
    assert hand.focus is page.what_if.composer

    # Another turn has its own words; those tried here wait for the way back.
    page.go_to(5)
    assert page.what_if.other is None
    assert page.timeline.plot.other == ()
    assert page.what_if.composer.words == ""
    page.go_to(HURT)
    assert page.what_if.composer.words == INSTEAD
    assert page.timeline.plot.other == other.other.states
    page.what_if.forget.click()
    assert page.what_if.other is None
    assert page.timeline.plot.other == ()


def test_an_answer_is_stopped(hand: Hand) -> None:
    page = marcus(hand)
    page.go_to(HURT)
    page.what_if.composer.setFocus()
    hand.say(INSTEAD)
    hand.talker.lines, hand.talker.delay_s = (LONG,), 0.005
    page.what_if.hear.click()
    assert hand.focus is page.what_if.stop
    hand.wait(lambda: len(page.what_if.answer.plain) > 40)
    hand.press("Space")
    hand.settle()
    stopped = page.what_if.answer.plain
    assert LONG.startswith(stopped)
    assert len(stopped) < len(LONG)
    assert not page.what_if.bubble.visibleRegion().isEmpty()
    assert not page.what_if.stop.isVisible()


def test_a_failure_says_what_happened_and_offers_another_try(hand: Hand) -> None:
    page = marcus(hand)
    page.go_to(HURT)
    page.what_if.composer.setFocus()
    hand.say(INSTEAD)
    hand.talker.failure = GONE
    page.what_if.hear.click()
    hand.settle()
    assert page.what_if.banner.text.startswith("The engine died")
    hand.talker.failure = None
    page.what_if.banner.buttons[0].click()
    hand.settle()
    assert page.what_if.answer.plain
    assert page.what_if.banner.text == ""


def test_what_takes_longer_comes_later(hand: Hand) -> None:
    page = marcus(hand)
    assert "What might have come next" in said(page.findings)
    page.go_to(HURT)
    assert "By the end this turn had" in page.why.words


def test_a_family_is_seen_by_each_of_its_members(hand: Hand) -> None:
    hand.talker.lines = ("It's nine weeks, Mom.", "He doesn't sleep, Luis.", "I don't know.")
    page = looked_back(
        hand,
        ("together", "medina"),
        ("Noah, what are mornings like for you?", "Luis, it sounds like you're scared for him."),
    )
    words = said(page)
    assert "Rosa, Luis and Noah · 2 turns · finished" in words
    assert "How it moved Rosa" in words
    assert "Who stands with whom" in words
    assert "Rosa and Noah are on one side; Luis stands alone." in words
    assert page.members.isVisible()

    hand.tab_to("The debrief of Rosa")
    hand.press("Right")
    hand.press("Right")
    assert hand.focus.accessibleName() == "The debrief of Noah"
    assert "How it moved Noah" in said(page)

    # What another member said moved Noah, too; the graph shows who spoke.
    found = page._found
    assert found is not None
    luis = next(t for t in found.turns if t.client == "luis" and t.trust_change is not None)
    page.go_to(luis.index)
    assert page.why.words.startswith("Luis's words after turn")
    assert "why they moved Noah" in page.why.words
    assert "from Luis" in page.why.words
    assert "as Luis spoke" in page.standing.when.text()
    assert page.standing.graph.accessibleName().endswith("Luis speaks.")
    assert not page.what_if.isVisible()
    page.member_chosen.emit("rosa")
    assert page.transcript.marked == luis.index
    assert "why they moved Rosa" in page.why.words


def test_all_that_takes_the_focus_has_a_name(hand: Hand) -> None:
    page = marcus(hand)
    page.go_to(HURT)
    page.what_if.composer.setFocus()
    hand.say(INSTEAD)
    page.what_if.hear.click()
    hand.settle()
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            inner = isinstance(widget.parent(), QAbstractItemView)
            assert widget.accessibleName() or inner, (widget.parent(), widget)
