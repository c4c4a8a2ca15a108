"""Feelings as weights over Plutchik's eight primary emotions."""

from typing import Literal, get_args

from pydantic import model_validator

from app.domain.value import Value

Primary = Literal["joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"]
PRIMARIES: tuple[Primary, ...] = get_args(Primary)


class Feelings(Value):
    """A distribution over the eight primaries (Plutchik 1980); the weights sum to 1."""

    weights: tuple[float, float, float, float, float, float, float, float]

    @model_validator(mode="after")
    def _is_distribution(self) -> "Feelings":
        if any(w < 0 for w in self.weights) or abs(sum(self.weights) - 1) > 1e-6:
            raise ValueError("feelings are weights of at least 0 that sum to 1")
        return self

    @classmethod
    def of(cls, **weights: float) -> "Feelings":
        """Feelings from named, unnormalized weights: ``Feelings.of(anger=3, fear=1)``."""
        unknown = set(weights) - set(PRIMARIES)
        if unknown:
            raise ValueError(f"unknown feelings {sorted(unknown)}; known are {PRIMARIES}")
        total = sum(weights.values())
        if total <= 0:
            raise ValueError("at least one feeling needs a weight above 0")
        return cls.model_validate(
            {"weights": tuple(weights.get(p, 0.0) / total for p in PRIMARIES)}
        )

    @property
    def dominant(self) -> Primary:
        """The primary with the largest weight (the first of equals)."""
        return PRIMARIES[max(range(8), key=lambda i: self.weights[i])]

    def weight(self, primary: Primary) -> float:
        """The weight of one primary, 0 to 1."""
        return self.weights[PRIMARIES.index(primary)]
