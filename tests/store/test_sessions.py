"""A session is its events: what was appended is what is read."""

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import KnownError
from app.domain.events import EVENT, Ended, Event, Resumed
from app.store.database import Database
from app.store.sessions import Sessions
from app.store.tables import EventRow
from tests.store import made
from tests.store.made import new_session, open_database, spoke


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    database = open_database(tmp_path_factory.mktemp("home"))
    return Sessions(database)


@settings(max_examples=40, deadline=None)
@given(st.lists(made.events, max_size=6))
def test_events_come_back_as_they_were(shared: Sessions, events: list[Event]) -> None:
    session = new_session(shared)
    log = shared.log(session)
    for event in events:
        log.append(event)
    assert shared.events(session) == events
    shared.delete(session)


def test_a_list_of_sessions_says_what_each_is(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    assert sessions.list() == []
    first, second = new_session(sessions), new_session(sessions)
    assert [sessions.append(first, spoke(n)) for n in range(3)] == [0, 1, 2]
    sessions.append(first, Ended(reason="left"))

    newest, oldest = sessions.list()
    assert (newest.id, newest.turns, newest.ended_at) == (second, 0, None)
    assert (oldest.id, oldest.turns) == (first, 3)
    assert (oldest.pack, oldest.scenario, oldest.client) == ("foundations", "marcus", "marcus")
    assert oldest.client_name == "Marcus Hale"
    assert oldest.ended_at is not None
    assert oldest.ended_at >= newest.started_at >= oldest.started_at
    assert [summary.id for summary in sessions.unfinished()] == [second]

    sessions.append(first, Resumed(model="m", model_name="m"))
    assert [summary.id for summary in sessions.unfinished()] == [second, first]
    database.close()


def test_a_deleted_session_is_gone_and_others_stay(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    kept, dropped = new_session(sessions), new_session(sessions)
    sessions.append(kept, spoke(0))
    sessions.append(dropped, spoke(0))
    sessions.delete(dropped)
    assert [summary.id for summary in sessions.list()] == [kept]
    assert len(sessions.events(kept)) == 1
    with pytest.raises(KnownError, match="no session"):
        sessions.events(dropped)
    with pytest.raises(KnownError, match="no session"):
        sessions.append(dropped, spoke(1))
    with pytest.raises(KnownError, match="no session"):
        sessions.delete(dropped)
    database.close()


def test_ten_thousand_events(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    session = new_session(sessions)
    with database.writing() as db:  # at once: 10,000 waits for the disk would test the disk
        for turn in range(9_900):
            body = EVENT.dump_json(spoke(turn)).decode()
            db.add(EventRow(session=session, seq=turn, kind="trainee_spoke", body=body))
    for turn in range(9_900, 10_000):
        assert sessions.append(session, spoke(turn)) == turn
    assert sessions.events(session) == [spoke(turn) for turn in range(10_000)]
    database.close()


def test_threads_write_and_read_at_once(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    session = new_session(sessions)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for turn in range(100):
                sessions.append(session, spoke(turn))
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert sessions.list()[0].turns <= len(sessions.events(session))
    assert failures == []
    assert len(sessions.events(session)) == sessions.list()[0].turns == 300
    database.close()


def test_words_are_sealed_in_every_file(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    session = new_session(sessions)
    for turn in range(50):
        sessions.append(session, spoke(turn, "the word is rhinoceros"))
    assert (tmp_path / "pixel.db-wal").stat().st_size > 0
    assert_sealed(tmp_path)
    database.close()
    assert not (tmp_path / "pixel.db-wal").exists()
    assert_sealed(tmp_path)


def assert_sealed(home: Path) -> None:
    for file in home.iterdir():
        data = file.read_bytes()
        assert b"rhinoceros" not in data
        assert b"trainee_spoke" not in data
        assert b"SQLite format" not in data


def test_an_event_of_another_version_is_named_without_its_words(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    session = new_session(sessions)
    sessions.append(session, spoke(0, "rhinoceros"))
    change_body(database, '{"kind": "sang", "text": "rhinoceros"}')
    with pytest.raises(KnownError, match="Event 0 of session") as caught:
        sessions.events(session)
    assert "rhinoceros" not in str(caught.value)
    database.close()


def change_body(database: Database, body: str) -> None:
    with database.writing() as db:
        db.connection().exec_driver_sql("UPDATE event SET body = ?", (body,))
