"""From GoEmotions' 28 emotions to Plutchik's eight primaries.

Where Plutchik (1980) has the emotion, his place for it is taken: a weaker or stronger form of
a primary (annoyance is weak anger, grief strong sadness), or the two that he mixes it from
(remorse of sadness and disgust, optimism of anticipation and joy). The others stand where
GoEmotions' authors group them (Demszky et al. 2020) or, as marked, where we put them.
"""

from collections.abc import Mapping
from typing import Final

from app.domain.codes import ClientCodes, Emotion
from app.domain.feelings import PRIMARIES, Feelings, Primary

TABLE: Final[Mapping[Emotion, Mapping[Primary, float]]] = {
    "admiration": {"trust": 1},  # its strong form
    "amusement": {"joy": 1},
    "anger": {"anger": 1},
    "annoyance": {"anger": 1},  # its weak form
    "approval": {"trust": 1},  # acceptance, its weak form
    "caring": {"joy": 0.5, "trust": 0.5},  # as love
    "confusion": {"surprise": 1},
    "curiosity": {"surprise": 0.5, "trust": 0.5},
    "desire": {"anticipation": 1},  # ours: it is for what is not yet there
    "disappointment": {"sadness": 0.5, "surprise": 0.5},  # what Plutchik calls disapproval
    # Ours: here it is an unfavorable opinion, nearer to what he calls contempt than to disapproval.
    "disapproval": {"anger": 0.5, "disgust": 0.5},
    "disgust": {"disgust": 1},
    "embarrassment": {"disgust": 0.5, "fear": 0.5},  # shame
    "excitement": {"anticipation": 0.5, "joy": 0.5},  # ours: the authors say joy
    "fear": {"fear": 1},
    "gratitude": {"joy": 0.5, "trust": 0.5},  # ours: the authors say joy
    "grief": {"sadness": 1},  # its strong form
    "joy": {"joy": 1},
    "love": {"joy": 0.5, "trust": 0.5},
    "nervousness": {"fear": 1},  # apprehension, its weak form
    "optimism": {"anticipation": 0.5, "joy": 0.5},
    "pride": {"joy": 1},  # ours: Plutchik adds anger, which pride in a thing done does not have
    "realization": {"surprise": 1},
    "relief": {"joy": 1},
    "remorse": {"disgust": 0.5, "sadness": 0.5},
    "sadness": {"sadness": 1},
    "surprise": {"surprise": 1},
    "neutral": {},
}


def primaries(codes: ClientCodes) -> Feelings | None:
    """The turn's feelings over the primaries, by their chances; None where all is neutral."""
    weights = dict.fromkeys(PRIMARIES, 0.0)
    for emotion, chance in codes.feelings.items():
        for primary, part in TABLE[emotion].items():
            weights[primary] += part * chance
    return Feelings.of(**weights) if sum(weights.values()) > 0 else None
