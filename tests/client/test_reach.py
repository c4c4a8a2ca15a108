"""Every secret of every shipped client can be reached with skill, and none comes without it."""

import pytest

from app.assessment.coder import TrainedCoder
from app.client.mind import draw_noise, outline, start, tell
from app.domain.mind import Appraisal, MindState
from app.domain.persona import DisclosureItem, Persona
from tests.benchmarks.clients import SEEDS, Coding, meanings, states
from tests.benchmarks.trainees import scripts
from tests.client.minds import AUTONOMY, open_question, reflection
from tests.client.shipped import CLIENTS

TURNS = 60
SAFETY = Appraisal(heard="safety_question", invited=0.15)
every_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())


@pytest.fixture(scope="module")
def code(trained: TrainedCoder) -> Coding:
    return Coding(trained)


def to_tell_first(client: Persona, wanted: DisclosureItem, state: MindState) -> DisclosureItem:
    """The item itself, or the first one before it that is not told yet."""
    items = {item.id: item for item in client.ladder}
    while wanted.after is not None and wanted.after not in state.disclosed:
        wanted = items[wanted.after]
    return wanted


def reached(client: Persona, wanted: DisclosureItem, seed: int) -> int | None:
    """The turn at which a skilled trainee who stays with its topic is offered the item."""
    state = start(client)
    for number in range(1, TURNS + 1):
        aim = to_tell_first(client, wanted, state)
        if aim.needs == "safety_question" and state.trust >= aim.trust:
            turn = SAFETY
        elif number % 5 == 0:
            turn = AUTONOMY
        else:
            turn = reflection() if number % 2 else open_question()
        heard = turn.model_copy(update={"topic": aim.topic})
        state = outline(client, state, heard, draw_noise(seed, number))
        if state.offered == wanted.id:
            return number
        if state.offered is not None:
            state = tell(state, (state.offered,))
    return None


@every_client
def test_every_item_is_reached_by_some_session(client: Persona) -> None:
    never = [
        item.id
        for item in client.ladder
        if not any(reached(client, item, seed) for seed in (1, 2, 3))
    ]
    assert never == []


@every_client
def test_the_deepest_item_takes_more_than_a_few_turns(client: Persona) -> None:
    deepest = max(client.ladder, key=lambda item: item.trust)
    turns = [reached(client, deepest, seed) for seed in (1, 2, 3)]
    assert min(turn for turn in turns if turn is not None) > 10


@every_client
def test_every_client_starts_guarded_and_poor_trainees_leave_it_so(
    client: Persona, code: Coding
) -> None:
    for script in scripts("poor"):
        turns = meanings(client, script.spoken(client), code)
        for seed in SEEDS:
            path = states(client, turns, seed)
            assert all(state.openness == "guarded" for state in path)
            assert path[-1].disclosed == ()
