"""The client's mind: one structural causal model, stepped once per turn that the client hears.

Every variable has named parents and one update function of them, of the appraisal and of a
stored noise term; ``MODEL`` lists them in the order they are computed. The same state,
appraisal and noise give the same next state, so a session can be replayed and asked "what if".
``coefficients.toml`` says which numbers are fitted and which are set by hand.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.client.affect import feel, kept
from app.client.coefficients import Coefficients, coefficients
from app.client.readiness import expected_stage, five, moved
from app.domain.codes import Talk
from app.domain.mind import Appraisal, MindState, Noise, Openness, Stance
from app.domain.persona import STAGES, BigFive, DisclosureItem, Persona

_ASKS = ("open_question", "closed_question", "safety_question", "reflection")
_STEADY = 0.015
"""Standard deviation of the noise on trust and the like, before volatility."""
_SIGNED = ("valence", "dominance")


@dataclass(frozen=True)
class Moment:
    """All that an update may look at: the state before, and what is already new."""

    persona: Persona
    before: Mapping[str, float]
    appraisal: Appraisal
    noise: Noise
    new: Mapping[str, float]
    k: Coefficients

    def shaken(self, name: str) -> float:
        """The noise on a variable."""
        volatility = self.persona.temperament.volatility
        return _STEADY * (0.5 + volatility) * float(getattr(self.noise, name))


@dataclass(frozen=True)
class Variable:
    """One equation of the model: a variable, what it depends on, and how.

    Parents without a mark are values before the turn; those that end in ``'`` are new ones.
    """

    name: str
    parents: tuple[str, ...]
    update: Callable[[Moment], float]


def _resistance(m: Moment) -> float:
    """Pressure and judgment raise it by reactance (Brehm 1966); being heard lowers it."""
    a, k, was = m.appraisal, m.k, m.before["resistance"]
    reactance = m.persona.temperament.reactance
    push = (k.resistance_push + k.resistance_push_by_reactance * reactance) * a.threat
    ease = (
        k.resistance_ease_understood * a.understood
        + k.resistance_ease_respected * a.respected
        + k.resistance_ease_repaired * a.repaired
        + k.resistance_ease_invited * a.invited
    )
    if a.threat > 0.5:
        ease *= 0.3  # a kind word inside an attack is hardly heard
    return was + push * (1 - was) - ease * was + m.shaken("resistance")


def _trust(m: Moment) -> float:
    """Grows slowly with being understood and asked, falls fast with judgment.

    No single turn wins more than ``trust_most_in_a_turn``, good luck included, and a turn that
    neither understands nor asks wins nothing beyond ``trust_ceiling_unheard``: nobody melts at a
    kind word. What was lost comes back slower than it first grew; avoidant and disorganized
    clients take warmth in more slowly. It is trust in the trainee: what another client does
    touches it little.
    """
    a, k, was, t = m.appraisal, m.k, m.before["trust"], m.persona.temperament
    taken_in = {"secure": 1.0, "anxious": 1.0, "avoidant": 0.85, "disorganized": 0.8}[t.attachment]
    good = min(
        1.0,
        k.trust_understood * a.understood
        + k.trust_invited * a.invited
        + k.trust_respected * a.respected
        + k.trust_repaired * a.repaired,
    )
    rate = k.trust_rate * taken_in * (1 - k.trust_dulled_by_resistance * m.new["resistance"])
    if was < m.before["peak_trust"] - 0.01:
        rate *= k.trust_regained
    if a.threat > 0.5:
        rate *= 0.3
    judged = k.trust_lost_judged + k.trust_lost_by_rejection_sensitivity * t.rejection_sensitivity
    bad = k.trust_lost_pressured * a.pressured + judged * a.judged
    if a.speaker is not None:
        rate, bad = rate * k.trust_from_peers, bad * k.trust_from_peers
    ceiling = 1.0 if max(a.understood, a.invited) >= 0.3 else k.trust_ceiling_unheard
    gain = rate * good * max(0.0, ceiling - was) + m.shaken("trust")
    loss = bad * (0.25 + 0.75 * was)
    return min(was + min(k.trust_most_in_a_turn, gain) - loss, max(was, ceiling))


def _rupture(m: Moment) -> float:
    """Opens as trust is lost, and closes at once only when it is owned (Safran & Muran 2000)."""
    k, was = m.k, m.before["rupture"]
    lost = max(0.0, m.before["trust"] - m.new["trust"]) if m.appraisal.judged > 0.3 else 0.0
    mended = k.rupture_repaired * m.appraisal.repaired + k.rupture_mends * m.appraisal.understood
    return was * (1 - min(1.0, mended)) + 6 * lost


def _arousal(m: Moment) -> float:
    """Swings with threat by volatility and settles back toward the client's own level."""
    a, k, was, t = m.appraisal, m.k, m.before["arousal"], m.persona.temperament
    stirred = (k.arousal_stirred + k.arousal_stirred_by_volatility * t.volatility) * a.threat
    calmed = k.arousal_calmed * max(a.understood, a.repaired)
    home = _home(m, t.arousal, (_pad(t.traits)[1] + 1) / 2)
    drift = (1 - kept(t.emotion_half_life)) * (home - was)
    return was + stirred * (1 - was) - calmed * was + drift + 2 * m.shaken("arousal")


def _valence(m: Moment) -> float:
    """Pleasantness, -1 to 1, pulled by how the turn felt, by trust, and by the mood at home."""
    a, k, was, t = m.appraisal, m.k, m.before["valence"], m.persona.temperament
    felt = 0.5 * (a.understood + a.respected) - 0.8 * a.threat
    home = _home(m, t.valence, _pad(t.traits)[0]) + 0.5 * (m.new["trust"] - t.trust)
    settling = (1 - kept(t.mood_half_life)) * (home - was)
    return was + k.valence_pull * felt + settling + 2 * m.shaken("valence")


def _dominance(m: Moment) -> float:
    """The sense of having a say, -1 to 1: autonomy gives it, pressure takes it."""
    a, k, was, t = m.appraisal, m.k, m.before["dominance"], m.persona.temperament
    felt = 0.8 * a.respected + 0.2 * a.invited - a.threat
    settling = (1 - kept(t.mood_half_life)) * (_pad(t.traits)[2] - was)
    return was + k.dominance_pull * felt * (1 - abs(was)) + settling + 2 * m.shaken("dominance")


def _shame(m: Moment) -> float:
    """Judgment raises it; respect, and having told something and been met well, lower it."""
    a, k, was = m.appraisal, m.k, m.before["shame"]
    eased = k.shame_respected * a.respected + k.shame_told * a.understood * m.before["told"]
    return was + k.shame_judged * a.judged * (1 - was) - eased * was + m.shaken("shame")


def _hope(m: Moment) -> float:
    """Being understood and taken seriously feeds it; judgment and pressure starve it."""
    a, k, was = m.appraisal, m.k, m.before["hope"]
    fed = k.hope_understood * a.understood + k.hope_respected * a.respected
    return was + fed * (1 - was) - k.hope_lost * a.threat * was + m.shaken("hope")


def _energy(m: Moment) -> float:
    """Each turn takes some, more when stirred; being met gives a little back."""
    a, k, was = m.appraisal, m.k, m.before["energy"]
    spent = k.energy_spent + k.energy_spent_by_arousal * m.new["arousal"]
    return was - spent + k.energy_given * a.understood + 0.3 * m.shaken("energy")


def _change_lately(m: Moment) -> float:
    """A running share of change talk: people go on about what they hear themselves say."""
    return _lately(m, "change_lately", "change")


def _sustain_lately(m: Moment) -> float:
    """A running share of sustain talk."""
    return _lately(m, "sustain_lately", "sustain")


def _lately(m: Moment, name: str, kind: Talk) -> float:
    was, said = m.before[name], m.appraisal.said
    return was if said is None else was + m.k.lately_rate * ((said == kind) - was)


MODEL: tuple[Variable, ...] = (
    Variable("resistance", ("resistance",), _resistance),
    Variable("trust", ("trust", "peak_trust", "resistance'"), _trust),
    Variable("rupture", ("rupture", "trust", "trust'"), _rupture),
    Variable("arousal", ("arousal",), _arousal),
    Variable("valence", ("valence", "trust'"), _valence),
    Variable("dominance", ("dominance",), _dominance),
    Variable("shame", ("shame", "told"), _shame),
    Variable("hope", ("hope",), _hope),
    Variable("energy", ("energy", "arousal'"), _energy),
    Variable("change_lately", ("change_lately",), _change_lately),
    Variable("sustain_lately", ("sustain_lately",), _sustain_lately),
)
"""``readiness`` (its parents: itself, ``trust'`` and ``resistance'``), then the feelings (theirs:
themselves, the stance, ``arousal'``) are updated after these; see ``outline`` and ``step``."""


def start(persona: Persona) -> MindState:
    """The state in which the client comes in."""
    t = persona.temperament
    openness = _openness(t.trust, t.resistance)
    stance = _stance(persona, openness, t.resistance, t.trust, Appraisal(heard="other"))
    feelings = feel(persona, None, stance, Appraisal(heard="other"), t.trust, t.arousal, 0.0)
    at = STAGES.index(t.stage)
    near = {n: (0.7 if n == at else 0.15) for n in range(max(0, at - 1), min(5, at + 2))}
    total = sum(near.values())
    return MindState(
        trust=t.trust,
        resistance=t.resistance,
        arousal=t.arousal,
        valence=t.valence,
        dominance=round(_pad(t.traits)[2], 6),
        hope=t.hope,
        shame=t.shame,
        energy=t.energy,
        readiness=five([near.get(n, 0.0) / total for n in range(5)]),
        openness=openness,
        stance=stance,
        peak_trust=t.trust,
        **feelings,
    )


def draw_noise(seed: int, turn: int, client: str = "") -> Noise:
    """The noise of one turn, from the session's seed, the turn's number and, in a group, whose."""
    rng = random.Random(f"{seed}/mind/{turn}" + (f"/{client}" if client else ""))
    return Noise(**{name: round(rng.gauss(0, 1), 6) for name in Noise.model_fields})


def advance(
    persona: Persona,
    before: MindState,
    appraisal: Appraisal,
    noise: Noise,
    k: Coefficients | None = None,
) -> dict[str, float]:
    """The new values of the model's variables, without feelings and what follows from them."""
    known = {variable.name: float(getattr(before, variable.name)) for variable in MODEL}
    known["peak_trust"] = before.peak_trust
    known["told"] = 1.0 if before.disclosed else 0.0
    new: dict[str, float] = {}
    moment = Moment(persona, known, appraisal, noise, new, k or coefficients())
    for variable in MODEL:
        low = -1.0 if variable.name in _SIGNED else 0.0
        new[variable.name] = round(min(1.0, max(low, variable.update(moment))), 6)
    return new


def outline(
    persona: Persona,
    state: MindState,
    appraisal: Appraisal,
    noise: Noise,
    k: Coefficients | None = None,
) -> MindState:
    """The state after a turn, its feelings left as they were: nothing else depends on them."""
    k = k or coefficients()
    new = advance(persona, state, appraisal, noise, k)
    openness = _openness(new["trust"], new["resistance"])
    after = state.model_copy(
        update={
            **new,
            "readiness": moved(
                state.readiness, appraisal, new["trust"], new["resistance"], noise.readiness, k
            ),
            "openness": openness,
            "stance": _stance(persona, openness, new["resistance"], new["trust"], appraisal),
            "topic": appraisal.topic,
            "peak_trust": max(state.peak_trust, new["trust"]),
        }
    )
    return after.model_copy(update={"offered": _offer(persona, after, appraisal)})


def step(persona: Persona, state: MindState, appraisal: Appraisal, noise: Noise) -> MindState:
    """The state after a turn was heard, before the client has replied."""
    after = outline(persona, state, appraisal, noise)
    felt = feel(persona, state, after.stance, appraisal, after.trust, after.arousal, noise.feeling)
    return after.model_copy(update=dict(felt))


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


def stage_of(state: MindState) -> str:
    """The stage of change where the client stands on the whole."""
    return STAGES[round(expected_stage(state.readiness))]


def _offer(persona: Persona, state: MindState, appraisal: Appraisal) -> str | None:
    """The first item on the ladder that may be told now, if any."""
    if state.openness == "guarded" or appraisal.threat > 0.5:
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
    if trust >= 0.30 and resistance <= 0.72:
        return "partial"
    return "guarded"


def _stance(
    persona: Persona, openness: Openness, resistance: float, trust: float, appraisal: Appraisal
) -> Stance:
    threatened = appraisal.threat
    pressure = persona.temperament.pressure
    if openness == "guarded":
        pressed: dict[str, Stance] = {
            "fight": "hostile",
            "withdraw": "withdrawn",
            "deflect": "deflecting",
            "please": "pleasing",
            "drift": "absent",
            "split": "hostile",
        }
        unpressed: dict[str, Stance] = {"please": "pleasing", "split": "idealizing"}
        if resistance >= 0.68 or threatened > 0.3:
            return pressed[pressure]
        return unpressed.get(pressure, "wary")
    if openness == "partial":
        return "engaged" if trust >= 0.36 and threatened <= 0.3 else "wary"
    return "shaken" if appraisal.understood >= 0.7 or threatened > 0.3 else "engaged"


def _home(m: Moment, told: float, of_traits: float) -> float:
    """Where a mood rests: as written for these meetings, partly as the traits would have it."""
    share = m.k.home_of_traits if m.persona.temperament.traits != BigFive() else 0.0
    return (1 - share) * told + share * of_traits


def _pad(traits: BigFive) -> tuple[float, float, float]:
    """Pleasure, arousal and dominance of a temperament (Mehrabian 1996), each -1 to 1.

    Mehrabian's factor is emotional stability: neuroticism counts against it.
    """
    o, c, e, a = (
        traits.openness,
        traits.conscientiousness,
        traits.extraversion,
        traits.agreeableness,
    )
    stability = -traits.neuroticism
    return (
        0.21 * e + 0.59 * a + 0.19 * stability,
        0.15 * o + 0.30 * a - 0.57 * stability,
        0.25 * o + 0.17 * c + 0.60 * e - 0.32 * a,
    )
