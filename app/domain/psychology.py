"""Facts about disorders and personality, as ``assets/psychology`` holds them."""

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from app.domain.feelings import Primary
from app.domain.persona import Id, Organization, Pattern, RiskAbout, Text
from app.domain.value import Value

DefenseLevel = Literal["mature", "neurotic", "image_distorting", "disavowal", "action", "psychotic"]
"""Kinds of defense, from those that take in most of what is so to those that take in least."""
Count = Annotated[int, Field(ge=1, le=100)]
Weeks = Annotated[float, Field(ge=0, le=5200)]
Title = Annotated[str, Field(min_length=1, max_length=80)]


class Criterion(Value):
    """One criterion of a disorder."""

    id: Id
    text: Text
    contradicted_by: tuple[Pattern, ...] = ()
    """What a client who meets the criterion would not say."""
    risk: tuple[RiskAbout, ...] = ()
    """A client who meets the criterion has a risk about one of these, where any are named."""


class Rule(Value):
    """At least ``needs`` of the criteria ``of`` must be met."""

    needs: Count
    of: tuple[Id, ...] = Field(min_length=1)


class Exclusion(Value):
    """What has to be so for the disorder to be the right name for it."""

    id: Id
    text: Text


class Duration(Value):
    """How long it has to have lasted; nothing where nothing is said."""

    weeks_at_least: Weeks | None = None
    weeks_at_most: Weeks | None = None

    def fits(self, weeks: float) -> bool:
        """Whether something that has lasted so long has lasted as long as it must."""
        least, most = self.weeks_at_least, self.weeks_at_most
        return (least is None or weeks >= least) and (most is None or weeks <= most)


class Severity(Value):
    """A degree or kind of a disorder, with the number of criteria that make it one."""

    id: Id
    text: Text
    at_least: Count | None = None
    at_most: Count | None = None
    of: tuple[Id, ...] = ()
    """The criteria that count; all of them where none are named."""


class Disorder(Value):
    """A disorder: what must be met, for how long, and what must be ruled out."""

    id: Id
    name: Title
    code: Annotated[str, Field(min_length=3, max_length=40)]
    """ICD-10-CM."""
    source: Text
    summary: Text
    organizations: tuple[Organization, ...] = Field(min_length=1)
    """Levels of personality organization with which it commonly goes."""
    affects: tuple[Primary, ...] = Field(min_length=1)
    """What is felt in it most."""
    defenses: tuple[Id, ...] = ()
    """Defenses that it can bring at any level of organization."""
    duration: Duration = Duration()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)
    """All of them must be met."""
    exclusions: tuple[Exclusion, ...] = ()
    severity: tuple[Severity, ...] = ()

    def unmet(self, met: Collection[str]) -> tuple[Rule, ...]:
        """The rules that these criteria do not meet."""
        return tuple(rule for rule in self.rules if len(set(rule.of) & set(met)) < rule.needs)

    def counted(self, severity: Severity, met: Collection[str]) -> int:
        """How many of these criteria count toward a severity."""
        return len(set(severity.of or (c.id for c in self.criteria)) & set(met))


class Defense(Value):
    """A defense, and with which organization it may be among the main ones."""

    id: Id
    name: Title
    level: DefenseLevel
    meaning: Text
    organizations: tuple[Organization, ...] = Field(min_length=1)


class OrganizationLevel(Value):
    """A level of personality organization (PDM-2, P axis)."""

    id: Organization
    identity: Text
    relations: Text
    affects: Text
    reality_testing: Text
    typical: tuple[DefenseLevel, ...] = Field(min_length=1)
    """The kinds of defense that it leans on."""


class Personality(Value):
    """The levels of organization and the defenses."""

    source: Text
    levels: tuple[OrganizationLevel, ...] = Field(min_length=1)
    defenses: tuple[Defense, ...] = Field(min_length=1)


class Psychology(Value):
    """All the facts that clients are held against."""

    personality: Personality
    disorders: tuple[Disorder, ...] = Field(min_length=1)

    def disorder(self, id: str) -> Disorder | None:
        """The disorder with this id, if it is known."""
        return next((disorder for disorder in self.disorders if disorder.id == id), None)

    def defense(self, id: str) -> Defense | None:
        """The defense with this id, if it is known."""
        return next((d for d in self.personality.defenses if d.id == id), None)

    def level(self, organization: Organization) -> OrganizationLevel | None:
        """What is known of a level of organization."""
        return next((o for o in self.personality.levels if o.id == organization), None)
