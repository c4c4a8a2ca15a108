"""What a trainee did over a session, counted from the codes of the turns."""

from collections.abc import Sequence
from typing import Literal

from app.assessment.feelings import named_by_client
from app.domain.codes import Move, TurnCodes
from app.domain.value import Value

# MITI 4.2.1 counts asking permission as seeking collaboration, and advice without permission
# as persuading; a turn that does both counts once.
_COLLABORATING: frozenset[Move] = frozenset({"seek_collaboration", "ask_permission"})
_PERSUADING: frozenset[Move] = frozenset({"persuade", "unsolicited_advice"})


class CodedTurn(Value):
    """A turn as assessment sees it; only trainee turns have codes."""

    speaker: Literal["trainee", "client"]
    text: str
    codes: TurnCodes | None = None


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
    """Client turns that name an own feeling outright ("I'm scared") and got an answer."""
    feelings_missed: int
    """Of those, the ones whose answer neither reflected, warmed, nor asked about feeling."""
    reflections_per_question: float | None
    open_share: float | None
    """Open questions among all questions, 0 to 1."""
    complex_share: float | None
    """Complex reflections among all reflections, 0 to 1. Raters agree on it least."""
    talk_share: float | None
    """The trainee's share of all words, 0 to 1."""


def count_session(turns: Sequence[CodedTurn]) -> SessionCounts:
    """Counts over a session's turns, in order. Turns without codes count for words alone."""
    coded = [turn.codes for turn in turns if turn.speaker == "trainee" and turn.codes]
    opened = sum(codes.question == "open" for codes in coded)
    closed = sum(codes.question == "closed" for codes in coded)
    simple = sum(codes.reflection == "simple" for codes in coded)
    complex_ = sum(codes.reflection == "complex" for codes in coded)
    named = [
        missed_feeling(turns, index) is not None
        for index, turn in enumerate(turns)
        if index
        and turn.speaker == "trainee"
        and turn.codes
        and turns[index - 1].speaker == "client"
        and named_by_client(turns[index - 1].text)
    ]
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
        adherent=sum(_adherent(codes) for codes in coded),
        non_adherent=sum(_non_adherent(codes) for codes in coded),
        safety_questions=sum("asks_about_safety" in codes.flags for codes in coded),
        feelings_named=len(named),
        feelings_missed=sum(named),
        reflections_per_question=_ratio(simple + complex_, opened + closed),
        open_share=_ratio(opened, opened + closed),
        complex_share=_ratio(complex_, simple + complex_),
        talk_share=_ratio(words["trainee"], words["trainee"] + words["client"]),
    )


def missed_feeling(turns: Sequence[CodedTurn], index: int) -> str | None:
    """The feeling that the client named just before and the trainee turn passed over."""
    codes = turns[index].codes
    if index == 0 or codes is None or turns[index - 1].speaker != "client":
        return None
    feeling = named_by_client(turns[index - 1].text)
    met = (
        codes.reflection != "none"
        or codes.emotional_reaction > 0
        or codes.exploration == 2
        or bool({"names_feeling", "asks_about_safety"} & set(codes.flags))
    )
    return None if met else feeling


def _adherent(codes: TurnCodes) -> int:
    moves = set(codes.moves)
    return len(moves & {"affirm", "emphasize_autonomy"}) + bool(moves & _COLLABORATING)


def _non_adherent(codes: TurnCodes) -> int:
    moves = set(codes.moves)
    return ("confront" in moves) + bool(moves & _PERSUADING)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
