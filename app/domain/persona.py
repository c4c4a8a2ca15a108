"""The client as written by an instructor: who they are, what moves them, what they hide."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.domain.codes import Heard
from app.domain.feelings import Primary
from app.domain.value import Value

Unit = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Attachment = Literal["secure", "anxious", "avoidant", "disorganized"]
Pressure = Literal["fight", "withdraw", "deflect"]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_compiles)]
"""A regular expression, matched anywhere in the text, without regard to case."""


class Temperament(Value):
    """Where the client starts and how strongly things move them."""

    trust: Unit
    resistance: Unit
    arousal: Unit
    valence: Signed
    attachment: Attachment
    reactance: Unit
    """How strongly pressure raises resistance (Brehm 1966)."""
    rejection_sensitivity: Unit
    """How much trust a judgment costs (Downey & Feldman 1996)."""
    volatility: Unit
    """How far arousal swings, and how noisy the state is."""
    pressure: Pressure
    """What the client does when pressed."""


class Topic(Value):
    """Something this client can be asked about."""

    id: Id
    phrase: Annotated[str, Field(min_length=2, max_length=60)]
    """As said to the client, second person: ``"your job"``."""
    words: tuple[Annotated[str, Field(min_length=2, max_length=40)], ...] = Field(min_length=1)
    """Lower-case words or phrases that bring the topic up; a final ``*`` matches any ending."""
    feeling: Primary
    """What the topic stirs once the client is open about it."""


class Trigger(Value):
    """Words that hit a nerve."""

    id: Id
    patterns: tuple[Pattern, ...] = Field(min_length=1)
    hurt: Unit
    """How hard it lands: 0 not at all, 1 a rupture."""
    reaction: Text
    """What it does to the client, third person, for the debrief."""


class DisclosureItem(Value):
    """One rung of the disclosure ladder: a fact the client holds back until it is safe."""

    id: Id
    topic: Id
    trust: Unit
    """Trust below which the item stays locked."""
    needs: Literal["topic", "question", "safety_question"]
    """``topic``: the topic is current. ``question``: the trainee asks about the topic or
    reflects on it. ``safety_question``: the trainee asks about safety outright."""
    after: Id | None = None
    """An item that has to be told first."""
    fact: Text
    """Second person, for the director's note: ``"you lost your license in March"``."""
    summary: Text
    """Third person, for the debrief: ``"He lost his license in March."``"""
    markers: tuple[Pattern, ...] = Field(min_length=1)
    """Any of these in a reply means that the item was told."""


class Persona(Value):
    """A client."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=60)]
    age: Annotated[int, Field(ge=6, le=110)]
    pronouns: Annotated[str, Field(min_length=2, max_length=20)]
    presentation: Text
    history: Text
    beliefs: tuple[Text, ...] = Field(min_length=1)
    style: Text
    """How the client talks."""
    facts: tuple[Text, ...] = Field(min_length=3)
    """Short second-person facts that are no secret: ``"you drive a delivery van"``."""
    never_says: tuple[Pattern, ...] = ()
    """Patterns that would contradict the client's facts."""
    temperament: Temperament
    sensitivities: dict[Heard, Annotated[float, Field(ge=0, le=3)]] = Field(default_factory=dict)
    """Factor on the effect of what was heard; 1 where nothing is said."""
    helps: tuple[Text, ...] = Field(min_length=1)
    harms: tuple[Text, ...] = Field(min_length=1)
    topics: tuple[Topic, ...] = Field(min_length=1)
    triggers: tuple[Trigger, ...] = ()
    ladder: tuple[DisclosureItem, ...] = Field(min_length=1)
