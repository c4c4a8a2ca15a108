"""The report of a session: ratings, rates, domains, and the turns that a person should read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args

from pydantic import ValidationError

from app.assessment.eq import Domain, domains
from app.assessment.rating import Interval, SessionModel, rate
from app.assessment.review import Review, reviews
from app.assessment.session import CodedTurn, count_session
from app.domain.codes import Dimension
from app.domain.errors import KnownError
from app.domain.value import Value

Rate = Literal[
    "reflection_rate",
    "input_rate",
    "question_rate",
    "reflections_per_question",
    "open_share",
    "complex_share",
    "mi_adherence",
    "talk_share",
    "missed_feelings",
]
RATES: Final[tuple[Rate, ...]] = get_args(Rate)
NOTES: Final[Mapping[str, str]] = {
    "complex_share": (
        "The share of complex reflections is the measure that trained raters agree on least (ICC "
        "about .15 to .3, from the five AnnoMI sessions with enough raters); read it as a hint."
    ),
    "reflections_per_question": (
        "The thresholds of 1 (fair) and 2 (good) reflections a question are expert opinion, meant "
        "for whole sessions of about 20 minutes; half of AnnoMI's good demonstrations miss 1."
    ),
    "interpretation": (
        "Interpretations are coded as raters of online peer support did; experts agree with "
        "those raters on little more than a third of turns."
    ),
    "domains": (
        "The five domains are our own mapping from the codes; no validated test of them in "
        "conversations exists."
    ),
    "review": "These turns are too close to call; a person should read them.",
}
"""What must be said beside a number, one sentence each."""


class SessionReport(Value):
    """A session in numbers, each None where the session or the coder cannot support it."""

    dimensions: Mapping[Dimension, Interval] | None
    """Lend an Ear's six, 1 to 5."""
    rates: Mapping[Rate, float | None]
    """Shares from 0 to 1, except ``reflections_per_question``."""
    domains: Mapping[Domain, Interval | None]
    """0 to 100."""
    quality: Interval | None
    """Calibrated chance that the session is a high-quality one."""
    review: tuple[Review, ...]


def report(turns: Sequence[CodedTurn], model: SessionModel | None) -> SessionReport:
    """The report of a session's turns, in order.

    Args:
        turns: The session's turns; those without codes count for words alone.
        model: What rates sessions; None where the coder brings none.
    """
    coded = [turn.codes for turn in turns if turn.speaker == "trainee" and turn.codes is not None]
    ratings = rate(coded, model) if model is not None and coded else None
    return SessionReport(
        dimensions=ratings.dimensions if ratings else None,
        rates=rates(turns),
        domains=domains(turns),
        quality=ratings.quality if ratings else None,
        review=reviews(turns),
    )


def rates(turns: Sequence[CodedTurn]) -> dict[Rate, float | None]:
    """The session's rates, None where there is nothing to divide by.

    ``missed_feelings`` is the share of shown feelings that the next trainee turn passed over.
    """
    counts = count_session(turns)
    return {
        "reflection_rate": counts.reflection_rate,
        "input_rate": counts.input_rate,
        "question_rate": counts.questions_rate,
        "reflections_per_question": counts.reflections_per_question,
        "open_share": counts.open_share,
        "complex_share": counts.complex_share,
        "mi_adherence": counts.mi_adherence,
        "talk_share": counts.talk_share,
        "missed_feelings": (
            counts.feelings_missed / counts.feelings_named if counts.feelings_named else None
        ),
    }


def session_model(session: Mapping[str, Any]) -> SessionModel | None:
    """What rates sessions, from a coder file's own terms; None where they hold nothing.

    Raises:
        KnownError: They hold something else.
    """
    if not session:
        return None
    try:
        return SessionModel.model_validate(session)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise KnownError(
            f"The turn coder's session scores cannot be read at {place or 'the top'}; installing "
            "the program again puts them right."
        ) from None
