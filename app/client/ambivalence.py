"""Mixed feelings as a density matrix over the eight primaries.

A person who loves and resents at once is not "60% loving": both are there together, they
interfere, and being asked about one changes the other. That is what this model says in numbers:
a state is a density matrix, an appraisal turns it (a unitary map) and blurs it (dephasing), and
a question about a feeling is a Lüders measurement, so that two questions in the other order can
get other answers (Busemeyer & Bruza 2012; Wang, Solloway, Shiffrin & Busemeyer 2014).

It is a mathematical model of ambivalence, and no claim that minds or brains are quantum systems.
Amplitudes are real: nothing that is observed here would tell a phase other than a sign.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.domain.feelings import PRIMARIES, Feelings, Primary

Matrix = NDArray[np.float64]
"""8 by 8, symmetric, positive, trace 1."""
_SIZE = len(PRIMARIES)
_UPPER = np.triu_indices(_SIZE)
_BLEND = 0.5
"""Angle in radians by which a question about a feeling also touches its two neighbors."""


def superposed(feelings: Feelings) -> Matrix:
    """The pure state in which these feelings are all there at once, with these weights."""
    amplitudes = np.sqrt(np.array(feelings.weights))
    return np.outer(amplitudes, amplitudes)


def feelings_of(rho: Matrix) -> Feelings:
    """The weights of the primaries: the diagonal."""
    weights = np.clip(np.diagonal(rho), 0, None)
    total = float(weights.sum())
    return Feelings.model_validate({"weights": tuple(float(w) / total for w in weights)})


def strongest(rho: Matrix) -> Primary:
    """The primary with the largest weight (the first of equals)."""
    return PRIMARIES[int(np.argmax(np.diagonal(rho)))]


def packed(rho: Matrix) -> tuple[float, ...]:
    """The upper triangle, row by row, for keeping: 36 numbers of 9 decimals."""
    return tuple(round(float(value), 9) for value in rho[_UPPER])


def unpacked(numbers: Sequence[float]) -> Matrix:
    """A density matrix from its upper triangle, mended where rounding took it off.

    Raises:
        ValueError: There are not 36 numbers, or they make no density matrix.
    """
    if len(numbers) != len(_UPPER[0]):
        raise ValueError(f"a mixture has {len(_UPPER[0])} numbers, not {len(numbers)}")
    rho = np.zeros((_SIZE, _SIZE))
    rho[_UPPER] = numbers
    rho = rho + np.triu(rho, 1).T
    values, vectors = np.linalg.eigh(rho)
    if values[0] < -1e-6 or abs(float(values.sum()) - 1) > 1e-6:
        raise ValueError("a mixture is positive and has trace 1")
    kept = np.clip(values, 0, None)
    return _symmetric((vectors * (kept / kept.sum())) @ vectors.T)


def turned(rho: Matrix, toward: Primary, angle: float) -> Matrix:
    """The state after an appraisal turns the strongest feeling toward another.

    A rotation in the plane of the two (a unitary map), by ``angle`` radians, 0 to pi/2.
    """
    at = PRIMARIES.index(toward)
    top = PRIMARIES.index(strongest(rho))
    if top == at:
        return rho
    unitary = np.eye(_SIZE)
    cos, sin = math.cos(angle), math.sin(angle)
    unitary[top, top] = unitary[at, at] = cos
    unitary[at, top], unitary[top, at] = sin, -sin
    return _symmetric(unitary @ rho @ unitary.T)


def dephased(rho: Matrix, share: float) -> Matrix:
    """Interference fades by this share: feelings side by side instead of as one."""
    keep = np.full((_SIZE, _SIZE), 1 - share)
    np.fill_diagonal(keep, 1.0)
    faded: Matrix = rho * keep
    return faded


def drawn(rho: Matrix, feelings: Feelings, share: float) -> Matrix:
    """The state drawn by this share toward another mixture of feelings."""
    mixed: Matrix = (1 - share) * rho + share * superposed(feelings)
    return mixed


@cache
def question(feeling: Primary) -> Matrix:
    """The projector of "is it this feeling?"; not to be written to.

    It also touches the two neighbors on Plutchik's circle, whose order ``PRIMARIES`` has (to
    ask about anger is to stir disgust and anticipation a little), so that questions about near
    feelings do not commute.
    """
    at = PRIMARIES.index(feeling)
    ray = np.zeros(_SIZE)
    ray[at] = math.cos(_BLEND)
    for near in (at - 1, at + 1):
        ray[near % _SIZE] = math.sin(_BLEND) / math.sqrt(2)
    projector = np.outer(ray, ray)
    projector.setflags(write=False)
    return projector


def chance(rho: Matrix, feeling: Primary) -> float:
    """How likely the client finds that it is this feeling, 0 to 1."""
    return min(1.0, max(0.0, float(np.sum(question(feeling) * rho))))


def asked(rho: Matrix, feeling: Primary, yes: bool) -> Matrix:
    """The state once the question was answered so (Lüders 1951).

    Raises:
        ValueError: That answer cannot come of this state.
    """
    projector = question(feeling) if yes else np.eye(_SIZE) - question(feeling)
    after = projector @ rho @ projector
    likely = float(np.trace(after))
    if likely <= 1e-12:
        raise ValueError(f"{'yes' if yes else 'no'} to {feeling} cannot come of this state")
    return _symmetric(after / likely)


def _symmetric(rho: Matrix) -> Matrix:
    """The matrix with rounding errors evened out."""
    even: Matrix = (rho + rho.T) / 2
    even /= np.trace(even)
    return even
