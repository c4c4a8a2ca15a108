"""Sessions that are kept: begun into the store, and gone on with from it."""

from collections.abc import Callable, Sequence

from app.assessment.protocol import Coder
from app.domain.scenario import Pack, Scenario
from app.engine.protocol import Engine
from app.library.packs import find_scenario
from app.practice.replay import replay
from app.practice.room import called, personas_of
from app.practice.session import EventLog, Practice
from app.store.sessions import Sessions


def begin_stored(
    sessions: Sessions,
    pack: Pack,
    scenario: Scenario,
    *,
    engine: Engine,
    coder: Coder,
    seed: int,
    around: Callable[[EventLog], EventLog] | None = None,
) -> tuple[str, Practice]:
    """Starts a session in the store; its id and the session.

    ``around`` may put a log of its own around the store's.
    """
    name = called(personas_of(pack, scenario))
    session = sessions.create(pack, scenario, engine.info.name, name)
    log: EventLog = sessions.log(session)
    practice = Practice.begin(
        pack=pack,
        scenario=scenario,
        engine=engine,
        coder=coder,
        log=around(log) if around else log,
        seed=seed,
    )
    return session, practice


def resume_stored(
    sessions: Sessions, session: str, packs: Sequence[Pack], *, engine: Engine, coder: Coder
) -> Practice:
    """Goes on with a session of the store.

    Raises:
        KnownError: The session is not there, or its scenario is no longer installed, or is one
            of other clients now.
    """
    events = sessions.events(session)
    started = replay(events).started
    pack, scenario, _ = find_scenario(packs, f"{started.pack}/{started.scenario}")
    return Practice.resume(
        events,
        pack=pack,
        scenario=scenario,
        engine=engine,
        coder=coder,
        log=sessions.log(session),
    )
