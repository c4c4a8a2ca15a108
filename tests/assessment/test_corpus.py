"""How often the rules agree with the codes that the corpus was written under."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.assessment.rules import RuleCoder
from app.client.appraisal import heard
from app.domain.codes import TurnCodes
from model_training.starter.grammar import expand

CORPUS = Path(__file__).parents[2] / "model_training" / "starter" / "corpus"
PHRASES = ("your job", "drinking", "being here", "your mom", "your father")
SINGLE = ("question", "reflection", "input")
SEVERAL = ("moves", "flags")
CODER = RuleCoder()


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("trainee", [])
    return cells


def _variants(cell: Mapping[str, Any]) -> list[str]:
    said = [variant for line in cell["lines"] for variant in expand(line)]
    return [v.replace("<topic>", PHRASES[i % len(PHRASES)]) for i, v in enumerate(said)]


def _has(codes: TurnCodes, cell: Mapping[str, Any]) -> bool:
    return all(getattr(codes, key) == cell[key] for key in SINGLE if key in cell) and all(
        set(cell[key]) <= set(getattr(codes, key)) for key in SEVERAL if key in cell
    )


def _is(codes: TurnCodes, cell: Mapping[str, Any]) -> bool:
    return all(getattr(codes, key) == cell.get(key, "none") for key in SINGLE) and all(
        set(cell.get(key, ())) == set(getattr(codes, key)) for key in SEVERAL
    )


GENERIC = _cells(CORPUS / "trainee.toml")
CLIENTS = sorted(path for path in CORPUS.glob("*.toml") if path.stem != "trainee")


@pytest.mark.parametrize(
    "cell", GENERIC, ids=[f"{i}-{c['heard']}-{c['topic']}" for i, c in enumerate(GENERIC)]
)
def test_generic_lines_get_their_codes(cell: dict[str, Any]) -> None:
    said = _variants(cell)
    wrong = [text for text in said if not _has(CODER.code(text), cell)]
    assert len(wrong) <= 0.15 * len(said), wrong


def test_generic_lines_seldom_get_codes_beside_theirs() -> None:
    exact = [_is(CODER.code(text), cell) for cell in GENERIC for text in _variants(cell)]
    assert sum(exact) >= 0.9 * len(exact)


def test_generic_lines_are_heard_as_what_they_are() -> None:
    right = [
        heard(CODER.code(text)) == cell["heard"] for cell in GENERIC for text in _variants(cell)
    ]
    assert sum(right) >= 0.95 * len(right)


def test_plain_wordings_are_heard_as_they_are_tagged() -> None:
    """The first wording of each line: those the rules were made on, and those to all clients."""
    first = [path for path in CLIENTS if path.stem in ("ana", "ellen", "marcus")]
    for paths, least in ((first, 0.95), (CLIENTS, 0.85)):
        said = [
            (expand(line)[0].replace("<topic>", "your job"), cell["heard"])
            for path in (CORPUS / "trainee.toml", *paths)
            for cell in _cells(path)
            for line in cell["lines"]
        ]
        assert len(said) > 800
        right = [heard(CODER.code(text)) == as_tagged for text, as_tagged in said]
        assert sum(right) > least * len(right)


def test_lines_to_the_clients_are_heard_as_what_they_are() -> None:
    said = [(t, cell) for path in CLIENTS for cell in _cells(path) for t in _variants(cell)]
    assert said
    right = [heard(CODER.code(text)) == cell["heard"] for text, cell in said]
    assert sum(right) >= 0.8 * len(right)
