"""Coded sessions with real people: what the therapist did, and what the client said next.

Read where they lie and never copied. AnnoMI's labels are people's; MIBot's are a language
model's (AutoMISC) and coarser: what they leave open (which question, which reflection) is taken
from the words by the rule coder.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from app.assessment.layout import Said
from app.assessment.rules import RuleCoder
from app.domain.codes import Input, Move, Question, Reflection, Talk, TurnCodes
from app.domain.errors import KnownError
from app.domain.persona import Stage
from app.domain.value import Value
from model_training.coder.sources import annomi_sessions

SOURCES: Final = ("annomi", "mibot")


class Exchange(Value):
    """One turn of the therapist.

    Attributes:
        codes: What the turn does, by the set's own labels.
        text: Its words.
        said: The talk of the client's turn before it; None at the start.
        answer: The talk of the client's turn after it; None where the session ends.
    """

    codes: TurnCodes
    text: str
    said: Talk | None
    answer: Talk | None


class Session(Value):
    """A session with a real person.

    Attributes:
        source: The data set.
        name: Its name there, by which folds are made.
        good: Whether it was made to show good practice, where the set says so.
        stage: Where the client stood toward the change beforehand, where they were asked.
        turns: All that was said, for a coder that reads what came before.
        places: Where in ``turns`` each exchange's therapist turn stands.
    """

    source: str
    name: str
    good: bool | None
    stage: Stage | None = None
    turns: tuple[Said, ...]
    places: tuple[int, ...]
    exchanges: tuple[Exchange, ...]


class _Turn(Value):
    """A turn as a reader found it: codes where the therapist speaks, talk where the client."""

    said: Said
    codes: TurnCodes | None = None
    talk: Talk | None = None


def read_sessions(data: Path, sources: Sequence[str] = SOURCES) -> list[Session]:
    """All sessions of the sets, in a fixed order.

    Raises:
        KnownError: A set is not where it should be, or is not what it should be.
    """
    found = []
    for source in sources:
        try:
            sessions = [session for session in _READERS[source](data) if session.exchanges]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise KnownError(
                f"{error.filename}: not found; `--data` names the folder that holds {source}."
            ) from None
        except (KeyError, TypeError, ValueError) as error:
            raise KnownError(
                f"{data / source}: not in {source}'s format "
                f"({type(error).__name__}: {str(error).splitlines()[0]})."
            ) from None
        if not sessions:
            raise KnownError(f"{data / source}: there is no session in it.")
        found += sessions
    return found


def _annomi(data: Path) -> Iterator[Session]:
    for name, rows in annomi_sessions(data).items():
        turns = [_annomi_turn(said, coded) for said, coded in rows]
        yield _session("annomi", name, rows[0][1][0]["mi_quality"] == "high", turns)


def _annomi_turn(said: Said, rows: Sequence[dict[str, str]]) -> _Turn:
    def most(column: str) -> str:
        """What most annotators say; of as many the one that comes first."""
        return Counter(row[column] for row in rows).most_common(1)[0][0]

    def kind(column: str) -> str:
        value = most(f"{column}_subtype")
        return "none" if value == "n/a" else value

    if said.speaker == "client":
        return _Turn.model_validate({"said": said, "talk": most("client_talk_type")})
    codes = {
        "behavior": most("main_therapist_behaviour").removeprefix("therapist_"),
        "question": kind("question"),
        "reflection": kind("reflection"),
        "input": kind("therapist_input"),
    }
    return _Turn(said=said, codes=TurnCodes.model_validate(codes))


def _mibot(data: Path) -> Iterator[Session]:
    folder = data / "mibot" / "transcripts"
    if not folder.is_dir():
        raise FileNotFoundError(2, "not found", str(folder))
    with (data / "mibot" / "data.csv").open(encoding="utf-8-sig", newline="") as file:
        ready = {row["ParticipantID"]: row["PreRulerReadiness"] for row in csv.DictReader(file)}
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        turns = [
            _mibot_turn(speaker, list(utterances))
            for speaker, utterances in groupby(told["utterances"], lambda u: u["speaker"])
        ]
        yield _session("mibot", path.stem, None, turns, stage_of(float(ready[path.stem])))


def _mibot_turn(speaker: str, utterances: Sequence[dict[str, Any]]) -> _Turn:
    text = " ".join(utterance["text"].strip() for utterance in utterances)
    labels = [utterance["auto_misc_label"] for utterance in utterances]
    if speaker == "client":
        return _Turn(said=Said(speaker="client", text=text), talk=talk_of(labels))
    return _Turn(said=Said(speaker="trainee", text=text), codes=codes_of(text, labels))


def stage_of(ready: float) -> Stage:
    """The stage of change by a readiness ruler, 0 to 10: not ready, unsure, ready."""
    if ready <= 3:
        return "precontemplation"
    return "contemplation" if ready <= 7 else "preparation"


def talk_of(labels: Sequence[str]) -> Talk:
    """A turn's talk from its utterances': what there is more of, and of as much the last."""
    change, sustain = labels.count("C"), labels.count("S")
    if not change and not sustain:
        return "neutral"
    if change != sustain:
        return "change" if change > sustain else "sustain"
    return "change" if [label for label in labels if label in "CS"][-1] == "C" else "sustain"


def codes_of(text: str, labels: Sequence[str]) -> TurnCodes:
    """A counselor turn from AutoMISC's labels of its utterances.

    Q, R: a question, a reflection; which one the rules say, and where they say nothing an open
    question and a simple reflection. MICO: support of some kind, an affirmation unless the rules
    see which. MIIN: unasked advice or worse, an argument where the rules see one.
    """
    held = set(labels)
    seen = RuleCoder().code(text)
    question: Question = "none"
    reflection: Reflection = "none"
    given: Input = "none"
    moves: list[Move] = []
    if "Q" in held:
        question = seen.question if seen.question != "none" else "open"
    if "R" in held:
        reflection = seen.reflection if seen.reflection != "none" else "simple"
    if "MICO" in held:
        adherent: tuple[Move, ...] = (
            "affirm",
            "seek_collaboration",
            "emphasize_autonomy",
            "ask_permission",
        )
        moves += [move for move in adherent if move in seen.moves] or ["affirm"]
    if "MIIN" in held:
        given = "advice"
        worse: tuple[Move, ...] = ("confront", "persuade")
        moves += [move for move in worse if move in seen.moves] or ["unsolicited_advice"]
    return TurnCodes(
        behavior=(
            "input"
            if given != "none"
            else "reflection"
            if labels.count("R") > labels.count("Q")
            else "question"
            if "Q" in held
            else "reflection"
            if "R" in held
            else "other"
        ),
        question=question,
        reflection=reflection,
        input=given,
        moves=tuple(moves),
    )


def _session(
    source: str,
    name: str,
    good: bool | None,
    turns: Sequence[_Turn],
    stage: Stage | None = None,
) -> Session:
    """A session of turns; of the therapist's turns in a row only the last has an answer."""
    exchanges, places = [], []
    for place, turn in enumerate(turns):
        if turn.codes is None:
            continue
        before = turns[place - 1].talk if place else None
        after = turns[place + 1].talk if place + 1 < len(turns) else None
        said = Exchange(codes=turn.codes, text=turn.said.text, said=before, answer=after)
        exchanges.append(said)
        places.append(place)
    return Session(
        source=source,
        name=name,
        good=good,
        stage=stage,
        turns=tuple(turn.said for turn in turns),
        places=tuple(places),
        exchanges=tuple(exchanges),
    )


_READERS: Final[dict[str, Callable[[Path], Iterator[Session]]]] = {
    "annomi": _annomi,
    "mibot": _mibot,
}
