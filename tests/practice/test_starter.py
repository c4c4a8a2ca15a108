"""The shipped starter model in whole sessions: skill opens every client, clumsiness does not."""

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from app.assessment.coder import TrainedCoder
from app.domain.events import Event
from app.engine.llama import LlamaEngine
from app.library.models import starter_model
from app.library.packs import find_scenario, shipped_packs
from app.practice.session import Practice

SCRIPTS = Path(__file__).parent / "scripts"
CLIENTS = ("marcus", "ana", "ellen")
SEEDS = (1, 2, 3, 4, 5)
Play = Callable[[str, str, int], Practice]


class Memory:
    def append(self, event: Event) -> None:
        """The practice keeps its own events."""


@pytest.fixture(scope="module")
def engine() -> Iterator[LlamaEngine]:
    loaded = LlamaEngine(starter_model())
    yield loaded
    loaded.close()


@pytest.fixture
def play(engine: LlamaEngine, trained: TrainedCoder) -> Play:
    return partial(played, engine, trained)


def played(
    engine: LlamaEngine, coder: TrainedCoder, client: str, script: str, seed: int
) -> Practice:
    pack, scenario, _ = find_scenario(shipped_packs(), f"foundations/{client}")
    practice = Practice.begin(
        pack=pack, scenario=scenario, engine=engine, coder=coder, log=Memory(), seed=seed
    )
    for line in (SCRIPTS / f"{client}_{script}.txt").read_text(encoding="utf-8").splitlines():
        practice.say(line)
    return practice


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("client", CLIENTS)
def test_skill_ends_with_more_trust_and_more_told(play: Play, client: str, seed: int) -> None:
    skilled = play(client, "skilled", seed).view.state
    poor = play(client, "poor", seed).view.state
    assert skilled.trust > poor.trust + 0.15
    assert len(skilled.disclosed) > len(poor.disclosed)


@pytest.mark.parametrize("client", CLIENTS)
def test_every_turn_gets_words_and_nothing_locked_is_told(play: Play, client: str) -> None:
    view = play(client, "skilled", 1).view
    replies = [turn for turn in view.turns.values() if turn.speaker == "client"]
    assert len(replies) == 11
    assert all(turn.text.strip() for turn in replies)
    for turn in replies[1:]:
        asked = view.turns[turn.parent or 0].state
        assert asked is not None
        assert set(turn.told) <= {*asked.disclosed, asked.offered}


def test_the_model_is_small_and_its_card_is_of_this_file() -> None:
    path = starter_model()
    assert path.stat().st_size <= 25_000_000
    card = path.with_suffix(".md").read_text(encoding="utf-8")
    assert sha256(path.read_bytes()).hexdigest() in card
    assert "GPL-3.0-or-later" in card
