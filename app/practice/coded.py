"""The current path as the assessment floor reads it."""

from app.assessment.session import CodedTurn
from app.practice.replay import SessionView


def coded_turns(view: SessionView) -> list[CodedTurn]:
    """The turns of the current path with their codes."""
    turns = (view.turns[number] for number in view.path)
    return [
        CodedTurn(speaker=t.speaker, text=t.text, codes=t.codes, client=t.client_codes)
        for t in turns
    ]


def trust_effects(view: SessionView) -> dict[int, float]:
    """What each turn that the client heard did to trust, by its index in ``coded_turns``."""
    effects: dict[int, float] = {}
    before = view.started.state.trust
    for index, number in enumerate(view.path):
        turn = view.turns[number]
        if turn.state is None:
            continue
        if turn.appraisal is not None:
            effects[index] = turn.state.trust - before
        before = turn.state.trust
    return effects
