"""The card counts a reading only for the very file that was read."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from model_training.starter.card import Made, Reading, card, load_reading
from model_training.starter.evaluate import ClientFigures, Figures
from model_training.starter.export import Fidelity
from model_training.starter.sources import Joined

FIGURES = Figures(
    replies=300, sessions=20, whole=0.98, fits_facts=0.99, fits_note=0.93, fits_openness=0.95,
    guarded_stays_guarded=0.97, fits_heard=0.9, offered=30, offered_told=0.8, repeats=0.0,
    verbatim=0.7, redrawn=0.1, silent=0.0,
)  # fmt: skip
MADE = Made(
    parameters=12_000_000, size=12_800_000, sha256="ab" * 32, corpus_sha256="cd" * 32, lines=1994,
    trainee_lines=1261, clients=("Ellen", "Ana"), joined=(Joined(0, "ef" * 32, ("ellen",)),),
    steps=2500, tokens=9_000_000, minutes=84.0,
    held_out=0.3, fidelity=Fidelity(0.002, 0.0007, 0.997), figures=FIGURES,
)  # fmt: skip
TEXT = """sha256 = "{sha}"
read = 100
well_formed = 98
how = "no word out of place"
rated = 50
plausible = 41
worst = ["Asked about work, answered about the pool."]
"""


def test_the_figures_stand_beside_their_aims() -> None:
    text = card(MADE)
    assert "| Well-formed (1) | 98.0% | 97% |" in text
    assert "Nobody has read" in text
    assert MADE.sha256 in text


def test_each_client_has_a_row() -> None:
    figures = replace(FIGURES, clients=(ClientFigures("ana", 30, 0.9, 0.8, 1.0),))
    assert "| ana | 30 | 90.0% | 80.0% | 100.0% |" in card(replace(MADE, figures=figures))


def test_writing_that_came_later_is_told_with_its_step() -> None:
    assert "from the first step" in card(MADE)
    later = (
        Joined(1200, "00" * 32, ("ellen", "ana")),
        Joined(1500, "11" * 32, ("ellen", "ana")),
    )
    text = card(replace(MADE, joined=MADE.joined + later))
    assert "It began with `ellen`" in text
    assert "step 1,200 (`ana`), step 1,500 (changes to lines)" in text


def test_a_reading_of_this_file_is_told_and_of_another_is_not(tmp_path: Path) -> None:
    path = tmp_path / "reading.toml"
    assert load_reading(path) is None
    path.write_text(TEXT.format(sha=MADE.sha256), encoding="utf-8")
    reading = load_reading(path)
    assert isinstance(reading, Reading)
    assert "98 of 100 random replies" in card(MADE, reading)
    assert "answered about the pool" in card(MADE, reading)
    path.write_text(TEXT.format(sha="00" * 32), encoding="utf-8")
    assert "Nobody has read" in card(MADE, load_reading(path))


@pytest.mark.parametrize("text", ["read = 'many'", "not toml", 'sha256 = "x"'])
def test_a_broken_reading_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "reading.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match=r"reading\.toml is not a reading"):
        load_reading(path)
