"""What the client leans to say about the change at issue, and how near they are to leaving."""

import math

from app.client.coefficients import Coefficients, coefficients
from app.client.readiness import expected_stage
from app.domain.codes import Talk
from app.domain.mind import Appraisal, MindState


def talk_chances(
    state: MindState, appraisal: Appraisal, k: Coefficients | None = None
) -> dict[Talk, float]:
    """How likely the coming reply is change, neutral or sustain talk.

    A multinomial logit of the state after the turn and of the turn itself, fitted on coded
    transcripts.
    """
    k = k or coefficients()
    a = appraisal
    ready = expected_stage(state.readiness)

    def logit(toward: str) -> float:
        def of(name: str) -> float:
            return float(getattr(k, f"{toward}_{name}"))

        return (
            of("bias")
            + of("trust") * state.trust
            + of("resistance") * state.resistance
            + of("readiness") * ready
            + of("valence") * state.valence
            + of("understood") * a.understood
            + of("invited") * a.invited
            + of("respected") * a.respected
            + of("pressured") * a.pressured
            + of("judged") * a.judged
            + of("said_change") * (a.said == "change")
            + of("said_sustain") * (a.said == "sustain")
            + of("lately_change") * state.change_lately
            + of("lately_sustain") * state.sustain_lately
        )

    change, sustain = math.exp(logit("change")), math.exp(logit("sustain"))
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
