"""A session is its events: whatever happened in it, they give it back."""

from collections.abc import Callable
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.codes import TurnCodes
from app.domain.events import (
    EVENT,
    ClientReplied,
    Condensed,
    Ended,
    Event,
    MindMoved,
    Rewound,
    TimeOut,
    TraineeSpoke,
    TurnCoded,
)
from app.engine.echo import EchoEngine
from app.practice.coded import coded_turns
from app.practice.replay import apply, replay
from app.practice.room import recompute
from app.practice.session import Practice
from tests.practice.sessions import TellingReplies, begin, script

LINES = (
    "What is your job like these days?",
    "You're worn out, and you're afraid of losing Josie.",
    "You need to calm down.",
    "It's up to you how much you say about your father.",
    "",
    "Sorry, that came out wrong.",
    "Do you ever think about ending your life?",
)
Action = Callable[[Practice], object]


def say(text: str) -> Action:
    return lambda practice: practice.say(text)


def rewind(nth: int) -> Action:
    def to_a_client_turn(practice: Practice) -> None:
        turns = [t.number for t in practice.view.turns.values() if t.speaker == "client"]
        practice.rewind(turns[nth % len(turns)])

    return to_a_client_turn


def retry(practice: Practice) -> None:
    if practice.view.head != 0:
        practice.retry()


ACTIONS = st.one_of(
    st.sampled_from(LINES).map(say),
    st.just(retry),
    st.integers(0, 30).map(rewind),
    st.just(lambda practice: practice.time_out("How am I doing?")),
)


def session(actions: list[Action], small: bool = True) -> Practice:
    engine = EchoEngine(TellingReplies("marcus"), small=small)
    practice = begin(engine)
    for action in actions:
        action(practice)
    return practice


@given(st.lists(ACTIONS, max_size=12))
@settings(deadline=None, max_examples=60)
def test_replaying_is_the_same_as_having_been_there(actions: list[Action]) -> None:
    practice = session(actions)
    view = replay(practice.events)
    assert view == practice.view
    assert view.path == practice.view.path
    again = reduce(apply, practice.events[1:], replay(practice.events[:1]))
    assert again == view
    # Through JSON as well: that is how they are kept.
    read = [EVENT.validate_json(EVENT.dump_json(event)) for event in practice.events]
    assert replay(read) == view


@given(st.lists(ACTIONS, max_size=12))
@settings(deadline=None, max_examples=60)
def test_the_equations_give_the_recorded_states(actions: list[Action]) -> None:
    practice = session(actions)
    recorded = {
        (e.turn, "marcus"): e.state
        for e in practice.events
        if isinstance(e, MindMoved | ClientReplied)
    }
    assert recompute(practice.events, practice.personas, practice.scenario) == recorded


@given(st.lists(ACTIONS, max_size=12))
@settings(deadline=None, max_examples=60)
def test_the_path_takes_turns_from_the_opening_to_the_head(actions: list[Action]) -> None:
    view = session(actions).view
    speakers = [view.turns[number].speaker for number in view.path]
    assert speakers == (["client", "trainee"] * len(speakers))[: len(speakers)]
    assert view.path[0] == 0
    assert view.path[-1] == view.head
    assert list(view.path) == sorted(view.path)
    for before, after in zip(view.path, view.path[1:], strict=False):
        assert view.turns[after].parent == before


def test_the_tree_of_tries_and_rewinds() -> None:
    practice = session([say("Hello."), retry, retry, say("How are you?"), rewind(1), say("So?")])
    view = practice.view
    # 0 opens; 1 is answered by 2, 3 and 4; 5 and 6 follow 4; back at 2, 7 and 8 follow.
    assert view.tries(2) == (2, 3, 4)
    assert view.tries(0) == (0,)
    assert view.path == (0, 1, 2, 7, 8)
    assert {n: t.parent for n, t in view.turns.items()} == {
        0: None,
        1: 0,
        2: 1,
        3: 1,
        4: 1,
        5: 4,
        6: 5,
        7: 2,
        8: 7,
    }
    assert view.turns[7].state != view.turns[5].state


def test_what_one_branch_told_the_other_has_not_heard() -> None:
    practice = session([say(line) for line in script("marcus", "skilled")])
    assert practice.view.state.disclosed
    practice.rewind(0)
    assert practice.view.state.disclosed == ()


def test_a_session_begins_with_started() -> None:
    practice = begin()
    with pytest.raises(ValueError, match="begin with 'started'"):
        replay([])
    with pytest.raises(ValueError, match="begin with 'started'"):
        replay([Ended(reason="left")])
    with pytest.raises(ValueError, match="starts once"):
        replay([*practice.events, *practice.events])


def _reply(turn: int, parent: int) -> ClientReplied:
    return ClientReplied(
        turn=turn,
        parent=parent,
        client="marcus",
        text="x",
        seed=1,
        attempts=1,
        state=begin().view.state,
    )


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (TraineeSpoke(turn=3, parent=9, text="x"), "no turn 9"),
        (TraineeSpoke(turn=3, parent=1, text="x"), "turn 1 is not a turn of the client"),
        (TraineeSpoke(turn=2, parent=0, text="x"), "a turn 2 already"),
        (TraineeSpoke(turn=0, parent=0, text="x"), "a turn 0 already"),
        (TraineeSpoke(turn=-1, parent=0, text="x"), "turn -1 cannot come after turn 0"),
        (TurnCoded(turn=9, coder="x", codes=TurnCodes()), "no turn 9"),
        (TurnCoded(turn=2, coder="x", codes=TurnCodes()), "not a turn of the trainee"),
        (_reply(turn=3, parent=9), "no turn 9"),
        (_reply(turn=3, parent=2), "not a turn of the trainee"),
        (_reply(turn=2, parent=1), "a turn 2 already"),
        (Rewound(turn=9), "no turn 9"),
        (TimeOut(after=9, question="x", answer="x", composed=True), "no turn 9"),
        (Condensed(turn=9, summary="x", composed=True), "no turn 9"),
    ],
)
def test_events_that_do_not_fit_the_tree_are_refused(event: Event, why: str) -> None:
    practice = session([say("Hello.")])
    with pytest.raises(ValueError, match=why):
        replay([*practice.events, event])


def test_a_mind_that_moved_at_no_turn_is_refused() -> None:
    practice = session([say("Hello.")])
    moved = next(e for e in practice.events if isinstance(e, MindMoved))
    with pytest.raises(ValueError, match="no turn 9"):
        replay([*practice.events, moved.model_copy(update={"turn": 9})])


def test_a_session_from_before_client_turns_were_coded_opens() -> None:
    practice = begin()
    practice.say("How is work?")
    coded = [event for event in practice.events if not isinstance(event, TurnCoded)]
    old = [EVENT.validate_python(event.model_dump(exclude={"codes"})) for event in coded]
    view = replay(old)
    assert [turn.text for turn in view.turns.values()] == [
        turn.text for turn in practice.view.turns.values()
    ]
    assert all(turn.client_codes is None for turn in view.turns.values())
    assert all(turn.client is None for turn in coded_turns(view))
