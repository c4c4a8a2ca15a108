"""Real sessions as the fit reads them, on invented lines in the sets' own formats."""

from pathlib import Path

import pytest

from app.domain.errors import KnownError
from model_training.mind.sessions import codes_of, read_sessions, stage_of, talk_of
from tests.training.coder.made import annomi_row, write_annomi
from tests.training.mind.made import utterance, write_mibot


def test_annomi_gives_codes_and_the_talk_before_and_after(tmp_path: Path) -> None:
    write_annomi(
        tmp_path,
        [
            annomi_row(1, 0, "Wine, then?", main="question", question="closed"),
            annomi_row(1, 1, "I like it.", talk="sustain"),
            annomi_row(1, 2, "Less is better.", main="therapist_input", input="advice"),
            annomi_row(1, 3, "True.", talk="change"),
            annomi_row(1, 4, "Bye.", main="other"),
        ],
    )
    [session] = read_sessions(tmp_path, ("annomi",))
    asked, advised, last = session.exchanges
    assert session.good
    assert (asked.codes.behavior, asked.codes.question) == ("question", "closed")
    assert (asked.said, asked.answer) == (None, "sustain")
    assert (advised.codes.input, advised.said, advised.answer) == ("advice", "sustain", "change")
    assert (last.said, last.answer) == ("change", None)
    assert [session.turns[place].text for place in session.places] == [
        exchange.text for exchange in session.exchanges
    ]


def test_of_several_annotators_most_count(tmp_path: Path) -> None:
    rows = [annomi_row(1, 0, "Wine?", main="question", question="open", by="1")]
    rows += [annomi_row(1, 0, "Wine?", main="question", question="closed", by=by) for by in "23"]
    write_annomi(tmp_path, rows)
    [session] = read_sessions(tmp_path, ("annomi",))
    assert session.exchanges[0].codes.question == "closed"


def test_mibot_joins_utterances_into_turns(tmp_path: Path) -> None:
    said = [
        utterance("counsellor", "R", "You smoke."),
        utterance("counsellor", "Q", "What do you like about it?"),
        utterance("client", "S", "The calm."),
        utterance("client", "N", "Hm."),
    ]
    write_mibot(tmp_path, {"p1": (9, said)})
    [session] = read_sessions(tmp_path, ("mibot",))
    [exchange] = session.exchanges
    assert exchange.text == "You smoke. What do you like about it?"
    assert exchange.codes.question == "open"
    assert exchange.codes.reflection != "none"
    assert exchange.answer == "sustain"
    assert session.good is None
    assert session.stage == "preparation"


@pytest.mark.parametrize(
    ("labels", "talk"),
    [("NN", "neutral"), ("CN", "change"), ("CSS", "sustain"), ("CS", "sustain"), ("SC", "change")],
)
def test_a_turns_talk_is_what_there_is_more_of_then_the_last(labels: str, talk: str) -> None:
    assert talk_of(list(labels)) == talk


def test_labels_say_what_there_is_and_rules_which() -> None:
    assert codes_of("Do you smoke?", ["Q"]).question == "closed"
    assert codes_of("Do you smoke?", ["Other"]).question == "none"
    assert codes_of("It is up to you.", ["MICO"]).moves == ("emphasize_autonomy",)
    assert codes_of("Wow.", ["MICO"]).moves == ("affirm",)
    harmful = codes_of("Stop it today.", ["MIIN"])
    assert (harmful.behavior, harmful.input) == ("input", "advice")


def test_a_readiness_ruler_gives_a_stage() -> None:
    assert [stage_of(n) for n in (0, 3, 4, 7, 8, 10)] == (
        ["precontemplation"] * 2 + ["contemplation"] * 2 + ["preparation"] * 2
    )


def test_missing_or_odd_data_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"`--data` names the folder that holds annomi\.$"):
        read_sessions(tmp_path)
    write_annomi(tmp_path, [annomi_row(1, 0, "Wine?", main="shouting")])
    with pytest.raises(KnownError, match=r"annomi: not in annomi's format \(.*\)\.$"):
        read_sessions(tmp_path, ("annomi",))
    write_annomi(tmp_path, [])
    with pytest.raises(KnownError, match=r"annomi: there is no session in it\.$"):
        read_sessions(tmp_path, ("annomi",))
    write_mibot(tmp_path, {"p1": (5, [utterance("client", "N", "Hello.")])})
    with pytest.raises(KnownError, match=r"mibot: there is no session in it\.$"):
        read_sessions(tmp_path, ("mibot",))
    (tmp_path / "mibot" / "transcripts" / "p1.json").write_text("{")
    with pytest.raises(KnownError, match=r"mibot: not in mibot's format \(.*\)\.$"):
        read_sessions(tmp_path, ("mibot",))
