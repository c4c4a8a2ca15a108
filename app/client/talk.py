"""What the client leans to say about the change at issue, and how near they are to leaving."""

import math

from app.client.coefficients import Coefficients, coefficients
from app.client.readiness import expected_stage
from app.domain.codes import Talk
from app.domain.mind import Appraisal, MindState


def leanings(state: MindState, appraisal: Appraisal) -> dict[str, float]:
    """What the coming reply's talk depends on, by the names in ``coefficients.toml``.

    ``change_<name>`` and ``sustain_<name>`` say how much, against neutral talk.
    """
    a = appraisal
    return {
        "bias": 1.0,
        "trust": state.trust,
        "resistance": state.resistance,
        "readiness": expected_stage(state.readiness),
        "valence": state.valence,
        "understood": a.understood,
        "invited": a.invited,
        "respected": a.respected,
        "pressured": a.pressured,
        "judged": a.judged,
        "said_change": float(a.said == "change"),
        "said_sustain": float(a.said == "sustain"),
        "lately_change": state.change_lately,
        "lately_sustain": state.sustain_lately,
    }


def talk_chances(
    state: MindState, appraisal: Appraisal, k: Coefficients | None = None
) -> dict[Talk, float]:
    """How likely the coming reply is change, neutral or sustain talk.

    A multinomial logit of the state after the turn and of the turn itself, fitted on coded
    transcripts.
    """
    k = k or coefficients()
    given = leanings(state, appraisal)

    def weight(toward: str) -> float:
        return math.exp(
            sum(getattr(k, f"{toward}_{name}") * value for name, value in given.items())
        )

    change, sustain = weight("change"), weight("sustain")
    total = 1 + change + sustain
    return {"change": change / total, "neutral": 1 / total, "sustain": sustain / total}


def leave_chance(state: MindState, k: Coefficients | None = None) -> float:
    """How likely the client breaks off after this turn: a hazard a turn, set by hand."""
    k = k or coefficients()
    logit = (
        k.leave_bias
        + k.leave_resistance * state.resistance
        + k.leave_trust * state.trust
        + k.leave_energy * state.energy
        + k.leave_rupture * state.rupture
    )
    return 1 / (1 + math.exp(-logit))
