"""Clients are held against the facts: the shipped ones hold, and planted faults are found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.persona import FeelingAboutFeeling, Persona
from app.library.packs import is_shipped, pack_paths, read_pack, shipped_packs
from app.library.presentation import (
    check_client,
    check_pack,
    check_scenario,
    first_person,
)
from app.library.psychology import load_psychology
from tests.library.pack_texts import CLIENT, line_with, write_pack

PSYCHOLOGY = load_psychology()
PACKS = shipped_packs()
CLIENTS = {client.id: client for pack in PACKS for client in pack.clients}
Change = Callable[[Persona], Persona]


def wrong(persona: Persona) -> list[str]:
    return [p.what for p in check_client(persona, PSYCHOLOGY) if not p.advice]


def advised(persona: Persona) -> list[str]:
    return [p.what for p in check_client(persona, PSYCHOLOGY) if p.advice]


def changed(client: str, **fields: Any) -> Persona:
    return CLIENTS[client].model_copy(update=fields)


def presenting(client: str, **fields: Any) -> Persona:
    """A shipped client whose one presentation has other fields."""
    (presents,) = CLIENTS[client].presents
    return changed(client, presents=(presents.model_copy(update=fields),))


def without(client: str, *criteria: str) -> Persona:
    evidence = CLIENTS[client].presents[0].evidence
    kept = tuple(e for e in evidence if e.criterion not in criteria)
    return presenting(client, evidence=kept)


def hides(feeling: str, shows: str, until: float = 0.9) -> FeelingAboutFeeling:
    return FeelingAboutFeeling.model_validate(
        {"feeling": feeling, "response": "ashamed", "shows": shows, "until": until}
    )


@pytest.mark.parametrize("path", pack_paths(Path("/none")), ids=lambda p: p.name)
def test_every_shipped_client_meets_what_its_pack_claims(path: Path) -> None:
    assert is_shipped(path)
    assert check_pack(read_pack(path), PSYCHOLOGY) == []


def test_the_disorders_are_presented_each_by_somebody() -> None:
    presented = {p.disorder for client in CLIENTS.values() for p in client.presents}
    assert presented == {disorder.id for disorder in PSYCHOLOGY.disorders}


@pytest.mark.parametrize(
    ("persona", "says"),
    [
        (
            presenting("owen", disorder="major_depresive_disorder"),
            "there is no disorder 'major_depresive_disorder'; is it major_depressive_disorder? "
            "there are: adjustment_disorder, ",
        ),
        (
            without("claire", "onset"),
            "adjustment_disorder needs 2 of stressor, onset; the client shows 1 (stressor)",
        ),
        (
            without("ruth", "delusion"),
            "delusional_disorder needs 1 of delusion; the client shows none",
        ),
        (
            presenting("owen", weeks=1),
            "major_depressive_disorder lasts at least 2 weeks; here it is 1",
        ),
        (presenting("desmond", weeks=4000), "4000 weeks is longer than the client has lived"),
        (
            presenting("owen", ruled_out=("mania", "psychotic_disorder")),
            "'substance_or_medical' of major_depressive_disorder has not been ruled out: It is not",
        ),
        (
            presenting("owen", ruled_out=("mania", "psychotic_disorder", "substances")),
            "there is no exclusion of major_depressive_disorder 'substances'",
        ),
        (
            presenting("ellen", severity="moderat"),
            "there is no severity of alcohol_use_disorder 'moderat'; is it moderate? there are: "
            "mild, moderate, severe",
        ),
        (
            presenting("ellen", severity="mild"),
            "alcohol_use_disorder is mild with 2 to 3 criteria; the client shows 5",
        ),
        (
            presenting("joanne", severity="mild"),
            "somatic_symptom_disorder is mild with 1 of grave_thoughts, health_anxiety, "
            "time_and_energy; the client shows 3",
        ),
        (
            changed("owen", presents=CLIENTS["owen"].presents * 2),
            "presents 'major_depressive_disorder' a second time",
        ),
        (
            changed("ana", defenses=("supression",)),
            "there is no defense 'supression'; is it suppression? there are: affiliation, ",
        ),
        (changed("ana", defenses=("humor", "humor")), "names 'humor' a second time"),
        (
            changed("ana", defenses=("humor", "delusional_projection")),
            "'delusional_projection' is a main defense at psychotic organization; the client's is "
            "neurotic",
        ),
        (
            changed("ana", feelings_about=(hides("anger", "anger"),)),
            "anger shows as itself; what others see is another feeling",
        ),
        (
            changed("ana", feelings_about=(hides("anger", "fear"), hides("fear", "anger"))),
            "anger and fear hide behind each other; one of them shows",
        ),
        (
            changed("ana", feelings_about=(hides("anger", "fear"), hides("anger", "joy"))),
            "says a second time how the client takes anger",
        ),
        (
            changed("ana", never_says=(r"\bmy brother\b", r"\bI lie awake\b")),
            "the fact 'you lie awake until three or four most nights', told as “I lie awake”, "
            "contradicts the client's facts",
        ),
        (
            changed("owen", facts=(*CLIENTS["owen"].facts, "you have never been happier")),
            "told as “never been happier”, contradicts 'depressed_mood' of major depressive ",
        ),
        (
            changed(
                "ana",
                risk=(CLIENTS["ana"].risk[0].model_copy(update={"to_find": ("hurt_herself",)}),),
            ),
            "there is no ladder item 'hurt_herself'; is it hurt_self? there are: left_team, ",
        ),
        (
            changed("ana", risk=CLIENTS["ana"].risk * 2),
            "says a second time what the risk of self_harm is",
        ),
    ],
)
def test_a_planted_fault_is_found(persona: Persona, says: str) -> None:
    found = wrong(persona)
    assert any(what.startswith(says) or says in what for what in found), found


def test_an_unknown_or_repeated_criterion_is_found() -> None:
    first, *others = CLIENTS["owen"].presents[0].evidence
    unknown = first.model_copy(update={"criterion": "depressed_moods"})
    (what,) = wrong(presenting("owen", evidence=(first, unknown, *others)))
    assert what.startswith(
        "there is no criterion of major_depressive_disorder 'depressed_moods'; "
        "is it depressed_mood? there are: "
    )
    (what,) = wrong(presenting("owen", evidence=(first, first, *others)))
    assert what == "gives evidence of 'depressed_mood' a second time"


@pytest.mark.parametrize(
    ("persona", "says"),
    [
        (changed("ana", conceptualization=None), "has no conceptualization: "),
        (changed("ana", interpersonal=None), "has no interpersonal: "),
        (changed("ana", organization=None), "has no organization: "),
        (changed("ana", defenses=()), "has no defenses: "),
        (changed("ana", feelings_about=()), "has no feelings_about: "),
        (
            changed("ana", ladder=CLIENTS["ana"].ladder[:7], risk=()),
            "the ladder has 7 items; 8 make a session",
        ),
        (
            changed("ana", ladder=CLIENTS["ana"].ladder[::-1]),
            "'last_call' takes less trust than 'hurt_self' above it; the easiest is first",
        ),
        (presenting("owen", severity=None), "major_depressive_disorder has no severity here; "),
        (
            changed("owen", organization="healthy"),
            "major_depressive_disorder commonly goes with neurotic, borderline or psychotic "
            "organization; the client's is healthy",
        ),
        (
            changed("ana", defenses=("suppression", "splitting")),
            "'splitting' is a main defense at borderline or psychotic organization; "
            "the client's is neurotic",
        ),
        (
            changed("julian", defenses=("humor", "suppression", "splitting")),
            "neither of the two most used is of a kind typical of borderline organization: "
            "image_distorting, disavowal or action",
        ),
        (
            changed("ana", feelings_about=(hides("anger", "fear", until=0.1),)),
            "anger is never hidden: the client begins with trust 0.2, and until is 0.1",
        ),
        (changed("owen", risk=()), "'suicidality' calls for a [[risk]] about suicide"),
        (
            changed(
                "owen",
                topics=tuple(
                    topic.model_copy(update={"feeling": "joy"}) for topic in CLIENTS["owen"].topics
                ),
            ),
            "none of the topics stirs a feeling that goes with major_depressive_disorder: ",
        ),
    ],
)
def test_what_is_missing_or_unusual_is_advice(persona: Persona, says: str) -> None:
    assert wrong(persona) == []
    assert any(what.startswith(says) for what in advised(persona)), advised(persona)


def test_a_disorder_may_bring_a_defense_that_the_organization_does_not() -> None:
    ruth = changed("ruth", organization="borderline")
    assert wrong(ruth) == []
    assert wrong(ruth.model_copy(update={"presents": ()})) == [
        "'delusional_projection' is a main defense at psychotic organization; the client's is "
        "borderline"
    ]


@pytest.mark.parametrize(
    ("opening", "says"),
    [
        ("I have two kids, and I drove here.", "which contradicts the client's facts"),
        ("It's most of a bottle, if you must know.", "which tells 'amount' of the ladder"),
        ("I stopped drinking years ago.", ""),
        ("I quit for good. Are we done?", "which contradicts 'cut_down' of alcohol use disorder"),
    ],
)
def test_an_opening_neither_contradicts_nor_tells(opening: str, says: str) -> None:
    pack = next(pack for pack in PACKS if pack.id == "foundations")
    scenario = next(s for s in pack.scenarios if s.id == "ellen")
    problems = check_scenario(scenario.model_copy(update={"opening": opening}), pack, PSYCHOLOGY)
    assert any(p.what.endswith(says) for p in problems)
    assert {p.loc for p in problems} == {("opening",)}
    (aim,) = check_scenario(scenario.model_copy(update={"focus": ()}), pack, PSYCHOLOGY)
    assert aim.advice
    assert aim.what.startswith("has no focus: ")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("you are sixteen", ("I am sixteen",)),
        ("your father hit you", ("my father hit I", "my father hit me")),
        ("you’re hard on yourself", ("I'm hard on myself",)),
    ],
)
def test_facts_are_told_in_the_first_person(fact: str, told: tuple[str, ...]) -> None:
    assert first_person(fact) == told


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_evidence_meets_a_disorder_exactly_where_its_rules_count_enough(
    data: st.DataObject,
) -> None:
    client = data.draw(st.sampled_from([c for c in CLIENTS.values() if c.presents]))
    (presents,) = client.presents
    disorder = PSYCHOLOGY.disorder(presents.disorder)
    assert disorder is not None
    kept = data.draw(st.sets(st.sampled_from(presents.evidence), min_size=1).map(tuple))
    shown = {evidence.criterion for evidence in kept}
    short = [r for r in disorder.rules if sum(id in shown for id in r.of) < r.needs]
    persona = presenting(client.id, evidence=kept)
    needs = [what for what in wrong(persona) if what.startswith(f"{disorder.id} needs ")]
    assert len(needs) == len(short)


@settings(max_examples=40, deadline=None)
@given(weeks=st.floats(0, 300))
def test_a_duration_is_right_from_the_least_on(weeks: float) -> None:
    for client, least in (("owen", 2), ("arthur", 52), ("nadia", 4.4)):
        says = any(" lasts " in what for what in wrong(presenting(client, weeks=weeks)))
        assert says == (weeks < least)


def test_a_pack_is_checked_with_files_and_lines(tmp_path: Path) -> None:
    text = CLIENT.replace(
        "[temperament]",
        'organization = "neurotic"\ndefenses = ["humour"]\n\n[temperament]',
    )
    text += (
        '\n[[presents]]\ndisorder = "depression"\nweeks = 3\n'
        '\n[[presents.evidence]]\ncriterion = "sleep"\nhow = "Awake at three."\n'
    )
    found = check_pack(read_pack(write_pack(tmp_path, {"clients/sam.toml": text})), PSYCHOLOGY)
    places = {where: problem for where, problem in found if not problem.advice}
    assert set(places) == {
        f"clients/sam.toml, line {line_with(text, 'defenses =')}",
        f"clients/sam.toml, line {line_with(text, 'disorder =')}",
    }
    advice = {where.partition(",")[0] for where, problem in found if problem.advice}
    assert advice == {"clients/sam.toml", "scenarios/first.toml"}
