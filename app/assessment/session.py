"""What a trainee did over a session, counted from the codes of the turns."""

from collections.abc import Sequence
from typing import Final, Literal

from app.assessment.feelings import named_by_client
from app.domain.codes import ClientCodes, Emotion, Move, TurnCodes
from app.domain.value import Value

# MITI 4.2.1 counts asking permission as seeking collaboration, and advice without permission
# as persuading; a turn that does both counts once.
_COLLABORATING: frozenset[Move] = frozenset({"seek_collaboration", "ask_permission"})
_PERSUADING: frozenset[Move] = frozenset({"persuade", "unsolicited_advice"})

HURTING: Final[frozenset[Emotion]] = frozenset(
    {
        "anger",
        "annoyance",
        "disappointment",
        "disgust",
        "embarrassment",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
    }
)
"""GoEmotions' emotions that ask for an answer: painful or angry ones.

Confusion is not among them, since most of it there is about a fact not understood, nor is
disapproval, which is an opinion.
"""
SHOWN: Final = 0.5
"""Calibrated chance from which a coded emotion counts as shown."""


class CodedTurn(Value):
    """A turn as assessment sees it: ``codes`` of a trainee's, ``client`` of a client's."""

    speaker: Literal["trainee", "client"]
    text: str
    codes: TurnCodes | None = None
    client: ClientCodes | None = None


class SessionCounts(Value):
    """Counts of turns that do a thing, and ratios that are None where they are undefined."""

    trainee_turns: int
    open_questions: int
    closed_questions: int
    simple_reflections: int
    complex_reflections: int
    information: int
    advice: int
    negotiation: int
    options: int
    adherent: int
    """MI-adherent moves: affirming, seeking collaboration, emphasizing autonomy."""
    non_adherent: int
    """MI-non-adherent moves: confronting, persuading (unasked advice included)."""
    safety_questions: int
    feelings_named: int
    """Answers to a client who showed a feeling: named it ("I'm scared"), or coded for one."""
    feelings_missed: int
    """Of those, the ones whose answer neither reflected, warmed, nor asked about feeling."""
    reflections_per_question: float | None
    open_share: float | None
    """Open questions among all questions, 0 to 1."""
    complex_share: float | None
    """Complex reflections among all reflections, 0 to 1. Raters agree on it least."""
    talk_share: float | None
    """The trainee's share of all words, 0 to 1."""
    reflection_rate: float | None
    """Share of coded trainee turns that reflect, 0 to 1."""
    input_rate: float | None
    """Share of coded trainee turns that inform, advise, negotiate or give options, 0 to 1."""
    questions_rate: float | None
    """Share of coded trainee turns that ask, 0 to 1."""
    mi_adherence: float | None
    """MI-adherent moves among those adherent or not, 0 to 1."""


def count_session(turns: Sequence[CodedTurn]) -> SessionCounts:
    """Counts over a session's turns, in order. Turns without codes count for words alone."""
    coded = [turn.codes for turn in turns if turn.speaker == "trainee" and turn.codes]
    opened = sum(codes.question == "open" for codes in coded)
    closed = sum(codes.question == "closed" for codes in coded)
    simple = sum(codes.reflection == "simple" for codes in coded)
    complex_ = sum(codes.reflection == "complex" for codes in coded)
    named = [
        not acknowledges(turn.codes)
        for index, turn in enumerate(turns)
        if turn.speaker == "trainee" and turn.codes and feeling_before(turns, index)
    ]
    adherent = sum(_adherent(codes) for codes in coded)
    non_adherent = sum(_non_adherent(codes) for codes in coded)
    given = sum(codes.input != "none" for codes in coded)
    words = {"trainee": 0, "client": 0}
    for turn in turns:
        words[turn.speaker] += len(turn.text.split())
    return SessionCounts(
        trainee_turns=sum(turn.speaker == "trainee" for turn in turns),
        open_questions=opened,
        closed_questions=closed,
        simple_reflections=simple,
        complex_reflections=complex_,
        information=sum(codes.input == "information" for codes in coded),
        advice=sum(codes.input == "advice" for codes in coded),
        negotiation=sum(codes.input == "negotiation" for codes in coded),
        options=sum(codes.input == "options" for codes in coded),
        adherent=adherent,
        non_adherent=non_adherent,
        safety_questions=sum("asks_about_safety" in codes.flags for codes in coded),
        feelings_named=len(named),
        feelings_missed=sum(named),
        reflections_per_question=_ratio(simple + complex_, opened + closed),
        open_share=_ratio(opened, opened + closed),
        complex_share=_ratio(complex_, simple + complex_),
        talk_share=_ratio(words["trainee"], words["trainee"] + words["client"]),
        reflection_rate=_ratio(simple + complex_, len(coded)),
        input_rate=_ratio(given, len(coded)),
        questions_rate=_ratio(opened + closed, len(coded)),
        mi_adherence=_ratio(adherent, adherent + non_adherent),
    )


def heard_before(turns: Sequence[CodedTurn], index: int) -> Sequence[CodedTurn]:
    """The client turns that a turn answers: those right before it, oldest first."""
    start = index
    while start and turns[start - 1].speaker == "client":
        start -= 1
    return turns[start:index]


def shown_feeling(turn: CodedTurn) -> str | None:
    """The feeling that a client turn shows: the word they name it by, else the likeliest coded."""
    if named := named_by_client(turn.text):
        return named
    felt = turn.client.feelings if turn.client else {}
    hurting = [name for name in felt if name in HURTING and felt[name] >= SHOWN]
    return max(hurting, key=lambda name: felt[name], default=None)


def feeling_before(turns: Sequence[CodedTurn], index: int) -> str | None:
    """The feeling that the client showed last, in what the turn answers."""
    heard = reversed(heard_before(turns, index))
    return next((feeling for turn in heard if (feeling := shown_feeling(turn))), None)


def acknowledges(codes: TurnCodes) -> bool:
    """Whether a turn takes up a feeling: reflects, warms, names one, or asks about it."""
    return (
        codes.reflection != "none"
        or codes.emotional_reaction > 0
        or codes.exploration == 2
        or bool({"names_feeling", "asks_about_safety"} & set(codes.flags))
    )


def missed_feeling(turns: Sequence[CodedTurn], index: int) -> str | None:
    """The feeling that the client showed just before and the trainee turn passed over."""
    codes = turns[index].codes
    if codes is None or acknowledges(codes):
        return None
    return feeling_before(turns, index)


def _adherent(codes: TurnCodes) -> int:
    moves = set(codes.moves)
    return len(moves & {"affirm", "emphasize_autonomy"}) + bool(moves & _COLLABORATING)


def _non_adherent(codes: TurnCodes) -> int:
    moves = set(codes.moves)
    return ("confront" in moves) + bool(moves & _PERSUADING)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
