"""The disclosure ladder: what a client may tell, and what has to come first."""

import pytest

from app.client.mind import draw_noise, lock_of, start, step, tell
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import DisclosureItem, Persona
from tests.client.minds import AUTONOMY, open_question, reflection
from tests.client.shipped import CLIENTS, item, persona

QUIET = Noise()


def trusting(client: Persona, trust: float = 0.6) -> MindState:
    values = {"trust": trust, "resistance": 0.3, "peak_trust": trust}
    return start(client).model_copy(update=values)


def offered(client: Persona, appraisal: Appraisal, state: MindState | None = None) -> str | None:
    return step(client, state or trusting(client), appraisal, QUIET).offered


def test_an_item_is_offered_when_its_topic_is_there() -> None:
    client = persona(ladder=(item("a"),))
    assert offered(client, Appraisal(heard="affirmation", topic="work")) == "a"
    assert offered(client, Appraisal(heard="affirmation", topic="father")) is None
    assert offered(client, Appraisal(heard="affirmation")) is None


@pytest.mark.parametrize("heard", ["open_question", "closed_question", "reflection"])
def test_some_items_need_to_be_asked_for(heard: str) -> None:
    client = persona(ladder=(item("a", needs="question"),))
    asked = Appraisal.model_validate({"heard": heard, "topic": "work"})
    assert offered(client, asked) == "a"
    assert offered(client, Appraisal(heard="affirmation", topic="work")) is None


def test_some_items_need_a_question_about_safety_outright() -> None:
    client = persona(ladder=(item("a", topic="safety", needs="safety_question"),))
    assert offered(client, Appraisal(heard="open_question", topic="safety")) is None
    assert offered(client, Appraisal(heard="safety_question", topic="work")) == "a"


def test_an_item_needs_its_trust() -> None:
    client = persona(ladder=(item("a", trust=0.7),))
    asked = open_question("work")
    assert offered(client, asked, trusting(client, 0.6)) is None
    assert offered(client, asked, trusting(client, 0.75)) == "a"


def test_one_item_comes_after_another() -> None:
    client = persona(ladder=(item("a", topic="father"), item("b", after="a")))
    assert offered(client, open_question("work")) is None
    told = tell(trusting(client), ("a",))
    assert offered(client, open_question("work"), told) == "b"


def test_what_was_told_is_not_offered_again() -> None:
    client = persona(ladder=(item("a"), item("b")))
    assert offered(client, open_question("work")) == "a"
    assert offered(client, open_question("work"), tell(trusting(client), ("a",))) == "b"
    both = tell(tell(trusting(client), ("a",)), ("a", "b"))
    assert both.disclosed == ("a", "b")
    assert offered(client, open_question("work"), both) is None


def test_a_guarded_client_offers_nothing() -> None:
    client = persona(ladder=(item("a", trust=0.0),))
    closed_up = trusting(client).model_copy(update={"resistance": 1.0})
    after = step(client, closed_up, open_question("work"), QUIET)
    assert after.openness == "guarded"
    assert after.offered is None


def test_nothing_is_offered_in_a_turn_of_pressure() -> None:
    client = persona(ladder=(item("a"),))
    pressed = Appraisal(heard="advice", topic="work", pressured=0.6)
    hurt = Appraisal(heard="open_question", topic="work", invited=0.6, judged=0.7)
    assert offered(client, pressed) is None
    assert offered(client, hurt) is None


def test_why_an_item_is_locked_can_be_said() -> None:
    first, second = item("a", trust=0.5), item("b", after="a", trust=0.1)
    client = persona(ladder=(first, second))
    assert lock_of(first, trusting(client, 0.3)) == "needs trust of 0.50; it was 0.30"
    assert lock_of(second, trusting(client)) == "something else has to be said first"
    assert lock_of(first, trusting(client)) is None


def good_session(client: Persona, wanted: DisclosureItem, seed: int) -> int | None:
    """The turn at which a skilled trainee who cares for this topic is offered the item."""
    items = {rung.id: rung for rung in client.ladder}
    state = start(client)
    for number in range(1, 41):
        first = items.get(wanted.after or "")
        aim = first if first and first.id not in state.disclosed else wanted
        if number % 5 == 0:
            turn = AUTONOMY.model_copy(update={"topic": aim.topic})
        elif aim.needs == "safety_question" and state.trust >= aim.trust:
            turn = Appraisal(heard="safety_question", topic=aim.topic, invited=0.15)
        else:
            turn = reflection(aim.topic) if number % 2 else open_question(aim.topic)
        state = step(client, state, turn, draw_noise(seed, number))
        if state.offered == wanted.id:
            return number
        if state.offered is not None:
            state = tell(state, (state.offered,))
    return None


@pytest.mark.parametrize(
    ("client", "rung"),
    [(client, rung) for client in CLIENTS.values() for rung in client.ladder],
    ids=lambda value: value.id,
)
def test_every_item_of_every_client_can_be_reached(client: Persona, rung: DisclosureItem) -> None:
    turns = [good_session(client, rung, seed) for seed in range(1, 6)]
    assert None not in turns
