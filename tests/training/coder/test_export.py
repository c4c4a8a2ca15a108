"""The trained network as a file: the same answers, and what is told of files that are none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from tokenizers import Tokenizer

from app.assessment.calibration import decided, probabilities, split, uncalibrated
from app.assessment.coder import Terms, TrainedCoder
from app.assessment.heads import HEADS, PLACES, WIDTH
from app.assessment.layout import GRAMS, Said, lay_out
from app.domain.errors import KnownError
from model_training.coder.batches import items
from model_training.coder.examples import Example
from model_training.coder.export import export
from model_training.coder.model import CoderModel
from model_training.coder.wide import Wide, added

TERMS = Terms(name="pixel-coder-test", terms="For tests only.", calibration=uncalibrated())
SAID = (
    "How long have you been tired?",
    "It sounds as if nobody at home notices. Have you told your sister?",
    "You should just stop drinking.",
    "Mm.",
    "I had that too, years ago; what helped me was walking, every morning, for an hour.",
    "😀 ok",
)
BEFORE = (Said(speaker="client", text="I am so tired of it all, every single day."),)


@pytest.fixture(scope="module")
def files(
    network: CoderModel, tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("export")
    made = {"fp32": folder / "fp32.onnx", "int8": folder / "int8.onnx"}
    for name, path in made.items():
        export(network, tokenizer, TERMS, path, int8=name == "int8")
    assert sorted(path.name for path in folder.iterdir()) == ["fp32.onnx", "int8.onnx"]
    return made


def _inputs(tokenizer: Tokenizer) -> dict[str, np.ndarray[Any, Any]]:
    rows = [lay_out(tokenizer, text, BEFORE) for text in SAID]
    length = max(len(row.ids) for row in rows)
    ids, types, mask = (np.zeros((len(rows), length), np.int64) for _ in range(3))
    grams = np.full((len(rows), max(len(row.grams) for row in rows)), GRAMS, np.int64)
    for k, row in enumerate(rows):
        n = len(row.ids)
        ids[k, :n], types[k, :n], mask[k, :n] = row.ids, row.types, 1
        grams[k, : len(row.grams)] = row.grams
    return {"ids": ids, "types": types, "mask": mask, "grams": grams}


def _run(path: Path, inputs: dict[str, np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
    network = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: list[np.ndarray[Any, Any]] = network.run(["logits", "words", "shares"], inputs)
    return found


def test_the_file_in_full_precision_answers_as_the_network_does(
    network: CoderModel, tokenizer: Tokenizer, files: dict[str, Path]
) -> None:
    inputs = _inputs(tokenizer)
    with torch.inference_mode():
        want, marks = network(*(torch.from_numpy(inputs[k]) for k in ("ids", "types", "mask")))
    logits, words, _ = _run(files["fp32"], inputs)
    assert logits.shape == (len(SAID), WIDTH)
    assert logits == pytest.approx(want.numpy(), abs=1e-3)
    there = inputs["mask"] > 0
    assert words[there] == pytest.approx(marks.numpy()[there], abs=1e-3)


def test_what_the_reader_of_words_says_is_added(
    network: CoderModel, tokenizer: Tokenizer, files: dict[str, Path], tmp_path: Path
) -> None:
    rng = np.random.default_rng(1)
    table, bias = np.zeros((GRAMS, WIDTH)), np.zeros(WIDTH)
    place = PLACES["exploration"]
    table[:, place] = rng.normal(size=table[:, place].shape)
    bias[place] = (0.5, -0.5, 2.0)
    wide = Wide(table, bias, {"exploration": 1.0})
    export(network, tokenizer, TERMS, tmp_path / "wide.onnx", wide=wide, int8=False)
    rows = items([_example(text) for text in SAID], tokenizer)
    inputs = _inputs(tokenizer)
    more = _run(tmp_path / "wide.onnx", inputs)[0] - _run(files["fp32"], inputs)[0]
    assert more == pytest.approx(added(wide, rows), abs=1e-4)
    assert np.abs(more[:, place]).max() > 0.5


def _example(text: str) -> Example:
    return Example(source="own", group="own/1", text=text, before=BEFORE, part="train")


@pytest.mark.parametrize("kind", ["fp32", "int8"])
def test_what_tokens_give_adds_up_to_the_logits(
    kind: str, network: CoderModel, tokenizer: Tokenizer, files: dict[str, Path]
) -> None:
    inputs = _inputs(tokenizer)
    logits, _, shares = _run(files[kind], inputs)
    bias = np.zeros(WIDTH)
    for head, linear in zip(HEADS, network.heads, strict=True):
        assert isinstance(linear, torch.nn.Linear)
        bias[PLACES[head.name]] = linear.bias.detach().numpy()
    assert shares.sum(1) == pytest.approx(logits - bias, abs=1e-4)
    assert not shares[inputs["mask"] == 0].any()


def test_eight_bits_decide_almost_alike(tokenizer: Tokenizer, files: dict[str, Path]) -> None:
    inputs = _inputs(tokenizer)
    full, small = (split(_run(files[kind], inputs)[0].astype(float)) for kind in ("fp32", "int8"))
    same = []
    for head in HEADS:
        calibration = TERMS.calibration[head.name]
        chances = [probabilities(head, z[head.name], calibration) for z in (full, small)]
        assert chances[0] == pytest.approx(chances[1], abs=TOLERANCE)
        a, b = (decided(head, p, calibration) for p in chances)
        same.append((a == b).mean())
    assert np.mean(same) > 0.9


TOLERANCE = 0.05


def test_the_file_is_small_and_says_what_it_is(files: dict[str, Path]) -> None:
    assert files["int8"].stat().st_size <= 30e6
    coder = TrainedCoder.load(files["int8"])
    assert coder.name == TERMS.name
    assert coder.terms == TERMS
    assert coder.code(SAID[0], BEFORE).probabilities.keys() >= {"question:open", "move:affirm"}


def _changed(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    def changed(good: bytes) -> bytes:
        proto = onnx.load_from_string(good)
        change(proto)
        return bytes(proto.SerializeToString())

    return changed


def _without_grams(proto: Any) -> None:
    [given] = [node for node in proto.graph.input if node.name == "grams"]
    given.name = "words and pairs"
    for node in proto.graph.node:
        node.input[:] = [given.name if name == "grams" else name for name in node.input]


def _metadata(key: str, value: str) -> Callable[[Any], None]:
    def change(proto: Any) -> None:
        for entry in proto.metadata_props:
            if entry.key == key:
                entry.value = value

    return change


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda good: b"", "turn coder"),
        (lambda good: b"This is a letter, not a model.\n" * 50, "turn coder"),
        (lambda good: good[:100], "turn coder"),
        (lambda good: good[: len(good) // 2], "turn coder"),
        (lambda good: good[:-1000], "turn coder"),
        (_changed(lambda proto: proto.ClearField("metadata_props")), "is not a turn coder"),
        (_changed(_metadata("pixel.coder", "{}")), "is not a turn coder"),
        (_changed(_metadata("pixel.coder", "{")), "is not a turn coder"),
        (_changed(_metadata("pixel.heads", '[["mood", ["good"]]]')), "another version"),
        (_changed(_without_grams), "another version"),
        (_changed(_metadata("pixel.heads", "?")), "is not a turn coder"),
        (_changed(_metadata("pixel.tokenizer", "{}")), "turn coder"),
    ],
    ids=[
        "empty",
        "text",
        "beginning",
        "half",
        "end missing",
        "no metadata",
        "no name",
        "broken metadata",
        "other heads",
        "other inputs",
        "broken heads",
        "no tokenizer",
    ],
)
def test_files_that_are_no_coder_are_told_in_one_sentence(
    spoil: Callable[[bytes], bytes], told: str, files: dict[str, Path], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(spoil(files["int8"].read_bytes()))
    with pytest.raises(KnownError) as error:
        TrainedCoder.load(bad)
    assert str(error.value).startswith(str(bad))
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_told_with_what_helps(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"gone\.onnx is missing; installing"):
        TrainedCoder.load(tmp_path / "gone.onnx")
