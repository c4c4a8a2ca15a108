"""The engine in its own process, killed in every way."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.domain.errors import KnownError
from app.engine.llama import LlamaEngine
from app.engine.process import EngineProcess
from app.engine.protocol import ContextFull, EngineGone, LoadCancelled, Message, Request
from tests import models
from tests.engine.conftest import SMALL_CONTEXT
from tests.engine.conversations import SYSTEM, history, request, said

LONG = type(SMALL_CONTEXT)(**{**vars(SMALL_CONTEXT), "n_ctx": 16384})


@pytest.fixture
def process(tiny_model: Path) -> Iterator[EngineProcess]:
    with EngineProcess(tiny_model, LONG) as process:
        yield process


def kill(process: EngineProcess, how: int = signal.SIGTERM) -> None:
    assert process.process_id is not None
    psutil.Process(process.process_id).send_signal(how)


def long_request() -> Request:
    """Long enough that the process is still at it when a signal comes."""
    return request(*history(4), max_tokens=400, schema='{"type": "array", "minItems": 999}')


def test_it_answers_as_the_engine_in_this_process(process: EngineProcess, tiny_model: Path) -> None:
    here = LlamaEngine(tiny_model, LONG)
    pieces: list[str] = []
    for ask in (request(*history(3)), request(*history(3), said("More."))):
        pieces.clear()
        there = process.answer(ask, pieces.append)
        same = here.answer(ask)
        assert (there.text, there.finish, there.prefilled) == (
            same.text,
            same.finish,
            same.prefilled,
        )
        assert "".join(pieces) == there.text
    assert process.info == here.info
    assert process.count(history(3)) == here.count(history(3))
    here.close()


def test_a_killed_process_says_the_same_and_nothing_twice(process: EngineProcess) -> None:
    ask = long_request()
    expected = process.answer(ask)
    pieces: list[str] = []
    ids = set()

    def hear(piece: str) -> None:
        pieces.append(piece)
        ids.add(process.process_id)
        if len(pieces) in (4, 9):
            kill(process, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    answer = process.answer(ask, hear)
    assert answer.text == "".join(pieces) == expected.text
    assert answer.finish == expected.finish
    assert len(ids) > 1


def test_answers_given_before_a_death_keep_their_tokens(process: EngineProcess) -> None:
    """A session after a restart goes on as it would have gone without."""
    messages = [SYSTEM, said("Hello.")]
    messages += [Message("assistant", process.answer(request(*messages)).text), said("And?")]
    expected = process.answer(request(*messages, seed=2))
    kill(process)
    again = process.answer(request(*messages, seed=2))
    assert again.text == expected.text
    assert again.prompt_tokens == expected.prompt_tokens
    assert again.prefilled == again.prompt_tokens


def test_three_deaths_are_enough(process: EngineProcess) -> None:
    with pytest.raises(EngineGone, match=r"died 3 times in a row: (signal|exit code)"):
        process.answer(long_request(), lambda _piece: kill(process))
    # The next request is a new chance.
    assert process.answer(request(*history(2))).text


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_at_the_terminal_is_not_for_the_process(process: EngineProcess) -> None:
    before = process.process_id
    kill(process, signal.SIGINT)
    assert process.answer(request(*history(2))).text
    assert process.process_id == before


@pytest.mark.parametrize("after_s", [0.02, 0.2])
def test_stop_in_a_long_prefill(process: EngineProcess, after_s: float) -> None:
    messages = (SYSTEM, said("word " * 3000))
    stopper = threading.Timer(after_s, process.stop)
    stopper.start()
    answer = process.answer(request(*messages))
    stopper.join()
    assert (answer.finish, answer.text) == ("stopped", "")
    assert process.answer(request(SYSTEM, said("Hello."))).finish != "stopped"


def test_stop_when_idle_does_nothing(process: EngineProcess) -> None:
    process.stop()
    assert process.answer(request(SYSTEM, said("Hello."))).finish != "stopped"


def test_a_listener_that_fails_leaves_the_process_usable(process: EngineProcess) -> None:
    ask = request(*history(2))
    expected = process.answer(ask).text
    before = process.process_id

    def fail(_piece: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        process.answer(ask, fail)
    assert process.answer(ask).text == expected
    assert process.process_id == before


def test_errors_cross_over(process: EngineProcess) -> None:
    with pytest.raises(ContextFull, match="exceeds the context"):
        process.answer(request(said("word " * 9000)))
    with pytest.raises(KnownError, match="schema"):
        process.answer(request(SYSTEM, schema="{"))


def test_bad_files(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"no model")
    with pytest.raises(KnownError, match="a GGUF file is wanted"):
        EngineProcess(wrong)
    odd = models.write(
        tmp_path / "odd.gguf",
        models.TINY,
        models.vocabulary(300, 310),
        architecture="perceptron",
    )
    with pytest.raises(KnownError, match="perceptron"):
        EngineProcess(odd)
    assert not psutil.Process().children()


def test_loading_can_be_watched_and_called_off(tiny_model: Path) -> None:
    seen: list[float] = []
    EngineProcess(tiny_model, SMALL_CONTEXT, on_progress=seen.append).close()
    assert seen[-1] == 1.0
    with pytest.raises(LoadCancelled):
        EngineProcess(tiny_model, SMALL_CONTEXT, on_progress=lambda done: done < 0.5)
    assert not psutil.Process().children()


def test_closing_leaves_nothing_behind(tiny_model: Path) -> None:
    me = psutil.Process()
    before = (threading.active_count(), me.num_fds() if hasattr(me, "num_fds") else 0)
    process = EngineProcess(tiny_model, SMALL_CONTEXT)
    process.answer(request(*history(1)))
    child = process.process_id
    process.close()
    process.close()
    after = (threading.active_count(), me.num_fds() if hasattr(me, "num_fds") else 0)
    assert before == after
    assert child is not None
    assert not psutil.pid_exists(child)
    with pytest.raises(EngineGone, match="closed"):
        process.answer(request(*history(1)))


def test_closing_ends_an_answer_under_way(tiny_model: Path) -> None:
    process = EngineProcess(tiny_model, LONG)
    closer = threading.Timer(0.1, process.close)
    closer.start()
    with pytest.raises(EngineGone, match="closed"):
        process.answer(request(said("word " * 3000)))
    closer.join()
    assert process.process_id is None


def test_the_process_ends_when_its_parent_is_killed(tiny_model: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from app.engine.process import EngineProcess\n"
        "from app.engine.protocol import Message, Request\n"
        f"engine = EngineProcess(Path({str(tiny_model)!r}))\n"
        "print(engine.process_id, flush=True)\n"
        "engine.answer(Request('a', (Message('user', 'word ' * 3000),), 1))\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ},
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 5
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the process outlives its parent"
        time.sleep(0.02)
