"""The data sets that teach the coder, each read into examples.

All but our own writing are read where they lie and never copied. ``PERMISSIVE`` names those
whose licenses leave the model free; the others bind it to non-commercial use.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from app.assessment.heads import MECHANISMS
from app.assessment.layout import BEFORE, Said, Speaker
from app.domain.codes import DIMENSIONS, EMOTIONS
from app.domain.errors import KnownError
from model_training.coder.corpus import STRATEGIES, Conversation, read_corpus
from model_training.coder.examples import Example, part_of, target
from model_training.coder.starter_lines import starter_lines

CORPUS: Final = Path(__file__).parent / "corpus"

LICENSES: Final = {
    "own": "GPL-3.0-or-later, Pixel's own writing",
    "annomi": "public domain (AnnoMI, Wu et al. 2022)",
    "goemotions": "Apache-2.0 (GoEmotions, Demszky et al. 2020)",
    "epitome": "academic, non-commercial (EPITOME, Sharma et al. 2020)",
    "esconv": "CC BY-NC 4.0 (ESConv, Liu et al. 2021)",
}
PERMISSIVE: Final = ("own", "annomi", "goemotions")

_INITIALS = dict(zip("veuasd", DIMENSIONS, strict=True))
_SHORT = dict(zip(("er", "ip", "ex"), MECHANISMS, strict=True))


def read_source(name: str, data: Path) -> list[Example]:
    """All examples of a source, in a fixed order.

    Raises:
        KnownError: The data are not where they should be.
    """
    try:
        return list(_READERS[name](data))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KnownError(
            f"{error.filename}: not found; `--data` names the folder that holds {name}."
        ) from None


def own(data: Path) -> Iterator[Example]:
    """Our own trainee and client turns; both readings count."""
    corpus = read_corpus(sorted(CORPUS.glob("*.toml")))
    for number, turn in enumerate(corpus.turn):
        group = f"own/{turn.scenario}/{number // 10}"
        readings = turn.readings
        targets = {
            head: target(head, [r.get(head, ("none",)) for r in readings])
            for head in ("behavior", "question", "reflection", "input")
        }
        targets |= {head: target(head, readings) for head in ("move", "flag")}
        for names in (_SHORT, _INITIALS):
            for short, head in names.items():
                targets[head] = target(head, [r.get(short, ("0",)) for r in readings])
        targets["strategy"] = target("strategy", [[STRATEGIES[r["strategy"][0]]] for r in readings])
        yield _own(group, turn.says, "client", turn.client, targets)
    for number, client in enumerate(corpus.client):
        group = f"own/clients/{number // 10}"
        readings = client.readings
        targets = {
            "talk": target("talk", [r["talk"] for r in readings]),
            "strength": target("strength", [r.get("strength", ("0",)) for r in readings]),
            "feeling": target("feeling", [r["feeling"] for r in readings]),
        }
        yield _own(group, client.says, "trainee", client.trainee, targets)
    yield from starter_lines()


def _own(
    group: str, text: str, other: Speaker, said: str, targets: dict[str, tuple[float, ...]]
) -> Example:
    return Example(
        source="own",
        group=group,
        text=text,
        before=(Said(speaker=other, text=said),) if said else (),
        targets=targets,
        part=part_of(group),
    )


def conversation_turns(conversation: Conversation) -> list[Said]:
    """The turns of one of our rated conversations."""
    speakers: dict[str, Speaker] = {"C": "client", "T": "trainee"}
    return [Said(speaker=speakers[turn[0]], text=turn[3:]) for turn in conversation.turns]


def annomi(data: Path) -> Iterator[Example]:
    """AnnoMI: behaviors with subtypes, and client talk; several annotators make soft targets."""
    for name, rows in annomi_sessions(data).items():
        group = f"annomi/{name}"
        turns = [(said, coded) for said, coded in rows]
        for place, (said, coded) in enumerate(turns):
            before = tuple(earlier for earlier, _ in turns[max(0, place - BEFORE) : place])
            yield Example(
                source="annomi",
                group=group,
                text=said.text,
                before=before,
                targets=_annomi_targets(said, coded),
                part=part_of(group),
            )


def annomi_sessions(data: Path) -> dict[str, list[tuple[Said, list[dict[str, str]]]]]:
    """AnnoMI's sessions by transcript id: each turn with its annotators' rows."""
    sessions: dict[str, dict[int, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in _csv(data / "annomi" / "AnnoMI-full.csv"):
        sessions[row["transcript_id"]][int(row["utterance_id"])].append(row)
    return {
        name: [
            (
                Said(
                    speaker="client" if rows[0]["interlocutor"] == "client" else "trainee",
                    text=rows[0]["utterance_text"].strip(),
                ),
                rows,
            )
            for _, rows in sorted(turns.items())
        ]
        for name, turns in sessions.items()
    }


def _annomi_targets(said: Said, rows: Sequence[dict[str, str]]) -> dict[str, tuple[float, ...]]:
    if said.speaker == "client":
        return {"talk": target("talk", [[row["client_talk_type"]] for row in rows])}
    return {
        "behavior": target(
            "behavior",
            [[row["main_therapist_behaviour"].removeprefix("therapist_")] for row in rows],
        ),
        **{
            head: target(head, [[_subtype(row, column)] for row in rows])
            for head, column in (
                ("question", "question"),
                ("reflection", "reflection"),
                ("input", "therapist_input"),
            )
        },
    }


def _subtype(row: dict[str, str], column: str) -> str:
    return row[f"{column}_subtype"] if row[f"{column}_exists"] == "True" else "none"


def epitome(data: Path) -> Iterator[Example]:
    """EPITOME's three mechanisms with rationales; pairs that experts re-rated stay out."""
    files = ("emotional-reactions", "interpretations", "explorations")
    pairs: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for head, file in zip(MECHANISMS, files, strict=True):
        for row in _csv(data / "epitome" / f"{file}-reddit.csv"):
            pairs[row["sp_id"], row["rp_id"]].setdefault(head, row)
    rated = _rated_by_experts(data)
    for (sp_id, rp_id), rows in pairs.items():
        if rp_id in rated or len(rows) < len(MECHANISMS):
            continue
        row = rows[MECHANISMS[0]]
        text = row["response_post"].strip()
        group = f"epitome/{sp_id}"
        yield Example(
            source="epitome",
            group=group,
            text=text,
            before=(Said(speaker="client", text=row["seeker_post"].strip()),),
            targets={head: target(head, [[rows[head]["level"]]]) for head in MECHANISMS},
            rationales={head: _found(text, rows[head]["rationales"]) for head in MECHANISMS},
            part=part_of(group),
        )


def _rated_by_experts(data: Path) -> set[str]:
    folder = data / "empathic_judging_kumar2025" / "original_data"
    return {row.get("rp_id", "") for file in folder.glob("*epitome*.csv") for row in _csv(file)}


def _found(text: str, rationales: str) -> tuple[tuple[int, int], ...]:
    parts = [part.strip() for part in rationales.split("|") if part.strip()]
    places = [(text.find(part), part) for part in parts]
    return tuple((start, start + len(part)) for start, part in places if start >= 0)


def esconv(data: Path) -> Iterator[Example]:
    """ESConv's support strategies, each utterance after those before it."""
    for file in ("train", "valid"):
        lines = (data / "esconv" / f"{file}.txt").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            group = f"esconv/{file}/{number}"
            said: list[Said] = []
            for turn in json.loads(line)["dialog"]:
                text = turn["text"].strip()
                if turn["speaker"] == "sys":
                    yield Example(
                        source="esconv",
                        group=group,
                        text=text,
                        before=tuple(said[-BEFORE:]),
                        targets={"strategy": target("strategy", [[turn["strategy"]]])},
                        part=part_of(group),
                    )
                speaker = "trainee" if turn["speaker"] == "sys" else "client"
                said.append(Said.model_validate({"speaker": speaker, "text": text}))


def goemotions(data: Path) -> Iterator[Example]:
    """GoEmotions: its training set trains; its dev set is halved into dev and test."""
    for file in ("train", "dev"):
        path = data / "goemotions" / f"{file}.tsv"
        for line in path.read_text(encoding="utf-8").splitlines():
            text, labels, name = line.split("\t")
            group = f"goemotions/{name}"
            yield Example(
                source="goemotions",
                group=group,
                text=text,
                targets={
                    "feeling": target("feeling", [[EMOTIONS[int(n)] for n in labels.split(",")]])
                },
                part="train" if file == "train" else "test" if _even(name) else "dev",
            )


def _even(name: str) -> bool:
    return sum(name.encode()) % 2 == 0


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


_READERS: Final[dict[str, Callable[[Path], Iterator[Example]]]] = {
    "own": own,
    "annomi": annomi,
    "goemotions": goemotions,
    "epitome": epitome,
    "esconv": esconv,
}
