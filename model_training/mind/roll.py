"""The mind rolled through real sessions: the equations of the program, not a copy of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.client.appraisal import appraise
from app.client.coefficients import Coefficients
from app.client.mind import outline, start
from app.client.talk import leanings
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import STAGES, Persona, Stage
from model_training.mind.sessions import Session
from model_training.mind.start import AVERAGE, FEATURES, TALKS

Array = NDArray[np.float64]
_QUIET = Noise()


@dataclass(frozen=True)
class Material:
    """Sessions as the average client takes them.

    Attributes:
        sessions: The sessions.
        appraisals: By session, what each therapist turn means.
        answer: By turn of all sessions, the place in ``TALKS`` of what the client said next;
            -1 where the session ends or another therapist turn follows.
        of: By turn, its session's place.
        source: By session, the place of its data set among ``sources``.
        good: By session, 1 high quality, 0 low, -1 where nobody says.
    """

    sessions: tuple[Session, ...]
    appraisals: tuple[tuple[Appraisal, ...], ...]
    sources: tuple[str, ...]
    answer: NDArray[np.int64]
    of: NDArray[np.int64]
    source: NDArray[np.int64]
    good: NDArray[np.int64]

    def part(self, kept: NDArray[np.bool_]) -> "Material":
        """Some of the sessions."""
        places = np.flatnonzero(kept)
        turns = kept[self.of]
        renumbered = np.cumsum(kept) - 1
        return Material(
            sessions=tuple(self.sessions[n] for n in places),
            appraisals=tuple(self.appraisals[n] for n in places),
            sources=self.sources,
            answer=self.answer[turns],
            of=renumbered[self.of[turns]],
            source=self.source[places],
            good=self.good[places],
        )


def material(sessions: Sequence[Session]) -> Material:
    """The sessions with what their turns mean and what came of them."""
    sources = tuple(dict.fromkeys(session.source for session in sessions))
    turns = [(n, e.answer) for n, session in enumerate(sessions) for e in session.exchanges]
    return Material(
        sessions=tuple(sessions),
        appraisals=tuple(
            tuple(appraise(e.codes, e.text, AVERAGE, None, e.said) for e in session.exchanges)
            for session in sessions
        ),
        sources=sources,
        answer=np.array([-1 if a is None else TALKS.index(a) for _, a in turns]),
        of=np.array([n for n, _ in turns]),
        source=np.array([sources.index(session.source) for session in sessions]),
        good=np.array([-1 if s.good is None else int(s.good) for s in sessions]),
    )


def client(stage: Stage | None) -> Persona:
    """The average client, at a stage of change where it is known."""
    if stage is None:
        return AVERAGE
    temperament = AVERAGE.temperament.model_copy(update={"stage": stage})
    return AVERAGE.model_copy(update={"temperament": temperament})


def rolled(found: Material, k: Coefficients) -> list[list[MindState]]:
    """By session, the state after each therapist turn, without noise."""
    first = {stage: start(client(stage)) for stage in (None, *STAGES)}
    everything = []
    for session, appraisals in zip(found.sessions, found.appraisals, strict=True):
        state, states = first[session.stage], []
        for appraisal in appraisals:
            state = outline(AVERAGE, state, appraisal, _QUIET, k)
            states.append(state)
        everything.append(states)
    return everything


def features(found: Material, states: Sequence[Sequence[MindState]]) -> Array:
    """(turns, features): what each answer's talk depends on."""
    rows = [
        tuple(leanings(state, appraisal).values())
        for own, appraisals in zip(states, found.appraisals, strict=True)
        for state, appraisal in zip(own, appraisals, strict=True)
    ]
    return np.array(rows, dtype=float).reshape(len(rows), len(FEATURES))


def standing(states: Sequence[Sequence[MindState]]) -> Array:
    """By session, trust less resistance after the last turn; 0 where there was none."""
    return np.array([own[-1].trust - own[-1].resistance if own else 0.0 for own in states])


def with_values(k: Coefficients, values: Mapping[str, float]) -> Coefficients:
    """The coefficients with other values for some of them."""
    return Coefficients.model_validate({**k.model_dump(), **values})
