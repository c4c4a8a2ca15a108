"""The report of a session."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.eq import DOMAINS
from app.assessment.rating import Linear, SessionModel
from app.assessment.report import NOTES, RATES, SessionReport, report, session_model
from app.assessment.session import CodedTurn
from app.domain.codes import DIMENSIONS, ClientCodes, TurnCodes
from app.domain.errors import KnownError

REFLECTS = TurnCodes(behavior="reflection", reflection="complex")
ASKS = TurnCodes(behavior="question", question="open")
ADVISES = TurnCodes(behavior="input", input="advice", moves=("unsolicited_advice",))
AFFIRMS = TurnCodes(moves=("affirm",))

MODEL = SessionModel(
    dimensions={
        name: Linear(intercept=2, weights={"mean reflection:complex": 2}) for name in DIMENSIONS
    },
    quality=Linear(intercept=-2, weights={"mean reflection:complex": 8}),
)


def client(text: str, **feelings: float) -> CodedTurn:
    codes = ClientCodes.model_validate({"feelings": feelings})
    return CodedTurn(speaker="client", text=text, client=codes)


def trainee(codes: TurnCodes, text: str = "Four words in all.") -> CodedTurn:
    return CodedTurn(speaker="trainee", text=text, codes=codes)


SESSION = [
    client("He left, and the house is so quiet now.", sadness=0.8),
    trainee(REFLECTS),
    client("I guess.", neutral=0.9),
    trainee(ASKS),
    client("My boss will not let it go, not once.", anger=0.7),
    trainee(ADVISES),
    client("Maybe.", neutral=0.9),
    trainee(AFFIRMS),
    client("I'm scared of all of it.", neutral=0.6),
    trainee(ASKS),
]


def test_a_session_is_reported() -> None:
    told = report(SESSION, MODEL)
    assert told.rates["reflection_rate"] == pytest.approx(1 / 5)
    assert told.rates["input_rate"] == pytest.approx(1 / 5)
    assert told.rates["question_rate"] == pytest.approx(2 / 5)
    assert told.rates["reflections_per_question"] == pytest.approx(1 / 2)
    assert told.rates["open_share"] == 1
    assert told.rates["complex_share"] == 1
    assert told.rates["mi_adherence"] == pytest.approx(1 / 2)
    # The anger was answered with advice, the fear with a question; the sadness was reflected.
    assert told.rates["missed_feelings"] == pytest.approx(2 / 3)
    assert told.dimensions is not None
    assert told.dimensions["validating_emotions"].value == pytest.approx(2.4)
    assert told.quality is not None
    assert 0 < told.quality.low < told.quality.value < told.quality.high < 1
    assert all(told.domains.values())
    assert told.review == ()


def test_a_report_is_plain_json() -> None:
    told = report(SESSION, MODEL)
    assert SessionReport.model_validate_json(told.model_dump_json()) == told


def test_an_empty_session_has_no_numbers() -> None:
    told = report([], MODEL)
    assert told.dimensions is None
    assert told.quality is None
    assert told.rates == dict.fromkeys(RATES)
    assert told.domains == dict.fromkeys(DOMAINS)
    assert told.review == ()


def test_one_turn_has_rates_but_no_domains() -> None:
    told = report([trainee(REFLECTS)], MODEL)
    assert told.rates["reflection_rate"] == 1
    assert told.rates["reflections_per_question"] is None
    assert told.rates["missed_feelings"] is None
    assert not any(told.domains.values())


def test_without_a_model_nothing_is_rated() -> None:
    told = report(SESSION, None)
    assert told.dimensions is None
    assert told.quality is None
    assert any(told.domains.values())


def test_a_coder_brings_its_model_or_none() -> None:
    kept = json.loads(MODEL.model_dump_json())
    assert session_model(kept) == MODEL
    assert session_model({}) is None
    with pytest.raises(KnownError, match=r"session scores cannot be read at quality"):
        session_model(kept | {"quality": None})


def test_notes_are_one_sentence_each() -> None:
    assert {"complex_share", "reflections_per_question", "interpretation"} <= set(NOTES)
    assert all(note.endswith(".") and note[:1].isupper() for note in NOTES.values())


_TURN = st.one_of(
    st.builds(trainee, st.sampled_from([REFLECTS, ASKS, ADVISES, AFFIRMS]), st.text(max_size=20)),
    st.builds(client, st.text(max_size=20), sadness=st.floats(0, 1)),
)


@given(st.lists(_TURN, max_size=16))
def test_any_session_is_reported_within_bounds(turns: list[CodedTurn]) -> None:
    told = report(turns, MODEL)
    for name, value in told.rates.items():
        assert value is None or 0 <= value <= (99 if name == "reflections_per_question" else 1)
    for rated in (told.dimensions or {}).values():
        assert 1 <= rated.low <= rated.value <= rated.high <= 5


def test_three_thousand_turns_are_reported_in_seconds() -> None:
    start = time.perf_counter()
    assert report(SESSION * 300, MODEL).dimensions is not None
    assert time.perf_counter() - start < 10
