"""What a session costs beside the model: coding a turn, moving the mind, replaying, opening."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from app.assessment.layout import Said
from app.client.appraisal import appraise
from app.client.mind import draw_noise, start, step
from app.domain.events import Event
from app.engine.echo import EchoEngine
from app.library.packs import find_scenario, shipped_packs
from app.practice.coders import open_coder
from app.practice.debrief import Rater, debrief
from app.practice.replay import replay
from app.practice.room import recompute
from app.practice.session import Practice
from app.practice.whatif import attribution_of, forecast_of, what_if
from app.store.database import Database
from app.store.sessions import Sessions

TURNS = 40
LINE = "It sounds like the evenings are hard. What are they like for you since Danny left?"


class _Memory:
    def append(self, event: Event) -> None:
        """Keeps nothing: the practice has its events."""


def median_ms(work: Callable[[], object], runs: int = 30) -> float:
    """The median time of some work, in milliseconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    """Prints the table."""
    pack, scenario, persona = find_scenario(shipped_packs(), "foundations/ellen")
    coder, engine = open_coder(), EchoEngine()
    practice = Practice.begin(
        pack=pack, scenario=scenario, engine=engine, coder=coder, log=_Memory(), seed=1
    )
    for _ in range(TURNS):
        practice.say(LINE)
    events = practice.events
    before = [Said(speaker="client", text="I have a glass in the evening.")]
    state, codes, rater = start(persona), coder.code(LINE, before), Rater.of(coder.terms)
    appraisal = appraise(codes, LINE, persona, None)
    noise = draw_noise(1, 1)
    personas, other = {persona.id: persona}, "You should stop drinking."
    rows = [
        ("code a trainee turn", lambda: coder.code(LINE, before), "under 15 ms"),
        ("one step of the mind", lambda: step(persona, state, appraisal, noise), "under 2 ms"),
        (f"replay {TURNS} turns", lambda: replay(events), ""),
        (
            f"replay and recompute {TURNS} turns",
            lambda: recompute(events, personas, scenario),
            "",
        ),
        (
            f"debrief of {TURNS} turns",
            lambda: debrief(events, persona, scenario, rater),
            "under 100 ms",
        ),
        (
            f"what if, over {TURNS} turns",
            lambda: what_if(events, personas, scenario, coder, 1, other),
            "under 150 ms",
        ),
        (f"attribution of {TURNS} turns", lambda: attribution_of(events, persona), ""),
        ("forecast of three turns", lambda: forecast_of(events, persona), ""),
    ]
    print("\nA session beside the model, medians")
    for what, work, target in rows:
        print(f"  {what:<36}  {median_ms(work):8.3f} ms   {target}")
    with TemporaryDirectory() as folder:
        database = Database.open(Path(folder))
        try:
            sessions = Sessions(database)
            session = sessions.create(pack, scenario, "none")
            append = median_ms(lambda: sessions.append(session, events[1]), runs=50)
        finally:
            database.close()
    print(f"  {'write an event, durable':<36}  {append:8.3f} ms   before it is shown")


if __name__ == "__main__":
    main()
