"""The words given to the language model, and the check of what comes back."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.client.mind import start, tell
from app.client.script import first_name, note, problem, system_message, told
from app.domain.mind import Appraisal, MindState
from app.domain.persona import Persona
from app.library.presentation import first_person
from tests.client.minds import appraisals, open_question, states
from tests.client.shipped import CLIENTS, item, persona, scenario

MARCUS, ANA = CLIENTS["marcus"], CLIENTS["ana"]
shipped = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())


def offering(client: Persona, id: str | None) -> MindState:
    return start(client).model_copy(update={"offered": id})


@shipped
@pytest.mark.parametrize("brief", [True, False])
def test_what_is_locked_is_not_in_the_system_message(client: Persona, brief: bool) -> None:
    meeting = scenario(client.id)
    names = {id: first_name(CLIENTS[id]) for id in meeting.clients}
    words = system_message(client, meeting, brief, names)
    assert told(client, words) == ()
    assert client.name in words
    assert not any(rung.fact in words for rung in client.ladder)


def test_the_system_message_says_who_the_client_is() -> None:
    words = system_message(MARCUS, scenario("marcus"), brief=False)
    assert words.startswith("You are Marcus Hale, 41.")
    assert "you have one child, your daughter Josie, who is nine" in words
    assert scenario("marcus").setting in words
    assert system_message(MARCUS, scenario("marcus"), brief=True) == "You are Marcus Hale, 41."


@shipped
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_note_tells_the_offered_item_and_no_other(client: Persona, data: st.DataObject) -> None:
    topics = st.sampled_from([None, *(topic.id for topic in client.topics)])
    about = {"topic": data.draw(topics)}
    appraisal = data.draw(appraisals()).model_copy(update=about)
    offered = data.draw(st.sampled_from([None, *(rung.id for rung in client.ladder)]))
    state = data.draw(states()).model_copy(update={**about, "offered": offered})
    words = note(client, state, appraisal)
    assert set(told(client, words)) <= {offered}
    facts = [rung.id for rung in client.ladder if rung.fact.rstrip(".") in words]
    assert facts == ([offered] if offered else [])


def test_a_note_in_full() -> None:
    state = offering(MARCUS, None)
    assert note(MARCUS, state, open_question("work")) == (
        "Heard: an open question about your job. You are guarded, hostile; you feel anger. "
        "Tell nothing new."
    )
    assert note(MARCUS, offering(MARCUS, "final_warning"), open_question("work")) == (
        "Heard: an open question about your job. You are guarded, hostile; you feel anger. "
        "You may tell: you are on a final warning at work and one more complaint costs you "
        "the van."
    )


def test_a_note_leaves_the_topic_out_where_nothing_was_said_of_it() -> None:
    for heard in ("greeting", "silence", "closing", "safety_question"):
        turn = Appraisal.model_validate({"heard": heard, "topic": "work"})
        assert "about your job" not in note(MARCUS, offering(MARCUS, None), turn)
    about_none = note(MARCUS, offering(MARCUS, None), Appraisal(heard="advice"))
    assert about_none.startswith("Heard: advice. You are guarded")


@shipped
def test_an_item_told_in_the_words_of_its_note_is_noticed(client: Persona) -> None:
    for rung in client.ladder:
        said = first_person(rung.fact)
        assert any(rung.id in told(client, words) for words in said), rung.id


@shipped
def test_no_item_contradicts_what_the_client_never_says(client: Persona) -> None:
    said = [scenario(client.id).opening, *(w for r in client.ladder for w in first_person(r.fact))]
    for pattern, words in product(client.never_says, said):
        assert not re.search(pattern, words, re.IGNORECASE)


def test_told_finds_markers_however_they_are_typed() -> None:
    assert told(MARCUS, "I'm on a FINAL WARNING.") == ("final_warning",)
    assert told(ANA, "I haven\u2019t been to practice.") == ("left_team",)
    assert told(ANA, "I haven't been to practice.") == ("left_team",)
    assert told(MARCUS, "Work's work.") == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("I'm on a final warning, all right?", "locked"),
        ("My son likes it there.", "contradiction"),
        ("As an AI, I cannot say.", "out of role"),
        ("Heard: an open question.", "out of role"),
        ("You may tell: nothing.", "out of role"),
        ("Sure.<|im_end|>", "out of role"),
        ("You've got the file. Read it.", "repeat"),
        ("you\u2019ve got the file, read it!", "repeat"),
        ("Where do I sign?", None),
    ],
)
def test_a_reply_can_go_wrong_in_five_ways(text: str, what: str | None) -> None:
    earlier = ["Fine.", "You've got the file. Read it."]
    assert problem(MARCUS, offering(MARCUS, None), text, earlier) == what


def test_contradictions_are_found_however_they_are_typed() -> None:
    for apostrophe in ("'", "\u2019"):
        text = f"I{apostrophe}m seventeen."
        assert problem(ANA, offering(ANA, None), text) == "contradiction"


def test_short_replies_may_come_again() -> None:
    assert problem(MARCUS, offering(MARCUS, None), "Fine.", ["Fine."]) is None
    assert problem(MARCUS, offering(MARCUS, None), "...", ["..."]) is None


def test_what_is_offered_or_told_already_may_be_said() -> None:
    client = persona(ladder=(item("a"), item("b")))
    assert problem(client, offering(client, "a"), "It's secret-a.") is None
    assert problem(client, offering(client, "b"), "It's secret-a.") == "locked"
    later = tell(offering(client, "a"), ("a",))
    assert problem(client, later, "It's secret-a, as I said.") is None
    assert problem(client, later, "It's secret-a and secret-b.") == "locked"
