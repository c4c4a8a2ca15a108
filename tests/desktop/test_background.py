"""Workers: work elsewhere, answers here, in order, and an end to it."""

import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.background import Piece, Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("test worker")
    yield made
    assert made.close()


def test_work_runs_elsewhere_and_answers_arrive_here(qtbot: QtBot, worker: Worker) -> None:
    seen: list[object] = []
    threads: list[threading.Thread] = []

    def work(piece: Piece) -> int:
        threads.append(threading.current_thread())
        for number in range(3):
            assert piece(number)
        return 7

    def done(result: int) -> None:
        threads.append(threading.current_thread())
        seen.append(result)

    worker.run(work, piece=seen.append, done=done)
    assert worker.busy
    qtbot.waitUntil(lambda: not worker.busy)
    assert seen == [0, 1, 2, 7]
    assert threads[0] is not threading.current_thread()
    assert threads[1] is threading.current_thread()


def test_jobs_run_one_after_the_other(qtbot: QtBot, worker: Worker) -> None:
    order: list[int] = []
    for number in range(20):
        worker.run(lambda _, number=number: number, done=order.append)
    qtbot.waitUntil(lambda: not worker.busy)
    assert order == list(range(20))


def test_a_failure_goes_to_who_asked_and_the_next_job_runs(qtbot: QtBot, worker: Worker) -> None:
    failures: list[Exception] = []
    results: list[str] = []

    def fail(_: Piece) -> None:
        raise ValueError("no")

    worker.run(fail, failed=failures.append)
    worker.run(lambda _: "yes", done=results.append)
    qtbot.waitUntil(lambda: not worker.busy)
    assert [str(failure) for failure in failures] == ["no"]
    assert results == ["yes"]


def test_a_dropped_job_is_halted_and_tells_nothing(qtbot: QtBot, worker: Worker) -> None:
    told: list[object] = []
    halted = threading.Event()

    def work(piece: Piece) -> str:
        piece("begun")
        halted.wait(5)
        return "late" if piece("more") else "early"

    worker.run(work, piece=told.append, done=told.append, halt=halted.set)
    qtbot.waitUntil(lambda: told == ["begun"])
    worker.run(lambda _: "next", done=told.append, exclusive=True)
    qtbot.waitUntil(lambda: not worker.busy)
    assert told == ["begun", "next"]


def test_closing_ends_the_thread_and_is_harmless_twice(qtbot: QtBot) -> None:
    worker = Worker("short")
    halted = threading.Event()
    late: list[object] = []
    worker.run(lambda _: halted.wait(5), done=late.append, halt=halted.set)
    time.sleep(0.02)
    assert worker.close()
    assert worker.close()
    assert not late
    with pytest.raises(RuntimeError):
        worker.run(lambda _: None)
