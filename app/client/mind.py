"""The client's mind: one structural causal model, stepped once per trainee turn.

Every variable has named parents and one update function of them, of the appraisal and of a
stored noise term; ``MODEL`` lists them in the order they are computed. The same state,
appraisal and noise give the same next state, so a session can be replayed and asked "what if".
Coefficients are set by hand.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.feelings import Feelings, Primary
from app.domain.mind import Appraisal, MindState, Noise, Openness, Stance
from app.domain.persona import DisclosureItem, Persona

_ASKS = ("open_question", "closed_question", "safety_question", "reflection")
_STEADY = 0.015
"""Standard deviation of the noise on trust and the like, before volatility."""


@dataclass(frozen=True)
class Moment:
    """All that an update may look at: the state before, and what is already new."""

    persona: Persona
    before: MindState
    appraisal: Appraisal
    noise: Noise
    new: dict[str, float]


@dataclass(frozen=True)
class Variable:
    """One equation of the model: a variable, what it depends on, and how."""

    name: str
    parents: tuple[str, ...]
    update: Callable[[Moment], float]


def _resistance(m: Moment) -> float:
    """Pressure and judgment raise it by reactance (Brehm 1966); being heard lowers it."""
    a, was = m.appraisal, m.before.resistance
    reactance = m.persona.temperament.reactance
    push = (0.10 + 0.30 * reactance) * max(a.pressured, a.judged)
    ease = 0.16 * a.understood + 0.16 * a.respected + 0.10 * a.repaired + 0.06 * a.invited
    if max(a.pressured, a.judged) > 0.5:
        ease *= 0.3  # a kind word inside an attack is hardly heard
    return was + push * (1 - was) - ease * was + _shake(m, m.noise.resistance)


def _trust(m: Moment) -> float:
    """Grows slowly with being understood and asked, falls fast with judgment.

    No single turn wins more than 0.045, good luck included, and a turn that neither understands
    nor asks wins nothing beyond 0.45: nobody melts at a kind word. What was lost comes back at
    0.6 of the rate it first grew at; avoidant and disorganized clients take warmth in more
    slowly.
    """
    a, was, t = m.appraisal, m.before.trust, m.persona.temperament
    taken_in = {"secure": 1.0, "anxious": 1.0, "avoidant": 0.85, "disorganized": 0.8}[t.attachment]
    good = min(1.0, 0.75 * a.understood + 0.40 * a.invited + 0.45 * a.respected + 0.5 * a.repaired)
    rate = 0.165 * taken_in * (1 - 0.45 * m.new["resistance"])
    if was < m.before.peak_trust - 0.01:
        rate *= 0.6
    bad = 0.07 * a.pressured + (0.08 + 0.16 * t.rejection_sensitivity) * a.judged
    if max(a.pressured, a.judged) > 0.5:
        rate *= 0.3
    ceiling = 1.0 if max(a.understood, a.invited) >= 0.3 else 0.45
    gain = rate * good * max(0.0, ceiling - was) + _shake(m, m.noise.trust)
    loss = bad * (0.25 + 0.75 * was)
    return min(was + min(0.045, gain) - loss, max(was, ceiling))


def _arousal(m: Moment) -> float:
    """Swings with threat by volatility and settles back toward where the client began."""
    a, was, t = m.appraisal, m.before.arousal, m.persona.temperament
    stirred = (0.15 + 0.35 * t.volatility) * max(a.pressured, a.judged)
    calmed = 0.10 * max(a.understood, a.repaired)
    drift = 0.15 * (t.arousal - was)
    return was + stirred * (1 - was) - calmed * was + drift + 2 * _shake(m, m.noise.arousal)


def _valence(m: Moment) -> float:
    """Pleasantness, -1 to 1, pulled by how the turn felt and by trust."""
    a, was = m.appraisal, m.before.valence
    felt = 0.5 * (a.understood + a.respected) - 0.8 * max(a.pressured, a.judged)
    settled = m.persona.temperament.valence + 0.5 * (m.new["trust"] - m.persona.temperament.trust)
    return was + 0.3 * felt + 0.2 * (settled - was) + 2 * _shake(m, m.noise.valence)


MODEL: tuple[Variable, ...] = (
    Variable("resistance", ("resistance",), _resistance),
    Variable("trust", ("trust", "peak_trust", "resistance"), _trust),
    Variable("arousal", ("arousal",), _arousal),
    Variable("valence", ("valence", "trust"), _valence),
)


def start(persona: Persona) -> MindState:
    """The state in which the client comes in."""
    t = persona.temperament
    openness = _openness(t.trust, t.resistance)
    stance = _stance(persona, openness, t.resistance, t.trust, Appraisal(heard="other"))
    return MindState(
        trust=t.trust,
        resistance=t.resistance,
        arousal=t.arousal,
        valence=t.valence,
        feelings=_target(persona, stance, None),
        openness=openness,
        stance=stance,
        peak_trust=t.trust,
    )


def draw_noise(seed: int, turn: int) -> Noise:
    """The noise of one turn, from the session's seed and the turn's number."""
    rng = random.Random(f"{seed}/mind/{turn}")
    return Noise(
        **{
            name: round(rng.gauss(0, 1), 6)
            for name in ("trust", "resistance", "arousal", "valence")
        }
    )


def step(persona: Persona, state: MindState, appraisal: Appraisal, noise: Noise) -> MindState:
    """The state after a trainee turn, before the client has replied."""
    moment = Moment(persona, state, appraisal, noise, {})
    for variable in MODEL:
        low = -1.0 if variable.name == "valence" else 0.0
        value = min(1.0, max(low, variable.update(moment)))
        moment.new[variable.name] = round(value, 6)
    new = moment.new
    openness = _openness(new["trust"], new["resistance"])
    stance = _stance(persona, openness, new["resistance"], new["trust"], appraisal)
    stirs = {topic.id: topic.feeling for topic in persona.topics}.get(appraisal.topic or "")
    after = state.model_copy(
        update={
            **new,
            "openness": openness,
            "stance": stance,
            "feelings": _blend(state.feelings, _target(persona, stance, stirs), 0.6),
            "topic": appraisal.topic,
            "peak_trust": max(state.peak_trust, new["trust"]),
        }
    )
    return after.model_copy(update={"offered": _offer(persona, after, appraisal)})


def tell(state: MindState, items: tuple[str, ...]) -> MindState:
    """The state once the reply has told these items."""
    fresh = tuple(item for item in items if item not in state.disclosed)
    return state.model_copy(update={"disclosed": state.disclosed + fresh, "offered": None})


def lock_of(item: DisclosureItem, state: MindState) -> str | None:
    """Why an item is still locked, in words for the debrief; None when only the ask is missing."""
    if item.after is not None and item.after not in state.disclosed:
        return "something else has to be said first"
    if state.trust < item.trust:
        short = f"it was {state.trust:.2f}"
        if f"{state.trust:.2f}" == f"{item.trust:.2f}":
            short = "it was just short of that"
        return f"needs trust of {item.trust:.2f}; {short}"
    return None


def _offer(persona: Persona, state: MindState, appraisal: Appraisal) -> str | None:
    """The first item on the ladder that may be told now, if any."""
    if state.openness == "guarded" or max(appraisal.pressured, appraisal.judged) > 0.5:
        return None
    for item in persona.ladder:
        if item.id in state.disclosed or lock_of(item, state) is not None:
            continue
        asked = {
            "topic": appraisal.topic == item.topic,
            "question": appraisal.topic == item.topic and appraisal.heard in _ASKS,
            "safety_question": appraisal.heard == "safety_question",
        }[item.needs]
        if asked:
            return item.id
    return None


def _openness(trust: float, resistance: float) -> Openness:
    if trust >= 0.48 and resistance <= 0.55:
        return "open"
    if trust >= 0.27 and resistance <= 0.72:
        return "partial"
    return "guarded"


def _stance(
    persona: Persona, openness: Openness, resistance: float, trust: float, appraisal: Appraisal
) -> Stance:
    threatened = max(appraisal.pressured, appraisal.judged)
    if openness == "guarded":
        if resistance >= 0.68 or threatened > 0.3:
            pressed: dict[str, Stance] = {
                "fight": "hostile",
                "withdraw": "withdrawn",
                "deflect": "deflecting",
            }
            return pressed[persona.temperament.pressure]
        return "wary"
    if openness == "partial":
        return "engaged" if trust >= 0.36 and threatened <= 0.3 else "wary"
    return "shaken" if appraisal.understood >= 0.7 or threatened > 0.3 else "engaged"


def _target(persona: Persona, stance: Stance, stirs: Primary | None) -> Feelings:
    """What a stance feels like, with what the topic stirs once the client is open."""
    wary: dict[str, dict[Primary, float]] = {
        "fight": {"anger": 1.6, "fear": 1, "anticipation": 0.6},
        "withdraw": {"fear": 1.6, "sadness": 1, "anticipation": 0.4},
        "deflect": {"anticipation": 1.6, "fear": 1.2},
    }
    base: dict[Stance, dict[Primary, float]] = {
        "hostile": {"anger": 3, "disgust": 1},
        "withdrawn": {"sadness": 2, "fear": 1.5},
        "deflecting": {"anticipation": 1.2, "disgust": 1, "fear": 1},
        "wary": wary[persona.temperament.pressure],
        "engaged": {"trust": 1.6, "anticipation": 1},
        "shaken": {"sadness": 2, "fear": 1},
    }
    weights: dict[str, float] = {str(name): weight for name, weight in base[stance].items()}
    if stirs is not None:
        pull = {"engaged": 1.8, "shaken": 2.0, "wary": 0.7}.get(stance, 0.0)
        weights[stirs] = weights.get(stirs, 0.0) + pull
    return Feelings.of(**weights)


def _blend(old: Feelings, new: Feelings, share: float) -> Feelings:
    mixed = (
        round((1 - share) * a + share * b, 9) for a, b in zip(old.weights, new.weights, strict=True)
    )
    return Feelings.model_validate({"weights": tuple(mixed)})


def _shake(m: Moment, noise: float) -> float:
    return _STEADY * (0.5 + m.persona.temperament.volatility) * noise
