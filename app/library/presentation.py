"""Holds clients against the facts in ``assets/psychology`` and against themselves.

What is wrong is told apart from advice: what is missing or unusual, which an author may mean.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Final, Literal

from app.domain.patterns import found
from app.domain.persona import Pattern, Persona, Presents
from app.domain.psychology import Disorder, Duration, Psychology, Severity
from app.domain.scenario import Pack, Scenario
from app.domain.value import Value
from app.domain.words import listed
from app.library.packs import ReadPack
from app.library.toml_files import Loc

LEAST_ITEMS: Final = 8
"""Rungs that a disclosure ladder should have."""
_WEEKS_A_YEAR: Final = 52.2


class Problem(Value):
    """Something in a file that does not hold, as a clause."""

    loc: Loc
    what: str
    advice: bool = False


def check_client(persona: Persona, psychology: Psychology) -> list[Problem]:
    """Everything in which a client does not meet what the file claims, or contradicts itself."""
    return [
        *_presents(persona, psychology),
        *_organization(persona, psychology),
        *_feelings(persona),
        *_ladder(persona),
        *_risk(persona, psychology),
        *_facts(persona, psychology),
        *_missing(persona),
    ]


def check_scenario(scenario: Scenario, pack: Pack, psychology: Psychology) -> list[Problem]:
    """Everything in which a scenario does not fit the client who opens it."""
    persona = pack.client(scenario.client)
    problems = [
        Problem(loc=("opening",), what=f"the opening says “{words}”, which {never.why}")
        for never in unsaid(persona, psychology)
        if (words := found(never.pattern, scenario.opening))
    ]
    problems += [
        Problem(
            loc=("opening",),
            what=f"the opening says “{words}”, which tells {item.id!r} of the ladder",
        )
        for item in persona.ladder
        for marker in item.markers
        if (words := found(marker, scenario.opening))
    ]
    if not scenario.focus:
        what = "has no focus: three to five things that an assessment of this session looks at"
        problems.append(Problem(loc=(), what=what, advice=True))
    return problems


def check_pack(read: ReadPack, psychology: Psychology) -> list[tuple[str, Problem]]:
    """The problems of all clients and scenarios, each with its file and line."""
    pack = read.pack
    return [
        *(
            (read.where("clients", client.id, problem.loc), problem)
            for client in pack.clients
            for problem in check_client(client, psychology)
        ),
        *(
            (read.where("scenarios", scenario.id, problem.loc), problem)
            for scenario in pack.scenarios
            for problem in check_scenario(scenario, pack, psychology)
        ),
    ]


class Unsaid(Value):
    """What a client would not say: it contradicts their facts, or a criterion that they meet."""

    pattern: Pattern
    contradicts: Literal["facts", "presentation"]
    why: str
    """A clause: ``contradicts ...``."""


def unsaid(persona: Persona, psychology: Psychology) -> list[Unsaid]:
    """All that a client would not say."""
    patterns = [
        Unsaid(pattern=pattern, contradicts="facts", why="contradicts the client's facts")
        for pattern in persona.never_says
    ]
    for presents in persona.presents:
        disorder = psychology.disorder(presents.disorder)
        shown = {evidence.criterion for evidence in presents.evidence}
        for criterion in disorder.criteria if disorder else ():
            if disorder and criterion.id in shown:
                why = f"contradicts {criterion.id!r} of {disorder.name.lower()}"
                patterns += [
                    Unsaid(pattern=pattern, contradicts="presentation", why=why)
                    for pattern in criterion.contradicted_by
                ]
    return patterns


def _presents(persona: Persona, psychology: Psychology) -> Iterator[Problem]:
    known = [disorder.id for disorder in psychology.disorders]
    seen: set[str] = set()
    for n, presents in enumerate(persona.presents):
        disorder = psychology.disorder(presents.disorder)
        if disorder is None:
            yield _unknown(("presents", n, "disorder"), "disorder", presents.disorder, known)
            continue
        if disorder.id in seen:
            yield Problem(
                loc=("presents", n, "disorder"), what=f"presents {disorder.id!r} a second time"
            )
        seen.add(disorder.id)
        for problem in (*_criteria(presents, disorder), *_course(persona, presents, disorder)):
            yield problem.model_copy(update={"loc": ("presents", n, *problem.loc)})


def _criteria(presents: Presents, disorder: Disorder) -> Iterator[Problem]:
    known = [criterion.id for criterion in disorder.criteria]
    met: list[str] = []
    for n, evidence in enumerate(presents.evidence):
        loc: Loc = ("evidence", n, "criterion")
        if evidence.criterion not in known:
            yield _unknown(loc, f"criterion of {disorder.id}", evidence.criterion, known)
        elif evidence.criterion in met:
            yield Problem(loc=loc, what=f"gives evidence of {evidence.criterion!r} a second time")
        met.append(evidence.criterion)
    for rule in disorder.unmet(met):
        shown = [id for id in rule.of if id in met]
        yield Problem(
            loc=("disorder",),
            what=f"{disorder.id} needs {rule.needs} of {', '.join(rule.of)}; "
            f"the client shows {_listed(shown)}",
        )
    grades = {severity.id: severity for severity in disorder.severity}
    if presents.severity is None:
        if grades:
            what = f"{disorder.id} has no severity here; it is one of {', '.join(grades)}"
            yield Problem(loc=("disorder",), what=what, advice=True)
    elif presents.severity not in grades:
        yield _unknown(("severity",), f"severity of {disorder.id}", presents.severity, list(grades))
    elif not _counts(
        count := disorder.counted(grades[presents.severity], met), grades[presents.severity]
    ):
        severity = grades[presents.severity]
        yield Problem(
            loc=("severity",),
            what=f"{disorder.id} is {severity.id} with {_bounds(severity)}; "
            f"the client shows {count}",
        )


def _course(persona: Persona, presents: Presents, disorder: Disorder) -> Iterator[Problem]:
    """How long it has lasted, and what was ruled out."""
    if not disorder.duration.fits(presents.weeks):
        yield Problem(
            loc=("weeks",),
            what=f"{disorder.id} lasts {_span(disorder.duration)}; here it is {presents.weeks:g}",
        )
    if presents.weeks > (persona.age + 1) * _WEEKS_A_YEAR:
        what = f"{presents.weeks:g} weeks is longer than the client has lived"
        yield Problem(loc=("weeks",), what=what)
    known = {exclusion.id: exclusion.text for exclusion in disorder.exclusions}
    for id in presents.ruled_out:
        if id not in known:
            yield _unknown(("ruled_out",), f"exclusion of {disorder.id}", id, list(known))
    for id, text in known.items():
        if id not in presents.ruled_out:
            what = f"{id!r} of {disorder.id} has not been ruled out: {text}"
            yield Problem(loc=("ruled_out",), what=what)


def _organization(persona: Persona, psychology: Psychology) -> Iterator[Problem]:
    organization = persona.organization
    allowed: set[str] = set()
    for n, presents in enumerate(persona.presents):
        disorder = psychology.disorder(presents.disorder)
        if disorder is None:
            continue
        allowed |= set(disorder.defenses)
        if organization is not None and organization not in disorder.organizations:
            what = (
                f"{disorder.id} commonly goes with {listed(disorder.organizations, 'or')} "
                f"organization; the client's is {organization}"
            )
            yield Problem(loc=("presents", n, "disorder"), what=what, advice=True)
        if not set(disorder.affects) & {topic.feeling for topic in persona.topics}:
            what = (
                f"none of the topics stirs a feeling that goes with {disorder.id}: "
                f"{listed(disorder.affects, 'or')}"
            )
            yield Problem(loc=("presents", n, "disorder"), what=what, advice=True)
    known = [defense.id for defense in psychology.personality.defenses]
    for n, id in enumerate(persona.defenses):
        defense = psychology.defense(id)
        if defense is None:
            yield _unknown(("defenses",), "defense", id, known)
        elif id in persona.defenses[:n]:
            yield Problem(loc=("defenses",), what=f"names {id!r} a second time")
        elif organization and organization not in defense.organizations and id not in allowed:
            what = (
                f"{id!r} is a main defense at {listed(defense.organizations, 'or')} organization; "
                f"the client's is {organization}"
            )
            yield Problem(loc=("defenses",), what=what, advice=defense.level != "psychotic")
    level = psychology.level(organization) if organization else None
    leading = [d for id in persona.defenses[:2] if (d := psychology.defense(id))]
    if level and leading and not any(defense.level in level.typical for defense in leading):
        what = (
            f"neither of the two most used is of a kind typical of {level.id} organization: "
            f"{listed(level.typical, 'or')}"
        )
        yield Problem(loc=("defenses",), what=what, advice=True)


def _feelings(persona: Persona) -> Iterator[Problem]:
    shows = {about.feeling: about.shows for about in persona.feelings_about}
    for n, about in enumerate(persona.feelings_about):
        loc: Loc = ("feelings_about", n)
        if about.feeling in [other.feeling for other in persona.feelings_about[:n]]:
            what = f"says a second time how the client takes {about.feeling}"
            yield Problem(loc=(*loc, "feeling"), what=what)
        if about.shows == about.feeling:
            what = f"{about.feeling} shows as itself; what others see is another feeling"
            yield Problem(loc=(*loc, "shows"), what=what)
        elif shows.get(about.shows) == about.feeling:
            what = f"{about.feeling} and {about.shows} hide behind each other; one of them shows"
            yield Problem(loc=(*loc, "shows"), what=what)
        if about.until <= persona.temperament.trust:
            what = (
                f"{about.feeling} is never hidden: the client begins with trust "
                f"{persona.temperament.trust:g}, and until is {about.until:g}"
            )
            yield Problem(loc=(*loc, "until"), what=what, advice=True)


def _ladder(persona: Persona) -> Iterator[Problem]:
    for n, item in enumerate(persona.ladder[1:], start=1):
        above = persona.ladder[n - 1]
        if item.trust < above.trust:
            what = f"{item.id!r} takes less trust than {above.id!r} above it; the easiest is first"
            yield Problem(loc=("ladder", n, "trust"), what=what, advice=True)
    if len(persona.ladder) < LEAST_ITEMS:
        what = f"the ladder has {len(persona.ladder)} items; {LEAST_ITEMS} make a session"
        yield Problem(loc=("ladder",), what=what, advice=True)


def _risk(persona: Persona, psychology: Psychology) -> Iterator[Problem]:
    items = [item.id for item in persona.ladder]
    kinds = [risk.about for risk in persona.risk]
    for n, risk in enumerate(persona.risk):
        for id in risk.to_find:
            if id not in items:
                yield _unknown(("risk", n, "to_find"), "ladder item", id, items)
        if risk.about in kinds[:n]:
            yield Problem(
                loc=("risk", n, "about"),
                what=f"says a second time what the risk of {risk.about} is",
            )
    for n, presents in enumerate(persona.presents):
        disorder = psychology.disorder(presents.disorder)
        shown = [evidence.criterion for evidence in presents.evidence]
        for criterion in disorder.criteria if disorder else ():
            if criterion.id in shown and criterion.risk and not set(criterion.risk) & set(kinds):
                what = f"{criterion.id!r} calls for a [[risk]] about {listed(criterion.risk, 'or')}"
                loc: Loc = ("presents", n, "evidence", shown.index(criterion.id))
                yield Problem(loc=loc, what=what, advice=True)


def _facts(persona: Persona, psychology: Psychology) -> Iterator[Problem]:
    """Facts that the client would contradict by telling them."""
    facts: list[tuple[Loc, str]] = [(("facts",), fact) for fact in persona.facts]
    facts += [(("ladder", n, "fact"), item.fact) for n, item in enumerate(persona.ladder)]
    said = [(loc, fact, first_person(fact)) for loc, fact in facts]
    for never in unsaid(persona, psychology):
        for loc, fact, told in said:
            matches = (found(never.pattern, text) for text in told)
            if words := next(filter(None, matches), None):
                yield Problem(loc=loc, what=f"the fact {fact!r}, told as “{words}”, {never.why}")


def first_person(fact: str) -> tuple[str, ...]:
    """A second-person fact as the client would tell it: with “you” as “I”, and as “me”."""
    for you, me in (
        (r"\byou are\b", "I am"),
        (r"\byou were\b", "I was"),
        (r"\byou('|\u2019)re\b", "I'm"),
        (r"\byourself\b", "myself"),
        (r"\byours\b", "mine"),
        (r"\byour\b", "my"),
    ):
        fact = re.sub(you, me, fact, flags=re.IGNORECASE)
    return tuple(
        dict.fromkeys(re.sub(r"\byou\b", me, fact, flags=re.IGNORECASE) for me in ("I", "me"))
    )


def _missing(persona: Persona) -> Iterator[Problem]:
    wanted = (
        ("conceptualization", persona.conceptualization, "situations, beliefs and coping"),
        ("interpersonal", persona.interpersonal, "the pattern that others get drawn into"),
        ("organization", persona.organization, "the level of personality organization"),
        ("defenses", persona.defenses, "three to five, the most used first"),
        ("feelings_about", persona.feelings_about, "a feeling that the client hides, and how"),
    )
    for key, value, what in wanted:
        if not value:
            yield Problem(loc=(), what=f"has no {key}: {what}", advice=True)


def _unknown(loc: Loc, what: str, id: str, known: list[str]) -> Problem:
    close = difflib.get_close_matches(id, known, n=1)
    right = f"is it {close[0]}? " if close else ""
    there = f"there are: {', '.join(known)}" if known else "there are none"
    return Problem(loc=loc, what=f"there is no {what} {id!r}; {right}{there}")


def _counts(count: int, severity: Severity) -> bool:
    return (severity.at_least or 0) <= count <= (severity.at_most or count)


def _bounds(severity: Severity) -> str:
    least, most = severity.at_least, severity.at_most
    if most is None:
        number = f"at least {least}"
    elif least is None:
        number = f"at most {most}"
    else:
        number = f"{least}" if least == most else f"{least} to {most}"
    return f"{number} of {', '.join(severity.of)}" if severity.of else f"{number} criteria"


def _span(duration: Duration) -> str:
    parts = []
    if duration.weeks_at_least is not None:
        parts.append(f"at least {duration.weeks_at_least:g}")
    if duration.weeks_at_most is not None:
        parts.append(f"at most {duration.weeks_at_most:g}")
    return " and ".join(parts) + " weeks"


def _listed(ids: list[str]) -> str:
    return f"{len(ids)} ({', '.join(ids)})" if ids else "none"
