"""The turns that stand out in a session, and one thing to try next.

The score orders turns within one session and means nothing beyond it: its weights are set by
hand, in the order that MITI 4.2.1 and the practice's own effect on trust suggest.
"""

import re
from collections.abc import Mapping, Sequence

from app.assessment.feelings import named_by_client
from app.assessment.safety import asks_for_a_no
from app.assessment.session import CodedTurn, missed_feeling
from app.domain.codes import TurnCodes
from app.domain.value import Value
from app.domain.words import listed

HOLDS = 0.005
"""A change of trust up to this counts as none, wherever one is put into words."""
_PER_TRUST = 20.0
_MOST_TRUST = 2.0

# What a turn did, as words and as weight; the words complete "This turn ...".
_DEEDS: tuple[tuple[str, str, float], ...] = (
    ("flag:judges", "passed judgment on the client", -2.0),
    ("flag:minimizes", "made light of what the client feels", -2.0),
    ("move:confront", "argued with the client", -2.0),
    ("move:persuade", "pushed for a change", -2.0),
    ("move:unsolicited_advice", "gave advice without asking first", -1.5),
    ("flag:asks_about_safety", "asked about safety outright", 1.5),
    ("reflection:complex", "reflected more than was said", 2.0),
    ("reflection:simple", "reflected what was said", 1.0),
    ("question:open", "asked an open question", 1.0),
    ("question:closed", "asked a closed question", -0.3),
    ("flag:names_feeling", "named a feeling", 0.5),
    ("move:affirm", "affirmed the client", 1.0),
    ("move:emphasize_autonomy", "left the choice with the client", 1.0),
    ("move:seek_collaboration", "sought the client's view", 0.8),
    ("move:ask_permission", "asked permission", 0.8),
    ("flag:apologizes", "repaired with an apology", 0.6),
    ("flag:self_discloses", "turned to the trainee's own life", -0.4),
    ("input:information", "gave information", -0.2),
    ("flag:silent", "left a silence", 0.0),
    ("flag:greets", "greeted the client", 0.1),
    ("flag:closes", "closed the session", 0.0),
)
_ABOUT = re.compile(
    r"\babout ((?:your|the|what|how|being|this whole|that whole) [\w' -]{2,40}?)(?=[?.!,]|$)"
)


class Standout(Value):
    """A trainee turn, by its index among the session's turns."""

    index: int
    score: float
    reason: str


class Standouts(Value):
    """The strongest and weakest trainee turns; no turn is in both, and some are in neither.

    A strong turn did something that helps and cost no trust; a weak one did not, and won none.
    """

    strongest: tuple[Standout, ...] = ()
    weakest: tuple[Standout, ...] = ()
    try_next: str | None = None
    """One suggestion with a sentence to say; None before the trainee has said anything."""


def standouts(turns: Sequence[CodedTurn], effects: Mapping[int, float]) -> Standouts:
    """Up to two of the strongest and two of the weakest trainee turns.

    Args:
        turns: The session's turns in order.
        effects: Change of trust after a trainee turn, by its index in ``turns``.
    """
    rated = [
        Standout(
            index=index,
            score=round(_score(turns, index, turn.codes, effects.get(index)), 3),
            reason=_reason(turns, index, turn.codes, effects.get(index)),
        )
        for index, turn in enumerate(turns)
        if turn.speaker == "trainee" and turn.codes is not None
    ]
    ranked = sorted(rated, key=lambda turn: (-turn.score, turn.index))
    strong = [turn for turn in ranked if turn.score > 0 and effects.get(turn.index, 0) >= -HOLDS]
    others = [turn for turn in ranked if turn not in strong]
    weak = [turn for turn in reversed(others) if effects.get(turn.index, 0) <= HOLDS]
    return Standouts(
        strongest=tuple(strong[:2]),
        weakest=tuple(weak[:2]),
        try_next=_try_next(turns, [*strong, *others]),
    )


def _did(codes: TurnCodes) -> list[tuple[str, float]]:
    codes_of = {
        f"question:{codes.question}",
        f"reflection:{codes.reflection}",
        f"input:{codes.input}",
        *(f"move:{move}" for move in codes.moves),
        *(f"flag:{flag}" for flag in codes.flags),
    }
    return [(words, weight) for code, words, weight in _DEEDS if code in codes_of]


def _score(turns: Sequence[CodedTurn], index: int, codes: TurnCodes, effect: float | None) -> float:
    score = sum(weight for _, weight in _did(codes)) + 0.3 * codes.emotional_reaction
    if missed_feeling(turns, index):
        score -= 1.0
    if effect is not None:
        score += max(-_MOST_TRUST, min(_MOST_TRUST, _PER_TRUST * effect))
    return score


def _reason(turns: Sequence[CodedTurn], index: int, codes: TurnCodes, effect: float | None) -> str:
    did = [words for words, _ in _did(codes)][:3]
    if missed := missed_feeling(turns, index):
        did = [*did[:2], f"passed over “{missed}”"]
    if not did:
        did = ["showed that the trainee was there, without asking or reflecting"]
    said = f"This turn {listed(did)}"
    if effect is None:
        return f"{said}."
    if effect > HOLDS:
        return f"{said}, and trust rose by {effect:.2f}."
    if effect < -HOLDS:
        return f"{said}, and trust fell by {-effect:.2f}."
    return f"{said}, and trust did not move."


def _try_next(turns: Sequence[CodedTurn], ranked: Sequence[Standout]) -> str | None:
    """What the weakest turn lacked, or the session as a whole, with words to say."""
    if not ranked:
        return None
    if _ducked_safety(turns):
        return (
            "Ask about suicide outright; a question with a “not” in it asks for a no: “Are you "
            "having thoughts of ending your life?”"
        )
    index = ranked[-1].index
    codes = turns[index].codes or TurnCodes()
    before = turns[index - 1].text if index and turns[index - 1].speaker == "client" else ""
    feeling = named_by_client(before)
    if ranked[-1].score < 1 and (mended := _mend(codes, turns[index].text, feeling)):
        return mended
    said = [t.codes for t in turns if t.speaker == "trainee" and t.codes is not None]
    asked = sum(c.question != "none" for c in said)
    reflected = sum(c.reflection != "none" for c in said)
    if reflected < asked or not reflected:
        latest = next(
            (
                f
                for t in reversed(turns)
                if t.speaker == "client" and (f := named_by_client(t.text))
            ),
            None,
        )
        words = (
            f"It sounds like you have been feeling {latest}, and it weighs on you."
            if latest
            else "It sounds like there is more to this than you have been able to say."
        )
        return f"Offer a reflection before the next question: “{words}”"
    if not any({"affirm", "emphasize_autonomy"} & set(c.moves) for c in said):
        return (
            "Say what you see the client doing well, and leave the choice with them: “It took "
            "something to say that. How far we go with it today is up to you.”"
        )
    return (
        "Check whether you understood, so that the client can put it right: “Here is what I have "
        "heard so far. What did I miss?”"
    )


def _ducked_safety(turns: Sequence[CodedTurn]) -> bool:
    """Whether the last question about safety was one that asks for a no."""
    for turn in reversed(turns):
        if turn.speaker == "trainee" and turn.codes is not None:
            if "asks_about_safety" in turn.codes.flags:
                return False
            if turn.codes.question == "closed" and asks_for_a_no(turn.text):
                return True
    return False


def _mend(codes: TurnCodes, text: str, feeling: str | None) -> str | None:
    """Another way to take a weak turn, or None where it lacked nothing in particular."""
    moves, flags = set(codes.moves), set(codes.flags)
    felt = f"You said you felt {feeling}. What is that like for you?" if feeling else None
    if "judges" in flags or moves & {"confront", "persuade"}:
        return (
            "Where you argue, the client defends; reflect their side first: “From where you sit, "
            "this looks very different, and you are tired of hearing otherwise.”"
        )
    if "minimizes" in flags:
        words = felt or "This is hard for you. What is the worst part of it?"
        return f"Stay with what hurts instead of making it smaller: “{words}”"
    if "unsolicited_advice" in moves:
        return (
            "Ask before you advise, and ask what the client has thought of: “What have you "
            "already tried? If you like, I could tell you what has helped other people.”"
        )
    if codes.question == "closed" and "asks_about_safety" not in flags:
        about = _ABOUT.search(text.lower().replace("’", "'"))
        words = felt or (
            f"Tell me more about {about[1].strip()}."
            if about
            else "What has that been like for you?"
        )
        return f"Open up a question that can be answered with yes or no: “{words}”"
    if felt and codes.reflection == "none" and codes.exploration < 2:
        return f"Take up the feeling that the client named: “{felt}”"
    if codes.input == "information" and "ask_permission" not in moves:
        return (
            "Ask what the client knows before you explain: “What have you heard about this so "
            "far, and what would you like to know?”"
        )
    return None
