"""Sessions with several clients to test with."""

from collections.abc import Sequence

from app.assessment.rules import RuleCoder
from app.domain.events import Event
from app.domain.scenario import Pack, Scenario
from app.engine.echo import EchoEngine
from app.practice.session import Practice
from tests.client.groups import COUPLE, TOGETHER
from tests.practice.sessions import Log, NumberedReplies


def meet(
    scenario: Scenario = COUPLE,
    engine: EchoEngine | None = None,
    *,
    log: Log | None = None,
    seed: int = 1,
) -> Practice:
    """A session with a shipped couple or family."""
    return Practice.begin(
        pack=TOGETHER,
        scenario=scenario,
        engine=engine or EchoEngine(NumberedReplies()),
        coder=RuleCoder(),
        log=log or Log(),
        seed=seed,
    )


def meet_again(
    events: Sequence[Event],
    scenario: Scenario = COUPLE,
    engine: EchoEngine | None = None,
    *,
    pack: Pack = TOGETHER,
    log: Log | None = None,
) -> Practice:
    """A session taken up again from its events."""
    return Practice.resume(
        events,
        pack=pack,
        scenario=scenario,
        engine=engine or EchoEngine(NumberedReplies()),
        coder=RuleCoder(),
        log=log or Log(),
    )


def all_out(practice: Practice) -> None:
    """Lets the clients answer each other until nobody wants to."""
    while practice.view.pending is not None:
        practice.proceed()


def in_the_middle(scenario: Scenario = COUPLE, engine: EchoEngine | None = None) -> Practice:
    """A session in which a client wants to answer what another has just said."""
    for seed in range(100):
        practice = meet(scenario, engine, seed=seed)
        practice.say("You both look tired.")
        if practice.view.pending is not None:
            return practice
    raise AssertionError("nobody ever wants to answer another")
