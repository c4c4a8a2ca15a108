"""The client as written by an instructor: who they are, what moves them, what they hide."""

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from app.domain.codes import Heard
from app.domain.feelings import Primary
from app.domain.value import Value

Unit = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Attachment = Literal["secure", "anxious", "avoidant", "disorganized"]
Pressure = Literal["fight", "withdraw", "deflect", "please", "drift", "split"]
Stage = Literal["precontemplation", "contemplation", "preparation", "action", "maintenance"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""Stages of change (Prochaska & DiClemente 1983), in order."""
Organization = Literal["healthy", "neurotic", "borderline", "psychotic"]
"""Level of personality organization (PDM-2, P axis)."""
RiskLevel = Literal["low", "moderate", "high", "imminent"]
RiskAbout = Literal["suicide", "self_harm", "violence", "intimate_partner_violence", "neglect"]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_compiles)]
"""A regular expression, matched anywhere in the text, without regard to case."""


class BigFive(Value):
    """Five-factor traits, -1 (very low) to 1 (very high), 0 the average."""

    openness: Signed = 0.0
    conscientiousness: Signed = 0.0
    extraversion: Signed = 0.0
    agreeableness: Signed = 0.0
    neuroticism: Signed = 0.0


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
    """What the client does when pressed: fights, withdraws, deflects, pleases (agrees without
    meaning it), drifts away (dissociates), or splits (idealizes until hurt, then attacks)."""
    traits: BigFive = BigFive()
    stage: Stage = "precontemplation"
    """Where the client stands toward the change at issue."""
    hope: Unit = 0.35
    shame: Unit = 0.4
    energy: Unit = 0.6
    """How much it takes before the client has had enough for today."""
    emotion_half_life: Annotated[float, Field(ge=0.25, le=20)] = 1.5
    """Turns in which half of a stirred feeling has gone."""
    mood_half_life: Annotated[float, Field(ge=1, le=60)] = 8.0
    """Turns in which pleasantness has gone half of the way back to the client's own level."""


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


class FeelingAboutFeeling(Value):
    """A feeling whose object is a feeling of one's own, and what is shown instead.

    Meta-emotion (Gottman, Katz & Hooven 1996): ashamed of being angry, afraid of hoping.
    """

    feeling: Primary
    response: Literal["ashamed", "afraid", "angry"]
    shows: Primary
    """What others see in its place."""
    until: Unit
    """Trust from which the client lets the feeling itself be seen."""


class Situation(Value):
    """One situation of a conceptualization: what happened, thought, felt, done."""

    situation: Text
    thought: Text
    """The automatic thought, in the client's words."""
    feeling: Text
    behavior: Text


class Conceptualization(Value):
    """A cognitive conceptualization (J. S. Beck 2020)."""

    situations: tuple[Situation, ...] = Field(min_length=2)
    core_beliefs: tuple[Text, ...] = Field(min_length=1)
    intermediate_beliefs: tuple[Text, ...] = Field(min_length=1)
    """Rules, attitudes and assumptions."""
    coping: tuple[Text, ...] = Field(min_length=1)


class Evidence(Value):
    """How a client meets a criterion."""

    criterion: Id
    how: Text
    """Third person, from the client's history or presentation."""
    markers: tuple[Pattern, ...] = ()
    """Any of these in a reply shows the criterion."""


class Presents(Value):
    """A disorder that the client presents, held against the facts in ``assets/psychology``."""

    disorder: Id
    weeks: Annotated[float, Field(ge=0, le=5200)]
    """How long it has lasted."""
    severity: Id | None = None
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    ruled_out: tuple[Id, ...] = ()
    """Exclusions of the disorder that were considered and do not hold."""


class Risk(Value):
    """The key to a risk assessment: what a careful trainee should have found out."""

    about: RiskAbout
    level: RiskLevel
    formulation: Text
    factors: tuple[Text, ...] = Field(min_length=1)
    warning_signs: tuple[Text, ...] = Field(min_length=1)
    protective: tuple[Text, ...] = Field(min_length=1)
    to_find: tuple[Id, ...] = Field(min_length=1)
    """Ladder items that a full assessment brings to light."""
    next_steps: tuple[Text, ...] = Field(min_length=1)


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
    conceptualization: Conceptualization | None = None
    interpersonal: Text | None = None
    """The pattern that others get drawn into."""
    organization: Organization | None = None
    defenses: tuple[Id, ...] = ()
    """By the names in ``assets/psychology/personality.toml``, most used first."""
    feelings_about: tuple[FeelingAboutFeeling, ...] = ()
    presents: tuple[Presents, ...] = ()
    risk: tuple[Risk, ...] = ()
