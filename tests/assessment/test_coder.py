"""The trained coder at run time: any words in, the same codes out, with their evidence."""

import gc
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from app.assessment.coder import TrainedCoder
from app.assessment.heads import HEADS, MECHANISMS, WIDTH
from app.assessment.layout import LONGEST, Said
from app.domain.codes import ClientCodes, TurnCodes
from tests.assessment.conftest import FILES
from tests.assessment.texts import ODD, TEXTS

FREE = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SESSION = (
    Said(speaker="trainee", text="Hello. What brings you here today?"),
    Said(speaker="client", text="My wife says I drink too much. I don't think it's so bad."),
    Said(speaker="trainee", text="She worries, and you're not sure there is a problem."),
    Said(speaker="client", text="Well, I did miss work on Monday. I want to stop that."),
    Said(speaker="trainee", text="You should join a group. I did, and it helped me a lot."),
    Said(speaker="client", text="..."),
    Said(speaker="trainee", text=""),
)
BEFORE = SESSION[1:4]
SILENT = {"flag:silent": 1.0}


def test_files_ship() -> None:
    assert FILES


def test_one_coder_file_says_what_it_is(coder: TrainedCoder, coder_file: Path) -> None:
    assert coder.name == coder.terms.name
    assert "\n" not in coder.terms.terms
    assert coder_file.stat().st_size <= 30e6
    assert coder.terms.calibration.keys() == {head.name for head in HEADS}


def test_a_trainee_turn_gets_every_code_with_its_chances(coder: TrainedCoder) -> None:
    codes = coder.code("How was the week? You look tired.", BEFORE)
    for head in HEADS:
        names = [f"{head.name}:{c}" for c in head.classes]
        if head.name in ("talk", "strength", "feeling"):
            assert not codes.probabilities.keys() & set(names)
        else:
            chances = [codes.probabilities[name] for name in names]
            assert all(0 <= chance <= 1 for chance in chances)
            if not head.several:
                assert sum(chances) == pytest.approx(1, abs=1e-3)


def test_a_client_turn_gets_talk_strength_and_feelings(coder: TrainedCoder) -> None:
    codes = coder.code_client("I want to stop drinking. I'm scared of losing her.", SESSION[:3])
    assert codes.feelings
    assert 0 <= codes.strength <= 3
    assert (codes.strength > 0) <= (codes.talk != "neutral")
    for name, chance in codes.feelings.items():
        assert codes.probabilities[f"feeling:{name}"] == chance
    assert {key.partition(":")[0] for key in codes.probabilities} == {
        "talk",
        "strength",
        "feeling",
    }


def test_a_conversation_is_its_turns_one_by_one(coder: TrainedCoder) -> None:
    whole = coder.code_conversation(SESSION)
    for place, (said, codes) in enumerate(zip(SESSION, whole, strict=True)):
        before = SESSION[max(0, place - 3) : place]
        one = coder.code if said.speaker == "trainee" else coder.code_client
        assert one(said.text, before) == codes


@settings(FREE, max_examples=15)
@given(st.lists(TEXTS, min_size=2, max_size=6), st.data())
def test_the_same_words_get_the_same_codes_whatever_is_beside_them(
    coder: TrainedCoder, texts: list[str], data: st.DataObject
) -> None:
    turns = [(Said(speaker="trainee", text=text), BEFORE) for text in texts]
    order = data.draw(st.permutations(range(len(turns))))
    codes = coder.code_all(turns)
    again = coder.code_all([turns[i] for i in order])
    assert [codes[i] for i in order] == again
    assert coder.code(texts[0], BEFORE) == codes[0]


def test_several_threads_say_the_same(coder: TrainedCoder, coder_file: Path) -> None:
    both = TrainedCoder.load(coder_file, threads=2)
    assert both.code_conversation(SESSION * 3) == coder.code_conversation(SESSION * 3)


def test_only_the_last_turns_before_matter(coder: TrainedCoder) -> None:
    far = [Said(speaker="client", text="Something else entirely, long ago.")] * 5
    assert coder.code("Why?", [*far, *BEFORE]) == coder.code("Why?", BEFORE)
    assert coder.code("Why?", BEFORE) != coder.code("Why?", ())


def check_evidence(text: str, codes: TurnCodes | ClientCodes) -> None:
    for key, spans in codes.evidence.items():
        head, _, value = key.partition(":")
        assert head
        assert value
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            if key != "flag:silent":
                assert text[span.start : span.end].strip()
        assert list(spans) == sorted(spans, key=lambda span: span.start)
    if isinstance(codes, TurnCodes) and "silent" not in codes.flags:
        want = {f"move:{move}" for move in codes.moves} | {f"flag:{flag}" for flag in codes.flags}
        for head in ("question", "reflection", "input", *MECHANISMS):
            if str(value := getattr(codes, head)) not in ("none", "0"):
                want.add(f"{head}:{value}")
        assert codes.evidence.keys() == want
        assert all(codes.evidence.values())


@FREE
@given(TEXTS, st.sampled_from(["trainee", "client"]))
def test_evidence_lies_within_any_text_and_on_its_words(
    coder: TrainedCoder, text: str, speaker: str
) -> None:
    said = Said.model_validate({"speaker": speaker, "text": text})
    [codes] = coder.code_all([(said, BEFORE)])
    check_evidence(text, codes)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_coded(coder: TrainedCoder, text: str) -> None:
    check_evidence(text, coder.code(text, [Said(speaker="client", text=text)] * 3))
    check_evidence(text, coder.code_client(text))


@pytest.mark.parametrize("text", ["", "  ", "\n", "...", "…", "(pause)", "*silence*"])
def test_silence_is_a_flag_and_nothing_else(coder: TrainedCoder, text: str) -> None:
    codes = coder.code(text, BEFORE)
    assert codes.flags == ("silent",)
    assert codes.probabilities == SILENT
    assert codes.model_copy(update={"evidence": {}, "probabilities": {}, "flags": ()}) == (
        TurnCodes()
    )
    assert bool(codes.evidence) == bool(text)
    assert coder.code_client(text) == ClientCodes(feelings={"neutral": 1.0})


def test_no_turns_get_no_codes(coder: TrainedCoder) -> None:
    assert coder.code_all([]) == coder.code_conversation([]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Are you thinking of killing yourself?",
        "So, um, are you thinking about suicide?",
        "I hear you. Do you want to end your life? Take your time.",
        "are you suicidal?",
        "Right. I’m going to ask you straight: have you thought about killing yourself?",
    ],
)
def test_asking_about_safety_is_always_heard(coder: TrainedCoder, text: str) -> None:
    for before in ((), BEFORE):
        codes = coder.code(text, before)
        assert "asks_about_safety" in codes.flags
        [span] = codes.evidence["flag:asks_about_safety"]
        assert any(word in text[span.start : span.end] for word in ("kill", "suicid", "end your"))


@pytest.mark.parametrize(
    "text",
    [
        "You're not thinking of killing yourself, are you?",
        "You’re not suicidal, right?",
        "You wouldn't do anything stupid, like kill yourself?",
        "No thoughts of suicide, I hope?",
    ],
)
def test_asking_for_a_no_is_not_asking_about_safety(coder: TrainedCoder, text: str) -> None:
    codes = coder.code(text, BEFORE)
    assert "asks_about_safety" not in codes.flags
    assert "flag:asks_about_safety" not in codes.evidence


def test_cutting_down_is_not_a_question_about_safety(coder: TrainedCoder) -> None:
    about_wine = coder.code("What would cutting down look like?", BEFORE)
    assert "asks_about_safety" not in about_wine.flags
    assert "asks_about_safety" in coder.code("Have you been cutting?", BEFORE).flags


def test_a_long_turn_is_coded_whole_and_soon(coder: TrainedCoder) -> None:
    text = " ".join(
        ["I see that this is hard for you, and it went on for years."] * 230
        + ["Are you thinking of killing yourself?"]
    )
    assert len(text.split()) >= 3_000
    began = time.monotonic()
    codes = coder.code(text, BEFORE)
    assert time.monotonic() - began < 10
    check_evidence(text, codes)
    [span] = codes.evidence["flag:asks_about_safety"]
    assert span.start > len(text) - 40


class Seen:
    """A network that notes what it is given and has no opinion on anything."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []

    def run(self, names: Sequence[str], given: dict[str, Any]) -> list[Any]:
        assert list(names) == ["logits", "words", "shares"]
        [ids], [types] = given["ids"], given["types"]
        self.turns.append(ids[types == 1][:-1].tolist())
        return [
            np.zeros((1, WIDTH)),
            np.zeros((1, len(ids), len(MECHANISMS))),
            np.zeros((1, len(ids), WIDTH)),
        ]


@FREE
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_the_parts_of_a_long_turn_are_all_of_it(
    coder: TrainedCoder, tokenizer: Tokenizer, seed: int, longest: int
) -> None:
    rng = np.random.default_rng(seed)
    letters = list("abcdefghijklmnopqrstuvwxyzé漢😀'-.")
    text = " ".join("".join(rng.choice(letters, rng.integers(1, longest + 1))) for _ in range(150))
    seen = Seen()
    TrainedCoder(seen, tokenizer, coder.terms, threads=1).code(text, BEFORE)
    whole = tokenizer.encode(text, add_special_tokens=False).ids
    assert [token for turn in seen.turns for token in turn] == whole
    assert all(len(turn) <= LONGEST for turn in seen.turns)


def test_no_threads_are_left(coder_file: Path) -> None:
    process = psutil.Process()
    # Whatever stays, stays once.
    TrainedCoder.load(coder_file, threads=2).code_conversation(SESSION)
    gc.collect()
    before = process.num_threads()
    for _ in range(3):
        coder = TrainedCoder.load(coder_file, threads=2)
        coder.code_conversation(SESSION)
        del coder
    gc.collect()
    assert process.num_threads() <= before
    coder = TrainedCoder.load(coder_file)
    coder.code_conversation(SESSION)
    assert process.num_threads() <= before


def test_importing_the_coder_brings_nothing_that_trains_or_calls_out() -> None:
    code = (
        "import sys, app.assessment.coder\n"
        "bad = ['torch', 'transformers', 'huggingface_hub', 'requests', 'httpx', 'urllib3']\n"
        "print([name for name in bad if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
