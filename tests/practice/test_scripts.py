"""Ten turns with each shipped client, well and badly led, from the words to the debrief."""

import pytest

from app.assessment.coder import TrainedCoder
from app.client.script import told
from app.engine.echo import EchoEngine
from app.practice.debrief import debrief
from app.practice.session import Practice
from tests.client.shipped import CLIENTS, SCENARIOS
from tests.practice.sessions import TOLD, Heard, TellingReplies, begin, script


def session(client: str, kind: str, coder: TrainedCoder, seed: int) -> Practice:
    practice = begin(EchoEngine(TellingReplies(client)), client=client, coder=coder, seed=seed)
    for line in script(client, kind):
        shown = Heard()
        reply = practice.say(line, shown)
        assert shown.text == reply.text
        assert reply.attempts == 1
    practice.end()
    return practice


@pytest.mark.parametrize("client", TOLD)
def test_each_line_tells_its_item_and_no_other(client: str) -> None:
    assert list(TOLD[client]) == [item.id for item in CLIENTS[client].ladder]
    for item, line in TOLD[client].items():
        assert told(CLIENTS[client], line) == (item,)


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("client", TOLD)
def test_led_well_the_client_trusts_and_tells_more(
    trained: TrainedCoder, client: str, seed: int
) -> None:
    well, badly = (session(client, kind, trained, seed) for kind in ("skilled", "poor"))
    assert len(script(client, "skilled")) == len(script(client, "poor")) == 10
    assert well.view.state.trust > badly.view.state.trust + 0.15
    assert len(well.view.state.disclosed) > len(badly.view.state.disclosed)
    good, bad = (
        debrief(practice.events, CLIENTS[client], SCENARIOS[client]) for practice in (well, badly)
    )
    assert good.counts.complex_reflections > bad.counts.complex_reflections
    assert good.counts.non_adherent < bad.counts.non_adherent
    assert {item.item for item in good.told} == set(well.view.state.disclosed)
