"""The starter's trainee lines as examples: short, plain turns of every kind that a client hears."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.assessment.layout import Said
from app.domain.codes import Behavior, Heard
from model_training.coder.examples import Example, part_of, target
from model_training.starter.corpus import SLOT, TraineeCell, load
from model_training.starter.grammar import sample

_ROOT: Final = Path(__file__).resolve().parent.parent
_PACK: Final = _ROOT.parent / "assets" / "packs"
_BEHAVIORS: Final[dict[Heard, Behavior]] = {
    "open_question": "question",
    "closed_question": "question",
    "safety_question": "question",
    "reflection": "reflection",
    "information": "input",
    "advice": "input",
}


def starter_lines() -> Iterator[Example]:
    """One wording of each line, after something that a client of the pack has said.

    The mechanisms of empathy are left out: the starter's cells name them only where the client's
    mind needs them.
    """
    corpus = load(_ROOT / "starter" / "corpus", _PACK)
    rng = random.Random("starter lines")
    for client in corpus.clients:
        said = [line for cell in client.cells for line in cell.lines]
        phrases = [topic.phrase for topic in client.persona.topics]
        for number, cell in enumerate([*client.trainee, *corpus.trainee]):
            # The common lines are shared out: each is read once, after one of the clients.
            common = number >= len(client.trainee)
            for place, line in enumerate(cell.lines):
                if common and place % len(corpus.clients) != corpus.clients.index(client):
                    continue
                text = sample(line, rng).replace(SLOT, rng.choice(phrases))
                if text.strip():
                    before = Said(speaker="client", text=sample(rng.choice(said), rng))
                    yield _example(client.persona.id, number, cell, text, before)


def _example(client: str, number: int, cell: TraineeCell, text: str, before: Said) -> Example:
    group = f"own/starter/{client}/{number}"
    codes = cell.codes
    behavior = _BEHAVIORS.get(cell.heard, "other")
    return Example(
        source="own",
        group=group,
        text=text,
        before=(before,),
        targets={
            "behavior": target("behavior", [[behavior]]),
            "question": target("question", [[codes.question]]),
            "reflection": target("reflection", [[codes.reflection]]),
            "input": target("input", [[codes.input]]),
            "move": target("move", [codes.moves]),
            "flag": target("flag", [codes.flags]),
        },
        part=part_of(group),
    )
