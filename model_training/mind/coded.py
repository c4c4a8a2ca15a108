"""The sessions' therapist turns as the program's own coder reads them, kept as they are made."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from app.assessment import layout
from app.assessment.coder import TrainedCoder
from app.domain.codes import TurnCodes
from model_training.mind.sessions import Session


def coded(
    sessions: Sequence[Session],
    coder: Path,
    kept: Path,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Session]:
    """The sessions with the coder's codes instead of the labels; the client's talk stays.

    Args:
        sessions: The sessions.
        coder: The coder's file.
        kept: Where codes are written as they are made, a line a session. What is there from the
            same coder and words is not made again.
        progress: Told how many sessions of how many are done.

    Raises:
        KnownError: The coder is missing or cannot be read.
    """
    network = TrainedCoder.load(coder)
    made_by = hashlib.sha256(coder.read_bytes()).hexdigest()
    known = _known(kept)
    kept.parent.mkdir(parents=True, exist_ok=True)
    found = []
    with kept.open("a", encoding="utf-8") as file:
        if file.tell() and not kept.read_bytes().endswith(b"\n"):
            file.write("\n")  # a line that was cut off
        for number, session in enumerate(sessions):
            key = hashlib.sha256(
                f"{made_by}/{[turn.model_dump_json() for turn in session.turns]}".encode()
            ).hexdigest()
            codes = known.get(key)
            if codes is None:
                codes = _codes(network, session)
                line = {"key": key, "codes": [one.model_dump(mode="json") for one in codes]}
                file.write(json.dumps(line) + "\n")
                file.flush()
            found.append(_with(session, codes))
            progress(number + 1, len(sessions))
    return found


def _codes(network: TrainedCoder, session: Session) -> list[TurnCodes]:
    turns = session.turns
    read = network.code_all(
        [(turns[at], turns[max(0, at - layout.BEFORE) : at]) for at in session.places]
    )
    return [
        codes.model_copy(update={"probabilities": {}, "evidence": {}})
        for codes in read
        if isinstance(codes, TurnCodes)
    ]


def _with(session: Session, codes: Sequence[TurnCodes]) -> Session:
    exchanges = tuple(
        exchange.model_copy(update={"codes": own})
        for exchange, own in zip(session.exchanges, codes, strict=True)
    )
    return session.model_copy(update={"exchanges": exchanges})


def _known(kept: Path) -> dict[str, list[TurnCodes]]:
    """Codes by key; a line that was cut off when a run was killed is left out."""
    known = {}
    for line in kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else ():
        try:
            told = json.loads(line)
            known[told["key"]] = [TurnCodes.model_validate(codes) for codes in told["codes"]]
        except (ValueError, KeyError, TypeError):
            continue
    return known
