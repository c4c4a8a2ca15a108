"""Appraisals, states and noise: made by hypothesis, and as skilled and poor trainees cause them."""

from typing import get_args

from hypothesis import strategies as st

from app.domain.codes import Heard
from app.domain.feelings import Feelings
from app.domain.mind import Appraisal, MindState, Noise, Openness, Stance

_unit = st.floats(0, 1)
_topics = st.sampled_from((None, "work", "here", "safety", "drinking", "swim"))


def appraisals() -> st.SearchStrategy[Appraisal]:
    """Any meaning a turn may have, also ones that no codes lead to."""
    return st.builds(
        Appraisal,
        heard=st.sampled_from(get_args(Heard)),
        topic=_topics,
        understood=_unit,
        invited=_unit,
        respected=_unit,
        pressured=_unit,
        judged=_unit,
        repaired=_unit,
        trigger=st.none(),
    )


def noises() -> st.SearchStrategy[Noise]:
    """Noise up to five standard deviations out."""
    value = st.floats(-5, 5)
    return st.builds(Noise, **dict.fromkeys(Noise.model_fields, value))


def states() -> st.SearchStrategy[MindState]:
    """Any state of mind."""
    weights = st.lists(st.floats(0.01, 1), min_size=8, max_size=8)
    feelings = weights.map(
        lambda w: Feelings.model_validate({"weights": tuple(x / sum(w) for x in w)})
    )
    return st.builds(
        MindState,
        trust=_unit,
        resistance=_unit,
        arousal=_unit,
        valence=st.floats(-1, 1),
        feelings=feelings,
        openness=st.sampled_from(get_args(Openness)),
        stance=st.sampled_from(get_args(Stance)),
        topic=_topics,
        disclosed=st.just(()),
        offered=st.none(),
        peak_trust=_unit,
    )


def reflection(topic: str | None = None) -> Appraisal:
    """A complex reflection with some warmth."""
    return Appraisal(heard="reflection", topic=topic, understood=0.85)


def open_question(topic: str | None = None) -> Appraisal:
    """An open question that follows the client."""
    return Appraisal(heard="open_question", topic=topic, invited=0.7)


AFFIRMATION = Appraisal(heard="affirmation", respected=0.6)
AUTONOMY = Appraisal(heard="autonomy", respected=0.9)
BEST_TURN = Appraisal(
    heard="reflection", understood=1, invited=1, respected=1, repaired=1, topic="here"
)
"""Better than any real turn could be."""
_ADVICE = Appraisal(heard="advice", pressured=0.7)
_CONFRONTATION = Appraisal(heard="confrontation", pressured=0.8, judged=0.6)
_CLOSED = Appraisal(heard="closed_question", invited=0.15, pressured=0.25)

SKILLED = [
    open_question(),
    reflection(),
    AUTONOMY,
    reflection(),
    open_question(),
    reflection(),
    AFFIRMATION,
    reflection(),
    open_question(),
    reflection(),
]
POOR = [
    _CLOSED,
    _CLOSED,
    _ADVICE,
    _CLOSED,
    _CONFRONTATION,
    _ADVICE,
    _CLOSED,
    _ADVICE,
    AFFIRMATION,
    _CONFRONTATION,
]
