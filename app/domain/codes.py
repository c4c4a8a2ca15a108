"""What a turn does, in the field's terms (MITI 4.2.1, AnnoMI, EPITOME, ESConv, GoEmotions)."""

from typing import Final, Literal, get_args

from pydantic import Field

from app.domain.value import Value

Behavior = Literal["question", "reflection", "input", "other"]
Question = Literal["none", "open", "closed"]
Reflection = Literal["none", "simple", "complex"]
Input = Literal["none", "information", "advice", "negotiation", "options"]
Move = Literal[
    "affirm",
    "seek_collaboration",
    "emphasize_autonomy",
    "ask_permission",
    "confront",
    "persuade",
    "unsolicited_advice",
]
Flag = Literal[
    "asks_about_safety",
    "names_feeling",
    "minimizes",
    "judges",
    "self_discloses",
    "apologizes",
    "greets",
    "closes",
    "silent",
]
Level = Literal[0, 1, 2]
Strategy = Literal[
    "Question",
    "Restatement or Paraphrasing",
    "Reflection of feelings",
    "Self-disclosure",
    "Affirmation and Reassurance",
    "Providing Suggestions",
    "Information",
    "Others",
]
"""Emotional support strategies by the names that ESConv gives them (Liu et al. 2021)."""
Talk = Literal["change", "neutral", "sustain"]
Emotion = Literal[
    "admiration",
    "amusement",
    "anger",
    "annoyance",
    "approval",
    "caring",
    "confusion",
    "curiosity",
    "desire",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "excitement",
    "fear",
    "gratitude",
    "grief",
    "joy",
    "love",
    "nervousness",
    "optimism",
    "pride",
    "realization",
    "relief",
    "remorse",
    "sadness",
    "surprise",
    "neutral",
]
"""GoEmotions' 27 emotions and neutral (Demszky et al. 2020)."""
EMOTIONS: Final[tuple[Emotion, ...]] = get_args(Emotion)
Dimension = Literal[
    "validating_emotions",
    "encouraging_elaboration",
    "demonstrating_understanding",
    "advice_giving",
    "self_oriented",
    "dismissing_emotions",
]
"""Lend an Ear's dimensions of a conversation, 1 to 5 (Kumar et al. 2026)."""
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)

Heard = Literal[
    "greeting",
    "open_question",
    "closed_question",
    "safety_question",
    "reflection",
    "affirmation",
    "autonomy",
    "apology",
    "self_disclosure",
    "information",
    "advice",
    "confrontation",
    "minimizing",
    "silence",
    "closing",
    "other",
    "blame",
    "support",
    "appeal",
    "stonewalling",
    "confiding",
]
"""What a client takes a turn to be: the one thing they answer. The last five are what another
client of a group does to them."""
PeerAct = Literal["blame", "support", "appeal", "stonewalling", "confiding"]
PEER_ACTS: Final[tuple[PeerAct, ...]] = get_args(PeerAct)


class Span(Value):
    """Half-open character range in the turn's text that carries a code."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class TurnCodes(Value):
    """Codes of one trainee turn.

    ``behavior`` is the main one; question, reflection and input may co-occur. Empathy
    mechanisms (Sharma et al. 2020) are 0 none, 1 weak, 2 strong. ``probabilities`` are
    calibrated chances keyed by the code's name, e.g. ``"question:open"``, ``"move:affirm"`` or
    ``"validating_emotions:2"``; ``evidence`` has the words that carry a code, by the same names.
    """

    behavior: Behavior = "other"
    question: Question = "none"
    reflection: Reflection = "none"
    input: Input = "none"
    moves: tuple[Move, ...] = ()
    emotional_reaction: Level = 0
    interpretation: Level = 0
    exploration: Level = 0
    strategy: Strategy = "Others"
    flags: tuple[Flag, ...] = ()
    probabilities: dict[str, float] = Field(default_factory=dict)
    evidence: dict[str, tuple[Span, ...]] = Field(default_factory=dict)


class ClientCodes(Value):
    """Codes of one client turn.

    ``talk`` is about the change at issue (MISC: toward it, away from it, or neither) and
    ``strength`` how strongly, 0 (neutral) to 3. ``feelings`` are those present, with their
    calibrated chances; ``probabilities`` and ``evidence`` are as in ``TurnCodes``.
    """

    talk: Talk = "neutral"
    strength: float = Field(default=0.0, ge=0, le=3)
    feelings: dict[Emotion, float] = Field(default_factory=dict)
    probabilities: dict[str, float] = Field(default_factory=dict)
    evidence: dict[str, tuple[Span, ...]] = Field(default_factory=dict)
