"""How things are said."""

from datetime import UTC, datetime, timedelta

from app.desktop.services import sentence
from app.desktop.wording import (
    clock,
    count,
    day_and_time,
    finished_sentences,
    first_sentence,
    minutes,
)
from app.domain.errors import KnownError


def test_first_sentence_knows_titles() -> None:
    assert first_sentence("Dr. Hanley sent her.\nShe came.") == "Dr. Hanley sent her."
    assert first_sentence("no end") == "no end"


def test_a_sentence_is_finished_when_something_follows() -> None:
    assert finished_sentences("Yes. No, wai") == (["Yes."], 4)
    assert finished_sentences("Yes.") == ([], 0)
    assert finished_sentences("Wait... “What?” he") == (["Wait...", "“What?”"], 15)


def test_times() -> None:
    now = datetime.now().astimezone().replace(hour=12, minute=5)
    assert day_and_time(now, now) == "Today 12:05"
    assert day_and_time(now - timedelta(days=1), now) == "Yesterday 12:05"
    assert "2020" in day_and_time(datetime(2020, 3, 2, 9, tzinfo=UTC), now)
    assert (clock(67), clock(3667)) == ("1:07", "1:01:07")
    assert (minutes(20), minutes(600)) == ("under a minute", "10 min")
    assert (count(1, "turn"), count(0, "turn")) == ("1 turn", "0 turns")


def test_errors_are_one_sentence() -> None:
    assert sentence(KnownError("there is no room")) == "There is no room."
    assert "ZeroDivisionError" in sentence(ZeroDivisionError("x"))
