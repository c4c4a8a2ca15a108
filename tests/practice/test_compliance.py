"""What a client said is held against the pack: contradictions, leaks, criteria shown."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.events import ClientReplied, Event
from app.domain.persona import Persona
from app.engine.echo import EchoEngine
from app.library.psychology import load_psychology
from app.practice.compliance import (
    Compliance,
    compliance,
    in_one_line,
    together,
    with_compliance,
)
from app.practice.debrief import debrief
from tests.client.groups import FAMILY
from tests.client.shipped import CLIENTS, SCENARIOS
from tests.practice.groups import meet
from tests.practice.sessions import TOLD, TellingReplies, begin, script

PSYCHOLOGY = load_psychology()


def checked(
    events: Sequence[Event], personas: Mapping[str, Persona] | None = None
) -> tuple[Compliance, ...]:
    return compliance(events, personas or {"ellen": CLIENTS["ellen"]}, PSYCHOLOGY)


def session(turns: int = 3) -> list[Event]:
    """A session with Ellen in which she says nothing of note."""
    practice = begin(client="ellen")
    for line in script("ellen", "skilled")[:turns]:
        practice.say(line)
    return list(practice.events)


def saying(events: Sequence[Event], words: str, reply: int = 0) -> list[Event]:
    """The same session, but with other words in one reply."""
    at = [n for n, event in enumerate(events) if isinstance(event, ClientReplied)][reply]
    changed = events[at].model_copy(update={"text": words})
    return [*events[:at], changed, *events[at + 1 :]]


def test_a_client_who_keeps_to_the_pack_contradicts_nothing() -> None:
    (ellen,) = checked(session())
    assert (ellen.client, ellen.turns, ellen.kept, ellen.contradictions) == ("ellen", 4, 4, ())
    assert [claim.criterion for claim in ellen.claims] == [
        "larger_amounts",
        "cut_down",
        "craving",
        "social_problems",
        "despite_harm",
    ]
    assert ellen.shown == 0
    assert in_one_line(together([ellen])) == (
        "4 of 4 client turns (100.0%) hold; 0 of 5 criteria were shown."
    )


@pytest.mark.parametrize(
    ("words", "kind", "fault", "why"),
    [
        ("My daughters said so.", "facts", "My daughters", "contradicts the client's facts"),
        (
            "I quit for good. Years ago.",
            "presentation",
            "I quit for good",
            "contradicts 'cut_down' of alcohol use disorder",
        ),
        (
            "I don’t mind. I hit a mailbox one night.",
            "locked",
            "mailbox",
            "tells 'drove', which was locked",
        ),
    ],
)
def test_a_planted_contradiction_is_found_where_it_was_said(
    words: str, kind: str, fault: str, why: str
) -> None:
    (ellen,) = checked(saying(session(), words, reply=1))
    (found,) = ellen.contradictions
    assert (found.kind, found.words, found.why) == (kind, fault, why)
    assert found.turn == 4
    assert (ellen.kept, ellen.turns) == (3, 4)


def test_what_contradicts_a_criterion_counts_only_for_clients_who_present_it() -> None:
    sober = saying(session(), "I quit for good. Years ago.")
    healthy = CLIENTS["ellen"].model_copy(update={"presents": ()})
    (ellen,) = checked(sober, {"ellen": healthy})
    assert ellen.contradictions == ()
    assert together([ellen]).shown_rate is None


def test_items_told_in_their_time_are_no_leaks_and_show_what_they_show() -> None:
    practice = begin(EchoEngine(TellingReplies("ellen")), client="ellen")
    for line in script("ellen", "skilled"):
        practice.say(line)
    (ellen,) = checked(practice.events)
    replies = [e for e in practice.events if isinstance(e, ClientReplied)]
    assert any("amount" in reply.told for reply in replies)
    assert ellen.contradictions == ()
    (amounts,) = [claim for claim in ellen.claims if claim.criterion == "larger_amounts"]
    assert [reply.turn for reply in replies if "amount" in reply.told] == list(amounts.turns)


def test_what_was_told_may_be_said_again_but_not_on_another_way() -> None:
    practice = begin(EchoEngine(TellingReplies("ellen")), client="ellen")
    for line in script("ellen", "skilled"):
        practice.say(line)
    told = next(e for e in practice.events if isinstance(e, ClientReplied) and e.told)
    again = TOLD["ellen"][told.told[0]]
    (ellen,) = checked(saying(practice.events, again, reply=-1))
    assert ellen.contradictions == ()
    practice.rewind(0)
    practice.say("Hello.")
    (ellen,) = checked(saying(practice.events, again, reply=-1))
    (leak,) = ellen.contradictions
    assert leak.kind == "locked"


def test_each_member_of_a_group_answers_for_what_they_said() -> None:
    practice = meet(FAMILY, seed=3)
    practice.say("Noah, what would you like your parents to know?")
    personas = practice.personas
    (reply, *_) = (e for e in practice.events if isinstance(e, ClientReplied))
    assert reply.client == "noah"
    events = saying(practice.events, "I ate lunch in the bathroom. It's Kit, too.")
    found = {one.client: one for one in checked(events, personas)}
    assert list(found) == list(FAMILY.clients)
    assert {(c.turn, c.kind) for c in found["noah"].contradictions} == {(reply.turn, "locked")}
    assert len(found["noah"].contradictions) == 2
    assert found["noah"].kept == found["noah"].turns - 1
    others = [one for one in found.values() if one.client != "noah"]
    assert [one.contradictions for one in others] == [(), ()]
    assert found[FAMILY.client].turns >= 1


@settings(max_examples=30, deadline=None)
@given(faults=st.lists(st.booleans(), min_size=3, max_size=3))
def test_the_rate_is_the_share_of_turns_without_a_contradiction(faults: list[bool]) -> None:
    events = session()
    for reply, fault in enumerate(faults):
        # Two at once are one turn.
        events = saying(events, "My sons. My boss's cat. I am a nurse.", reply) if fault else events
    rates = together(checked(events))
    assert rates.rate == (4 - sum(faults)) / 4


def test_the_debrief_says_it_in_one_line() -> None:
    events = saying(session(), "My sons said so.")
    plain = debrief(events, CLIENTS["ellen"], SCENARIOS["ellen"])
    assert plain.compliance is None
    told = with_compliance(plain, events, CLIENTS["ellen"], PSYCHOLOGY)
    assert told.compliance == "3 of 4 client turns (75.0%) hold; 0 of 5 criteria were shown."


def test_no_session_has_no_rate() -> None:
    rates = together([])
    assert (rates.rate, rates.shown_rate) == (None, None)
    assert in_one_line(rates) == "The client said nothing."
