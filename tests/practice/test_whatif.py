"""What if the trainee had said something else: other courses of a session that was held."""

import json
import threading
from collections.abc import Callable, Sequence

import pytest

from app.assessment.rules import RuleCoder
from app.client.script import told
from app.domain.errors import KnownError
from app.domain.events import EVENT, ClientReplied, Event, MindMoved
from app.domain.persona import DisclosureItem
from app.engine.echo import EchoEngine
from app.engine.protocol import Message, Request
from app.practice.debrief import debrief, with_outlook
from app.practice.drawing import ATTEMPTS, NOTHING_SAID
from app.practice.replay import replay
from app.practice.session import Practice
from app.practice.whatif import (
    SEAT,
    WhatIf,
    attribution_of,
    forecast_of,
    heard_turns,
    other_answer,
    what_if,
)
from tests.client.shipped import CLIENTS, PACK, SCENARIOS
from tests.practice.groups import meet
from tests.practice.sessions import (
    TOLD,
    Heard,
    NumberedReplies,
    TellingReplies,
    bare,
    begin,
    script,
)

MARCUS = CLIENTS["marcus"]
WHO = {"marcus": MARCUS}
REFLECTION = "You miss Josie, and it hurts that somebody else gets to say when you see her."
CONFRONTATION = "You can't just put your hands on people. You have to take responsibility for that."


def held(lines: Sequence[str], replies: Callable[[Request], str] | None = None) -> Practice:
    """A session with Marcus in which these things were said; he tells what he may."""
    practice = begin(EchoEngine(replies or TellingReplies("marcus"), small=True))
    for line in lines:
        practice.say(line)
    return practice


@pytest.fixture(scope="module")
def skilled() -> Practice:
    return held(script("marcus", "skilled"))


def otherwise(events: Sequence[Event], turn: int, text: str) -> WhatIf:
    return what_if(events, WHO, SCENARIOS["marcus"], RuleCoder(), turn, text)


def answered(
    events: Sequence[Event],
    turn: int,
    text: str,
    engine: EchoEngine,
    heard: Heard | None = None,
    stop: threading.Event | None = None,
) -> str:
    return other_answer(
        events, PACK, SCENARIOS["marcus"], engine, RuleCoder(), turn, text, heard, stop
    )


@pytest.mark.parametrize("kind", ["skilled", "poor"])
def test_the_same_words_change_nothing(kind: str) -> None:
    events = held(lines := script("marcus", kind)).events
    view = replay(events)
    moved = {event.turn: event for event in events if isinstance(event, MindMoved)}
    replied = {event.parent: event for event in events if isinstance(event, ClientReplied)}
    for index in range(1, len(view.path), 2):
        found = otherwise(events, index, lines[index // 2])
        assert found.other == found.actual
        assert found.exact
        assert found.indices == tuple(range(index, len(view.path), 2))
        numbers = [view.path[n] for n in found.indices]
        assert list(found.actual.states) == [moved[n].state for n in numbers]
        assert list(found.actual.told) == [replied[n].told for n in numbers]
        assert found.note == moved[numbers[0]].note
        assert found.appraisal == moved[numbers[0]].appraisal


def test_a_reflection_in_place_of_a_confrontation_ends_with_more_trust() -> None:
    lines = script("marcus", "skilled")
    lines[3] = CONFRONTATION
    found = otherwise(held(lines).events, 7, REFLECTION)
    assert found.codes.reflection != "none"
    assert found.appraisal.heard == "reflection"
    assert found.note.startswith("Heard: a reflection")
    assert found.other.states[0].trust > found.actual.states[0].trust
    assert found.other.states[-1].trust > found.actual.states[-1].trust


def test_a_confrontation_in_place_of_a_reflection_has_him_tell_less(skilled: Practice) -> None:
    found = otherwise(skilled.events, 7, CONFRONTATION)
    assert found.other.states[0].trust < found.actual.states[0].trust
    assert len(found.other.items) < len(found.actual.items)
    later = skilled.view.state.disclosed
    assert found.actual.items == later[len(later) - len(found.actual.items) :]


def test_nothing_said_is_silence(skilled: Practice) -> None:
    assert otherwise(skilled.events, 3, "").appraisal.heard == "silence"


def test_only_trainee_turns_can_be_changed(skilled: Practice) -> None:
    for index in (-1, 0, 2, 99):
        with pytest.raises(KnownError, match=rf"turn {index} .* not one of the trainee's"):
            otherwise(skilled.events, index, "Hello.")
    with pytest.raises(KnownError, match="not one of the trainee's"):
        answered(skilled.events, 2, "Hello.", EchoEngine())


def test_it_is_the_path_that_counts() -> None:
    practice = held([CONFRONTATION, "What is a day in the van like?"])
    practice.retry()
    practice.rewind(0)
    for line in script("marcus", "skilled")[:3]:
        practice.say(line)
    view = practice.view
    turns = heard_turns(view, MARCUS)
    assert [turn.turn for turn in turns] == [view.path[1], view.path[3], view.path[5]]
    found = otherwise(practice.events, 3, view.turns[view.path[3]].text)
    assert found.exact
    assert found.other == found.actual


def test_a_turn_that_names_no_topic_carries_on_the_last_one() -> None:
    practice = held(["What is a day in the van like?", "Mm-hm.", "How is the van these days?"])
    turns = heard_turns(practice.view, MARCUS)
    assert [turn.appraisal.topic for turn in turns] == ["work"] * 3
    assert [turn.carried for turn in turns] == [False, True, False]
    found = otherwise(practice.events, 1, "What is it like for you when Josie is not there?")
    assert found.appraisal.topic is not None
    assert [state.topic for state in found.other.states] == [found.appraisal.topic] * 2 + ["work"]


def test_a_session_that_was_cut_off_anywhere(skilled: Practice) -> None:
    for cut in range(1, 14):
        events = skilled.events[:cut]
        view = replay(events)
        turns = heard_turns(view, MARCUS)
        shares = attribution_of(events, MARCUS)
        assert len(shares.turns) == len(turns) == sum(e.kind == "mind_moved" for e in events)
        for share in shares.turns:
            text = view.turns[view.path[share.index]].text
            found = otherwise(events, share.index, text)
            assert found.other == found.actual
            assert found.exact
    waiting = next(n for n, event in enumerate(skilled.events) if event.kind == "mind_moved") + 1
    assert otherwise(skilled.events[:waiting], 1, REFLECTION).other.items == ()


def older(events: Sequence[Event]) -> list[Event]:
    """The events as the first version kept them: fewer variables, no codes of the client's."""
    late = ("dominance", "hope", "shame", "energy", "rupture", "readiness", "mixture", "shows")
    found = []
    for event in events:
        kept = json.loads(EVENT.dump_json(event))
        kept.pop("codes", None) if kept["kind"] != "turn_coded" else None
        for part in (kept.get("state"), kept.get("noise")):
            for name in (*late, "about", "feeling", "change_lately", "sustain_lately"):
                if part is not None:
                    part.pop(name, None)
        for name in ("asked", "said", "speaker"):
            if "appraisal" in kept:
                kept["appraisal"].pop(name, None)
        found.append(EVENT.validate_python(kept))
    return found


def test_a_session_of_an_earlier_version_is_compared_by_todays_equations(
    skilled: Practice,
) -> None:
    events = older(skilled.events)
    same = otherwise(events, 5, script("marcus", "skilled")[2])
    assert same.other == same.actual
    assert not same.exact
    other = otherwise(events, 5, CONFRONTATION)
    assert other.actual == same.actual
    assert other.other.states[-1].trust < other.actual.states[-1].trust
    assert len(attribution_of(events, MARCUS).turns) == 10
    assert forecast_of(events, MARCUS, draws=10) is not None


def test_the_other_answer_comes_of_the_same_history_with_other_words() -> None:
    session = EchoEngine(NumberedReplies(), small=True)
    practice = begin(session)
    for line in script("marcus", "skilled"):
        practice.say(line)
    engine, heard = EchoEngine(["Is that so? Huh."], small=True), Heard()
    assert answered(practice.events, 5, REFLECTION, engine, heard) == "Is that so? Huh."
    assert heard.text == "Is that so? Huh."
    (request,) = engine.requests
    in_fact = session.requests[2]
    assert (request.seat, in_fact.seat) == (SEAT, "client")
    assert request.messages[:-2] == in_fact.messages[:-2]
    note = otherwise(practice.events, 5, REFLECTION).note
    assert request.messages[-2:] == (Message("user", REFLECTION), Message("system", note))
    assert in_fact.messages[-1].content != note
    answered(practice.events, 5, script("marcus", "skilled")[2], engine)
    assert engine.requests[1].messages == in_fact.messages


def test_the_session_and_its_seat_are_left_alone() -> None:
    lines = script("marcus", "skilled")
    engine = EchoEngine(NumberedReplies())
    whole, forked = begin(), begin(engine)
    for line in lines[:4]:
        whole.say(line)
        forked.say(line)
    before = forked.events
    answered(before, 3, CONFRONTATION, engine)
    answered(before, 5, REFLECTION, engine)
    assert forked.events == before
    for line in lines[4:6]:
        whole.say(line)
        forked.say(line)
    assert bare(forked.events) == bare(whole.events)
    costs = [
        [event.prefilled for event in practice.events if isinstance(event, ClientReplied)]
        for practice in (whole, forked)
    ]
    assert costs[0] == costs[1]


def test_the_same_words_get_the_same_other_answer(skilled: Practice) -> None:
    asked = [
        answered(skilled.events, turn, text, EchoEngine(NumberedReplies(), small=True))
        for turn, text in ((5, REFLECTION), (5, REFLECTION), (5, CONFRONTATION), (7, REFLECTION))
    ]
    assert asked[0] == asked[1]
    assert len(set(asked)) == 3


@pytest.mark.parametrize("item", MARCUS.ladder, ids=lambda item: item.id)
def test_the_other_answer_never_tells_what_is_locked(
    skilled: Practice, item: DisclosureItem
) -> None:
    line = TOLD["marcus"][item.id]
    for index in (1, 9, 19):
        for text in (CONFRONTATION, REFLECTION, "Are you thinking about killing yourself?"):
            engine, heard = EchoEngine([f"Hm. {line}"], small=True), Heard()
            said = answered(skilled.events, index, text, engine, heard)
            state = otherwise(skilled.events, index, text).other.states[0]
            assert set(told(MARCUS, said)) <= {*state.disclosed, state.offered}
            assert heard.text == said
            assert said in ("Hm.", f"Hm. {line}")


def test_what_is_offered_in_the_other_world_may_be_told() -> None:
    lines = script("marcus", "skilled")
    practice = held([*lines[:6], "You should drink less coffee."])
    text = "What would it mean for your job if this went wrong?"
    found = otherwise(practice.events, 13, text)
    item = found.other.states[0].offered
    assert item is not None
    assert found.other.told[0] == (item,)
    said = answered(practice.events, 13, text, EchoEngine(TellingReplies("marcus"), small=True))
    assert said == TOLD["marcus"][item]


def test_a_model_that_only_says_what_is_wrong_says_nothing(skilled: Practice) -> None:
    engine, heard = EchoEngine(["As an AI language model, I cannot say."], small=True), Heard()
    assert answered(skilled.events, 3, REFLECTION, engine, heard) == NOTHING_SAID == heard.text
    assert len(engine.requests) == ATTEMPTS
    assert len({request.seed for request in engine.requests}) == ATTEMPTS


def test_an_answer_that_was_stopped_stands_so_far(skilled: Practice) -> None:
    stop = threading.Event()
    engine = EchoEngine(["I get up at five. Then I load the van. Then I drive."], small=True)
    heard = Heard(at=1, do=stop.set)
    said = answered(skilled.events, 3, REFLECTION, engine, heard, stop)
    assert said == "I get up at five." == heard.text
    assert len(engine.requests) == 1
    assert answered(skilled.events, 3, REFLECTION, engine, Heard(), stop) == NOTHING_SAID
    assert len(engine.requests) == 1


def test_a_long_session_is_summed_up_for_the_other_answer(skilled: Practice) -> None:
    engine = EchoEngine(NumberedReplies(), context=420, small=True)
    assert answered(skilled.events, 19, REFLECTION, engine).startswith("Number ")
    messages = engine.requests[0].messages
    assert "Earlier in this session: You talked about" in messages[1].content
    with pytest.raises(KnownError, match="do not fit the model's context of 180 tokens"):
        answered(skilled.events, 19, REFLECTION, EchoEngine(context=180, small=True))


def test_the_shares_sum_to_the_change(skilled: Practice) -> None:
    shares = attribution_of(skilled.events, MARCUS)
    first, last = skilled.view.started.state, skilled.view.state
    assert [share.index for share in shares.turns] == list(range(1, 20, 2))
    trust = shares.drift_trust + sum(share.trust for share in shares.turns)
    items = shares.drift_told + sum(share.told for share in shares.turns)
    assert trust == pytest.approx(last.trust - first.trust, abs=1e-9)
    assert items == pytest.approx(len(last.disclosed), abs=1e-9)
    assert len(last.disclosed) > 0


def test_the_forecast_is_of_the_trainees_own_way(skilled: Practice) -> None:
    poor = held(script("marcus", "poor"))
    assert forecast_of(skilled.events[:1], MARCUS) is None
    found = [forecast_of(practice.events, MARCUS, draws=50) for practice in (skilled, poor)]
    well, badly = found
    assert well is not None
    assert badly is not None
    assert len(well) == len(badly) == 3
    assert well[-1].trust.middle > badly[-1].trust.middle
    assert well[-1].left < badly[-1].left


def test_the_debrief_looks_ahead_and_says_whose_doing_it_was(skilled: Practice) -> None:
    scenario = SCENARIOS["marcus"]
    found = with_outlook(debrief(skilled.events, MARCUS, scenario), skilled.events, MARCUS)
    assert found.attribution == attribution_of(skilled.events, MARCUS)
    assert found.forecast == forecast_of(skilled.events, MARCUS)


def test_a_group_has_no_what_if() -> None:
    practice = meet()
    pack, scenario = practice.pack, practice.scenario
    practice.say("What brings you here?")
    events, first = practice.events, practice.persona
    text, coder = "What is it like for you?", RuleCoder()
    tried: tuple[Callable[[], object], ...] = (
        lambda: what_if(events, practice.personas, scenario, coder, 1, text),
        lambda: other_answer(events, pack, scenario, EchoEngine(), coder, 1, text),
        lambda: forecast_of(events, first),
        lambda: attribution_of(events, first),
        lambda: heard_turns(replay(events), first),
    )
    for attempt in tried:
        with pytest.raises(KnownError, match=r"with one client, and this one has \d$"):
            attempt()
    whole = with_outlook(debrief(events, first, scenario), events, first)
    assert (whole.attribution, whole.forecast) == (None, None)
