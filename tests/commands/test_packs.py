"""`pixel packs check` and `pixel sessions check`, as typed."""

import json
import shutil
from pathlib import Path

import pytest

from app.assessment.rules import RuleCoder
from app.engine.echo import EchoEngine
from app.practice.house import House
from app.practice.stored import begin_stored
from tests.client.shipped import PACK, SCENARIOS
from tests.commands.shell import pixel
from tests.practice.sessions import NumberedReplies

FOUNDATIONS = Path("assets/packs/foundations")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A pack of one's own, to begin with the shipped one."""
    return Path(shutil.copytree(FOUNDATIONS, tmp_path / "mine"))


def spoil(pack: Path, file: str, old: str, new: str) -> int:
    """Changes one place of a file; its line."""
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def test_without_a_name_all_installed_packs_are_checked(tmp_path: Path, mine: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(mine, home / "packs" / "mine")
    spoil(home / "packs" / "mine", "pack.toml", 'title = "Foundations"', 'title = "Mine"')
    ran = pixel(home, "packs", "check")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[-1] == "Mine 1.0.0 is right: 3 clients, 3 scenarios."
    assert len(lines) >= 6
    assert all(" is right: " in line for line in lines)


def test_mistakes_are_named_with_file_and_line_and_exit_is_2(tmp_path: Path, mine: Path) -> None:
    file = "clients/ellen.toml"
    disorder = spoil(mine, file, '"alcohol_use_disorder"', '"alcoholism"')
    defenses = spoil(mine, file, '"humor", ', '"humour", ')
    ran = pixel(tmp_path, "packs", "check", str(mine))
    assert (ran.code, ran.out) == (2, "")
    head, *errors = ran.err.splitlines()
    assert head == f"pixel: {mine} has 2 errors:"
    assert errors[0].startswith(
        f"{file}, line {disorder}: there is no disorder 'alcoholism'; is it alcohol_use_disorder? "
    )
    assert errors[1].startswith(
        f"{file}, line {defenses}: there is no defense 'humour'; is it humor? there are: "
    )
    spoil(mine, file, '"alcoholism"', '"alcohol_use_disorder"')
    spoil(mine, file, '"humour", ', "")
    spoil(mine, file, 'severity = "moderate"', 'severity = "severe"')
    ran = pixel(tmp_path, "packs", "check", str(mine))
    assert ran.code == 2
    assert "alcohol_use_disorder is severe with at least 6 criteria; the client shows 5." in ran.err


def test_what_an_own_pack_leaves_out_is_advice(tmp_path: Path, mine: Path) -> None:
    defenses = spoil(mine, "clients/ana.toml", '"turning_against_self"', '"splitting"')
    spoil(mine, "clients/ana.toml", 'interpersonal = """', 'style = """')
    text = (mine / "clients/ana.toml").read_text(encoding="utf-8")
    start = text.index('style = "Very short')
    text = text[:start] + text[text.index("facts = [") :]
    (mine / "clients/ana.toml").write_text(text, encoding="utf-8")
    ran = pixel(tmp_path, "packs", "check", str(mine))
    assert (ran.code, ran.err) == (0, "")
    first, *advice = ran.out.splitlines()
    assert first == "Foundations 1.0.0 is right: 3 clients, 3 scenarios."
    assert advice == [
        f"  advice: clients/ana.toml, line {defenses - 1}: 'splitting' is a main defense at "
        "borderline or psychotic organization; the client's is neurotic.",
        "  advice: clients/ana.toml: has no interpersonal: the pattern that others get drawn into.",
    ]


def practiced(home: Path, seed: int, *, finished: bool = True) -> str:
    """A stored session with Ellen, and its id."""
    with House.open(home) as house:
        session, practice = begin_stored(
            house.sessions,
            PACK,
            SCENARIOS["ellen"],
            engine=EchoEngine(NumberedReplies()),
            coder=RuleCoder(),
            seed=seed,
        )
        practice.say("Hello, Ellen.")
        practice.say("What is an evening like for you?")
        practice.end("finished" if finished else "left")
    return session


def test_finished_sessions_are_held_against_their_packs(tmp_path: Path) -> None:
    nothing = pixel(tmp_path, "sessions", "check")
    assert (nothing.code, nothing.out) == (0, "There are no finished sessions to check.\n")
    sessions = {practiced(tmp_path, seed) for seed in (1, 2)}
    left = practiced(tmp_path, 3, finished=False)
    found = json.loads(pixel(tmp_path, "sessions", "check", "--json").out)
    assert {one["session"] for one in found["sessions"]} == sessions
    assert (found["all"]["turns"], found["all"]["rate"], found["all"]["claimed"]) == (6, 1.0, 10)
    (ellen,) = found["sessions"][0]["clients"]
    assert (ellen["client"], ellen["turns"], ellen["contradictions"]) == ("ellen", 3, [])
    assert pixel(tmp_path, "sessions", "check", left[:8]).out == (
        f"{left[:8]}  foundations/ellen  Ellen: 3 of 3 client turns (100.0%) hold; "
        "0 of 5 criteria were shown.\n"
        "  alcohol_use_disorder: shown none; not shown larger_amounts, cut_down, craving, "
        "social_problems, despite_harm\n"
    )
    assert pixel(tmp_path, "sessions", "check", "zz").code == 2
