"""Values for the store's tests: a scenario, events of every kind, and a writer to kill."""

import sys
from pathlib import Path

from hypothesis import strategies as st

from app.domain.codes import Span, TurnCodes
from app.domain.errors import KnownError
from app.domain.events import (
    ClientReplied,
    Condensed,
    Ended,
    Event,
    MindMoved,
    Resumed,
    Rewound,
    Started,
    TimeOut,
    Timings,
    TraineeSpoke,
    TurnCoded,
)
from app.domain.feelings import Feelings
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.scenario import Pack, Scenario
from app.library.packs import find_scenario, shipped_packs
from app.store.database import Database
from app.store.keys import FileKeys
from app.store.sessions import Sessions


def open_database(home: Path) -> Database:
    """Opens with the key in a file: tests leave the keychain of the machine alone."""
    return Database.open(home, FileKeys(home))


def a_scenario() -> tuple[Pack, Scenario]:
    pack, scenario, _ = find_scenario(shipped_packs(), "foundations/marcus")
    return pack, scenario


def new_session(sessions: Sessions) -> str:
    pack, scenario = a_scenario()
    return sessions.create(pack, scenario, "a model")


def spoke(turn: int, text: str = "How is it at work?") -> TraineeSpoke:
    return TraineeSpoke(turn=turn, parent=max(turn - 1, 0), text=text)


def long_session(home: Path) -> tuple[Path, str]:
    """A closed database of many pages: its file, and the session that fills it."""
    database = open_database(home)
    sessions = Sessions(database)
    session = new_session(sessions)
    for turn in range(200):
        sessions.append(session, spoke(turn, "words " * 50))
    database.close()
    return home / "pixel.db", session


def damage_further_in(file: Path) -> bytes:
    """Blanks some pages behind the first; what the file then holds."""
    data = bytearray(file.read_bytes())
    data[-20_000:-12_000] = bytes(8000)
    file.write_bytes(data)
    return bytes(data)


text = st.text(max_size=40)
small = st.integers(0, 10_000)
number = st.floats(allow_nan=False, allow_infinity=False)
unit = st.floats(0, 1)
timings = st.builds(Timings, at=st.none() | text, first_word_s=st.none() | number)
feelings = st.builds(
    lambda parts: Feelings(weights=tuple(p / sum(parts) for p in parts)),
    st.tuples(*[st.integers(1, 1000)] * 8),
)
states = st.builds(
    MindState,
    trust=unit,
    resistance=unit,
    arousal=unit,
    valence=st.floats(-1, 1),
    feelings=feelings,
    topic=st.none() | text,
    disclosed=st.lists(text, max_size=3).map(tuple),
    offered=st.none() | text,
    peak_trust=unit,
)
codes = st.builds(
    TurnCodes,
    probabilities=st.dictionaries(text, number, max_size=3),
    evidence=st.dictionaries(
        text, st.lists(st.builds(Span, start=small, end=small)).map(tuple), max_size=2
    ),
)
appraisals = st.builds(
    Appraisal, topic=st.none() | text, understood=unit, pressured=unit, trigger=st.none() | text
)
noises = st.builds(Noise, trust=number, resistance=number, arousal=number, valence=number)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Started, timings=timings, opening=text, seed=st.integers(), state=states),
    st.builds(TraineeSpoke, timings=timings, turn=small, parent=small, text=text),
    st.builds(TurnCoded, timings=timings, turn=small, codes=codes),
    st.builds(
        MindMoved, timings=timings, turn=small, appraisal=appraisals, noise=noises, state=states
    ),
    st.builds(
        ClientReplied, timings=timings, text=text, told=st.lists(text).map(tuple), state=states
    ),
    st.builds(Rewound, timings=timings, turn=small),
    st.builds(TimeOut, timings=timings, after=small, question=text, answer=text),
    st.builds(Condensed, timings=timings, turn=small, summary=text),
    st.builds(Resumed, timings=timings, model=text, model_name=text),
    st.builds(Ended, timings=timings),
)


def write_until_killed(home: Path) -> None:
    """Appends events for ever and prints the number of each once it is written."""
    sessions = Sessions(open_database(home))
    session = new_session(sessions)
    print(session, flush=True)
    turn = 0
    while True:
        print(sessions.append(session, spoke(turn, f"turn {turn} " * 50)), flush=True)
        turn += 1


def try_to_open(home: Path) -> None:
    """Opens the database and says how that went."""
    try:
        open_database(home).close()
    except KnownError as error:
        print(error)
    else:
        print("open")


if __name__ == "__main__":
    {"write": write_until_killed, "open": try_to_open}[sys.argv[1]](Path(sys.argv[2]))
