"""Ten turns with each shipped client, well and badly led, from the words to the debrief."""

import tomllib
from pathlib import Path

import pytest

from app.assessment.rules import RuleCoder
from app.client.appraisal import heard
from app.client.script import told
from app.engine.echo import EchoEngine
from app.practice.debrief import debrief
from app.practice.session import Practice
from model_training.starter.grammar import expand
from tests.client.shipped import CLIENTS, SCENARIOS
from tests.practice.sessions import TOLD, Heard, TellingReplies, begin, script

CORPUS = Path(__file__).parents[2] / "model_training" / "starter" / "corpus"


def session(client: str, kind: str, seed: int) -> Practice:
    practice = begin(EchoEngine(TellingReplies(client)), client=client, seed=seed)
    for line in script(client, kind):
        shown = Heard()
        reply = practice.say(line, shown)
        assert shown.text == reply.text
        assert reply.attempts == 1
    practice.end()
    return practice


@pytest.mark.parametrize("client", CLIENTS)
def test_each_line_tells_its_item_and_no_other(client: str) -> None:
    assert list(TOLD[client]) == [item.id for item in CLIENTS[client].ladder]
    for item, line in TOLD[client].items():
        assert told(CLIENTS[client], line) == (item,)


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("client", CLIENTS)
def test_led_well_the_client_trusts_and_tells_more(client: str, seed: int) -> None:
    well, badly = session(client, "skilled", seed), session(client, "poor", seed)
    assert len(script(client, "skilled")) == len(script(client, "poor")) == 10
    assert well.view.state.trust > badly.view.state.trust + 0.15
    assert len(well.view.state.disclosed) > len(badly.view.state.disclosed)
    good, bad = (
        debrief(practice.events, CLIENTS[client], SCENARIOS[client]) for practice in (well, badly)
    )
    assert good.counts.complex_reflections > bad.counts.complex_reflections
    assert good.counts.non_adherent < bad.counts.non_adherent
    assert {item.item for item in good.told} == set(well.view.state.disclosed)


def test_lines_of_the_corpus_are_heard_as_they_are_tagged() -> None:
    coder = RuleCoder()
    right = total = 0
    for name in ("trainee", *CLIENTS):
        corpus = tomllib.loads((CORPUS / f"{name}.toml").read_text(encoding="utf-8"))
        for cell in corpus["trainee"]:
            for line in cell["lines"]:
                words = expand(line)[0].replace("<topic>", "your job")
                right += heard(coder.code(words)) == cell["heard"]
                total += 1
    assert total > 800
    assert right / total > 0.95
