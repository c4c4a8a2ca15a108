"""The trainee's five EQ domains, from the codes of their turns.

The names are Goleman's (1995). What is measured under each is our own mapping, set by hand and
stated in full in ``MEASURES``: there is no validated test of these domains in conversations,
so a score says how a session looks by this table and nothing about the person.

A measure is a part out of a whole, each summed over the trainee's turns from calibrated
chances. Between its ``worst`` and its ``best`` it gives 0 to 100 points, and a domain is the
weighted mean of its measures. Where a ``best`` has a source it is named beside it; "AnnoMI" is
the third quartile of AnnoMI's high-quality sessions. Documentation, tooltips and the
computation all read this one table.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from app.assessment.occasions import Rows, rows_of
from app.assessment.rating import DRAWS, Interval, interval
from app.assessment.session import CodedTurn
from app.domain.value import Value

Array = NDArray[np.float64]
Domain = Literal["self_awareness", "self_regulation", "motivation", "empathy", "social_skill"]
DOMAINS: Final[tuple[Domain, ...]] = get_args(Domain)
LEAST_SPOKEN: Final = 5
"""Trainee turns with words below which no domain is scored."""
LEAST_WHOLE: Final = 0.5
"""Expected occasions below which a measure is left out: there is nothing to measure."""


class Measure(NamedTuple):
    """One thing that a domain is made of.

    Attributes:
        domain: Where it counts.
        what: What is measured, as words for a tooltip.
        weight: Its weight among the domain's measures.
        worst: The value of part / whole that gives 0 points.
        best: The one that gives 100.
        part: What is counted of each turn.
        whole: Out of how much of each turn.
    """

    domain: Domain
    what: str
    weight: float
    worst: float
    best: float
    part: Callable[[Rows], Array]
    whole: Callable[[Rows], Array]

    def points(self, value: Array) -> Array:
        """0 to 100 points of part / whole."""
        return 100 * np.clip((value - self.worst) / (self.best - self.worst), 0, 1)


MEASURES: Final = (
    Measure(
        domain="self_awareness",
        what="Keeps the talk on the client, away from the trainee's own life and views",
        weight=3,
        worst=0.3,
        best=0.0,
        part=lambda r: np.maximum(r["self_oriented"] / 2, r["flag:self_discloses"]),
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="self_awareness",
        what="Asks for the client's view, or for permission",
        weight=3,
        worst=0.0,
        best=0.15,
        part=lambda r: r.collaborates,
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="self_awareness",
        what="Repairs: after arguing, pushing, judging or making light of things, apologizes or "
        "asks how the client sees it",
        weight=2,
        worst=0.0,
        best=0.5,
        part=lambda r: r["misstep_before"] * np.maximum(r["flag:apologizes"], r.collaborates),
        whole=lambda r: r["misstep_before"],
    ),
    Measure(
        domain="self_regulation",
        what="Neither argues, pushes, judges nor makes light of things",
        weight=3,
        worst=0.3,
        best=0.0,
        part=lambda r: r.missteps,
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="self_regulation",
        what="Nor does so when the client has just been angry or argued against change",
        weight=4,
        worst=0.4,
        best=0.0,
        part=lambda r: r["hard_before"] * r.missteps,
        whole=lambda r: r["hard_before"],
    ),
    Measure(
        domain="self_regulation",
        what="Meets anger and arguments against change with a reflection, or leaves the choice "
        "to the client",
        weight=2,
        worst=0.0,
        best=0.65,  # AnnoMI: reflections after sustain talk
        part=lambda r: r["hard_before"] * np.maximum(r.reflects, r["move:emphasize_autonomy"]),
        whole=lambda r: r["hard_before"],
    ),
    Measure(
        domain="self_regulation",
        what="Stays with the client's silence: does not fill it with a closed question, advice "
        "or information, nor by arguing",
        weight=1,
        worst=0.0,
        best=0.9,
        part=lambda r: (
            r["quiet_before"]
            * (1 - np.maximum(r.missteps, np.maximum(r["question:closed"], r["gives_input"])))
        ),
        whole=lambda r: r["quiet_before"],
    ),
    Measure(
        domain="motivation",
        what="Invites the client to say more: open questions, exploring, encouraging",
        weight=3,
        worst=0.0,
        best=0.4,
        part=lambda r: r.invites,
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="motivation",
        what="Works on the client's own reasons: takes up talk of change by reflecting or "
        "inviting more of it",
        weight=3,
        worst=0.0,
        best=0.8,  # AnnoMI: reflections and open questions after change talk
        part=lambda r: r["change_before"] * np.maximum(r.reflects, r.invites),
        whole=lambda r: r["change_before"],
    ),
    Measure(
        domain="motivation",
        what="Does not fade: invitations in the last third of the session, to those in the first",
        weight=2,
        worst=0.0,
        best=1.0,
        part=lambda r: r["last_third"] * r.invites,
        whole=lambda r: r["first_third"] * r.invites,
    ),
    Measure(
        domain="empathy",
        what="Takes up the feelings that the client shows",
        weight=3,
        worst=0.0,
        best=0.9,
        part=lambda r: r["feeling_before"] * r.takes_up,
        whole=lambda r: r["feeling_before"],
    ),
    Measure(
        domain="empathy",
        what="Reflects",
        weight=2.5,
        worst=0.0,
        best=0.45,  # AnnoMI: reflection rate
        part=lambda r: r.reflects,
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="empathy",
        what="Answers with warmth and concern: emotional reactions, 0 to 2 a turn",
        weight=2,
        worst=0.0,
        best=0.8,
        part=lambda r: r["emotional_reaction"],
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="empathy",
        what="Asks into what the client lives through: explorations, 0 to 2 a turn",
        weight=1.5,
        worst=0.0,
        best=0.8,
        part=lambda r: r["exploration"],
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="empathy",
        # The least weight: experts and EPITOME's raters hardly agree on it.
        what="Says what the client may feel or think: interpretations, 0 to 2 a turn",
        weight=1,
        worst=0.0,
        best=0.6,
        part=lambda r: r["interpretation"],
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="social_skill",
        what="MI-adherent moves among those adherent or not",
        weight=3,
        worst=0.3,
        best=0.9,
        part=lambda r: r.adherent,
        whole=lambda r: r.adherent + r.non_adherent,
    ),
    Measure(
        domain="social_skill",
        what="Works as partners: asks for the client's view or permission, or leaves the choice "
        "to them",
        weight=2,
        worst=0.0,
        best=0.2,
        part=lambda r: np.maximum(r.collaborates, r["move:emphasize_autonomy"]),
        whole=lambda r: r["spoken"],
    ),
    Measure(
        domain="social_skill",
        what="Reflections for each question",
        weight=2,
        worst=0.0,
        best=2.0,  # MITI 4.2.1: 1 is fair, 2 is good
        part=lambda r: r.reflects,
        whole=lambda r: r.asks,
    ),
    Measure(
        domain="social_skill",
        what="Affirms the client's strengths and efforts",
        weight=1.5,
        worst=0.0,
        best=0.15,
        part=lambda r: r["move:affirm"],
        whole=lambda r: r["spoken"],
    ),
)
"""What each domain is made of. Weights, and bounds without a source, are set by hand."""


class Measured(Value):
    """What a measure came to in a session: its words, its weight, its points from 0 to 100."""

    domain: Domain
    what: str
    weight: float
    points: float | None
    """None where the session gave no occasion for it."""


def domains(turns: Sequence[CodedTurn]) -> dict[Domain, Interval | None]:
    """Each domain from 0 to 100, with its interval over redrawn trainee turns.

    All are None with fewer than ``LEAST_SPOKEN`` coded trainee turns that say anything.
    """
    sums = _sums(turns)
    if sums is None:
        return dict.fromkeys(DOMAINS)
    whole = _points(sums.sum(axis=0))
    draws = _points(_redrawn(sums))
    return {domain: _score(domain, whole, draws) for domain in DOMAINS}


def measured(turns: Sequence[CodedTurn]) -> tuple[Measured, ...]:
    """What each measure came to, in the order of ``MEASURES``; () where no domain is scored."""
    sums = _sums(turns)
    if sums is None:
        return ()
    return tuple(
        Measured(
            domain=measure.domain,
            what=measure.what,
            weight=measure.weight,
            points=None if np.isnan(points) else round(float(points), 1),
        )
        for measure, points in zip(MEASURES, _points(sums.sum(axis=0)), strict=True)
    )


def _sums(turns: Sequence[CodedTurn]) -> Array | None:
    """(turns, 2 x measures): parts, then wholes; None where too little was said."""
    rows = rows_of(turns)
    if rows["spoken"].sum() < LEAST_SPOKEN:
        return None
    parts = [measure.part(rows) for measure in MEASURES]
    return np.stack([*parts, *(measure.whole(rows) for measure in MEASURES)], axis=1)


def _redrawn(sums: Array) -> Array:
    """(draws, 2 x measures): sums over turns drawn anew, with a fixed seed.

    Counts of how often each turn was drawn are enough: only sums are needed, and a long session
    drawn hundreds of times over would fill the memory.
    """
    rng = np.random.default_rng(0)
    n = len(sums)
    counts = (np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(DRAWS))
    return np.stack([times.astype(float) @ sums for times in counts])


def _points(sums: Array) -> Array:
    """(..., measures): points, NaN where there is too little to measure."""
    parts, wholes = np.split(sums, 2, axis=-1)
    enough = wholes >= LEAST_WHOLE
    values = np.where(enough, parts, np.nan) / np.where(enough, wholes, 1.0)
    return np.stack([m.points(values[..., k]) for k, m in enumerate(MEASURES)], axis=-1)


def _score(domain: Domain, whole: Array, draws: Array) -> Interval | None:
    mine = [k for k, measure in enumerate(MEASURES) if measure.domain == domain]
    weights = np.array([MEASURES[k].weight for k in mine])

    def mean(points: Array) -> Array:
        weighing = weights * ~np.isnan(points)
        total = weighing.sum(axis=-1)
        weighted = (weighing * np.nan_to_num(points)).sum(axis=-1)
        return np.where(total > 0, weighted / np.where(total > 0, total, 1.0), np.nan)

    value = float(mean(whole[mine]))
    scores = mean(draws[:, mine])
    scores = scores[~np.isnan(scores)]
    return None if np.isnan(value) or not len(scores) else interval(value, scores)
