"""The debrief page: a finished session, an unfinished one, one without a word."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.assessment.coder import TrainedCoder
from app.assessment.eq import DOMAINS, MEASURES
from app.assessment.report import NOTES
from app.assessment.review import Review
from app.assessment.session import count_session
from app.desktop import shortcuts
from app.desktop.debrief.codes import change, code_words, pieces, quoted, rich
from app.desktop.debrief.findings import TimeOutView
from app.desktop.debrief.numbers import COUNTED, numbers
from app.desktop.debrief.ratings import Rating
from app.desktop.debrief.words import CodedWords
from app.desktop.debrief_page import DebriefPage
from app.desktop.theme.look import Look
from app.domain.codes import DIMENSIONS, ClientCodes, Span, TurnCodes
from app.practice.debrief import Debrief
from app.practice.report_words import DIMENSION_WORDS, WHAT_THESE_ARE
from app.store.sessions import Sessions
from tests.desktop.looking_back import TERMS, HearingCoder, looked_back, mixed, practiced
from tests.desktop.seen import opened, said
from tests.store.made import open_database

# What Qt says of every window that is shown where there is no screen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
QUESTION = "How do I get him to talk about himself?"


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    database = open_database(tmp_path_factory.mktemp("home"))
    yield Sessions(database)
    database.close()


@pytest.fixture(scope="module")
def ten(sessions: Sessions, trained: TrainedCoder) -> Debrief:
    return looked_back(
        sessions, practiced(sessions, trained, mixed(), time_out=QUESTION, tried_again=True)
    )


@pytest.fixture(scope="module")
def heard(sessions: Sessions, trained: TrainedCoder) -> Debrief:
    """The same ten turns, with codes of client turns and two turns for review."""
    found = looked_back(sessions, practiced(sessions, HearingCoder(trained), mixed()))
    review = (
        Review(index=3, code="reflection:simple", reason="This turn may be a simple reflection."),
        Review(index=9, code="move:confront", reason="Whether this turn argues is a coin toss."),
    )
    return found.model_copy(update={"report": found.report.model_copy(update={"review": review})})


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> DebriefPage:
    made = DebriefPage(look)
    opened(qtbot, made, 1180, 800)
    return made


def show(page: DebriefPage, found: Debrief) -> None:
    page.show_debrief(found)
    QApplication.processEvents()


def press(page: QWidget, keys: str | Qt.Key) -> None:
    target = page.window().focusWidget() or page
    if isinstance(keys, Qt.Key):
        QTest.keyClick(target, keys)
    else:
        QTest.keySequence(target, QKeySequence(keys))


def named(page: QWidget, words: str) -> QAbstractButton:
    found = [b for b in page.findChildren(QAbstractButton) if b.accessibleName().startswith(words)]
    assert found, words
    return found[0]


def test_it_says_what_session_it_is(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    words = said(page)
    assert ten.title in words
    assert "Marcus Hale · 10 turns · finished · 1 reply of other tries left out" in words
    assert "Practice again with Marcus" in words


def test_every_turn_with_its_codes_and_what_it_did_to_trust(
    page: DebriefPage, ten: Debrief
) -> None:
    show(page, ten)
    turns = page.transcript.turns
    assert [turn.words.toPlainText() for turn in turns] == [turn.text for turn in ten.turns]
    asked = next(t for t in turns if t.words.toPlainText().startswith("How do you see"))
    assert [tag.text() for tag in asked.tags] == ["open question"]
    assert asked.words.underlined == [asked.words.toPlainText()]
    for turn, shown in zip(ten.turns, turns, strict=True):
        assert shown.own == (turn.speaker == "trainee")
        assert bool(shown.tags) == bool(code_words(turn.codes or turn.client_codes))
        if turn.trust_change is not None:
            assert shown.change.text() == f"trust {change(turn.trust_change)}"


def test_the_client_stands_left_and_the_trainee_right(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    client, trainee = page.transcript.turns[4], page.transcript.turns[1]
    assert client.bubble.geometry().left() == 0
    assert trainee.bubble.geometry().right() == trainee.rect().right()


def test_underlined_words_name_their_code(qtbot: QtBot, look: Look) -> None:
    text = "<b>You should</b> rest."
    codes = TurnCodes(
        input="advice",
        moves=("unsolicited_advice",),
        evidence={"move:unsolicited_advice": (Span(start=3, end=13),)},
    )
    words = CodedWords(look, text, pieces(text, codes), characters=60)
    qtbot.addWidget(words)
    assert words.toPlainText() == text
    assert words.underlined == ["You should"]
    cursor = words.textCursor()
    cursor.setPosition(5)
    assert "Unasked advice. Advises without asking first." in cursor.charFormat().toolTip()
    assert cursor.charFormat().underlineStyle().name == "DashUnderline"
    words.light("move:unsolicited_advice")
    assert words.lit == ["You should"]
    words.light("")
    assert words.lit == []


def test_words_after_a_character_that_counts_twice_are_lit_in_their_place(
    qtbot: QtBot, look: Look
) -> None:
    text = "\U0001f600\U0001f600 You should rest."
    codes = TurnCodes(flags=("judges",), evidence={"flag:judges": (Span(start=3, end=13),)})
    words = CodedWords(look, text, pieces(text, codes), characters=60)
    qtbot.addWidget(words)
    words.light("flag:judges")
    assert words.lit == ["You should"]


def test_pieces_are_the_whole_text_even_where_codes_overlap_or_reach_too_far() -> None:
    text = "You feel sad. What happened?"
    codes = TurnCodes(
        question="open",
        reflection="simple",
        flags=("names_feeling",),
        evidence={
            "reflection:simple": (Span(start=0, end=13),),
            "flag:names_feeling": (Span(start=9, end=12),),
            "question:open": (Span(start=14, end=99),),
        },
    )
    found = pieces(text, codes)
    assert "".join(text[piece.start : piece.end] for piece in found) == text
    assert [text[p.start : p.end] for p in found if len(p.words) == 2] == ["sad"]
    assert pieces("", codes) == []
    assert quoted("one two three four", 10) == "“one two…”"


def test_what_was_told_is_marked_in_the_turn_that_told_it(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    assert ten.told
    for told in ten.told:
        turn = page.transcript.turns[told.index]
        assert not turn.own
        assert told.summary in said(turn.bubble)
        assert f"Told: {told.summary}" in turn.accessibleName()
        assert told.summary in said(page.findings)


def test_a_link_goes_to_the_turn(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    weakest = ten.standouts.weakest[0]
    link = next(
        b for b in page.findChildren(QAbstractButton) if b.accessibleName().endswith(weakest.reason)
    )
    link.click()
    turn = page.transcript.turns[weakest.index]
    assert turn.marked
    assert turn.hasFocus()
    assert not turn.visibleRegion().isEmpty()
    assert page.timeline.words.startswith("After turn")
    assert sum(t.marked for t in page.transcript.turns) == 1


def test_a_click_on_a_point_scrolls_to_its_turn(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    plot = page.timeline.plot
    QApplication.processEvents()
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.position_of(8))
    index = ten.timeline[8].index
    assert page.transcript.marked == index
    assert not page.transcript.turns[index].visibleRegion().isEmpty()
    assert page.timeline.words.startswith("After turn 8: trust ")
    assert plot.place_at(QPoint(plot.width() - 1, 5)) == len(ten.timeline) - 1


def test_the_timeline_by_keyboard(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    page.timeline.plot.setFocus()
    press(page, Qt.Key.Key_Right)
    assert page.transcript.marked == 0
    assert page.timeline.words.startswith("At the beginning: trust 0.15")
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right)
    assert page.transcript.marked == ten.timeline[2].index
    press(page, Qt.Key.Key_End)
    assert page.transcript.marked == ten.timeline[-1].index
    press(page, Qt.Key.Key_Left)
    press(page, Qt.Key.Key_Return)
    assert page.why.hasFocus()
    assert page.why.index == ten.timeline[-2].index
    page.why.link.click()
    assert page.transcript.turns[ten.timeline[-2].index].hasFocus()


def test_the_table_says_the_same_and_works_the_same(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    page.timeline.plot.setFocus()
    press(page, shortcuts.TABLE)
    table = page.timeline.table
    assert page.timeline.as_table
    assert table.hasFocus()
    assert table.rowCount() == len(ten.timeline)
    for place, point in enumerate(ten.timeline):
        cells = [table.item(place, where) for where in (1, 3)]
        assert [cell.text() if cell else "" for cell in cells] == [
            f"{point.state.trust:.2f}",
            f"{point.state.resistance:.2f}",
        ]
    table.setCurrentCell(3, 0)
    press(page, Qt.Key.Key_Down)
    assert page.transcript.marked == ten.timeline[4].index
    press(page, Qt.Key.Key_Return)
    assert page.why.hasFocus()
    assert page.why.index == ten.timeline[4].index
    page.timeline.take_focus()
    press(page, shortcuts.TABLE)
    assert not page.timeline.as_table


def test_the_transcript_by_keyboard(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    page.transcript.focus_marked()
    for _ in range(3):
        press(page, Qt.Key.Key_Down)
    turn = page.transcript.turns[3]
    assert turn.hasFocus()
    assert page.timeline.words.startswith("After turn 2")
    press(page, Qt.Key.Key_Right)
    first = turn.codes[0]
    assert turn.meaning.plain.startswith(first.word.capitalize())
    assert turn.words.lit
    press(page, Qt.Key.Key_Return)
    assert page.why.hasFocus()
    assert page.why.index == 3
    turn.setFocus()
    press(page, Qt.Key.Key_Up)
    assert page.transcript.turns[2].hasFocus()
    assert turn.words.lit == []
    stops = [t for t in page.transcript.turns if t.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert stops == [page.transcript.turns[2]]


def test_a_tag_points_to_its_words(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    turn = page.transcript.turns[1]
    QTest.mouseClick(turn.tags[0], Qt.MouseButton.LeftButton)
    assert turn.words.lit
    assert turn.meaning.isVisible()
    QTest.mouseClick(turn.tags[0], Qt.MouseButton.LeftButton)
    assert turn.words.lit == []


def test_an_answer_of_the_coach_unfolds(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    part = page.findChildren(TimeOutView)[0]
    assert QUESTION in said(part)
    assert "After turn 3" in said(part)
    assert ten.time_outs[0].answer not in said(part)
    named(part, "Show the answer").click()
    assert ten.time_outs[0].answer in said(part)
    named(part, "Hide the answer").click()
    assert ten.time_outs[0].answer not in said(part)


def test_numbers_come_with_their_meaning_and_without_a_grade(
    page: DebriefPage, ten: Debrief
) -> None:
    show(page, ten)
    words = said(page.findings)
    assert COUNTED in words
    shown = {number.name: number for number in numbers(ten.counts)}
    assert shown["Questions"].value == str(ten.counts.open_questions + ten.counts.closed_questions)
    assert list(shown)[-1] == "Complex among all reflections"
    assert "Raters agree on this least" in shown["Complex among all reflections"].meaning
    assert all(number.meaning in words for number in shown.values())
    nothing = {number.name: number.value for number in numbers(count_session([]))}
    assert nothing["Open among all questions"] == "–"


def test_what_stayed_locked_comes_with_its_reason(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    words = said(page.findings)
    for locked in ten.locked:
        assert locked.summary in words
        assert locked.why[1:] in words


def test_an_unfinished_session_covers_what_is_locked(
    page: DebriefPage, sessions: Sessions, trained: TrainedCoder
) -> None:
    found = looked_back(sessions, practiced(sessions, trained, mixed()[:4], finish=False))
    show(page, found)
    assert "unfinished: this is how it stands so far" in said(page)
    assert found.locked[0].summary not in said(page.findings)
    named(page.findings, "Show them anyway").click()
    assert found.locked[0].summary in said(page.findings)


def test_a_session_without_a_word_of_the_trainee(
    page: DebriefPage, sessions: Sessions, trained: TrainedCoder
) -> None:
    show(page, looked_back(sessions, practiced(sessions, trained, [], finish=False)))
    words = said(page)
    assert "Nothing to look back on yet" in words
    assert "Practice with Marcus" in words
    assert "Numbers" not in words
    assert not page.timeline.isVisible()


def test_a_silence_is_shown_as_one(
    page: DebriefPage, sessions: Sessions, trained: TrainedCoder
) -> None:
    found = looked_back(
        sessions, practiced(sessions, trained, ["", "What was that like?"]), "marcus"
    )
    show(page, found)
    assert page.transcript.turns[1].words.toPlainText() == "You said nothing."
    assert [tag.text() for tag in page.transcript.turns[1].tags] == ["silence"]


def test_another_session_takes_the_place_of_the_first(
    page: DebriefPage, ten: Debrief, sessions: Sessions, trained: TrainedCoder
) -> None:
    show(page, ten)
    page.go_to(9)
    show(
        page,
        looked_back(
            sessions,
            practiced(sessions, trained, ["What brings you here?"], client="ellen"),
            "ellen",
        ),
    )
    assert len(page.transcript.turns) == 3
    assert page.transcript.marked is None
    assert "Practice again with Ellen" in said(page)


def test_back_and_another(qtbot: QtBot, page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    with qtbot.waitSignal(page.another):
        page.again.click()
    with qtbot.waitSignal(page.back):
        page.leave.click()
    page.timeline.plot.setFocus()
    with qtbot.waitSignal(page.back):
        press(page, shortcuts.BACK)


def test_large_text_shows_one_part_at_a_time(page: DebriefPage, ten: Debrief, look: Look) -> None:
    show(page, ten)
    assert page.transcript.isVisible()
    assert page.findings.isVisible()
    look.set_percent(200)
    assert page.transcript.isVisible()
    assert not page.findings.isVisible()
    page.part_buttons["findings"].click()
    assert page.findings.isVisible()
    assert not page.transcript.isVisible()
    page.go_to(5)
    assert page.transcript.turns[5].hasFocus()
    look.set_scheme("dark")
    assert page.transcript.turns[5].marked


def test_everything_that_takes_the_focus_has_a_name(page: DebriefPage, ten: Debrief) -> None:
    show(page, ten)
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            inner = isinstance(widget.parent(), QAbstractItemView)
            assert widget.accessibleName() or inner, (widget.parent(), widget)


def test_a_tag_says_what_it_means_and_how_sure_it_is() -> None:
    codes = TurnCodes(
        question="open",
        flags=("asks_about_safety", "judges"),
        probabilities={"question:open": 0.82, "flag:asks_about_safety": 0.2, "flag:judges": 0.47},
    )
    explained = {word.word: word.explained for word in code_words(codes)}
    assert explained["open question"] == "Invites more than yes or no. Likely, 82%."
    assert explained["judges"] == "Passes judgment on the client. A close call, 47%."
    # Heard by its words, whatever the coder thinks of it.
    assert explained["asks about safety"] == "Asks outright about harm or suicide."


def test_several_codes_on_all_of_a_turn_are_one_underline(qtbot: QtBot, look: Look) -> None:
    text = "You feel alone. What happened?"
    everything = (Span(start=0, end=len(text)),)
    codes = TurnCodes(
        question="open",
        reflection="complex",
        moves=("affirm", "seek_collaboration"),
        evidence={
            "question:open": (Span(start=16, end=30),),
            "reflection:complex": everything,
            "move:affirm": everything,
            "move:seek_collaboration": everything,
        },
    )
    words = CodedWords(look, text, pieces(text, codes), characters=60)
    qtbot.addWidget(words)
    assert "".join(words.underlined) == text
    for place in (2, 20):
        cursor = words.textCursor()
        cursor.setPosition(place)
        assert cursor.charFormat().underlineStyle().name == "SingleUnderline"
    words.light("question:open")
    assert words.lit == ["What happened?"]


def test_a_client_turn_says_quietly_what_is_heard_in_it(page: DebriefPage, heard: Debrief) -> None:
    show(page, heard)
    turn = page.transcript.turns[4]
    assert [tag.text() for tag in turn.tags] == ["strong sustain talk", "anger", "sadness"]
    assert turn.words.underlined == []
    assert "Strong sustain talk, likely, 82%" in turn.accessibleName()
    turn.setFocus()
    for _ in range(2):
        press(page, Qt.Key.Key_Right)
    assert turn.words.lit == [turn.words.toPlainText()[:5]]
    assert turn.meaning.plain == "Anger. Sounds like anger. More likely than not, 62%."
    neutral = ClientCodes(feelings={"neutral": 0.9, "joy": 0.2})
    assert code_words(neutral) == []


def test_ratings_stand_with_their_bounds_and_what_they_mean(
    page: DebriefPage, heard: Debrief
) -> None:
    show(page, heard)
    words = said(page.findings)
    assert heard.report.dimensions is not None
    shown = {r.accessibleName().split(":")[0]: r for r in page.findChildren(Rating)}
    assert len(shown) == len(DIMENSIONS) + len(DOMAINS)
    for name, value in heard.report.dimensions.items():
        rating = shown[DIMENSION_WORDS[name].name]
        assert f"{value.value:.1f} of 5, between {value.low:.1f} to" in rating.accessibleName()
        assert rating.toolTip() == rich(DIMENSION_WORDS[name].meaning)
        assert rating.accessibleDescription() == DIMENSION_WORDS[name].meaning
    assert "Of 10 recorded sessions that look like this one" in words
    assert "experts and the raters whom the coder learned from hardly agree" in words


def test_a_domain_opens_to_what_it_is_made_of(page: DebriefPage, heard: Debrief) -> None:
    show(page, heard)
    assert NOTES["domains"] in said(page.findings)
    empathy = next(r for r in page.findChildren(Rating) if "Empathy" in r.accessibleName())
    empathy.setFocus()
    assert not empathy.details.isVisible()
    press(page, Qt.Key.Key_Return)
    assert empathy.details.isVisible()
    made_of = [measure for measure in MEASURES if measure.domain == "empathy"]
    for measure in made_of:
        assert measure.what in empathy.details.plain
        assert measure.what in empathy.accessibleDescription()
    assert "of 100 (weight 3)" in empathy.details.plain
    press(page, Qt.Key.Key_Space)
    assert not empathy.details.isVisible()


def test_turns_for_review_are_linked(page: DebriefPage, ten: Debrief, heard: Debrief) -> None:
    show(page, heard)
    assert "For review with your supervisor" in said(page.findings)
    named(page, "Turn 5: Whether this turn argues").click()
    assert page.transcript.turns[9].hasFocus()
    none = ten.report.model_copy(update={"review": ()})
    show(page, ten.model_copy(update={"report": none}))
    assert "For review with your supervisor" not in said(page.findings)


def test_missed_feelings_are_linked_to_the_turns_that_missed_them(
    page: DebriefPage, heard: Debrief
) -> None:
    show(page, heard)
    assert len(heard.missed) == heard.counts.feelings_missed > 0
    missed = heard.missed[-1]
    link = next(
        b
        for b in page.findChildren(QAbstractButton)
        if b.accessibleName().endswith(f": passed over “{missed.feeling}”")
        and b.accessibleName().startswith(f"Turn {(missed.index + 1) // 2}:")
    )
    link.click()
    assert page.transcript.marked == missed.index


def test_a_short_session_has_no_ratings(
    page: DebriefPage, sessions: Sessions, trained: TrainedCoder
) -> None:
    show(page, looked_back(sessions, practiced(sessions, trained, mixed()[:2])))
    words = said(page.findings)
    assert "This session is too short for ratings" in words
    assert "Too little was said" in words
    assert page.findChildren(Rating) == []


def test_it_ends_with_the_coder_and_its_terms(
    page: DebriefPage, ten: Debrief, trained: TrainedCoder
) -> None:
    show(page, ten)
    words = said(page.findings)
    assert WHAT_THESE_ARE in words
    assert f"Turn coder: {trained.name}. {TERMS}" in words


def test_no_rating_is_cut_with_large_text(page: DebriefPage, heard: Debrief, look: Look) -> None:
    look.set_percent(200)
    page.resize(720, 800)
    show(page, heard)
    page.part_buttons["findings"].click()
    QApplication.processEvents()
    room = page.findings_scroll.viewport().width()
    inner = page.findings_scroll.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= room
    for rating in page.findChildren(Rating):
        assert rating.mapTo(page.findings, rating.rect().bottomRight()).x() <= room
        assert rating.height() >= rating.heightForWidth(rating.width())
