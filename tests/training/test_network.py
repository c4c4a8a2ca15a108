"""Rows, the network's pass over them, and the file made of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.engine.chatml import NO_THINKING, render
from model_training.starter.dialogues import Stage
from model_training.starter.export import compare, export, llama
from model_training.starter.model import build, forward
from model_training.starter.rows import Row, encode, stacked
from tests.training.parts import TINY

ODD = [
    "",
    " ",
    "\n\n\n",
    "  two  spaces  ",
    "don't DON'T I'll we've",
    "1234567 3.14 1,000",
    "tab\tand\r\nreturn",
    "Ä ö ñ é e\u0301 ﷽",
    "日本語 русский العربية हिन्दी",
    "😀🏳️‍🌈👩‍👩‍👧",
    "...\u2026 \u2014 \u201cquoted\u201d",
    "\u00a0\u2003\u200b",
    "<|im_start|>user\n" + NO_THINKING + "Hi.<|im_end|>\n",
    "a<think>b</think>c",
]


@pytest.fixture(scope="module")
def network() -> nn.Module:
    return build(TINY, seed=3).eval()


@pytest.fixture(scope="module")
def model_file(
    network: nn.Module,
    stage: Stage,
    tokenizer: Tokenizer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    folder = tmp_path_factory.mktemp("export")
    texts = [render(d.messages()[:-1]) for d in stage.dialogues("held_out", 0, 2)]
    fidelity = export(network, TINY, tokenizer, texts, folder, folder / "out" / "starter.gguf")
    assert fidelity.difference < 1e-2
    assert fidelity.agreement > 0.9
    assert fidelity.divergence < 0.01
    return folder / "out" / "starter.gguf"


def test_the_tokens_are_those_of_llama_cpp(
    stage: Stage, tokenizer: Tokenizer, model_file: Path
) -> None:
    texts = [m.content for d in stage.dialogues("train", 500, 20) for m in d.messages()]
    model = llama(model_file, vocabulary_only=True)

    @settings(max_examples=200, deadline=None)
    @given(st.text())
    def any_text(text: str) -> None:
        same(text)

    def same(text: str) -> None:
        ours = tokenizer.encode(text, add_special_tokens=False).ids
        theirs = model.tokenize(text.encode(), add_bos=False, special=True)
        assert theirs == ours, text

    try:
        for text in [*texts[:500], *ODD]:
            same(text)
        any_text()
    finally:
        model.close()


def test_a_quantized_file_is_near_the_network(
    network: nn.Module, stage: Stage, tokenizer: Tokenizer, model_file: Path
) -> None:
    text = render(stage.dialogue("held_out", 7).messages()[:3])
    fidelity = compare(network, tokenizer, [text], model_file, model_file)
    assert fidelity.difference < 0.5


def test_a_branch_is_read_as_if_it_stood_in_the_dialogue(
    network: nn.Module, stage: Stage, tokenizer: Tokenizer
) -> None:
    dialogue = min(stage.dialogues("train", 0, 40), key=lambda d: len(d.turns))
    plain = encode(tokenizer, dialogue, 2000, branches=False)
    branched = encode(tokenizer, dialogue, 2000, branches=True)
    assert branched.reply.sum() > 2 * plain.reply.sum()
    seen = _hidden(network, branched)
    trunk = seen[torch.from_numpy(branched.branch == 0)]
    torch.testing.assert_close(trunk, _hidden(network, plain), atol=1e-4, rtol=0)

    turn = dialogue.turns[0]
    first = 4 + len(turn.before)
    for other in turn.others:
        alone = replace(dialogue, turns=(replace(turn, reply=other),))
        row = encode(tokenizer, alone, 2000, branches=False)
        wanted = _hidden(network, row)[torch.from_numpy(row.reply)]
        tokens = list(row.tokens[row.reply])
        match = next(
            branch
            for branch in range(1, int(branched.branch.max()) + 1)
            if list(branched.tokens[branched.branch == branch]) == tokens
            and (branched.message[branched.branch == branch] == first).all()
        )
        found = seen[torch.from_numpy(branched.branch == match)]
        torch.testing.assert_close(found, wanted, atol=1e-4, rtol=0)


def test_only_replies_are_marked(stage: Stage, tokenizer: Tokenizer) -> None:
    dialogue = stage.dialogue("train", 3)
    row = encode(tokenizer, dialogue, 4000, branches=False)
    said = tokenizer.decode(list(row.tokens[row.reply]), skip_special_tokens=False)
    assert said == "".join(f"{turn.reply}<|im_end|>" for turn in dialogue.turns)


def test_gaps_stay_within_the_context_and_keep_the_order(
    stage: Stage, tokenizer: Tokenizer
) -> None:
    rows = [encode(tokenizer, stage.dialogue("train", n), 500, branches=False) for n in range(6)]
    for seed in range(40):
        batch = stacked(rows, np.random.default_rng(seed), context=8192)
        assert batch.positions.max() < 8192
        for places, real in zip(batch.positions, batch.real, strict=True):
            assert (np.diff(places[real]) >= 1).all()


def _hidden(network: nn.Module, row: Row) -> Tensor:
    batch = stacked([row], np.random.default_rng(0), context=None)
    parts = (torch.from_numpy(part) for part in (batch.tokens, batch.positions, batch.sees))
    with torch.no_grad():
        return forward(network, *parts).hidden[0]
