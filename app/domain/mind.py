"""The client's state of mind as a value; the equations live in ``app.client``."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.codes import Heard, Talk
from app.domain.feelings import Feelings, Primary
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
Response = Literal["ashamed", "afraid", "angry"]
"""How one takes a feeling of one's own."""


class Appraisal(Value):
    """What one turn means to this client, each 0 (not at all) to 1.

    ``trigger`` is the id of the trigger that was hit, if any.
    """

    heard: Heard
    speaker: str | None = None
    """The client of a group who said it; the trainee where none is named."""
    topic: str | None = None
    understood: Unit = 0.0
    invited: Unit = 0.0
    respected: Unit = 0.0
    pressured: Unit = 0.0
    judged: Unit = 0.0
    repaired: Unit = 0.0
    trigger: str | None = None
    asked: Primary | None = None
    """The feeling that was named or asked about, if any."""
    said: Talk | None = None
    """What the client's own last turn was: people go by what they hear themselves say."""

    @property
    def threat(self) -> float:
        """How hard the turn presses or judges, 0 to 1."""
        return max(self.pressured, self.judged)


class Noise(Value):
    """The random part of one step, drawn once and stored: standard normal values."""

    trust: float = 0.0
    resistance: float = 0.0
    arousal: float = 0.0
    valence: float = 0.0
    dominance: float = 0.0
    hope: float = 0.0
    shame: float = 0.0
    energy: float = 0.0
    readiness: float = 0.0
    feeling: float = 0.0
    """Decides how a question about a feeling comes out."""


class MindState(Value):
    """Where the client is after a turn.

    ``topic`` is what the talk is about now, ``disclosed`` the ladder items told so far in
    order, ``offered`` the item that may be told in the coming reply.
    """

    trust: Unit
    resistance: Unit
    arousal: Unit
    valence: Signed
    dominance: Signed = 0.0
    hope: Unit = 0.35
    shame: Unit = 0.4
    energy: Unit = 0.6
    """What is left to go on with today."""
    rupture: Unit = 0.0
    """How far the alliance is broken at present, until it is repaired."""
    readiness: tuple[Unit, Unit, Unit, Unit, Unit] = (1.0, 0.0, 0.0, 0.0, 0.0)
    """A distribution over the stages of change."""
    change_lately: Unit = 0.0
    """How much of what the client said lately was change talk, the latest counting most."""
    sustain_lately: Unit = 0.0
    """The same of sustain talk."""
    feelings: Feelings
    mixture: tuple[float, ...] = ()
    """The density matrix over the eight primaries, its upper triangle row by row; ``feelings``
    is its diagonal. Empty in sessions of earlier versions."""
    shows: Primary | None = None
    """What others see where it is not the strongest feeling."""
    about: Response | None = None
    """How the client takes the feeling that is hidden behind what is shown."""
    openness: Openness
    stance: Stance
    topic: str | None = None
    disclosed: tuple[str, ...] = ()
    offered: str | None = None
    peak_trust: Unit = Field(default=0.0)
    """The most trust there has been: what was lost comes back slower."""

    @property
    def shown(self) -> Primary:
        """The feeling that can be seen."""
        return self.shows or self.feelings.dominant


Bonds = dict[str, dict[str, Annotated[float, Field(ge=-1, le=1)]]]
"""By member and other: what the other is to the member, -1 against to 1 on one side."""
