"""Our own writing: what ships, and what bad files are told."""

from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from app.domain.codes import DIMENSIONS
from app.domain.errors import KnownError
from model_training.coder.corpus import Corpus, read_corpus
from model_training.coder.sources import CORPUS

TURN = """
[[turn]]
scenario = "ledger"
client = "I am tired."
says = "How long have you been tired?"
codes = "behavior:question question:open ex:1 strategy:question"
"""
CLIENT = """
[[client]]
trainee = "How was the week?"
says = "Better. I left the bottle shut."
codes = "talk:change strength:2 feeling:pride feeling:relief"
"""
RATINGS = " ".join(f"{name}:3" for name in DIMENSIONS)
CONVERSATION = f"""
[[conversation]]
about = "work"
turns = ["C: My boss again.", "T: What did he do?"]
ratings = "{RATINGS}"
"""


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return read_corpus(sorted(CORPUS.glob("*.toml")))


def test_enough_ships_and_all_of_it_was_read_twice(shipped: Corpus) -> None:
    assert len(shipped.turn) >= 1_500
    assert len(shipped.client) >= 500
    assert len(shipped.conversation) >= 50
    everything = (*shipped.turn, *shipped.client, *shipped.conversation)
    assert all(item.second is not None for item in everything)


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_file_has_something(file: Path) -> None:
    corpus = read_corpus([file])
    assert corpus.turn or corpus.client or corpus.conversation


@pytest.mark.parametrize(
    ("head", "least"), [("behavior", 0.6), ("question", 0.6), ("reflection", 0.6), ("input", 0.6)]
)
def test_the_two_readings_agree_well(shipped: Corpus, head: str, least: float) -> None:
    pairs = [
        [reading.get(head, ("none",))[0] for reading in turn.readings] for turn in shipped.turn
    ]
    first, second = zip(*pairs, strict=True)
    assert cohen_kappa_score(first, second) > least


def test_the_second_reading_is_not_a_copy(shipped: Corpus) -> None:
    assert sum(turn.codes != turn.second for turn in shipped.turn) > len(shipped.turn) / 20


def test_no_turn_is_there_twice(shipped: Corpus) -> None:
    said = [turn.says.casefold() for turn in shipped.turn]
    assert len(set(said)) == len(said)
    answers = [(turn.trainee.casefold(), turn.says.casefold()) for turn in shipped.client]
    assert len(set(answers)) == len(answers)


def test_the_scenarios_that_ship_are_covered(shipped: Corpus) -> None:
    for scenario in ("ana", "ellen", "marcus"):
        assert sum(turn.scenario == scenario for turn in shipped.turn) >= 100


def test_a_turn_without_a_second_reading_counts_as_read_twice_alike(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(TURN + CLIENT + CONVERSATION, encoding="utf-8")
    corpus = read_corpus([tmp_path / "good.toml"])
    first, second = corpus.turn[0].readings
    assert first == second
    assert first["question"] == ("open",)
    assert corpus.client[0].readings[0]["feeling"] == ("pride", "relief")
    assert corpus.conversation[0].readings[1]["self_oriented"] == ("3",)


@pytest.mark.parametrize(
    ("text", "old", "new", "told"),
    [
        (TURN, "question:open", "question:wide", "“question:wide”: question takes one of"),
        (TURN, "ex:1", "xx:1", "“xx” is not one of"),
        (TURN, "ex:1", "hugs", "“hugs” is not one of affirm, "),
        (TURN, "ex:1", "ex:1 ex:2", "“ex” is given twice"),
        (TURN, "strategy:question", "", "strategy is missing"),
        (TURN, "question:open", "", "behavior:question needs a question: code"),
        (TURN, '"How long have you been tired?"', '""', "at least 1 character"),
        (TURN, "I am tired.", "tired " * 400, "at most 2000 characters"),
        (TURN, "scenario =", "scene =", "Field required"),
        (CLIENT, "feeling:pride feeling:relief", "", "talk and at least one feeling are needed"),
        (CLIENT, "strength:2", "strength:9", "“strength:9”: strength takes one of"),
        (CONVERSATION, "self_oriented:3", "", "self_oriented missing"),
        (CONVERSATION, "T: What", "What", "begins with neither “C: ” nor “T: ”"),
        (CONVERSATION, ', "T: What did he do?"', "", "at least 2 items"),
    ],
)
def test_bad_items_are_named_with_file_and_place(
    tmp_path: Path, text: str, old: str, new: str, told: str
) -> None:
    assert old in text
    (tmp_path / "bad.toml").write_text(text + text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnownError) as error:
        read_corpus([tmp_path / "bad.toml"])
    kind = text.strip().splitlines()[0].strip("[]")
    assert str(error.value).startswith(f"bad.toml: {kind} 1: ")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[[turn]\n", "line 1"),
        (b'[[turn]]\nsays = "\xff"\n', "utf-8"),
        (b"[[turns]]\nx = 1\n", "turns : Extra inputs are not permitted"),
    ],
)
def test_files_that_are_not_a_corpus_are_named(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "bad.toml").write_bytes(content)
    with pytest.raises(KnownError, match=r"bad\.toml") as error:
        read_corpus([tmp_path / "bad.toml"])
    assert told in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"nowhere\.toml: "):
        read_corpus([tmp_path / "nowhere.toml"])
