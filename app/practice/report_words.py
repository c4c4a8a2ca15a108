"""A session's report in words, the same in the window and in the terminal."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.assessment.eq import Domain, Measured
from app.assessment.rating import Interval
from app.domain.codes import Dimension


class DimensionWords(NamedTuple):
    """How a dimension is shown; ``helps`` is False where less of it is better."""

    name: str
    meaning: str
    helps: bool


DIMENSION_WORDS: Final[Mapping[Dimension, DimensionWords]] = {
    "validating_emotions": DimensionWords(
        "Validates feelings", "Treats what the client feels as understandable.", True
    ),
    "encouraging_elaboration": DimensionWords(
        "Encourages to say more", "Invites the client to go on and go deeper.", True
    ),
    "demonstrating_understanding": DimensionWords(
        "Shows understanding", "Says back what the client means, in other words.", True
    ),
    "advice_giving": DimensionWords("Gives advice", "Tells the client what to do.", False),
    "self_oriented": DimensionWords(
        "Turns to oneself", "Brings up the trainee's own life and views.", False
    ),
    "dismissing_emotions": DimensionWords(
        "Brushes feelings aside",
        "Makes light of what the client feels, or passes over it. Programs tell this badly.",
        False,
    ),
}
DOMAIN_WORDS: Final[Mapping[Domain, str]] = {
    "self_awareness": "Self-awareness",
    "self_regulation": "Self-regulation",
    "motivation": "Motivation",
    "empathy": "Empathy",
    "social_skill": "Social skill",
}
SCALE: Final = (
    "From 1, not at all, to 5, very much, as people rate recorded conversations. The line "
    "under a bar is where the value lies in nine of ten draws of this session's turns."
)
INTERPRETATION_LEFT_OUT: Final = (
    "How well your interpretations fit is not scored: on that, experts and the raters whom the "
    "coder learned from hardly agree."
)
WHAT_THESE_ARE: Final = (
    "All codes and numbers come from a program that reads the words alone. They are for practice "
    "and for the talk with your supervisor, not for judging a person."
)


def likelihood(chance: float) -> str:
    """A calibrated chance in words and percent, as in ``likely, 82%``."""
    words = (
        "almost certain"
        if chance >= 0.95
        else "likely"
        if chance >= 0.75
        else "more likely than not"
        if chance > 0.5
        else "a close call"
    )
    return f"{words}, {chance:.0%}"


def between(value: Interval, digits: int) -> str:
    """An interval's bounds, as in ``2.9 to 3.8``."""
    return f"{value.low:.{digits}f} to {value.high:.{digits}f}"


def quality_sentence(chance: Interval) -> str:
    """What the calibrated chance of high quality means; a sentence and no grade."""
    tens, low, high = (round(10 * share) for share in (chance.value, chance.low, chance.high))
    spread = f" ({low} to {high})" if low < high else ""
    return (
        f"Of 10 recorded sessions that look like this one in their codes, about {tens}{spread} "
        "were rated as high quality. This is no grade: it cannot see what was left unsaid."
    )


def measure_sentence(measure: Measured) -> str:
    """What a measure came to and how much it weighs in its domain."""
    came_to = "no occasion for it" if measure.points is None else f"{measure.points:.0f} of 100"
    return f"{measure.what}: {came_to} (weight {measure.weight:g})"


def coder_sentence(coders: tuple[str, ...], terms: str) -> str:
    """Which turn coder it was, and who may use it for what."""
    named = f"Turn coder: {', '.join(coders)}."
    return f"{named} {terms}".strip() if coders else ""
