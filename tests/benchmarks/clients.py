"""How the clients take skill and its lack: ``python -m tests.benchmarks.clients``.

Trainees of known skill (``trainees.toml``) go through every shipped client's mind, seeds 1 to 20;
the shipped coder codes their words, and what is offered is told, so that no language model has
part in the figures. Members of a group are met one by one.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from app.assessment.protocol import Coder
from app.client.appraisal import appraise
from app.client.mind import draw_noise, outline, start, step, tell
from app.domain.codes import TurnCodes
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import Persona
from app.library.packs import shipped_packs
from app.practice.coders import open_coder
from tests.benchmarks.trainees import SKILL, Kind, scripts

SEEDS = range(1, 21)
EARLY = 5
"""Turns in which nobody is to be won."""
WON = 0.6
FLATTERED = 0.5
PAIRS = 0.95
MENDED = 2 / 3
"""Share of a rupture that an apology and two reflections may leave."""
STEP_MS = 2.0
LUCK = 3.0
"""Standard deviations of good luck in every turn of the best case."""
APOLOGY = "I'm sorry. That was wrong of me, and I can see that it hurt you."
MENDING = "You came to be heard, and I sounded like everyone who has hurt you before."


class Coding:
    """A coder that codes the same words only once."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self._known: dict[str, TurnCodes] = {}

    def __call__(self, text: str) -> TurnCodes:
        if text not in self._known:
            self._known[text] = self._coder.code(text, [])
        return self._known[text]


class Outcome(NamedTuple):
    """Where one session left a client."""

    kind: Kind
    seed: int
    trust: float
    told: float
    """Share of the ladder."""
    early: float
    """The most trust in the first turns."""
    guarded: bool
    """From the first to the last turn."""


class Repair(NamedTuple):
    """What a rupture did, and what came of it."""

    lost: float
    """Trust lost in the turn that hit the trigger."""
    turns: int | None
    """Reflections until the trust was back; None where 40 did not do."""
    slower: float
    """How fast trust comes back beside how fast it first grew at the same level, 0 to 1."""
    opened: float
    owned: float
    """Rupture left of ``opened`` after an apology and two reflections."""
    passed_over: float
    """And where the trainee goes on as if nothing had been."""


def clients() -> dict[str, Persona]:
    """All shipped clients by id."""
    return {client.id: client for pack in shipped_packs() for client in pack.clients}


def meanings(
    persona: Persona, lines: Iterable[str], code: Callable[[str], TurnCodes]
) -> list[Appraisal]:
    """What these words mean to the client, one after the other."""
    found: list[Appraisal] = []
    for line in lines:
        current = found[-1].topic if found else None
        found.append(appraise(code(line), line, persona, current))
    return found


def states(persona: Persona, turns: Iterable[Appraisal], seed: int) -> list[MindState]:
    """The client as they come in and after each turn; what is offered is told at once.

    Feelings stay as they were, which nothing looked at here depends on.
    """
    found = [start(persona)]
    for number, turn in enumerate(turns, 1):
        after = outline(persona, found[-1], turn, draw_noise(seed, number))
        found.append(tell(after, (after.offered,)) if after.offered else after)
    return found


def outcome(persona: Persona, kind: Kind, turns: Sequence[Appraisal], seed: int) -> Outcome:
    """One session's figures."""
    path = states(persona, turns, seed)
    return Outcome(
        kind,
        seed,
        trust=path[-1].trust,
        told=len(path[-1].disclosed) / len(persona.ladder),
        early=max(state.trust for state in path[1 : EARLY + 1]),
        guarded=all(state.openness == "guarded" for state in path),
    )


def best_case(persona: Persona, turns: int = EARLY) -> float:
    """The most trust that a search over appraisals finds, with good luck in every turn.

    It tries all corners of what a turn may mean and keeps the eight paths with the most trust,
    and the eight with the least resistance, from turn to turn.
    """
    names = ("understood", "invited", "respected", "repaired", "pressured", "judged")
    corners = [
        Appraisal(heard="reflection", **dict(zip(names, values, strict=True)))
        for values in product((0.0, 1.0), repeat=len(names))
    ]
    luck = Noise(trust=LUCK, resistance=-LUCK)
    beam, best = [start(persona)], start(persona).trust
    for _ in range(turns):
        reached = [outline(persona, state, turn, luck) for state in beam for turn in corners]
        best = max(best, *(state.trust for state in reached))
        beam = [
            *sorted(reached, key=lambda s: -s.trust)[:8],
            *sorted(reached, key=lambda s: s.resistance)[:8],
        ]
    return best


def repair(
    persona: Persona, skilled: Sequence[Appraisal], code: Callable[[str], TurnCodes]
) -> Repair | None:
    """Hits the worst trigger after a session that went well; None for a client without one."""
    if not persona.triggers:
        return None
    quiet = Noise()

    def on(state: MindState, *turns: Appraisal) -> MindState:
        for turn in turns:
            state = outline(persona, state, turn, quiet)
        return state

    trigger = max(persona.triggers, key=lambda one: one.hurt)
    hit = Appraisal(heard="other", judged=trigger.hurt, trigger=trigger.id)
    sorry, mending = (meanings(persona, [line], code)[0] for line in (APOLOGY, MENDING))
    question = Appraisal(heard="open_question", invited=0.6)
    before = on(start(persona), *skilled)
    after = on(before, hit)
    state, turns = after, 0
    while state.trust < before.trust and turns < 40:
        state, turns = on(state, mending), turns + 1
    unhurt = after.model_copy(update={"peak_trust": after.trust})
    again, first = (on(one, mending).trust - after.trust for one in (after, unhurt))
    return Repair(
        lost=before.trust - after.trust,
        turns=turns if state.trust >= before.trust else None,
        slower=again / first if first > 0 else 0.0,
        opened=after.rupture,
        owned=on(after, sorry, mending, mending).rupture,
        passed_over=on(after, question, question, question).rupture,
    )


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The least-squares slope of the second over the first."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return statistics.linear_regression(xs, ys).slope


def above(high: Sequence[float], low: Sequence[float]) -> tuple[float, float]:
    """Shares of all pairs in which the first is more, and in which both are the same."""
    pairs = [(a, b) for a in high for b in low]
    return (
        sum(a > b + 1e-9 for a, b in pairs) / len(pairs),
        sum(abs(a - b) <= 1e-9 for a, b in pairs) / len(pairs),
    )


class Row(NamedTuple):
    """A client's figures."""

    name: str
    trust: Mapping[Kind, float]
    told: Mapping[Kind, float]
    slope: float
    trusts: float
    """Share of skilled and poor pairs, of one seed, in which the skilled one is trusted more."""
    tells: float
    ties: float
    early: float
    best: float
    flattered: float
    """The most trust at the end of a session of flattery, also of a long one."""
    guarded: float
    """Share of poor sessions in which the client stayed guarded throughout."""
    mends: Repair | None

    @property
    def faults(self) -> list[str]:
        """What misses its aim."""
        m = self.mends
        rules = (
            (self.trusts < PAIRS, "trusts"),
            (self.tells < PAIRS, "tells"),
            (max(self.early, self.best) > WON, "won early"),
            (self.flattered >= FLATTERED, "flattered"),
            (self.guarded < 1, "not guarded"),
            (m is not None and (m.turns is None or m.turns < 2 or m.slower > 0.8), "regained"),
            (m is not None and m.owned > MENDED * min(m.opened, m.passed_over), "not mended"),
        )
        return [name for wrong, name in rules if wrong]


def measure(persona: Persona, code: Callable[[str], TurnCodes]) -> Row:
    """All figures of one client."""
    turns = {s: meanings(persona, s.spoken(persona), code) for s in scripts()}
    found = [outcome(persona, s.kind, turns[s], seed) for s in scripts() for seed in SEEDS]
    flattery = [turn for s in scripts("flattering") for turn in turns[s]] * 2
    long = [outcome(persona, "flattering", flattery, seed) for seed in SEEDS]

    def of(kind: Kind) -> list[Outcome]:
        return [one for one in found if one.kind == kind]

    def shares(value: Callable[[Outcome], float]) -> tuple[float, float]:
        by_seed = [
            above(
                [value(one) for one in of("skilled") if one.seed == seed],
                [value(one) for one in of("poor") if one.seed == seed],
            )
            for seed in SEEDS
        ]
        more, same = zip(*by_seed, strict=True)
        return statistics.mean(more), statistics.mean(same)

    tells, ties = shares(lambda one: one.told)
    return Row(
        name=persona.id,
        trust={kind: statistics.mean(one.trust for one in of(kind)) for kind in SKILL},
        told={kind: statistics.mean(one.told for one in of(kind)) for kind in SKILL},
        slope=slope([(SKILL[one.kind], one.told) for one in found if one.kind in SKILL]),
        trusts=shares(lambda one: one.trust)[0],
        tells=tells,
        ties=ties,
        early=max(one.early for one in found),
        best=best_case(persona),
        flattered=max(one.trust for one in (*of("flattering"), *long)),
        guarded=statistics.mean(one.guarded for one in of("poor")),
        mends=repair(persona, turns[scripts("skilled")[0]], code),
    )


def step_ms(persona: Persona, turns: Sequence[Appraisal]) -> float:
    """The median processor time of a whole step of the mind, feelings included."""
    times, state = [], start(persona)
    for number, turn in enumerate(turns):
        noise = draw_noise(1, number)
        began = time.thread_time()
        state = step(persona, state, turn, noise)
        times.append(1000 * (time.thread_time() - began))
    return statistics.median(times)


def show(rows: Sequence[Row]) -> None:
    """Prints the two tables and what misses its aim."""
    print("\nThe clients' answer to skill: mean trust and share of the ladder after 12 turns")
    print(
        f"  pairs: of skilled and poor sessions, aim {PAIRS:.0%}; early: most trust up to turn "
        f"{EARLY}, by scripts and by search, aim {WON}; flattery under {FLATTERED}"
    )
    print(
        f"  {'client':<9} {'trust s':>7} {'m':>5} {'p':>5} {'told s':>7} {'m':>5} {'p':>5} "
        f"{'slope':>6} {'trusts':>7} {'tells':>6} {'ties':>5} {'early':>6} {'search':>6} "
        f"{'flatt.':>6} {'guarded':>7}"
    )
    for row in rows:
        t, d = row.trust, row.told
        print(
            f"  {row.name:<9} {t['skilled']:7.2f} {t['mixed']:5.2f} {t['poor']:5.2f} "
            f"{d['skilled']:7.2f} {d['mixed']:5.2f} {d['poor']:5.2f} {row.slope:6.2f} "
            f"{row.trusts:7.1%} {row.tells:6.1%} {row.ties:5.1%} {row.early:6.2f} "
            f"{row.best:6.2f} {row.flattered:6.2f} {row.guarded:7.0%}"
        )
    print("\nRupture and repair: the worst trigger after a session that went well")
    print(
        f"  {'client':<9} {'lost':>5} {'turns to regain':>16} {'regained at':>12} "
        f"{'rupture':>8} {'owned':>6} {'passed over':>12}"
    )
    for row in rows:
        if (m := row.mends) is not None:
            turns = "over 40" if m.turns is None else str(m.turns)
            print(
                f"  {row.name:<9} {m.lost:5.2f} {turns:>16} {m.slower:11.0%} "
                f"{m.opened:9.2f} {m.owned:6.2f} {m.passed_over:12.2f}"
            )
    missed = {row.name: row.faults for row in rows if row.faults}
    said = "; ".join(f"{name}: {', '.join(faults)}" for name, faults in missed.items())
    print(f"  of {len(rows)} clients, {len(missed)} miss an aim{': ' + said if said else ''}")


def main() -> None:
    """Prints the tables."""
    code, people = Coding(open_coder()), clients()
    show([measure(persona, code) for persona in people.values()])
    times = {
        name: step_ms(persona, meanings(persona, scripts("skilled")[0].spoken(persona), code) * 10)
        for name, persona in people.items()
    }
    slowest = max(times, key=lambda name: times[name])
    print(f"  a step of the mind: {times[slowest]:.2f} ms at most ({slowest}), aim {STEP_MS} ms")


if __name__ == "__main__":
    main()
