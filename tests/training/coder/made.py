"""What the coder's training tests share: invented data in the sets' own formats, a network."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from app.domain.codes import DIMENSIONS
from model_training.coder import build, card, sources
from model_training.coder.model import CoderModel
from model_training.coder.starter_lines import starter_lines

OTHERS = ("epitome", "esconv")
"""The sets that bind a model to non-commercial use."""
_ANNOMI = (
    "mi_quality",
    "transcript_id",
    "utterance_id",
    "interlocutor",
    "utterance_text",
    "annotator_id",
    "therapist_input_exists",
    "therapist_input_subtype",
    "reflection_exists",
    "reflection_subtype",
    "question_exists",
    "question_subtype",
    "main_therapist_behaviour",
    "client_talk_type",
)
_EPITOME = ("sp_id", "rp_id", "seeker_post", "response_post", "level", "rationales")


def table(path: Path, names: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def annomi_row(session: int, turn: int, said: str, **codes: str) -> dict[str, str]:
    """A trainee's row unless ``talk`` is given; the subtypes say what there is."""
    talk = codes.get("talk")
    subtypes = {
        "question": codes.get("question", "n/a"),
        "reflection": codes.get("reflection", "n/a"),
        "therapist_input": codes.get("input", "n/a"),
    }
    return {
        "mi_quality": "high" if session % 2 else "low",
        "transcript_id": str(session),
        "utterance_id": str(turn),
        "interlocutor": "client" if talk else "therapist",
        "utterance_text": said,
        "annotator_id": codes.get("by", "1"),
        "main_therapist_behaviour": codes.get("main", "other"),
        "client_talk_type": talk or "n/a",
        **{f"{name}_exists": str(value != "n/a") for name, value in subtypes.items()},
        **{f"{name}_subtype": value for name, value in subtypes.items()},
    }


def write_annomi(folder: Path, rows: Sequence[dict[str, str]]) -> None:
    table(folder / "annomi" / "AnnoMI-full.csv", _ANNOMI, rows)


def sessions(count: int) -> list[dict[str, str]]:
    """Sessions whose odd ones reflect and whose even ones advise."""
    made = []
    for n in range(count):
        skilled = n % 2 == 1
        made += [
            annomi_row(n, 0, f"What about the {n} beers?", main="question", question="open"),
            annomi_row(n, 1, "I could stop, I suppose.", talk="change"),
            annomi_row(n, 2, "You suppose you could.", main="reflection", reflection="simple")
            if skilled
            else annomi_row(n, 2, "Then just stop.", main="therapist_input", input="advice"),
            annomi_row(n, 3, "It is not so easy.", talk="sustain"),
        ]
    return made


def epitome_row(pair: str, level: int, rationales: str, said: str = "") -> dict[str, str]:
    seeker, response = pair.split("/")
    return {
        "sp_id": seeker,
        "rp_id": response,
        "seeker_post": f"Nobody talks to me, says {seeker}.",
        "response_post": said or f"I am sorry, {response}. What happened then?",
        "level": str(level),
        "rationales": rationales,
    }


def write_epitome(folder: Path, *mechanisms: Sequence[dict[str, str]]) -> None:
    names = ("emotional-reactions", "interpretations", "explorations")
    for name, rows in zip(names, mechanisms, strict=True):
        table(folder / "epitome" / f"{name}-reddit.csv", _EPITOME, rows)


def write_esconv(folder: Path, file: str, dialogs: Sequence[Sequence[tuple[str, str]]]) -> None:
    """Turns are (strategy or nothing for the one who seeks help, text)."""
    (folder / "esconv").mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps(
            {
                "dialog": [
                    {"speaker": "sys", "strategy": strategy, "text": text}
                    if strategy
                    else {"speaker": "usr", "text": text}
                    for strategy, text in dialog
                ]
            }
        )
        for dialog in dialogs
    ]
    path = folder / "esconv" / f"{file}.txt"
    path.write_text("\n".join(lines), encoding="utf-8")


def write_goemotions(folder: Path, file: str, rows: Sequence[tuple[str, str, str]]) -> None:
    path = folder / "goemotions" / f"{file}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")


def write_lend_an_ear(folder: Path, count: int) -> None:
    folder = folder / "empathic_judging_kumar2025"
    for expert in (1, 2, 3):
        table(
            folder / "annotations" / "lend_an_ear" / f"expert{expert}_ratings.csv",
            ("conversation_id", *DIMENSIONS),
            [
                {"conversation_id": f"c{n}"}
                | {name: str(1 + (n + place) % 5) for place, name in enumerate(DIMENSIONS)}
                for n in range(count)
            ],
        )
    table(
        folder / "original_data" / "sample_lend_an_ear_conversations.csv",
        ("conversation_id", "full_conversation"),
        [
            {
                "conversation_id": f"c{n}",
                "full_conversation": f"Seeker: My boss, {n} times.\nSupporter: {n} times?\nReally?",
            }
            for n in range(count)
        ],
    )


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a little of every set, all invented."""
    folder = tmp_path_factory.mktemp("data")
    write_annomi(folder, sessions(12))
    pairs = [f"s{n}/r{n}" for n in range(24)]
    write_epitome(
        folder,
        [epitome_row(pair, n % 2, "I am sorry" * (n % 2)) for n, pair in enumerate(pairs)],
        [epitome_row(pair, 2 * (n % 2), "") for n, pair in enumerate(pairs)],
        [epitome_row(pair, n % 3, "What happened" * (n % 3 > 0)) for n, pair in enumerate(pairs)],
    )
    for file in ("train", "valid"):
        write_esconv(
            folder,
            file,
            [
                [("", f"I lost job {n}."), ("Question", "When?"), ("Others", f"Hm, {n}.")]
                for n in range(16)
            ],
        )
        name = "dev" if file == "valid" else file
        write_goemotions(
            folder, name, [(f"Well, {n} of them!", str(n % 28), f"{name}{n}") for n in range(40)]
        )
    write_lend_an_ear(folder, 6)
    return folder


@contextmanager
def shortened(folder: Path) -> Iterator[Path]:
    """The beginnings of our own files in place of the whole, and few of the starter's lines."""
    folder.mkdir()
    for file in sources.CORPUS.glob("*.toml"):
        head, *items = re.split(r"(?m)^(?=\[\[)", file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(head + "".join(items[:10]), encoding="utf-8")
    few = list(islice(starter_lines(), 0, None, 90))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "starter_lines", lambda: iter(few))
        for module in (sources, build, card):
            patch.setattr(module, "CORPUS", folder)
        yield folder


@pytest.fixture
def short_corpus(tmp_path: Path) -> Iterator[Path]:
    """Our own writing cut short, in files that the test may change."""
    with shortened(tmp_path / "corpus") as folder:
        yield folder


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return build.tokenizer_of()


@pytest.fixture(scope="session")
def network() -> CoderModel:
    """The pretrained encoder under heads that were drawn and never trained."""
    torch.manual_seed(3)
    return CoderModel().eval()
