"""What the coder is measured by."""

from pathlib import Path

import numpy as np
import pytest

from app.assessment.calibration import uncalibrated
from app.assessment.heads import HEADS, PLACES, WIDTH
from app.assessment.layout import Said
from app.domain.codes import DIMENSIONS, ClientCodes, TurnCodes
from app.domain.errors import KnownError
from model_training.coder.card import COLUMNS, Measured, spread, table
from model_training.coder.examples import Example, target
from model_training.coder.figures import (
    TABLE,
    auc,
    calibration_error,
    decide,
    decided_codes,
    kappa,
    rated_by_experts,
    said,
    turn_figures,
)

PLAIN = uncalibrated()


def asked(*classes: str) -> list[Example]:
    return [
        Example(
            source="annomi",
            group="annomi/1",
            text="Why?",
            targets={"question": target("question", [[name]])},
            part="test",
        )
        for name in classes
    ]


def test_what_is_decided_is_scored_by_source_and_head() -> None:
    examples = asked("open", "open", "closed", "none")
    logits = np.zeros((4, WIDTH))
    for row, place in enumerate((1, 1, 2, 1)):
        logits[row, PLACES["question"].start + place] = 3
    # F1: none 0, open .8, closed 1.
    assert turn_figures(examples, decide(logits, PLAIN)) == {
        "annomi/question": pytest.approx(0.6, abs=1e-4)
    }


def test_classes_that_nobody_gave_are_not_scored() -> None:
    logits = np.zeros((2, WIDTH))
    logits[:, PLACES["question"].start + 1] = 3
    assert turn_figures(asked("open", "open"), decide(logits, PLAIN)) == {"annomi/question": 1.0}
    mixed = [
        Example(
            source="own",
            group="own/1",
            text="Good for you.",
            targets={"move": target("move", [["affirm"]])},
            part="test",
        )
    ]
    logits = np.full((1, WIDTH), -3.0)
    logits[0, PLACES["move"].start] = 3
    assert turn_figures(mixed, decide(logits, PLAIN)) == {"own/move": 1.0}


def test_finished_codes_score_as_the_decisions_they_are() -> None:
    trainee = TurnCodes(behavior="question", question="open", moves=("affirm",), exploration=2)
    client = ClientCodes(talk="change", feelings={"joy": 0.9, "relief": 0.6})
    held = decided_codes([trainee, client])
    given = {
        head.name: [
            [name for name, holds in zip(head.classes, row, strict=True) if holds]
            for row in held[head.name]
        ]
        for head in HEADS
    }
    assert given["question"] == [["open"], []]
    assert given["move"] == [["affirm"], []]
    assert given["exploration"] == [["2"], []]
    assert given["talk"] == [[], ["change"]]
    assert given["feeling"] == [[], ["joy", "relief"]]


def test_no_codes_at_all_are_no_rows() -> None:
    assert all(len(rows) == 0 for rows in decided_codes([]).values())


def test_chances_that_come_true_have_no_error_and_sure_wrong_ones_do() -> None:
    examples = asked(*["open", "closed"] * 60)
    place = PLACES["question"]
    logits = np.zeros((120, WIDTH))
    logits[:, place] = (-20, 0, 0)
    assert calibration_error(examples, logits, PLAIN) == {"question": 0.0}
    logits[:, place] = (20, 0, 0)
    assert calibration_error(examples, logits, PLAIN)["question"] == pytest.approx(2 / 3, abs=1e-3)
    assert calibration_error(examples[:99], logits[:99], PLAIN) == {}


def test_agreement_of_ratings() -> None:
    ratings = np.array([1.0, 2, 3, 4, 5])
    assert kappa(ratings, ratings + 0.2) == 1.0
    assert kappa(ratings, ratings[::-1]) == -1.0
    assert kappa(ratings, np.array([9.0, -3, 3, 4, 5])) < 0.5
    assert auc(np.array([0.0, 1]), np.array([0.1, 0.3])) == 1.0


def test_conversations_of_lend_an_ear_are_read_by_speaker() -> None:
    assert said("Seeker: My boss.\nAgain: he yelled.\n\nSupporter:  Oh no: again?\nSeeker:\n") == [
        Said(speaker="client", text="My boss. Again: he yelled."),
        Said(speaker="trainee", text="Oh no: again?"),
    ]
    assert said("") == []


def test_experts_ratings_are_read_in_the_order_of_dimensions(data: Path) -> None:
    experts, conversations = rated_by_experts(data)
    assert len(experts) == 3
    assert experts[0]["c1"] == [2, 3, 4, 5, 1, 2]
    assert [row["conversation_id"] for row in conversations] == [f"c{n}" for n in range(6)]


def test_missing_expert_ratings_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"expert1_ratings\.csv: not found; `--data` names"):
        rated_by_experts(tmp_path)


def test_the_table_shows_what_was_measured_and_hides_no_miss() -> None:
    measured = Measured(
        shipped={"annomi/behavior": 0.7, "own/flag": 0.5},
        seeds=[{"annomi/behavior": 0.7}, {"annomi/behavior": 0.8}],
        folds=[{"annomi/behavior": 0.75}],
        calibration={},
        full={},
        joined="seed 1",
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in table(measured)]
    assert [row["task"] for row in rows] == [
        "AnnoMI behavior (4)",
        "Our own turns, flags (8)",
    ]
    assert rows[0]["reach"] == "0.80"
    assert rows[0]["this file"] == "0.700"
    assert rows[0]["seeds"] == "0.750 ± 0.071"
    assert rows[0]["folds"] == "0.750"
    assert rows[1]["seeds"] == ""
    again = table(measured, {"annomi/behavior": 0.71})
    assert dict(zip(COLUMNS, again[0], strict=True))["this file"] == "0.710"
    assert spread([], "own/flag") == ""


def test_every_task_is_there_once_and_of_a_head_or_a_rating() -> None:
    keys = [task.key for task in TABLE]
    assert len(set(keys)) == len(keys)
    known = {head.name for head in HEADS} | {"quality", *DIMENSIONS}
    assert {key.split("/")[1] for key in keys} <= known
