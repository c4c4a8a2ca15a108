"""The facts about psychology are there, are what they should be, and are read strictly."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import KnownError
from app.domain.persona import Organization
from app.domain.psychology import DefenseLevel
from app.library.assets import assets
from app.library.psychology import load_psychology
from app.library.slow_patterns import is_slow

SHIPPED = assets() / "psychology"
PSYCHOLOGY = load_psychology()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped facts, to spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "psychology"))


def spoil(folder: Path, name: str, old: str, new: str) -> str:
    """Changes one place of a file; its text before."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text


@pytest.mark.parametrize(
    ("disorder", "rules", "weeks"),
    [
        ("adjustment_disorder", [(2, 2), (1, 2), (1, 4)], None),
        ("alcohol_use_disorder", [(2, 11)], None),
        ("borderline_personality_disorder", [(5, 9), (1, 1)], 52),
        ("delusional_disorder", [(1, 1), (2, 2)], 4.3),
        ("dependent_personality_disorder", [(1, 1), (5, 8)], 52),
        ("major_depressive_disorder", [(5, 9), (1, 2), (1, 1)], 2),
        ("narcissistic_personality_disorder", [(1, 1), (5, 9)], 52),
        ("posttraumatic_stress_disorder", [(1, 1), (1, 5), (1, 2), (2, 7), (2, 6), (1, 1)], 4.4),
        ("prolonged_grief_disorder", [(1, 1), (1, 2), (3, 8), (1, 1), (1, 1)], 52),
        ("social_anxiety_disorder", [(7, 7)], 26),
        ("somatic_symptom_disorder", [(1, 1), (1, 3), (1, 1)], 26),
    ],
)
def test_counts_and_durations_are_those_of_the_manual(
    disorder: str, rules: list[tuple[int, int]], weeks: float | None
) -> None:
    found = PSYCHOLOGY.disorder(disorder)
    assert found is not None
    assert [(rule.needs, len(rule.of)) for rule in found.rules] == rules
    assert found.duration.weeks_at_least == weeks
    assert found.source.startswith("After DSM-5-TR")


def test_each_level_of_organization_and_of_defense_is_described() -> None:
    personality = PSYCHOLOGY.personality
    assert {level.id for level in personality.levels} == set(get_args(Organization))
    assert {defense.level for defense in personality.defenses} == set(get_args(DefenseLevel))
    only_psychotic = {d.id for d in personality.defenses if d.organizations == ("psychotic",)}
    assert only_psychotic == {"delusional_projection", "psychotic_denial"}


def test_no_pattern_can_take_for_ever() -> None:
    patterns = [
        pattern
        for disorder in PSYCHOLOGY.disorders
        for criterion in disorder.criteria
        for pattern in criterion.contradicted_by
    ]
    assert patterns
    assert not [pattern for pattern in patterns if is_slow(pattern)]


def test_rules_are_met_by_enough_of_their_criteria() -> None:
    depression = PSYCHOLOGY.disorder("major_depressive_disorder")
    assert depression is not None
    four = {"anhedonia", "sleep", "fatigue", "concentration", "distress_or_impairment"}
    (short,) = depression.unmet(four)
    assert short.needs == 5
    assert depression.unmet(four | {"worthlessness_guilt"}) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "says", "on"),
    [
        (
            "alcohol_use_disorder.toml",
            "needs = 2",
            "needs = 12",
            "needs 12 of 11 criteria",
            "needs =",
        ),
        (
            "alcohol_use_disorder.toml",
            'of = ["larger_amounts"',
            'of = ["large_amounts"',
            "there is no criterion 'large_amounts'; there are: larger_amounts, cut_down",
            "of =",
        ),
        (
            "alcohol_use_disorder.toml",
            "at_most = 3",
            "at_most = 1",
            "at_least is above at_most",
            "at_least =",
        ),
        (
            "delusional_disorder.toml",
            "weeks_at_least = 4.3",
            'weeks_at_least = "a month"',
            "duration.weeks_at_least is 'a month'; right is a number from 0 to 5200",
            "weeks_at_least =",
        ),
        (
            "delusional_disorder.toml",
            "weeks_at_least = 4.3",
            "weeks_at_least = 4.3\nweeks_at_most = 1",
            "weeks_at_least is above weeks_at_most",
            "[duration]",
        ),
        (
            "delusional_disorder.toml",
            'organizations = ["psychotic"]',
            'organizations = ["paranoid"]',
            "organizations[1] is 'paranoid'; right is one of healthy, neurotic",
            "organizations =",
        ),
        (
            "delusional_disorder.toml",
            'defenses = ["delusional_projection"',
            'defenses = ["paranoia"',
            "there is no defense 'paranoia'",
            "defenses =",
        ),
        (
            "somatic_symptom_disorder.toml",
            'id = "persistent"',
            'id = "health_anxiety"',
            "the id 'health_anxiety' is taken already, further up",
            'id = "health_anxiety"',
        ),
        (
            "personality.toml",
            'id = "humor"',
            'id = "altruism"',
            "the id 'altruism' is taken already, further up",
            'id = "altruism"',
        ),
        (
            "personality.toml",
            'name = "Humor"',
            'name = "Humor"\nsense = "Laughs."',
            "sense is not a known key; known here are",
            "sense =",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    folder: Path, file: str, old: str, new: str, says: str, on: str
) -> None:
    spoil(folder, file, old, new)
    with pytest.raises(KnownError) as caught:
        load_psychology(folder)
    said = str(caught.value)
    assert says in said
    text = (folder / file).read_text(encoding="utf-8").splitlines()
    named = re.search(rf"{re.escape(file)}, line (\d+): ", said)
    assert named is not None
    assert on in text[int(named[1]) - 1]


def test_a_missing_level_or_file_and_a_wrong_name_are_said(folder: Path) -> None:
    (folder / "adjustment_disorder.toml").rename(folder / "adjusting.toml")
    with pytest.raises(KnownError, match=r"belongs in adjustment_disorder\.toml"):
        load_psychology(folder)
    text = (folder / "personality.toml").read_text(encoding="utf-8")
    start, end = text.index('[[levels]]\nid = "psychotic"'), text.index("# organizations:")
    (folder / "personality.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(KnownError, match="has no level 'psychotic'"):
        load_psychology(folder)
    (folder / "personality.toml").unlink()
    with pytest.raises(KnownError, match=r"personality\.toml and a \.toml file for each disorder"):
        load_psychology(folder)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 4000), junk=st.binary(max_size=12))
def test_any_damage_gives_facts_or_a_known_error(folder: Path, at: int, junk: bytes) -> None:
    file = folder / "alcohol_use_disorder.toml"
    sound = (SHIPPED / file.name).read_bytes()
    file.write_bytes(sound[: at % len(sound)] + junk + sound[at % len(sound) :])
    try:
        load_psychology(folder)
    except KnownError as error:
        assert file.name in str(error)
