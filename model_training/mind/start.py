"""Where the fit starts, how far it may go from there, and in which direction it may not.

The starts were set by hand from the field's findings, which give signs and order, not sizes. The
fit is drawn back to them, so that what the data do not speak of stays as it was.
"""

from typing import Final

from app.client.talk import leanings
from app.domain.feelings import Feelings
from app.domain.mind import Appraisal, MindState
from app.domain.persona import DisclosureItem, Persona, Temperament, Topic

TALKS: Final = ("neutral", "change", "sustain")
"""The kinds of talk by their place in every array; the first is what the others stand against."""
TOWARD: Final = TALKS[1:]

COURSE: Final[dict[str, tuple[float, float]]] = {
    "readiness_understood": (0.06, 0.5),
    "readiness_invited": (0.04, 0.5),
    "readiness_respected": (0.05, 0.5),
    "readiness_change_said": (0.05, 0.5),
    "readiness_pressured": (0.05, 0.5),
    "readiness_judged": (0.06, 0.5),
    "readiness_sustain_said": (0.05, 0.5),
    "lately_rate": (0.2, 0.5),
}
"""By coefficient of readiness and of what was said lately, its start, and how far it is expected to
be off: the standard deviation of the prior on the logarithm of its ratio to the start."""
FURTHEST: Final = 1.5
"""The most that this logarithm may be, either way."""

_EMISSION: Final[dict[str, tuple[float, float]]] = {
    "bias": (-1.6, -2.2),
    "trust": (1.0, -0.4),
    "resistance": (-0.6, 0.9),
    "readiness": (1.2, -0.6),
    "valence": (0.2, -0.2),
    "understood": (0.3, 0.1),
    "invited": (0.3, 0.2),
    "respected": (0.3, -0.1),
    "pressured": (0.0, 0.4),
    "judged": (-0.3, 0.4),
    "said_change": (0.8, 0.1),
    "said_sustain": (0.1, 0.9),
    "lately_change": (1.5, 0.5),
    "lately_sustain": (0.5, 1.5),
}
_SIGNS: Final[dict[str, tuple[int, int]]] = {
    "trust": (1, -1),
    "resistance": (-1, 1),
    "readiness": (1, -1),
    "valence": (1, -1),
    "understood": (1, 0),
    "invited": (1, 0),
    "respected": (1, 0),
    "pressured": (0, 1),
    "judged": (-1, 1),
    "said_change": (1, 0),
    "said_sustain": (0, 1),
    "lately_change": (1, 0),
    "lately_sustain": (0, 1),
}
"""Signs that the findings give (0: none). Trust grows with time in every session, and so does
talk about all kinds of things: left free, the fit takes trust for a clock."""
EMISSION_SPREAD: Final = 1.0
"""Standard deviation of the prior on an emission coefficient, about its start."""

VARIES: Final[dict[str, float]] = {
    "bias": 1.0,
    "said_change": 0.5,
    "said_sustain": 0.5,
    "lately_change": 0.5,
    "lately_sustain": 0.5,
}
"""In what data sets may differ, with the standard deviation of the prior. People and a language
model draw the line to neutral talk at different places, and talk carries on less where turns are
typed one sentence at a time."""

AVERAGE: Final = Persona(
    id="average",
    name="Client",
    age=40,
    pronouns="they",
    presentation="Nobody in particular.",
    history="Not known.",
    beliefs=("Not known.",),
    style="Plain.",
    facts=("you are here", "you came today", "you talk"),
    temperament=Temperament(
        trust=0.3,
        resistance=0.45,
        arousal=0.45,
        valence=0.0,
        attachment="secure",
        reactance=0.5,
        rejection_sensitivity=0.5,
        volatility=0.5,
        pressure="deflect",
        stage="contemplation",
    ),
    helps=("being heard",),
    harms=("being pushed",),
    topics=(Topic(id="here", phrase="being here", words=("being here",), feeling="sadness"),),
    ladder=(
        DisclosureItem(
            id="none",
            topic="here",
            trust=1.0,
            needs="safety_question",
            fact="nothing",
            summary="Nothing.",
            markers=(r"(?!)",),
        ),
    ),
)
"""Whom the transcripts' clients are taken for: nobody knows their temperaments."""

_ANY: Final = MindState(
    trust=0,
    resistance=0,
    arousal=0,
    valence=0,
    feelings=Feelings.of(trust=1),
    openness="guarded",
    stance="wary",
)
FEATURES: Final = tuple(leanings(_ANY, Appraisal(heard="other")))
"""What talk depends on, in the order of every array."""


def emission_start() -> list[list[float]]:
    """By talk that is not neutral, the start of each feature's coefficient."""
    return [[_EMISSION[name][place] for name in FEATURES] for place in range(len(TOWARD))]


def emission_signs() -> list[list[int]]:
    """The sign that each coefficient must have; 0 where either will do."""
    return [[_SIGNS.get(name, (0, 0))[place] for name in FEATURES] for place in range(len(TOWARD))]


def fitted_names() -> set[str]:
    """The coefficients that the fit gives."""
    return {*COURSE, *(f"{toward}_{name}" for toward in TOWARD for name in FEATURES)}
