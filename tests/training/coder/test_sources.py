"""The data sets as examples, on invented lines in the sets' own formats."""

import shutil
from pathlib import Path

import pytest

from app.assessment.heads import HEADS, MECHANISMS
from app.assessment.layout import Said
from app.domain.errors import KnownError
from model_training.coder.examples import Example
from model_training.coder.sources import (
    LICENSES,
    PERMISSIVE,
    annomi_sessions,
    conversation_turns,
    read_corpus,
    read_source,
)
from tests.training.coder.made import (
    annomi_row,
    epitome_row,
    table,
    write_annomi,
    write_epitome,
    write_esconv,
    write_goemotions,
)

CLASSES = {head.name: head.classes for head in HEADS}


def coded(example: Example, head: str) -> dict[str, float]:
    """The classes that somebody gave."""
    pairs = zip(CLASSES[head], example.targets[head], strict=True)
    return {name: share for name, share in pairs if share}


def test_annomi_has_subtypes_talk_and_what_came_before(tmp_path: Path) -> None:
    write_annomi(
        tmp_path,
        [
            annomi_row(7, 10, " I drink. ", talk="sustain"),
            annomi_row(7, 9, "Good morning."),
            annomi_row(7, 11, "Wine, then?", main="question", question="closed"),
            annomi_row(7, 12, "Less is better.", main="therapist_input", input="advice"),
            annomi_row(7, 13, "Yes."),
        ],
    )
    hello, client, question, advice, last = read_source("annomi", tmp_path)
    assert hello.before == ()
    assert coded(hello, "behavior") == {"other": 1}
    assert client.text == "I drink."
    assert client.targets.keys() == {"talk"}
    assert coded(client, "talk") == {"sustain": 1}
    assert coded(question, "question") == {"closed": 1}
    assert coded(question, "reflection") == {"none": 1}
    assert coded(advice, "behavior") == {"input": 1}
    assert coded(advice, "input") == {"advice": 1}
    assert question.before[-1] == Said(speaker="client", text="I drink.")
    assert [said.text for said in last.before] == ["I drink.", "Wine, then?", "Less is better."]


def test_annotators_who_differ_make_soft_targets(tmp_path: Path) -> None:
    said = "You drink, then?"
    write_annomi(
        tmp_path,
        [
            annomi_row(1, 0, said, by="1", main="question", question="closed"),
            annomi_row(1, 0, said, by="2", main="reflection", reflection="simple"),
        ],
    )
    [example] = read_source("annomi", tmp_path)
    assert coded(example, "behavior") == {"question": 0.5, "reflection": 0.5}
    assert coded(example, "question") == {"none": 0.5, "closed": 0.5}


def test_annomi_sessions_keep_turns_in_order_with_all_rows(data: Path) -> None:
    sessions = annomi_sessions(data)
    assert len(sessions) == 12
    assert [said.speaker for said, _ in sessions["1"]] == ["trainee", "client"] * 2
    assert sessions["1"][0][1][0]["mi_quality"] == "high"


def test_epitome_has_levels_with_the_words_that_carry_them(tmp_path: Path) -> None:
    said = "That hurts. Who else knows?"
    write_epitome(
        tmp_path,
        [epitome_row("s1/r1", 2, "That hurts.", said)],
        [epitome_row("s1/r1", 0, "", said)],
        [epitome_row("s1/r1", 1, " Who else |not in the text|knows?", said)],
    )
    [example] = read_source("epitome", tmp_path)
    assert [coded(example, name) for name in MECHANISMS] == [{"2": 1}, {"0": 1}, {"1": 1}]
    words = {
        name: [said[start:end] for start, end in example.rationales[name]] for name in MECHANISMS
    }
    assert list(words.values()) == [["That hurts."], [], ["Who else", "knows?"]]
    assert example.before == (Said(speaker="client", text="Nobody talks to me, says s1."),)


def test_of_epitome_pairs_that_are_there_twice_the_first_counts(tmp_path: Path) -> None:
    twice = [epitome_row("s1/r1", 1, ""), epitome_row("s1/r1", 2, "")]
    write_epitome(tmp_path, twice, twice, twice)
    [example] = read_source("epitome", tmp_path)
    assert coded(example, MECHANISMS[0]) == {"1": 1}


def test_epitome_pairs_that_miss_a_mechanism_stay_out(tmp_path: Path) -> None:
    both = [epitome_row("s1/r1", 1, ""), epitome_row("s2/r2", 1, "")]
    write_epitome(tmp_path, both, both, both[:1])
    assert [example.group for example in read_source("epitome", tmp_path)] == ["epitome/s1"]


def test_epitome_pairs_that_experts_rated_stay_out(tmp_path: Path) -> None:
    rows = [epitome_row(pair, 1, "") for pair in ("s1/r1", "s1/r2", "s2/r3")]
    write_epitome(tmp_path, rows, rows, rows)
    rated = tmp_path / "empathic_judging_kumar2025" / "original_data" / "sample_epitome.csv"
    table(rated, ("rp_id",), [{"rp_id": "r1"}])
    texts = [example.text for example in read_source("epitome", tmp_path)]
    assert len(texts) == 2
    assert not any("r1" in text for text in texts)


def test_esconv_has_strategies_of_supporters_only(tmp_path: Path) -> None:
    dialog = [("", "Hello."), ("Question", " How are you? "), ("", "Bad."), ("Others", "Oh.")]
    write_esconv(tmp_path, "train", [dialog])
    write_esconv(tmp_path, "valid", [dialog[:2]])
    first, second, other = read_source("esconv", tmp_path)
    assert first.text == "How are you?"
    assert coded(first, "strategy") == {"Question": 1}
    assert [said.speaker for said in second.before] == ["client", "trainee", "client"]
    assert first.group == second.group != other.group


def test_goemotions_has_several_feelings_and_keeps_its_own_training_part(tmp_path: Path) -> None:
    write_goemotions(tmp_path, "train", [("Oh no, thanks!", "15,14", "a")])
    write_goemotions(tmp_path, "dev", [("Hm.", "27", "b"), ("Well.", "27", "c")])
    first, *rest = read_source("goemotions", tmp_path)
    assert coded(first, "feeling") == {"fear": 1, "gratitude": 1}
    assert first.part == "train"
    assert {example.part for example in rest} == {"dev", "test"}


def test_our_own_turns_carry_both_readings(short_corpus: Path) -> None:
    (short_corpus / "crisis.toml").write_text(
        """
[[turn]]
scenario = "ledger"
client = "I am tired."
says = "Are you safe tonight?"
codes = "behavior:question question:closed asks_about_safety strategy:question ex:1 v:2"
second = "behavior:question question:closed strategy:others ex:2 v:2"
""",
        encoding="utf-8",
    )
    [turn] = [e for e in read_source("own", short_corpus) if e.text == "Are you safe tonight?"]
    assert coded(turn, "question") == {"closed": 1}
    assert coded(turn, "reflection") == {"none": 1}
    assert coded(turn, "flag") == {"asks_about_safety": 0.5}
    assert coded(turn, "strategy") == {"Question": 0.5, "Others": 0.5}
    assert coded(turn, "exploration") == {"1": 0.5, "2": 0.5}
    assert coded(turn, "validating_emotions") == {"2": 1}
    assert coded(turn, "move") == {}
    assert "talk" not in turn.targets
    assert turn.before == (Said(speaker="client", text="I am tired."),)


def test_our_own_client_turns_have_talk_strength_and_feelings(short_corpus: Path) -> None:
    clients = [e for e in read_source("own", short_corpus) if "talk" in e.targets]
    assert clients
    assert all(e.targets.keys() == {"talk", "strength", "feeling"} for e in clients)


def test_conversations_alternate_between_their_speakers(short_corpus: Path) -> None:
    corpus = read_corpus([short_corpus / "conversations.toml"])
    turns = conversation_turns(corpus.conversation[0])
    assert {said.speaker for said in turns} == {"client", "trainee"}
    assert not any(said.text.startswith(("C: ", "T: ")) for said in turns)


@pytest.mark.parametrize("name", sorted(LICENSES.keys() - {"own"}))
def test_a_missing_set_is_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as error:
        read_source(name, tmp_path)
    assert str(tmp_path / name) in str(error.value)
    assert f"not found; `--data` names the folder that holds {name}." in str(error.value)


def test_every_example_knows_something_of_known_heads(data: Path) -> None:
    for name in LICENSES:
        for example in read_source(name, data):
            assert example.targets.keys() <= CLASSES.keys()
            for head, given in example.targets.items():
                assert len(given) == len(CLASSES[head])


def test_the_permissive_sets_need_none_of_the_others(data: Path, tmp_path: Path) -> None:
    for name in ("annomi", "goemotions"):
        shutil.copytree(data / name, tmp_path / name)
    assert all(read_source(name, tmp_path) for name in PERMISSIVE)
