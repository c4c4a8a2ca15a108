"""Turns for a person to read, where the codes are too unsure to carry a number."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from app.assessment.session import CodedTurn
from app.domain.codes import TurnCodes
from app.domain.value import Value

MOST: Final = 5
"""Turns named for review in one session."""
UNSURE: Final = 0.5
"""Chance of what was decided below which it is near a coin toss."""
UNDECIDED: Final = (0.35, 0.65)
"""Chances between which a yes or no is near a coin toss."""
NOT_EXPERT_VALID: Final = frozenset({"interpretation"})
"""Codes never to be shown as valid: experts and the raters they were learned from disagree."""

_CLASSES: Final[Mapping[str, Mapping[str, str]]] = {
    "behavior": {
        "question": "mainly a question",
        "reflection": "mainly a reflection",
        "input": "mainly information or advice",
        "other": "mainly none of question, reflection and advice",
    },
    "question": {
        "none": "no question",
        "open": "an open question",
        "closed": "a closed question",
    },
    "reflection": {
        "none": "no reflection",
        "simple": "a simple reflection",
        "complex": "a complex reflection",
    },
}
_YES_OR_NO: Final[Mapping[str, str]] = {
    "flag:minimizes": "makes light of what the client feels",
    "flag:judges": "passes judgment on the client",
    "move:confront": "argues with the client",
}


class Review(Value):
    """A trainee turn to be read by a person, by its index among the session's turns."""

    index: int
    code: str
    """The unsure code, as in ``TurnCodes.probabilities``; the dimension where it is one."""
    reason: str


class _Doubt(NamedTuple):
    """``gap``: how far from a coin toss the two ways to see it are, 0 to 1."""

    gap: float
    code: str
    reason: str


def reviews(turns: Sequence[CodedTurn]) -> tuple[Review, ...]:
    """Up to ``MOST`` turns, the least sure first, each with the code that is least sure."""
    doubted = [
        (doubt.gap, index, doubt)
        for index, turn in enumerate(turns)
        if turn.speaker == "trainee"
        and turn.codes is not None
        and (doubt := min(_doubts(turn.codes), default=None)) is not None
    ]
    return tuple(
        Review(index=index, code=doubt.code, reason=doubt.reason)
        for _, index, doubt in sorted(doubted)[:MOST]
    )


def _doubts(codes: TurnCodes) -> Iterator[_Doubt]:
    chances = codes.probabilities
    for head, words in _CLASSES.items():
        decided = getattr(codes, head)
        chance = chances.get(f"{head}:{decided}")
        if chance is None or chance >= UNSURE:
            continue
        others = {name: chances.get(f"{head}:{name}", 0.0) for name in words if name != decided}
        rival = max(others, key=lambda name: others[name])
        yield _Doubt(
            abs(chance - others[rival]) / max(chance + others[rival], 1e-9),
            f"{head}:{decided}",
            f"This turn may be {words[decided]} ({chance:.0%}) or {words[rival]} "
            f"({others[rival]:.0%}).",
        )
    for code, does in _YES_OR_NO.items():
        if _near_toss(chance := chances.get(code, 0.0)):
            yield _Doubt(
                abs(2 * chance - 1),
                code,
                f"Whether this turn {does} is close to a coin toss ({chance:.0%}).",
            )
    dismissing = sum(chances.get(f"dismissing_emotions:{level}", 0.0) for level in "12")
    if _near_toss(dismissing):
        yield _Doubt(
            abs(2 * dismissing - 1),
            "dismissing_emotions",
            f"This turn may brush the client's feelings aside ({dismissing:.0%}), which automatic "
            "judges are known to tell badly.",
        )


def _near_toss(chance: float) -> bool:
    low, high = UNDECIDED
    return low <= chance <= high
