"""A session with several clients: who speaks, who hears what, and everything that can cut in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.rules import RuleCoder
from app.client.group import MOST_IN_A_ROW
from app.domain.errors import KnownError
from app.domain.events import (
    EVENT,
    ClientReplied,
    Event,
    FloorGiven,
    MindMoved,
)
from app.domain.scenario import Scenario
from app.engine.echo import EchoEngine
from app.engine.protocol import EngineGone, Message, Request
from app.practice.care import ANSWER as CARE
from app.practice.condense import compose_summary
from app.practice.replay import apply, replay, seen_by
from app.practice.room import recompute, said_to
from app.practice.session import Practice
from app.practice.stored import begin_stored, resume_stored
from app.practice.transcript import read_transcript, transcript_lines
from app.store.sessions import Sessions
from tests.client.groups import COUPLE, FAMILY, TOGETHER
from tests.practice.groups import all_out, in_the_middle, meet, meet_again
from tests.practice.sessions import Heard, Log, NumberedReplies, bare, kinds
from tests.store.made import open_database

GROUPS = (COUPLE, FAMILY)
LINES = (
    "Thank you for coming, all of you.",
    "Irene, what is it like to hear that?",
    "It sounds like you're worn out, Paul, and afraid of losing her.",
    "Noah, what are the mornings like?",
    "You should really stop shouting at each other.",
    "Luis, it's up to you how much you say about your mother.",
    "",
    "Sorry, that was unfair of me.",
)


@dataclass(frozen=True)
class Act:
    """Something the trainee does; ``owes`` where it draws a reply."""

    do: Callable[[Practice], object]
    owes: bool = False


def say(text: str) -> Act:
    def done(practice: Practice) -> None:
        practice.take_floor()
        practice.say(text)

    return Act(done, owes=True)


def _rewind(nth: int) -> Callable[[Practice], object]:
    def to_a_client_turn(practice: Practice) -> None:
        turns = [t.number for t in practice.view.turns.values() if t.speaker == "client"]
        practice.rewind(turns[nth % len(turns)])

    return to_a_client_turn


def _go_on(practice: Practice) -> None:
    if practice.view.pending is not None:
        practice.proceed()


def _retry(practice: Practice) -> None:
    if practice.view.pending is None and practice.view.head != 0:
        practice.retry()


GO_ON, RETRY = Act(_go_on, owes=True), Act(_retry, owes=True)
TAKE_FLOOR = Act(lambda practice: practice.take_floor())
TIME_OUT = Act(lambda practice: practice.time_out("How am I doing, and what about Irene?"))
ACTS = st.one_of(
    st.sampled_from(LINES).map(say),
    st.just(GO_ON),
    st.just(GO_ON),
    st.just(RETRY),
    st.just(TAKE_FLOOR),
    st.just(TIME_OUT),
    st.integers(0, 30).map(lambda nth: Act(_rewind(nth))),
)
SESSIONS = st.tuples(
    st.sampled_from(GROUPS), st.integers(0, 50), st.lists(ACTS, min_size=1, max_size=9)
)


def session(scenario: Scenario, seed: int, acts: Sequence[Act]) -> Practice:
    practice = meet(scenario, EchoEngine(NumberedReplies(), small=True), seed=seed)
    for act in acts:
        act.do(practice)
    return practice


# What happens in one exchange


def test_the_group_comes_in_and_the_first_speaks() -> None:
    practice = meet(FAMILY)
    (started,) = practice.events
    assert practice.view.clients == ("rosa", "luis", "noah")
    assert practice.view.grouped
    assert practice.names == {"rosa": "Rosa", "luis": "Luis", "noah": "Noah"}
    assert practice.view.turns[0].client == "rosa"
    assert practice.view.turns[0].text == FAMILY.opening
    assert practice.view.pending is None
    assert practice.view.bonds["rosa"]["noah"] == 0.7
    assert set(practice.view.turns[0].minds) == {"rosa", "luis", "noah"}
    assert EVENT.validate_json(EVENT.dump_json(started)) == started


def test_one_exchange_is_heard_by_all_and_the_floor_is_given_twice() -> None:
    log, shown = Log(), Heard()
    practice = meet(FAMILY, log=log)
    reply = practice.say("Noah, what are the mornings like for you?", shown)
    assert kinds(log.events) == [
        "started",
        "trainee_spoke",
        "turn_coded",
        *["mind_moved"] * 3,
        "floor_given",
        "client_replied",
        *["mind_moved"] * 2,
        "floor_given",
    ]
    assert tuple(log.events) == practice.events
    assert reply.client == "noah"
    assert reply.text == shown.text
    heard = {e.client: e.appraisal for e in log.events if isinstance(e, MindMoved) and e.turn == 1}
    assert heard["noah"].heard == "open_question"
    assert heard["rosa"].heard == heard["luis"].heard == "other"
    answered = {e.client: e for e in log.events if isinstance(e, MindMoved) and e.turn == 2}
    assert set(answered) == {"rosa", "luis"}
    assert answered["luis"].appraisal.speaker == "noah"
    assert " from Noah" in answered["luis"].note


def test_each_step_is_written_before_the_next_one_uses_it() -> None:
    log = Log()
    at_the_model: list[str] = []

    def reply(request: Request) -> str:
        at_the_model.append(kinds(log.events)[-1])
        return f"Sure, {request.seed}."

    practice = meet(FAMILY, EchoEngine(reply), log=log)
    for text in LINES:
        practice.take_floor()
        practice.say(text)
        all_out(practice)
    assert set(at_the_model) == {"floor_given"}


def test_others_may_answer_and_the_trainee_may_have_them_wait() -> None:
    practice = in_the_middle()
    first = practice.view.turns[practice.view.head].client
    with pytest.raises(ValueError, match="still owed"):
        practice.say("Let me come in here.")
    with pytest.raises(ValueError, match="no reply to try again"):
        practice.retry()
    reply = practice.proceed()
    assert reply.client != first
    assert reply.parent == 2

    practice = in_the_middle()
    practice.take_floor()
    assert practice.view.pending is None
    before = practice.events
    practice.take_floor()  # harmless when it is theirs anyway
    assert practice.events == before
    practice.say("Let me come in here.")
    assert practice.view.turns[3].parent == 2


def test_it_is_told_who_is_about_to_speak() -> None:
    practice = in_the_middle()
    told: list[str] = []
    while_drawn: list[str | None] = []
    practice.on_answering = told.append
    practice.proceed(lambda _: while_drawn.append(practice.answering))
    assert told == [practice.view.turns[3].client]
    assert set(while_drawn) == set(told)
    assert practice.answering is None


def test_a_stop_gives_the_trainee_the_floor() -> None:
    engine = EchoEngine(lambda r: f"Wait, {r.seed}. There is more. And more of it. And yet more.")
    seen = in_the_middle(engine=engine)
    practice = meet(engine=engine, seed=seen.view.started.seed)
    reply = practice.say("You both look tired.", Heard(at=1, do=practice.stop))
    assert reply.interrupted
    assert seen.view.pending is not None  # somebody would have gone on
    assert practice.view.pending is None
    assert practice.view.bonds != practice.view.started.bonds  # what was said was heard


def test_no_more_than_three_clients_in_a_row() -> None:
    practice = meet(FAMILY)
    longest = 0
    for number in range(40):
        practice.say(LINES[number % len(LINES)])
        all_out(practice)
        row = 0
        for turn in (practice.view.turns[n] for n in practice.view.path):
            row = row + 1 if turn.speaker == "client" else 0
            longest = max(longest, row)
    assert 1 < longest <= MOST_IN_A_ROW


def test_whom_a_turn_is_said_to() -> None:
    answers = iter(("He works, he sleeps.", "Mom, Luis is right here.", "It's fine."))
    practice = meet(FAMILY, EchoEngine(lambda _: next(answers, "Hm.") + " So."))
    practice.say("Noah, what are the mornings like?")
    assert said_to(practice.view, 0, practice.personas) == ()
    assert said_to(practice.view, 1, practice.personas) == ("noah",)
    assert said_to(practice.view, 2, practice.personas) == ()
    if practice.view.pending is not None:
        practice.proceed()
        assert said_to(practice.view, 3, practice.personas) in (("noah",), ("luis",))


# Going back


def test_going_back_into_an_exchange_gives_the_trainee_the_floor() -> None:
    practice = in_the_middle()
    all_out(practice)
    practice.rewind(2)
    assert practice.view.head == 2
    assert practice.view.pending is None
    reply = practice.say("Let me ask about that.")
    asked = practice.view.turns[reply.parent]
    assert asked.parent == 2
    # The other reply to turn 2 and the trainee's words there are no tries of one another.
    assert practice.view.tries(3) == (3,)


def test_another_try_is_by_the_same_client_to_the_same_words() -> None:
    practice = in_the_middle()
    practice.proceed()
    first = practice.view.turns[3]
    practice.take_floor()
    again = practice.retry()
    assert (again.client, again.parent) == (first.client, first.parent)
    assert again.text != first.text
    assert practice.view.tries(again.turn) == (3, again.turn)
    # Also where the floor had gone to the trainee meanwhile.
    practice.rewind(2)
    practice.rewind(3)
    assert practice.retry().client == first.client


@pytest.mark.parametrize("turn", [1, 99])
def test_one_goes_back_to_a_turn_of_a_client(turn: int) -> None:
    practice = in_the_middle()
    before = practice.events
    with pytest.raises(ValueError, match="not a turn of the client"):
        practice.rewind(turn)
    assert practice.events == before


# A session is its events


@given(SESSIONS)
@settings(deadline=None, max_examples=25)
def test_replaying_is_the_same_as_having_been_there(
    made: tuple[Scenario, int, list[Act]],
) -> None:
    practice = session(*made)
    read = [EVENT.validate_json(EVENT.dump_json(event)) for event in practice.events]
    assert read == list(practice.events)
    view = replay(read)
    assert view == practice.view
    assert view.path == practice.view.path
    assert reduce(apply, practice.events[1:], replay(practice.events[:1])) == view


@given(SESSIONS)
@settings(deadline=None, max_examples=25)
def test_the_equations_give_the_recorded_states(made: tuple[Scenario, int, list[Act]]) -> None:
    practice = session(*made)
    recorded = {
        (e.turn, e.client): e.state
        for e in practice.events
        if isinstance(e, MindMoved | ClientReplied)
    }
    assert recompute(practice.events, practice.personas, practice.scenario) == recorded


@given(SESSIONS)
@settings(deadline=None, max_examples=25)
def test_turns_make_a_tree_in_which_nobody_answers_themselves(
    made: tuple[Scenario, int, list[Act]],
) -> None:
    view = session(*made).view
    for turn in view.turns.values():
        if turn.parent is None:
            continue
        before = view.turns[turn.parent]
        assert turn.number > before.number
        assert (turn.client or "trainee") != (before.client or "trainee")
    row = 0
    for number in view.path:
        row = row + 1 if view.turns[number].speaker == "client" else 0
        assert row <= MOST_IN_A_ROW
    for a, others in view.bonds.items():
        assert set(others) == set(view.clients) - {a}
        assert all(-1 <= bond <= 1 for bond in others.values())


@given(SESSIONS)
@settings(deadline=None, max_examples=15)
def test_everybody_has_their_own_session(made: tuple[Scenario, int, list[Act]]) -> None:
    practice = session(*made)
    view = practice.view
    for id in view.clients:
        own = seen_by(view, id)
        assert own.started.client == id
        assert set(own.clients) == set(view.clients)
        assert own.state == view.state_of(id)
        for other in view.clients:
            assert own.state_of(other) == view.state_of(other)
        for turn in own.turns.values():
            assert turn.told == () or turn.client == id


def test_events_of_a_group_that_do_not_fit_are_refused() -> None:
    practice = in_the_middle()
    head, bonds = practice.view.head, practice.view.bonds
    speaker = practice.view.turns[head].client
    reply = next(e for e in practice.events if isinstance(e, ClientReplied))
    moved = next(e for e in practice.events if isinstance(e, MindMoved))
    wrong: list[tuple[Event, str]] = [
        (FloorGiven(turn=9, next=None, bonds=bonds), "no turn 9"),
        (FloorGiven(turn=head, next="lorraine", bonds=bonds), "no client 'lorraine'"),
        (FloorGiven(turn=1, next=None, bonds=bonds), "answered by a client"),
        (FloorGiven(turn=head, next=None, bonds={}), "bonds are not those"),
        (moved.model_copy(update={"client": "lorraine"}), "no client 'lorraine'"),
        (reply.model_copy(update={"turn": 3, "client": "lorraine"}), "no client 'lorraine'"),
        (reply.model_copy(update={"turn": 3, "parent": head, "client": speaker}), "the trainee"),
    ]
    for event, why in wrong:
        with pytest.raises(ValueError, match=why):
            replay([*practice.events, event])


# Cut off


WALK = (
    say("Thank you both for coming. What brings you here?"),
    GO_ON,
    GO_ON,
    say("You both look tired."),
    RETRY,
    GO_ON,
    TIME_OUT,
    say("Irene, what is it like to hear that? " * 6),
    GO_ON,
    Act(_rewind(2)),
    RETRY,
    say("You should really calm down, Paul. " * 6),
    TAKE_FLOOR,
    say(""),
    GO_ON,
    Act(_rewind(1)),
    *[say("It's up to you both what we say. " * 9)] * 4,
    GO_ON,
    GO_ON,
    say("You both look tired."),
    RETRY,
    GO_ON,
)


def walked(scenario: Scenario, seed: int) -> tuple[tuple[Event, ...], list[int]]:
    """A whole session, and how many events there were after each act."""
    practice = meet(scenario, tight(), seed=seed)
    ends = [len(practice.events)]
    for act in WALK:
        act.do(practice)
        ends.append(len(practice.events))
    return practice.events, ends


def tight() -> EchoEngine:
    return EchoEngine(NumberedReplies(), context=570, small=True)


@pytest.mark.parametrize(("scenario", "seed"), [(COUPLE, 6), (FAMILY, 3)])
def test_killed_anywhere_a_session_goes_on_to_the_same_end(scenario: Scenario, seed: int) -> None:
    whole, ends = walked(scenario, seed)
    assert {"rewound", "time_out", "condensed", "floor_given"} <= set(kinds(whole))
    asked = [e.parent for e in whole if isinstance(e, ClientReplied)]
    assert any(replay(whole).turns[parent].speaker == "client" for parent in asked)
    for cut in range(1, len(whole)):
        log = Log()
        log.events = list(whole[:cut])
        practice = meet_again(whole[:cut], scenario, tight(), log=log)
        done = max(n for n, end in enumerate(ends) if end <= cut)
        if cut != ends[done]:
            if len(practice.events) - 1 < ends[done + 1]:
                if WALK[done].owes and practice.view.pending is not None:
                    practice.proceed()
                else:
                    WALK[done].do(practice)
            done += 1
        # From the same events the same follows: one act more is enough.
        for act in WALK[done : done + 1]:
            act.do(practice)
        assert bare(practice.events) == bare(whole[: ends[min(done + 1, len(WALK))]])
        assert tuple(log.events) == practice.events


def test_killed_after_a_stopped_reply_the_floor_is_still_the_trainees() -> None:
    engine = EchoEngine(lambda r: f"Wait, {r.seed}. There is more. And more of it. And yet more.")
    seed = in_the_middle(engine=engine).view.started.seed
    practice = meet(engine=engine, seed=seed)
    practice.say("You both look tired.", Heard(at=1, do=practice.stop))
    whole = practice.events
    at = kinds(whole).index("client_replied") + 1
    for cut in range(at, len(whole)):
        again = meet_again(whole[:cut], engine=engine)
        assert bare(again.events) == bare(whole)
        assert again.view.pending is None


@pytest.mark.parametrize("room", range(1, 9))
def test_a_full_disk_shows_nothing_and_the_session_stands(room: int) -> None:
    whole = meet()
    whole.say("You both look tired.")
    assert len(whole.events) == 9
    log = Log()
    practice = meet(log=log)
    log.room = room
    shown = Heard()
    with pytest.raises(OSError, match="no space left"):
        practice.say("You both look tired.", shown)
    assert tuple(log.events) == practice.events
    if room < 6:
        assert shown.pieces == []  # nothing is drawn before what leads to it is written
    log.room = 100
    if practice.view.pending is None:
        practice.say("You both look tired.")
    else:
        reply = practice.proceed()
        assert reply.turn == 2
    assert bare(practice.events) == bare(whole.events)


def test_when_the_engine_is_gone_the_next_client_still_has_the_floor() -> None:
    gone: list[bool] = []

    def reply(request: Request) -> str:
        if gone:
            gone.pop()
            raise EngineGone("the model's process ended three times")
        return f"Well, {request.seed}."

    practice = in_the_middle(engine=EchoEngine(reply))
    floor = practice.view.turns[practice.view.head].floor
    assert floor is not None
    gone.append(True)
    with pytest.raises(EngineGone):
        practice.proceed()
    assert practice.answering is None
    assert practice.view.pending == 2
    assert practice.proceed().client == floor.next


def test_a_session_of_the_store_goes_on(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    sessions = Sessions(database)
    engine = EchoEngine(NumberedReplies())
    id, practice = begin_stored(
        sessions, TOGETHER, FAMILY, engine=engine, coder=RuleCoder(), seed=4
    )
    practice.say("Thank you all for coming.")
    practice.end()
    (summary,) = sessions.list()
    assert summary.client_name == "Rosa, Luis and Noah"
    assert summary.client == "rosa"
    again = resume_stored(sessions, id, [TOGETHER], engine=engine, coder=RuleCoder())
    assert again.view.turns == practice.view.turns
    again.take_floor()
    again.say("Noah, and you?")
    assert tuple(sessions.events(id)) == again.events

    changed = FAMILY.model_copy(update={"clients": ("rosa",), "group": None})
    pack = TOGETHER.model_copy(update={"scenarios": (changed,)})
    count = len(sessions.events(id))
    with pytest.raises(KnownError, match=r"with rosa, luis and noah, and .* with rosa"):
        resume_stored(sessions, id, [pack], engine=engine, coder=RuleCoder())
    assert len(sessions.events(id)) == count
    database.close()


@pytest.mark.parametrize("there", [("paul",), ("paul", "irene", "rosa"), ("luis", "rosa")])
def test_a_scenario_of_other_clients_now_is_one_sentence(there: tuple[str, ...]) -> None:
    changed = COUPLE.model_copy(update={"clients": there})
    with pytest.raises(KnownError, match="its transcript can still be exported"):
        meet_again(meet().events, changed)


def test_members_who_sit_the_other_way_round_are_the_same_group() -> None:
    events = in_the_middle().events
    turned = COUPLE.model_copy(update={"clients": ("irene", "paul")})
    one, other = meet_again(events), meet_again(events, turned)
    assert list(other.personas) == ["paul", "irene"]
    assert bare([one.proceed()]) == bare([other.proceed()])


# What each member is given


def given_to(engine: EchoEngine) -> dict[str, list[tuple[Message, ...]]]:
    """By seat, the histories it was asked with."""
    asked: dict[str, list[tuple[Message, ...]]] = {}
    for request in engine.requests:
        asked.setdefault(request.seat, []).append(request.messages)
    return asked


@given(
    st.sampled_from(GROUPS),
    st.integers(0, 50),
    st.lists(st.sampled_from((*map(say, LINES), GO_ON, GO_ON, TAKE_FLOOR)), max_size=10),
)
@settings(deadline=None, max_examples=25)
def test_what_a_member_is_given_only_grows(scenario: Scenario, seed: int, acts: list[Act]) -> None:
    engine = EchoEngine(NumberedReplies())
    practice = meet(scenario, engine, seed=seed)
    for act in acts:
        act.do(practice)
    for seat, asked in given_to(engine).items():
        client = seat.removeprefix("client:")
        own = [t.text for t in practice.view.turns.values() if t.client == client]
        for before, after in pairwise(asked):
            assert after[: len(before)] == before
            # The same again is another try at the same answer.
            assert after == before or after[len(before)].role == "assistant"
        last = asked[-1]
        assert [m.content for m in last if m.role == "assistant"] == own[:-1]
        # A note stands before an answer of one's own and nowhere else.
        for at, message in enumerate(last[1:], start=1):
            if message.role == "system":
                assert message.content.startswith("Heard: ")
                assert at == len(last) - 1 or last[at + 1].role == "assistant"
        said = [m.content for m in last if m.role == "user"]
        for turn in (practice.view.turns[n] for n in practice.view.path):
            if turn.client in (None, client) or turn.number > practice.view.head:
                continue
            line = f"{practice.names[turn.client]}: {turn.text}"
            assert line in said or turn.number > max(_heard_by(practice, client, last), default=0)


def _heard_by(practice: Practice, client: str, last: tuple[Message, ...]) -> list[int]:
    """The turns before the last own answer of a member."""
    own = [n for n in practice.view.path if practice.view.turns[n].client == client]
    return [n for n in practice.view.path if own and n < own[-1]]


def test_nobody_is_told_what_another_holds_back() -> None:
    engine = EchoEngine(NumberedReplies())
    practice = meet(COUPLE, engine)
    for line in ("Irene, what was work like?", "Paul, how do you see it?"):
        practice.take_floor()
        practice.say(line)
    for seat, (first, *_) in given_to(engine).items():
        own = practice.personas[seat.removeprefix("client:")]
        other = next(p for p in practice.personas.values() if p is not own)
        system = first[0].content
        assert f"You are {own.name}" in system
        assert f"With you: {practice.names[other.id]}, your " in system
        assert other.history not in system
        assert all(item.fact not in system for item in other.ladder)


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("scenario", GROUPS)
def test_a_full_context_is_summed_up_for_each_and_never_an_error(
    scenario: Scenario, small: bool
) -> None:
    replies = NumberedReplies()

    def reply(request: Request) -> str:
        return "Paul told nothing yet." if request.seat == "rater" else replies(request)

    context = 620 if small else 1900
    engine = EchoEngine(reply, context=context, small=small)
    practice = meet(scenario, engine)
    for number in range(40):
        practice.take_floor()
        practice.say(f"What is work like on day {number}, when the shift is long? " * 3)
        practice.time_out("How am I doing?") if number % 20 == 0 else all_out(practice)
        assert practice.context_use()[0] <= context
    condensed = practice.view.condensed
    assert len(condensed) >= 3
    assert all(event.composed is small for event in condensed)
    path = practice.view.path
    for event in condensed:  # rather after a whole exchange than in the middle of one
        assert practice.view.turns[path[path.index(event.turn) + 1]].speaker == "trainee"
        assert set(event.told_to) == (set(practice.view.clients) if small else set())
    for seat, asked in given_to(engine).items():
        if seat.startswith("client:"):
            earlier = asked[-1][1].content
            assert earlier.startswith("Earlier in this session: ")
            assert ("You " if small else "Paul told nothing yet.") in earlier
    if not small:
        rated = next(r for r in engine.requests if r.seat == "rater")
        assert "third person and by their first names" in rated.messages[0].content


def test_a_composed_summary_tells_each_what_they_told_and_what_the_others_told() -> None:
    practice = meet(COUPLE)
    practice.say("You both look tired.")
    paul, irene = practice.personas["paul"], practice.personas["irene"]
    told = {"paul": paul.ladder[0], "irene": irene.ladder[0]}
    minds = {
        id: replay(practice.events).state_of(id).model_copy(update={"disclosed": (item.id,)})
        for id, item in told.items()
    }
    moves = [
        e.model_copy(update={"state": minds[e.client or ""]}) if isinstance(e, MindMoved) else e
        for e in practice.events
        if not isinstance(e, ClientReplied) and getattr(e, "turn", 0) < 2
    ]
    view = replay(moves)
    to_paul = compose_summary(view, practice.personas, view.head, to="paul")
    assert f"You told that {told['paul'].fact.rstrip('.')}." in to_paul
    assert f"Irene told: {told['irene'].summary}" in to_paul
    assert told["irene"].fact not in to_paul
    about_all = compose_summary(view, practice.personas, view.head, to=None)
    assert f"Paul told: {told['paul'].summary}" in about_all
    assert "You" not in about_all.split()


def test_the_meter_shows_the_fullest_seat() -> None:
    engine = EchoEngine(NumberedReplies())
    practice = meet(FAMILY, engine)
    practice.say("Thank you all for coming.")
    all_out(practice)
    used, room = practice.context_use()
    assert room == 8192
    fullest = max(engine.count(practice._messages(id)) for id in practice.personas)
    assert used == fullest


# What is let through


def drawn(*answers: str, asked: str = "Irene, and you?") -> ClientReplied:
    reply = meet(engine=EchoEngine(list(answers))).say(asked)
    assert reply.client == "irene"
    return reply


@pytest.mark.parametrize(
    "answer",
    [
        "Irene: It was late. I was tired.",
        "Irene Castellano: It was late. I was tired.",
        "**Irene:** It was late. I was tired.",
        "irene : It was late. I was tired.",
        "Irene: Irene: It was late. I was tired.",
    ],
)
def test_ones_own_name_before_ones_words_is_cut_off(answer: str) -> None:
    reply = drawn(answer)
    assert (reply.text, reply.attempts) == ("It was late. I was tired.", 1)


@pytest.mark.parametrize(
    "answer",
    [
        "Paul: She spent it, and that is that.",
        "Paul Castellano: She spent it.",
        "Trainee: How do you feel about that?",
        "*Paul*: She spent it.",
    ],
)
def test_speaking_for_another_is_out_of_role(answer: str) -> None:
    reply = drawn(answer, "It was late.")
    assert (reply.text, reply.attempts) == ("It was late.", 2)


@pytest.mark.parametrize(
    "after", ["\nPaul: It was not.", " Paul: It was not.", "\n\nTherapist: Oh?"]
)
def test_what_another_is_made_to_say_ends_the_reply_before_it(after: str) -> None:
    assert drawn(f"It was late.{after}").text == "It was late."


@pytest.mark.parametrize(
    "answer",
    [
        "I told Paul: not now.",
        "Paul, you know that: I called.",
        "It was Paul. He knows it.",
        "Irene is what he calls me when he is angry.",
    ],
)
def test_names_in_what_is_said_are_words_like_others(answer: str) -> None:
    assert drawn(answer).text == answer


def test_what_one_may_not_tell_yet_another_may_not_either() -> None:
    engine = EchoEngine(["I called you six times that night.", "It's fine."])
    practice = meet(engine=engine)
    locked = [i.id for i in practice.personas["irene"].ladder]
    reply = practice.say("Irene, and you?")
    assert not set(reply.told) & set(locked) or reply.attempts == 1
    assert reply.state.disclosed == reply.told


# The coach


def test_the_composed_answer_speaks_of_each() -> None:
    practice = meet(FAMILY, EchoEngine(NumberedReplies(), small=True))
    assert "What helps Rosa" in practice.time_out("Help?").answer
    practice.say("Noah, what are the mornings like for you?")
    all_out(practice)
    answer = practice.time_out("How am I doing so far, and why are they so angry?").answer
    for name in ("Rosa Medina is ", "Luis Medina is ", "Noah Medina is "):
        assert name in answer
    assert "Noah heard it as open question" in answer
    assert "Rosa heard it said to others" in answer
    assert "Who has spoken: Rosa" in answer
    assert "What is hard for Luis: " in answer
    assert "on one side" in answer
    only = practice.time_out("Why is Noah so quiet?").answer
    assert "Noah Medina is " in only
    assert "Rosa Medina is " not in only


def test_a_large_model_coaches_with_everybodys_names() -> None:
    def reply(request: Request) -> str:
        return "Try a reflection." if request.seat == "coach" else f"Hm, {request.seed}."

    engine = EchoEngine(reply)
    practice = in_the_middle(engine=engine)
    practice.proceed()
    assert practice.time_out("What now?").answer == "Try a reflection."
    asked = engine.requests[-1].messages[-1].content
    for name in ("Paul Castellano: ", "Irene Castellano: ", "Trainee: You both look tired."):
        assert name in asked


@pytest.mark.parametrize(
    ("question", "cared_for"),
    [
        ("I want to kill myself.", True),
        ("Irene said I want to die, what do I say?", False),
        ("Paul says it is hopeless and there is no way out.", False),
    ],
)
def test_whose_distress_it_is(question: str, cared_for: bool) -> None:
    practice = meet(engine=EchoEngine(NumberedReplies(), small=True))
    practice.say("You both look tired.")
    assert (practice.time_out(question).answer == CARE) is cared_for


def test_a_time_out_does_not_take_the_floor_from_anybody() -> None:
    paused, straight = in_the_middle(), in_the_middle()
    paused.time_out("What now?")
    assert paused.proceed().text == straight.proceed().text


# Away from the session


def test_the_transcript_names_who_speaks(tmp_path: Path) -> None:
    practice = in_the_middle()
    all_out(practice)
    lines = transcript_lines(practice.view)
    path = tmp_path / "session.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert {turn.speaker for turn in read_transcript(str(path))} == {"client", "trainee"}
    for client in practice.view.clients:
        assert any(f'"speaker": "client:{client}"' in line for line in lines)
