"""A process killed at any moment loses nothing that was acknowledged."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.store.sessions import Sessions
from tests.store.made import open_database, spoke


@pytest.mark.parametrize("seed", range(6))
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, seed: int) -> None:
    command = [sys.executable, "-m", "tests.store.made", "write", str(tmp_path)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    session = writer.stdout.readline().strip()
    time.sleep(random.Random(seed).uniform(0, 0.6))
    writer.kill()
    said = writer.stdout.read().splitlines(keepends=True)
    writer.stdout.close()
    writer.wait()
    acknowledged = [int(line) for line in said if line.endswith("\n")]

    database = open_database(tmp_path)
    sessions = Sessions(database)
    events = sessions.events(session)
    assert len(events) >= len(acknowledged)
    assert events == [spoke(n, f"turn {n} " * 50) for n in range(len(events))]
    assert [summary.id for summary in sessions.unfinished()] == [session]
    assert sessions.append(session, spoke(0)) == len(events)
    database.close()
