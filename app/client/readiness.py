"""Readiness to change: a distribution over the stages of change that drifts turn by turn."""

from collections.abc import Sequence

from app.client.coefficients import Coefficients
from app.domain.mind import Appraisal

Stages = tuple[float, float, float, float, float]
_NOISE = 0.01


def expected_stage(readiness: Sequence[float]) -> float:
    """The mean stage, 0 (precontemplation) to 4 (maintenance)."""
    return sum(n * share for n, share in enumerate(readiness))


def moved(
    readiness: Sequence[float],
    appraisal: Appraisal,
    trust: float,
    resistance: float,
    noise: float,
    k: Coefficients,
) -> Stages:
    """The distribution after a turn: a birth-death step between neighboring stages.

    What evokes moves it forward in so far as the client trusts, and so does the client's own
    change talk (Amrhein et al. 2003); pressure, judgment and sustain talk move it back in so far
    as the client resists. No talk alone brings action to maintenance.
    """
    a = appraisal
    forward = (
        k.readiness_understood * a.understood
        + k.readiness_invited * a.invited
        + k.readiness_respected * a.respected
    ) * (0.4 + trust) + (k.readiness_change_said if a.said == "change" else 0.0)
    back = (k.readiness_pressured * a.pressured + k.readiness_judged * a.judged) * (
        0.4 + resistance
    ) + (k.readiness_sustain_said if a.said == "sustain" else 0.0)
    ahead = min(0.45, max(0.0, forward + _NOISE * noise))
    behind = min(0.45, max(0.0, back - _NOISE * noise))
    new = [0.0] * 5
    for n, share in enumerate(readiness):
        up = ahead if n < 3 else 0.0
        down = behind if n > 0 else 0.0
        new[n] += share * (1 - up - down)
        if up:
            new[n + 1] += share * up
        if down:
            new[n - 1] += share * down
    return five(new)


def five(shares: Sequence[float]) -> Stages:
    """Five rounded shares that still sum to 1."""
    rounded = [round(share, 6) for share in shares]
    most = max(range(5), key=lambda n: rounded[n])
    rounded[most] = round(rounded[most] + 1 - sum(rounded), 6)
    first, second, third, fourth, fifth = (min(1.0, max(0.0, share)) for share in rounded)
    return first, second, third, fourth, fifth
