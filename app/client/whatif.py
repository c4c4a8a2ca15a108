"""What if: a session's mind run again, in fact, otherwise, and onward.

A session is its appraisals and its noise; with the persona they give every state again. So one
turn can be changed and the rest run on (a counterfactual in Pearl's sense: the noise, which
stands for all that is not in the model, is kept), every turn's share in the outcome can be
counted, and the next turns can be forecast by drawing fresh noise. Pure functions throughout.
"""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.client.affect import mixture_of, moved
from app.client.ambivalence import Matrix, strongest
from app.client.coefficients import Coefficients
from app.client.mind import outline, step, tell
from app.client.talk import leave_chance, talk_chances
from app.domain.codes import Talk
from app.domain.feelings import PRIMARIES, Primary
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import Persona
from app.domain.value import Value


class Heard(Value):
    """A turn that the client heard, and what came of it in fact.

    ``told`` are the ladder items told in the reply (None: there is no reply yet), ``offered`` is
    the one that might have been told.
    """

    turn: int
    appraisal: Appraisal
    noise: Noise
    told: tuple[str, ...] | None = ()
    offered: str | None = None
    carried: bool = False
    """Whether the turn named no topic, so that its topic is the one that went on."""


class Effect(Value):
    """What a turn added: to trust, and to the number of items told."""

    turn: int
    trust: float
    told: float


class Attribution(Value):
    """A session's change in trust and disclosure, turn by turn.

    The drift (what neutral turns alone would have done) and the effects sum to the change.
    """

    effects: tuple[Effect, ...]
    drift_trust: float
    drift_told: float


class Range(Value):
    """The middle of a distribution, and the values that 10% and 90% stay below."""

    low: float
    middle: float
    high: float


class Ahead(Value):
    """One turn of a forecast: what the client may be like after the trainee's next turns.

    ``talk`` and ``feeling`` are of those who are still in the room; each sums to 1. ``left`` is
    the chance of having broken off by then, which never falls.
    """

    talk: dict[Talk, float]
    feeling: dict[Primary, float]
    """The strongest feeling, whether or not it shows."""
    left: float
    trust: Range


class Bin(Value):
    """One line of a reliability table: forecasts of about the same chance, and what came."""

    low: float
    high: float
    count: int
    forecast: float
    """Their mean."""
    came: float
    """The share that came true."""


@dataclass(frozen=True)
class _World:
    """One draw of a forecast so far; ``here`` is the chance that the client has not left."""

    state: MindState
    rho: Matrix
    said: Talk | None
    here: float


def run(persona: Persona, start: MindState, turns: Sequence[Heard]) -> list[MindState]:
    """The state after each heard turn, before the reply, as it was in fact.

    Equal to the recorded states for the same program and persona.
    """
    states: list[MindState] = []
    state = start
    for turn in turns:
        states.append(step(persona, state, turn.appraisal, turn.noise))
        state = tell(states[-1], turn.told or ())
    return states


def counterfactual(
    persona: Persona, start: MindState, turns: Sequence[Heard], at: int, appraisal: Appraisal
) -> list[MindState]:
    """The state after each heard turn, had the one at this place of the list meant something else.

    Persona and noise are kept. Later turns mean what they meant, but go on about the topic of
    this other talk where they named none. What the client tells is settled by ``told_instead``.
    The same appraisal gives the same states as ``run``.

    Raises:
        IndexError: There is no such turn.
    """
    if not 0 <= at < len(turns):
        raise IndexError(f"there is no turn {at} among {len(turns)}")
    states = run(persona, start, turns[:at])
    state = tell(states[-1], turns[at - 1].told or ()) if at else start
    for place, turn in enumerate(turns[at:], at):
        meant = appraisal if place == at else _about(turn, state.topic)
        states.append(step(persona, state, meant, turn.noise))
        state = tell(states[-1], told_instead(turn, states[-1]))
    return states


def told_instead(turn: Heard, state: MindState) -> tuple[str, ...]:
    """What the client tells after a turn in another world, by its state there.

    Where the same item is offered as in fact, the reply tells what it told in fact (a client who
    held back holds back again). Where another is offered, it counts as told. Where none is
    offered, nothing is; nor where the client has not replied in fact.
    """
    if turn.told is None:
        return ()
    if state.offered == turn.offered:
        return turn.told
    return () if state.offered is None else (state.offered,)


def attribution(persona: Persona, start: MindState, turns: Sequence[Heard]) -> Attribution:
    """Shares of the turns in the change of trust and in the number of items told.

    These are exact path effects in the order of the session: what a turn added, given all turns
    before it as they were, with neutral turns after it (heard as "other", all zeros, the topic
    going on, the same noise). They telescope: the drift, which is what neutral turns alone would
    have brought, and the effects sum to the whole change but for rounding.

    Why not Shapley values: over every coalition of turns they cost 2^n runs, or sampling error;
    and they average over orders in which nobody talked, whereas in a talk the order matters (an
    apology before the attack that it is for repairs nothing).
    """
    told = len(start.disclosed)
    ends = [_coasted(persona, start, turns)]
    state = start
    for place, turn in enumerate(turns):
        state = tell(outline(persona, state, turn.appraisal, turn.noise), turn.told or ())
        ends.append(_coasted(persona, state, turns[place + 1 :]))
    return Attribution(
        effects=tuple(
            Effect(turn=turn.turn, trust=after[0] - before[0], told=after[1] - before[1])
            for turn, before, after in zip(turns, ends, ends[1:], strict=False)
        ),
        drift_trust=ends[0][0] - start.trust,
        drift_told=ends[0][1] - told,
    )


def forecast(
    persona: Persona,
    state: MindState,
    appraisals: Sequence[Appraisal],
    seed: int,
    turns: int = 3,
    draws: int = 200,
    said: Talk | None = None,
    k: Coefficients | None = None,
) -> tuple[Ahead, ...]:
    """The next turns as distributions, by rolling the mind forward again and again.

    Each trainee turn is drawn from the given ones, the noise is drawn afresh, and the talk drawn
    for each reply is what the client has heard themselves say at the next turn. What is offered
    counts as told. Chances are means over the draws; those of talk and feeling weigh each draw by
    the chance that the client is still there, which ``leave_chance`` lessens turn by turn.

    Args:
        persona: The client.
        state: Where the client is now.
        appraisals: What the trainee's turns are like: at least one.
        seed: The same seed gives the same forecast.
        turns: How many turns ahead.
        draws: How many times the mind is rolled forward.
        said: The talk of the client's last turn, if known.
        k: Coefficients other than those that come with the program.

    Raises:
        ValueError: There are no appraisals to draw from.
    """
    if not appraisals:
        raise ValueError("a forecast needs at least one turn to draw from")
    rng = random.Random(f"{seed}/forecast")
    worlds = [_World(state, mixture_of(state), said, 1.0)] * draws
    ahead: list[Ahead] = []
    for _ in range(turns):
        talk: dict[Talk, float] = defaultdict(float)
        feeling: dict[Primary, float] = defaultdict(float)
        rolled: list[_World] = []
        for world in worlds:
            meant = rng.choice(appraisals).model_copy(update={"said": world.said})
            noise = _noise(rng)
            after = outline(persona, world.state, meant, noise, k)
            # Kept as a matrix between turns: to pack and check it at each takes most of a step.
            rho = moved(persona, world.rho, after.stance, meant, after.arousal, noise.feeling)
            chances = talk_chances(after, meant, k)
            here = world.here * (1 - leave_chance(after, k))
            for kind, chance in chances.items():
                talk[kind] += here * chance
            feeling[strongest(rho)] += here
            drawn = rng.choices(list(chances), weights=list(chances.values()))[0]
            offered = (after.offered,) if after.offered is not None else ()
            rolled.append(_World(tell(after, offered), rho, drawn, here))
        worlds = rolled
        ahead.append(_summed(talk, feeling, worlds))
    return tuple(ahead)


def brier(forecasts: Sequence[Mapping[str, float]], outcomes: Sequence[str]) -> float:
    """The mean squared error of forecasts of several classes: 0 sharp and right, 2 at the worst.

    Raises:
        ValueError: There is nothing to score, or not one outcome for each forecast.
    """
    if not forecasts:
        raise ValueError("there are no forecasts to score")
    total = 0.0
    for chances, outcome in zip(forecasts, outcomes, strict=True):
        classes = {*chances, outcome}
        total += math.fsum((chances.get(c, 0.0) - (c == outcome)) ** 2 for c in classes)
    return total / len(forecasts)


def reliability(
    forecasts: Sequence[Mapping[str, float]], outcomes: Sequence[str], bins: int = 10
) -> tuple[Bin, ...]:
    """How often chances came true, over all classes: bins of equal width, the empty ones left out.

    Raises:
        ValueError: There is not one outcome for each forecast.
    """
    found: dict[int, list[tuple[float, bool]]] = {}
    for chances, outcome in zip(forecasts, outcomes, strict=True):
        for name, chance in chances.items():
            place = min(bins - 1, max(0, int(chance * bins)))
            found.setdefault(place, []).append((chance, name == outcome))
    return tuple(
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            count=len(pairs),
            forecast=sum(chance for chance, _ in pairs) / len(pairs),
            came=sum(came for _, came in pairs) / len(pairs),
        )
        for place, pairs in sorted(found.items())
    )


def _about(turn: Heard, topic: str | None) -> Appraisal:
    """What a later turn means where the talk went on about something else."""
    if not turn.carried or turn.appraisal.topic == topic:
        return turn.appraisal
    return turn.appraisal.model_copy(update={"topic": topic})


def _coasted(persona: Persona, state: MindState, turns: Sequence[Heard]) -> tuple[float, int]:
    """Trust and the number of items told once neutral turns have taken the place of these."""
    for turn in turns:
        neutral = Appraisal(heard="other", topic=state.topic)
        state = outline(persona, state, neutral, turn.noise)
        state = tell(state, told_instead(turn, state))
    return state.trust, len(state.disclosed)


def _noise(rng: random.Random) -> Noise:
    return Noise(**{name: rng.gauss(0, 1) for name in Noise.model_fields})


def _summed(
    talk: Mapping[Talk, float],
    feeling: Mapping[Primary, float],
    worlds: Sequence[_World],
) -> Ahead:
    here = math.fsum(world.here for world in worlds)
    trust = sorted(world.state.trust for world in worlds)

    def at(share: float) -> float:
        return trust[round(share * (len(trust) - 1))]

    return Ahead(
        talk={kind: amount / here for kind, amount in talk.items()},
        feeling={name: feeling[name] / here for name in PRIMARIES if name in feeling},
        left=1 - here / len(worlds),
        trust=Range(low=at(0.1), middle=at(0.5), high=at(0.9)),
    )
