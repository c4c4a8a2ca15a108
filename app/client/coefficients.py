"""The numbers of the client's equations: which were fitted, and which were set by hand."""

import tomllib
from functools import cache
from importlib import resources

from app.domain.value import Value


class Coefficients(Value):
    """Every coefficient by name; ``coefficients.toml`` says of each where it comes from."""

    resistance_push: float
    resistance_push_by_reactance: float
    resistance_ease_understood: float
    resistance_ease_respected: float
    resistance_ease_repaired: float
    resistance_ease_invited: float

    trust_rate: float
    trust_understood: float
    trust_invited: float
    trust_respected: float
    trust_repaired: float
    trust_dulled_by_resistance: float
    trust_regained: float
    trust_lost_pressured: float
    trust_lost_judged: float
    trust_lost_by_rejection_sensitivity: float
    trust_most_in_a_turn: float
    trust_ceiling_unheard: float
    trust_from_peers: float

    rupture_mends: float
    rupture_repaired: float

    arousal_stirred: float
    arousal_stirred_by_volatility: float
    arousal_calmed: float

    valence_pull: float
    dominance_pull: float
    home_of_traits: float

    shame_judged: float
    shame_respected: float
    shame_told: float
    hope_understood: float
    hope_respected: float
    hope_lost: float
    energy_spent: float
    energy_spent_by_arousal: float
    energy_given: float

    readiness_understood: float
    readiness_invited: float
    readiness_respected: float
    readiness_change_said: float
    readiness_pressured: float
    readiness_judged: float
    readiness_sustain_said: float

    lately_rate: float

    change_bias: float
    change_trust: float
    change_resistance: float
    change_readiness: float
    change_valence: float
    change_understood: float
    change_invited: float
    change_respected: float
    change_pressured: float
    change_judged: float
    change_said_change: float
    change_said_sustain: float
    change_lately_change: float
    change_lately_sustain: float
    sustain_bias: float
    sustain_trust: float
    sustain_resistance: float
    sustain_readiness: float
    sustain_valence: float
    sustain_understood: float
    sustain_invited: float
    sustain_respected: float
    sustain_pressured: float
    sustain_judged: float
    sustain_said_change: float
    sustain_said_sustain: float
    sustain_lately_change: float
    sustain_lately_sustain: float

    leave_bias: float
    leave_resistance: float
    leave_trust: float
    leave_energy: float
    leave_rupture: float


@cache
def coefficients() -> Coefficients:
    """The coefficients that come with the program."""
    tables = tomllib.loads(
        resources.files("app.client").joinpath("coefficients.toml").read_text(encoding="utf-8")
    )
    return Coefficients.model_validate({**tables["hand_set"], **tables["fitted"]})
