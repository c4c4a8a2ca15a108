"""Assesses a transcript: codes for every turn, and the report of the session they make."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.assessment.coder import TrainedCoder
from app.assessment.layout import BEFORE, Said
from app.assessment.rating import Interval
from app.assessment.report import SessionReport, report, session_model
from app.assessment.session import CodedTurn
from app.domain.codes import DIMENSIONS, ClientCodes, Span, TurnCodes
from app.domain.value import Value
from app.practice.transcript import Turn

Codes = TurnCodes | ClientCodes
AT_ONCE: Final = 128
"""Turns coded in one go: enough for speed, few enough to tell how far it is."""
_NOTHING: Final[Mapping[str, Any]] = {
    "behavior": None,
    "question": None,
    "reflection": None,
    "input": None,
    "moves": [],
    "emotional_reaction": None,
    "interpretation": None,
    "exploration": None,
    "strategy": None,
    "talk": None,
    "strength": None,
    "feelings": {},
    "flags": [],
}
"""What a turn's codes say where a code is not for its speaker; every turn has every key."""


class AssessedTurn(Value):
    """A turn with its codes; turns of coach and supervisor have none."""

    turn: Turn
    codes: Codes | None


class Assessed(Value):
    """A transcript with its codes. Indexes in ``report`` count the transcript's turns."""

    turns: tuple[AssessedTurn, ...]
    report: SessionReport


def assess(
    turns: Sequence[Turn],
    coder: TrainedCoder,
    on_progress: Callable[[float], None] | None = None,
) -> Assessed:
    """Codes the turns and reports on them.

    Args:
        turns: The transcript; what coach and supervisor say is no part of the talk.
        coder: Codes the turns and brings the coefficients of the session's ratings.
        on_progress: Told the share of turns that are coded, 0 to 1.

    Raises:
        KnownError: The coder's coefficients cannot be read.
    """
    model = session_model(coder.terms.session)
    places = [at for at, turn in enumerate(turns) if turn.speaker in ("trainee", "client")]
    talk = [_said(turns[at]) for at in places]
    codes: list[Codes] = []
    while len(codes) < len(talk):
        first = len(codes)
        part = range(first, min(first + AT_ONCE, len(talk)))
        codes += coder.code_all([(talk[i], talk[max(0, i - BEFORE) : i]) for i in part])
        if on_progress is not None:
            on_progress(len(codes) / len(talk))
    found = report([_coded(said, c) for said, c in zip(talk, codes, strict=True)], model)
    review = tuple(r.model_copy(update={"index": places[r.index]}) for r in found.review)
    by_place = dict(zip(places, codes, strict=True))
    return Assessed(
        turns=tuple(
            AssessedTurn(turn=turn, codes=by_place.get(at)) for at, turn in enumerate(turns)
        ),
        report=found.model_copy(update={"review": review}),
    )


def assessed_json(file: str, assessed: Assessed) -> str:
    """One line of JSON: every code of every turn with its evidence, and the session."""
    turns = [
        {
            "index": index,
            "speaker": one.turn.speaker,
            "codes": None if one.codes is None else _codes(one.codes, one.turn.text),
        }
        for index, one in enumerate(assessed.turns)
    ]
    row = {"file": file, "turns": turns, "session": _session(assessed.report)}
    return json.dumps(row, ensure_ascii=False, allow_nan=False)


def _said(turn: Turn) -> Said:
    return Said(speaker="trainee" if turn.speaker == "trainee" else "client", text=turn.text)


def _coded(said: Said, codes: Codes) -> CodedTurn:
    if isinstance(codes, TurnCodes):
        return CodedTurn(speaker=said.speaker, text=said.text, codes=codes)
    return CodedTurn(speaker=said.speaker, text=said.text, client=codes)


def _codes(codes: Codes, text: str) -> dict[str, Any]:
    """All codes of a turn."""
    return {
        **_NOTHING,
        **codes.model_dump(mode="json", exclude={"evidence"}),
        "evidence": {
            code: [_span(span, text) for span in spans] for code, spans in codes.evidence.items()
        },
    }


def _span(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}


def _session(found: SessionReport) -> dict[str, Any]:
    dimensions = found.dimensions or {}
    bounds: dict[str, Interval] = {} if found.quality is None else {"quality": found.quality}
    for name, value in dimensions.items():
        bounds[name] = value
    return {
        "dimensions": {
            name: dimensions[name].value if name in dimensions else None for name in DIMENSIONS
        },
        "rates": {
            name: None if value is None else round(value, 4) for name, value in found.rates.items()
        },
        "domains": {
            name: None if value is None else {"value": value.value, **_bounds(value)}
            for name, value in found.domains.items()
        },
        "quality": None if found.quality is None else found.quality.value,
        "intervals": {name: _bounds(value) for name, value in bounds.items()},
        "review": [one.model_dump() for one in found.review],
    }


def _bounds(value: Interval) -> dict[str, float]:
    return {"low": value.low, "high": value.high}
