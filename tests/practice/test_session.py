"""A practice session from the first word to the end, and everything that can cut it short."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from app.assessment.layout import Said
from app.client.mind import start
from app.domain.errors import KnownError
from app.domain.events import EVENT, ClientReplied, Event, MindMoved, Started, TraineeSpoke
from app.engine.echo import EchoEngine
from app.engine.protocol import Answer, EngineGone, Request
from app.practice.care import ANSWER as CARE
from app.practice.coders import open_coder
from app.practice.drawing import ATTEMPTS, NOTHING_SAID
from app.practice.session import Practice
from tests.client.shipped import CLIENTS, SCENARIOS
from tests.practice.sessions import Heard, Log, NumberedReplies, bare, begin, kinds, resume

LOCKED = "I'm on a final warning at work."


class GoneOnce:
    """Replies until told to die; then gone once, and there again."""

    def __init__(self) -> None:
        self.die = False
        self._replies = NumberedReplies()

    def __call__(self, request: Request) -> str:
        if self.die:
            self.die = False
            raise EngineGone("the model's process ended three times")
        return self._replies(request)


def test_a_session_opens_with_the_clients_first_words() -> None:
    practice = begin(seed=7)
    (started,) = practice.events
    assert isinstance(started, Started)
    assert (started.pack, started.scenario, started.client) == ("foundations", "marcus", "marcus")
    assert started.seed == 7
    assert started.state == start(CLIENTS["marcus"])
    assert practice.view.turns[0].text == SCENARIOS["marcus"].opening


def test_one_turn_is_four_events_in_order() -> None:
    log, heard = Log(), Heard()
    practice = begin(log=log)
    reply = practice.say("What is your job like these days?", heard)
    assert kinds(log.events) == [
        "started",
        "trainee_spoke",
        "turn_coded",
        "mind_moved",
        "client_replied",
    ]
    assert tuple(log.events) == practice.events
    moved = log.events[3]
    assert isinstance(moved, MindMoved)
    assert moved.appraisal.heard == "open_question"
    assert moved.appraisal.topic == "work"
    assert moved.note.startswith("Heard: an open question about your job.")
    assert reply == log.events[4]
    assert reply.text == heard.text
    assert (reply.attempts, reply.told, reply.interrupted) == (1, (), False)


def test_each_step_is_written_before_the_next_one_uses_it() -> None:
    log = Log()
    at_the_model: list[list[str]] = []

    def reply(request: Request) -> str:
        at_the_model.append(kinds(log.events))
        return "Sure."

    begin(EchoEngine(reply), log=log).say("Hello.")
    assert at_the_model == [["started", "trainee_spoke", "turn_coded", "mind_moved"]]


def test_the_prompt_only_grows() -> None:
    engine = EchoEngine(NumberedReplies())
    practice = begin(engine)
    for text in ("Hello.", "How is work?", ""):
        practice.say(text)
    for before, after in pairwise(engine.requests):
        assert after.messages[: len(before.messages)] == before.messages
    last = engine.requests[-1].messages
    assert [m.role for m in last[-3:]] == ["assistant", "user", "system"]
    assert last[-2].content == "(silence)"


@pytest.mark.parametrize("room", [1, 2, 3, 4])
def test_a_full_disk_shows_nothing_and_the_session_stands(room: int) -> None:
    log = Log()
    practice = begin(log=log)
    log.room = room
    heard = Heard()
    with pytest.raises(OSError, match="no space left"):
        practice.say("Hello.", heard)
    assert tuple(log.events) == practice.events
    if room < 4:
        assert heard.pieces == []  # nothing is drawn before what leads to it is written
    log.room = 100
    if practice.view.pending is None:
        practice.say("Hello.")
    else:
        practice.proceed()
    whole = begin()
    whole.say("Hello.")
    assert bare(practice.events) == bare(whole.events)


def test_when_the_engine_is_gone_the_words_are_kept() -> None:
    replies = GoneOnce()
    practice = begin(EchoEngine(replies))
    practice.say("Hello.")
    replies.die = True
    with pytest.raises(EngineGone):
        practice.say("How is work?")
    assert practice.view.pending == 3
    assert practice.view.turns[3].text == "How is work?"
    with pytest.raises(ValueError, match="still owed"):
        practice.say("Are you there?")
    reply = practice.proceed()
    assert reply.parent == 3
    assert practice.view.pending is None


def test_a_leak_is_drawn_again_and_never_shown() -> None:
    engine, heard = EchoEngine([LOCKED, "Where do I sign?"]), Heard()
    reply = begin(engine).say("Hello.", heard)
    assert (reply.text, reply.attempts, heard.pieces) == ("Where do I sign?", 2, [reply.text])
    first, second = engine.requests
    assert first.messages == second.messages
    assert reply.seed == second.seed != first.seed


def test_a_leak_after_a_sound_sentence_ends_the_reply_there() -> None:
    heard = Heard()
    reply = begin(EchoEngine([f"You want to know? {LOCKED}"])).say("Hello.", heard)
    assert (reply.text, heard.text, reply.attempts) == ("You want to know?",) * 2 + (1,)


def test_when_nothing_fit_to_say_is_drawn_the_client_is_silent() -> None:
    heard = Heard()
    reply = begin(EchoEngine([LOCKED])).say("Hello.", heard)
    assert (reply.text, reply.attempts) == (NOTHING_SAID, ATTEMPTS)
    assert heard.text == NOTHING_SAID
    assert not reply.interrupted


def test_stopping_keeps_what_was_heard() -> None:
    replies = EchoEngine(["You've got the file. Read it. It's all in there."])
    practice = begin(replies)
    heard = Heard(at=1, do=practice.stop)
    reply = practice.say("Hello.", heard)
    assert reply.text == heard.text == "You've got the file."
    assert reply.interrupted
    assert practice.view.turns[reply.turn].interrupted
    assert not practice.say("Go on.").interrupted


def test_stopping_before_a_word_was_heard_leaves_silence() -> None:
    stopping: list[Practice] = []

    def reply(request: Request) -> str:
        stopping[0].stop()
        return "You've got the file. Read it."

    practice = begin(EchoEngine(reply))
    stopping.append(practice)
    said = practice.say("Hello.")
    assert (said.text, said.interrupted) == (NOTHING_SAID, True)


def test_stopping_just_before_the_engine_begins_stops_it_too() -> None:
    class StoppedAtTheDoor(EchoEngine):
        def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
            practice.stop()  # the engine is idle still, so its own stop has no effect
            return super().answer(request, on_text)

    practice = begin(StoppedAtTheDoor(["You've got the file. Read it. It's all in there."]))
    heard = Heard()
    said = practice.say("Hello.", heard)
    assert (said.text, said.interrupted, heard.text) == (NOTHING_SAID, True, NOTHING_SAID)
    assert said.generated < 10


def test_a_stop_pressed_right_after_sending_is_not_lost() -> None:
    class StoppedWhileWriting(Log):
        def append(self, event: Event) -> None:
            super().append(event)
            if stopping and event.kind in ("trainee_spoke", "mind_moved"):
                practice.stop()

    stopping: list[bool] = []
    engine = EchoEngine(NumberedReplies())
    practice = begin(engine, log=StoppedWhileWriting())
    stopping.append(True)
    said = practice.say("Hello.")
    assert (said.text, said.interrupted, engine.requests) == (NOTHING_SAID, True, [])
    stopping.clear()
    assert not practice.retry().interrupted
    assert not practice.say("Are you there?").interrupted


def test_a_stop_pressed_while_nothing_is_said_does_not_reach_the_next_reply() -> None:
    practice = begin()
    practice.stop()
    assert not practice.say("Hello.").interrupted
    practice.stop()
    assert not practice.retry().interrupted


def test_a_stop_leaves_the_summing_up_to_the_program() -> None:
    class StoppedWhileWriting(Log):
        def append(self, event: Event) -> None:
            super().append(event)
            if event.kind == "trainee_spoke":
                practice.stop()

    engine = EchoEngine(NumberedReplies(), context=1100)
    practice = begin(engine, log=StoppedWhileWriting())
    while not practice.view.condensed:
        practice.say("What is work like when the route is long? " * 4)
    assert practice.view.condensed[0].composed
    assert engine.requests == []


def test_halves_of_characters_are_replaced_before_they_are_kept() -> None:
    practice = begin(EchoEngine(NumberedReplies(), small=True))
    practice.say("caf\udce9, \ud83d\ude42 \ud83d")
    asked = practice.time_out("What\udcff now?")
    assert practice.view.turns[1].text == "caf\ufffd, \U0001f642 \ufffd"
    assert asked.question == "What\ufffd now?"
    for event in practice.events:
        assert EVENT.validate_json(EVENT.dump_json(event)) == event


def test_another_try_is_a_sibling() -> None:
    practice = begin()
    first = practice.say("How is work?")
    second = practice.retry()
    assert second.parent == first.parent
    assert second.text != first.text
    assert practice.view.tries(second.turn) == (first.turn, second.turn)
    assert practice.view.path == (0, 1, second.turn)
    # The words were heard once; the mind did not move again.
    assert kinds(practice.events).count("mind_moved") == 1


def test_there_is_no_other_try_of_the_opening() -> None:
    with pytest.raises(ValueError, match="no reply to try again"):
        begin().retry()


def test_rewinding_goes_on_from_an_earlier_turn() -> None:
    engine = EchoEngine(NumberedReplies())
    practice = begin(engine)
    first = practice.say("How is work?")
    practice.say("You need to calm down.")
    practice.rewind(first.turn)
    state = practice.view.state
    practice.say("You're worn out.")
    assert practice.view.path == (0, 1, 2, 5, 6)
    assert practice.view.turns[5].state is not None
    assert practice.view.turns[5].state.trust > state.trust - 0.05
    asked = " ".join(m.content for m in engine.requests[-1].messages)
    assert "calm down" not in asked
    assert engine.requests[-1].messages[: len(engine.requests[0].messages)] == (
        engine.requests[0].messages
    )


@pytest.mark.parametrize("turn", [1, 99])
def test_one_rewinds_to_a_turn_of_the_client(turn: int) -> None:
    practice = begin()
    practice.say("Hello.")
    with pytest.raises(ValueError, match="not a turn of the client"):
        practice.rewind(turn)


def test_a_small_model_does_not_coach_the_answer_is_composed() -> None:
    engine = EchoEngine(NumberedReplies(), small=True)
    practice = begin(engine)
    practice.say("You need to calm down.")
    asked = len(engine.requests)
    heard = Heard()
    event = practice.time_out("Why is he so angry?", heard)
    assert event.composed
    assert heard.text == event.answer
    assert len(engine.requests) == asked
    assert "Your last turn was heard as" in event.answer
    assert "hit a nerve" in event.answer
    assert "He hears contempt" not in event.answer  # why is for the debrief: it may give away
    assert practice.view.time_outs == (event,)


def test_a_composed_answer_before_the_first_word() -> None:
    practice = begin(EchoEngine(small=True))
    assert "You have not said anything yet." in practice.time_out("Help?").answer


def test_nobody_in_trouble_gets_drawn_words_from_a_large_model_either() -> None:
    engine = EchoEngine(NumberedReplies(), small=False)
    practice = begin(engine)
    event = practice.time_out("I am really not well, I want to kill myself.")
    assert event.composed
    assert event.answer == CARE
    assert not engine.requests


def test_a_large_model_coaches_on_a_seat_of_its_own() -> None:
    def reply(request: Request) -> str:
        return "Try a reflection." if request.seat == "coach" else f"Hm, {request.seed}."

    engine = EchoEngine(reply)
    practice = begin(engine)
    practice.say("How is work?")
    heard = Heard()
    event = practice.time_out("What now?", heard)
    assert (event.answer, event.composed, event.after) == ("Try a reflection.", False, 2)
    assert heard.text == event.answer
    asked = engine.requests[-1]
    assert asked.seat == "coach"
    assert "Trainee: How is work?" in asked.messages[-1].content
    assert asked.messages[-1].content.endswith("My question: What now?")
    practice.say("You're worn out.")
    practice.time_out("And now?")
    again = engine.requests[-1].messages
    assert again[: len(asked.messages)] == asked.messages
    assert again[len(asked.messages)].content == "Try a reflection."
    assert "How is work?" not in again[-1].content  # only what is new


def test_the_client_does_not_notice_a_time_out() -> None:
    with_one, without = EchoEngine(NumberedReplies()), EchoEngine(NumberedReplies())
    paused, straight = begin(with_one), begin(without)
    paused.say("How is work?")
    straight.say("How is work?")
    paused.time_out("What now?")
    assert paused.say("I see.").text == straight.say("I see.").text
    assert with_one.requests[-1].messages == without.requests[-1].messages


def test_an_ended_session_is_over() -> None:
    practice = begin()
    practice.say("Hello.")
    practice.end("left")
    practice.end()
    assert kinds(practice.events).count("ended") == 1
    over: tuple[Callable[[], object], ...] = (
        lambda: practice.say("Hello?"),
        practice.retry,
        practice.proceed,
        lambda: practice.rewind(0),
        lambda: practice.time_out("Hello?"),
    )
    for call in over:
        with pytest.raises(ValueError, match="the session is over"):
            call()


def test_nothing_is_owed_before_a_word_is_said() -> None:
    with pytest.raises(ValueError, match="no reply is owed"):
        begin().proceed()


def test_context_use_grows_with_the_talk() -> None:
    practice = begin()
    used, room = practice.context_use()
    practice.say("Hello.")
    more, same = practice.context_use()
    assert 0 < used < more < room == same == 8192


@pytest.mark.parametrize("small", [True, False])
def test_a_full_context_is_summed_up_and_never_an_error(small: bool) -> None:
    replies = NumberedReplies()

    def reply(request: Request) -> str:
        return "You told them little." if request.seat == "rater" else replies(request)

    engine = EchoEngine(reply, context=1100, small=small)
    practice = begin(engine)
    for number in range(200):
        practice.say(f"What is work like on day {number}, when the route is long?")
        assert practice.context_use()[0] <= 1100
        if number % 50 == 49:
            assert practice.time_out("How am I doing?").composed is small
    condensed = practice.view.condensed
    assert len(condensed) >= 3
    assert all(event.composed is small for event in condensed)
    summary = "You talked about your job." if small else "You told them little."
    assert condensed[-1].summary == summary
    if small:
        seen = engine.requests[-1].messages
        assert seen[1].content == f"Earlier in this session: {summary}"
        assert "day 0," not in " ".join(m.content for m in seen)
    assert len(practice.view.path) == 401


def test_a_summary_builds_on_the_one_before() -> None:
    replies, count = NumberedReplies(), iter(range(100))

    def reply(request: Request) -> str:
        return f"Summary {next(count)}." if request.seat == "rater" else replies(request)

    engine = EchoEngine(reply, context=1100)
    practice = begin(engine)
    for number in range(60):
        practice.say(f"What is work like on day {number}, when the route is long?")
    asked = [r.messages[1].content for r in engine.requests if r.seat == "rater"]
    assert asked[0].startswith("Marcus Hale: There's the paper.")
    assert asked[1].startswith("Before that, as summed up already: Summary 0.\n")
    assert "day 0," not in asked[1]


def test_words_longer_than_the_context_are_refused_before_anything_is_kept() -> None:
    practice = begin(EchoEngine(NumberedReplies(), context=1100))
    with pytest.raises(KnownError, match="say it in fewer words"):
        practice.say("word " * 1000)
    assert kinds(practice.events) == ["started"]
    practice.say("Hello.")
    practice.say("word " * 150)
    practice.say("word " * 150)
    with pytest.raises(KnownError, match="ask it in fewer words"):
        practice.time_out("word " * 1000)


def test_a_context_too_small_for_the_client_is_said_plainly() -> None:
    with pytest.raises(KnownError, match="100 tokens"):
        begin(EchoEngine(context=100)).say("Hello.")


Step = Callable[[Practice], object]
STEPS: tuple[Step, ...] = (
    lambda p: p.say("What is your job like these days?"),
    lambda p: p.say("You're worn out, and it feels like nobody sees it."),
    lambda p: p.retry(),
    lambda p: p.time_out("How am I doing?"),
    lambda p: p.say("Tell me about the van."),
    lambda p: p.rewind(2),
    lambda p: p.say(""),
    lambda p: p.say("It's up to you what we talk about. " * 8),
    *[lambda p: p.say("Thank you for coming here. " * 16)] * 3,
    lambda p: p.end(),
)


def walked() -> tuple[tuple[Event, ...], list[int]]:
    """A whole session, and how many events there were after each step."""
    practice = begin(EchoEngine(NumberedReplies(), context=570, small=True))
    ends = [len(practice.events)]
    for step in STEPS:
        step(practice)
        ends.append(len(practice.events))
    return practice.events, ends


def test_killed_anywhere_a_session_goes_on_to_the_same_end() -> None:
    whole, ends = walked()
    assert {"rewound", "time_out", "condensed", "ended"} <= set(kinds(whole))
    for cut in range(1, len(whole)):
        log = Log()
        log.events = list(whole[:cut])
        practice = resume(
            whole[:cut], EchoEngine(NumberedReplies(), context=570, small=True), log=log
        )
        done = max(n for n, end in enumerate(ends) if end <= cut)
        if cut != ends[done]:
            practice.proceed()
            done += 1
        for step in STEPS[done:]:
            step(practice)
        assert bare(practice.events) == bare(whole)
        assert practice.view.resumed == 1
        assert tuple(log.events) == practice.events


def test_the_same_seed_gives_the_same_session_and_another_another() -> None:
    def events(seed: int) -> list[dict[str, object]]:
        practice = begin(EchoEngine(), seed=seed)
        for text in ("How is work?", "You're worn out.", "You need to calm down."):
            practice.say(text)
        return bare(practice.events)

    assert events(3) == events(3)
    assert events(3) != events(4)


def test_every_turn_is_coded_after_the_turns_before_it() -> None:
    coder = open_coder()
    practice = begin(coder=coder)
    for text in ("How is work?", "You're worn out."):
        practice.say(text)
    turns = [practice.view.turns[number] for number in practice.view.path]
    said = [Said(speaker=turn.speaker, text=turn.text) for turn in turns]
    for index, turn in enumerate(turns):
        if turn.speaker == "client":
            assert turn.client_codes == coder.code_client(turn.text, said[:index])
        else:
            assert turn.codes == coder.code(turn.text, said[:index])


def test_an_ended_session_may_be_taken_up_again() -> None:
    practice = begin()
    practice.end()
    again = resume(practice.events)
    assert again.view.ended is None
    again.say("One more thing.")
    assert isinstance(again.events[-1], ClientReplied)
    assert [e.text for e in again.events if isinstance(e, TraineeSpoke)] == ["One more thing."]
