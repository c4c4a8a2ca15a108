"""What the client feels, and what of it shows: mixed feelings, and feelings about feelings."""

import math
from functools import cache
from typing import TypedDict

from app.client import ambivalence
from app.domain.feelings import Feelings, Primary
from app.domain.mind import Appraisal, MindState, Response, Stance
from app.domain.persona import Persona, Pressure

_STIRRED = 0.6
"""Radians by which a topic that is gone into turns the feelings toward what it stirs."""
_THREATENED = 0.7
"""Radians by which a full threat turns them, before volatility."""
_UNDER_THREAT: dict[str, Primary] = {
    "fight": "anger",
    "withdraw": "fear",
    "deflect": "anticipation",
    "please": "fear",
    "drift": "surprise",
    "split": "anger",
}


class Felt(TypedDict):
    """The part of a state of mind that is about feelings."""

    feelings: Feelings
    mixture: tuple[float, ...]
    shows: Primary | None
    about: Response | None


def feel(
    persona: Persona,
    before: MindState | None,
    stance: Stance,
    appraisal: Appraisal,
    trust: float,
    arousal: float,
    noise: float,
) -> Felt:
    """The feelings after a turn, from those before (None: the client comes in).

    The turn rotates them (a threat, a topic that stirs), arousal blurs what interferes, the
    stance draws them to what it feels like, by the half-life of this person's emotions; and a
    feeling that is named or asked about is measured: ``noise`` decides how that comes out.
    """
    if before is None:
        target = _target(persona.temperament.pressure, stance, _stirred(persona, appraisal))
        rho = ambivalence.superposed(target)
    else:
        rho = moved(persona, mixture_of(before), stance, appraisal, arousal, noise)
    return _felt(persona, rho, trust)


def moved(
    persona: Persona,
    rho: ambivalence.Matrix,
    stance: Stance,
    appraisal: Appraisal,
    arousal: float,
    noise: float,
) -> ambivalence.Matrix:
    """The mixed feelings after a turn, from those before; see ``feel``."""
    stirs = _stirred(persona, appraisal)
    t = persona.temperament
    if appraisal.threat > 0:
        angle = _THREATENED * appraisal.threat * (0.5 + t.volatility)
        rho = ambivalence.turned(rho, _UNDER_THREAT[t.pressure], min(angle, math.pi / 2))
    if stirs is not None and stance in ("engaged", "shaken"):
        rho = ambivalence.turned(rho, stirs, _STIRRED * max(0.3, appraisal.understood))
    rho = ambivalence.dephased(rho, 0.1 + 0.4 * arousal)
    target = _target(t.pressure, stance, stirs)
    rho = ambivalence.drawn(rho, target, 1 - kept(t.emotion_half_life))
    if appraisal.asked is not None:
        likely = ambivalence.chance(rho, appraisal.asked)
        yes = _uniform(noise) < likely
        if 1e-9 < likely < 1 - 1e-9:
            rho = ambivalence.asked(rho, appraisal.asked, yes)
    return rho


def mixture_of(state: MindState) -> ambivalence.Matrix:
    """The density matrix of a state; from the weights alone where none was kept."""
    if not state.mixture:
        return ambivalence.superposed(state.feelings)
    return ambivalence.unpacked(state.mixture)


def with_mixture(persona: Persona, state: MindState, rho: ambivalence.Matrix) -> MindState:
    """The state with other feelings, and what shows of them."""
    return state.model_copy(update=dict(_felt(persona, rho, state.trust)))


def kept(half_life: float) -> float:
    """Share of a stirred thing that is left after one turn."""
    return float(0.5 ** (1 / half_life))


def _felt(persona: Persona, rho: ambivalence.Matrix, trust: float) -> Felt:
    """A mixture as it is kept, with its weights and what shows of them."""
    numbers = ambivalence.packed(rho)
    feelings = ambivalence.feelings_of(ambivalence.unpacked(numbers))
    shows, about = _shown(persona, feelings, trust)
    return Felt(feelings=feelings, mixture=numbers, shows=shows, about=about)


def _shown(
    persona: Persona, feelings: Feelings, trust: float
) -> tuple[Primary | None, Response | None]:
    """What shows instead of the strongest feeling, where this client cannot let it be seen."""
    for rule in persona.feelings_about:
        if rule.feeling == feelings.dominant and trust < rule.until:
            return rule.shows, rule.response
    return None, None


def _stirred(persona: Persona, appraisal: Appraisal) -> Primary | None:
    """The feeling that the turn's topic stirs."""
    return {topic.id: topic.feeling for topic in persona.topics}.get(appraisal.topic or "")


@cache
def _target(pressure: Pressure, stance: Stance, stirs: Primary | None) -> Feelings:
    """What a stance feels like, with what the topic stirs once the client is open."""
    wary: dict[str, dict[Primary, float]] = {
        "fight": {"anger": 1.6, "fear": 1, "anticipation": 0.6},
        "withdraw": {"fear": 1.6, "sadness": 1, "anticipation": 0.4},
        "deflect": {"anticipation": 1.6, "fear": 1.2},
        "please": {"fear": 1.6, "anticipation": 1, "trust": 0.4},
        "drift": {"fear": 1.6, "surprise": 1},
        "split": {"anticipation": 1.2, "fear": 1.2, "anger": 0.6},
    }
    base: dict[Stance, dict[Primary, float]] = {
        "hostile": {"anger": 3, "disgust": 1},
        "withdrawn": {"sadness": 2, "fear": 1.5},
        "deflecting": {"anticipation": 1.2, "disgust": 1, "fear": 1},
        "pleasing": {"fear": 1.6, "trust": 1.2, "anticipation": 0.6},
        "absent": {"fear": 2, "surprise": 1.4},
        "idealizing": {"joy": 1.8, "anticipation": 1.4, "fear": 0.6},
        "wary": wary[pressure],
        "engaged": {"trust": 1.6, "anticipation": 1},
        "shaken": {"sadness": 2, "fear": 1},
    }
    weights: dict[str, float] = {str(name): weight for name, weight in base[stance].items()}
    if stirs is not None:
        pull = {"engaged": 1.8, "shaken": 2.0, "wary": 0.7}.get(stance, 0.0)
        weights[stirs] = weights.get(stirs, 0.0) + pull
    return Feelings.of(**weights)


def _uniform(noise: float) -> float:
    """A standard normal value as one that is uniform between 0 and 1."""
    return 0.5 * (1 + math.erf(noise / math.sqrt(2)))
