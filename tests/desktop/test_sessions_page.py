"""The sessions page: the list, what can be done with a session, the empty page."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.assessment.coder import TrainedCoder
from app.desktop.sessions_page import SessionsPage
from app.desktop.theme.look import Look
from app.store.sessions import Sessions, SessionSummary
from tests.desktop.looking_back import mixed, practiced
from tests.desktop.seen import opened, said
from tests.store.made import open_database


@pytest.fixture(scope="module")
def summaries(
    tmp_path_factory: pytest.TempPathFactory, trained: TrainedCoder
) -> list[SessionSummary]:
    database = open_database(tmp_path_factory.mktemp("home"))
    sessions = Sessions(database)
    practiced(sessions, trained, mixed()[:2])
    practiced(sessions, trained, mixed()[:1], client="ellen", finish=False)
    practiced(sessions, trained, [], client="ana", finish=False)
    found = sessions.list()
    database.close()
    return found


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> SessionsPage:
    made = SessionsPage(look)
    opened(qtbot, made, 900, 700)
    return made


def test_the_newest_comes_first_and_says_how_it_stands(
    page: SessionsPage, summaries: list[SessionSummary]
) -> None:
    page.show_sessions(summaries)
    assert [row.session.client for row in page.rows] == ["ana", "ellen", "marcus"]
    ana, ellen, marcus = page.rows
    assert "Marcus Hale · Today" in said(marcus)
    assert "· 2 turns" in said(marcus)
    assert "· 1 turn" in said(ellen)
    assert ["unfinished" in said(row) for row in page.rows] == [True, True, False]
    assert marcus.resume is None
    assert marcus.accessibleName().endswith("2 turns. Finished.")
    assert ana.resume is not None
    assert ana.resume.property("kind") == "primary"
    assert not page.nothing.isVisible()


def test_a_session_can_be_looked_back_on_and_gone_on_with(
    qtbot: QtBot, page: SessionsPage, summaries: list[SessionSummary]
) -> None:
    page.show_sessions(summaries)
    with qtbot.waitSignal(page.open_debrief) as asked:
        page.rows[2].debrief.click()
    assert asked.args == [summaries[2].id]
    resume = page.rows[0].resume
    assert resume is not None
    with qtbot.waitSignal(page.resume) as resumed:
        resume.click()
    assert resumed.args == [summaries[0].id]


def test_deleting_asks_once_and_names_what_is_lost(
    qtbot: QtBot, page: SessionsPage, summaries: list[SessionSummary]
) -> None:
    page.show_sessions(summaries)
    row = page.rows[2]
    with qtbot.assertNotEmitted(page.delete):
        row.remove.click()
    assert row.keep.hasFocus()
    assert "Its 2 turns with Marcus Hale" in row.lost.text()
    with qtbot.waitSignal(page.delete) as deleted:
        row.sure.click()
    assert deleted.args == [summaries[2].id]


def test_keeping_a_session_after_all(
    qtbot: QtBot, page: SessionsPage, summaries: list[SessionSummary]
) -> None:
    page.show_sessions(summaries)
    row = page.rows[0]
    row.remove.setFocus()
    with qtbot.assertNotEmitted(page.delete):
        QTest.keyClick(row.remove, Qt.Key.Key_Space)
        QTest.keyClick(row.keep, Qt.Key.Key_Escape)
    assert not row.question.isVisible()
    assert row.remove.hasFocus()


def test_an_empty_page_says_what_it_is_for(qtbot: QtBot, page: SessionsPage) -> None:
    page.show_sessions([])
    assert page.nothing.isVisible()
    assert "No sessions yet" in said(page)
    with qtbot.waitSignal(page.find_scenario):
        page.to_library.click()


def test_many_sessions_come_in_portions(
    page: SessionsPage, summaries: list[SessionSummary]
) -> None:
    many = [replace(summaries[0], id=f"s{number}") for number in range(90)]
    page.show_sessions(many)
    assert len(page.rows) == 40
    assert page.more.accessibleName() == "Show 40 more of 50"
    page.more.click()
    assert page.rows[40].debrief.hasFocus()
    page.more.click()
    assert [row.session.id for row in page.rows] == [session.id for session in many]
    assert not page.more.isVisible()
    page.show_sessions(many[1:])
    assert len(page.rows) == 89


def test_large_text_puts_the_buttons_below(
    page: SessionsPage, summaries: list[SessionSummary], look: Look
) -> None:
    page.show_sessions(summaries)
    row = page.rows[0]
    QApplication.processEvents()
    beside = row.debrief.mapTo(row, row.debrief.rect().topLeft())
    look.set_percent(200)
    QApplication.processEvents()
    below = row.debrief.mapTo(row, row.debrief.rect().topLeft())
    assert below.x() < beside.x()
    assert below.y() > beside.y()


def test_every_button_has_a_name_of_its_own(
    page: SessionsPage, summaries: list[SessionSummary]
) -> None:
    page.show_sessions(summaries)
    names = [
        made.accessibleName()
        for row in page.rows
        for made in (row.resume, row.debrief, row.remove)
        if made is not None
    ]
    assert len(set(names)) == len(names)
    assert all(names)
