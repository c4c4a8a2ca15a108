"""The client's state of mind as a value; the equations live in ``app.client``."""

from typing import Literal

from pydantic import Field

from app.domain.codes import Heard
from app.domain.feelings import Feelings
from app.domain.persona import Signed, Unit
from app.domain.value import Value

Openness = Literal["guarded", "partial", "open"]
Stance = Literal[
    "hostile",
    "withdrawn",
    "deflecting",
    "pleasing",
    "absent",
    "idealizing",
    "wary",
    "engaged",
    "shaken",
]


class Appraisal(Value):
    """What one trainee turn means to this client, each 0 (not at all) to 1.

    ``trigger`` is the id of the trigger that was hit, if any.
    """

    heard: Heard
    topic: str | None = None
    understood: Unit = 0.0
    invited: Unit = 0.0
    respected: Unit = 0.0
    pressured: Unit = 0.0
    judged: Unit = 0.0
    repaired: Unit = 0.0
    trigger: str | None = None


class Noise(Value):
    """The random part of one step, drawn once and stored: standard normal values."""

    trust: float = 0.0
    resistance: float = 0.0
    arousal: float = 0.0
    valence: float = 0.0


class MindState(Value):
    """Where the client is after a turn.

    ``topic`` is what the talk is about now, ``disclosed`` the ladder items told so far in
    order, ``offered`` the item that may be told in the coming reply.
    """

    trust: Unit
    resistance: Unit
    arousal: Unit
    valence: Signed
    feelings: Feelings
    openness: Openness
    stance: Stance
    topic: str | None = None
    disclosed: tuple[str, ...] = ()
    offered: str | None = None
    peak_trust: Unit = Field(default=0.0)
    """The most trust there has been: what was lost comes back slower."""
