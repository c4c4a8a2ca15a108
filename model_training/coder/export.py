"""The trained network as one ONNX file: weights, tokenizer, calibration."""

import json
import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.assessment.coder import Terms
from app.assessment.heads import HEADS, PLACES, WIDTH
from app.assessment.layout import GRAMS
from model_training.coder.model import CoderModel
from model_training.coder.wide import Wide, nothing

OPSET = 17


class _Explained(nn.Module):
    """The network with each token's part in each logit beside the logits.

    A head's logits are linear in the last layer's tokens, so that the parts of the tokens add
    up to the logit but for its constant and what words and pairs add (padded with ``GRAMS``).
    """

    def __init__(self, model: CoderModel, wide: Wide) -> None:
        super().__init__()
        self.model = model
        width = model.encoder.config.hidden_size
        weight, mean = torch.zeros(WIDTH, width), torch.zeros(WIDTH, width)
        bias, which = torch.zeros(WIDTH), torch.zeros(len(HEADS), WIDTH)
        for number, (head, linear) in enumerate(zip(HEADS, model.heads, strict=True)):
            assert isinstance(linear, nn.Linear)
            place = PLACES[head.name]
            weight[place] = linear.weight.detach()[:, :width]
            mean[place] = linear.weight.detach()[:, width:]
            bias[place] = linear.bias.detach()
            which[number, place] = 1
        self.register_buffer("weight", weight.T.contiguous())
        self.register_buffer("mean", mean.T.contiguous())
        self.register_buffer("bias", bias + torch.from_numpy(wide.bias).float())
        used = np.flatnonzero(np.abs(wide.table).sum(0)) if wide.weights else np.array([0])
        table = np.concatenate([wide.table[:, used], np.zeros((1, len(used)))])
        columns = nn.functional.one_hot(torch.from_numpy(used), WIDTH).float()
        self.table = nn.Parameter(torch.from_numpy(table).float(), requires_grad=False)
        self.columns = nn.Parameter(columns, requires_grad=False)
        self.register_buffer("which", which)
        self.queries = nn.Parameter(model.queries.detach().T.contiguous(), requires_grad=False)

    def forward(
        self, ids: Tensor, types: Tensor, mask: Tensor, grams: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.model.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        there = mask.unsqueeze(-1).to(hidden.dtype)
        scores = hidden @ self.queries + (there - 1) * 1e4
        attention = scores.softmax(dim=1) @ self.which
        own = (types * mask).unsqueeze(-1).to(hidden.dtype)
        shares = attention * (hidden @ self.weight) + (hidden @ self.mean) * (
            own / own.sum(1, True)
        )
        there = (grams < GRAMS).sum(1, keepdim=True).clamp(min=1)
        spoken = self.table[grams].sum(1) / there.to(hidden.dtype).sqrt() @ self.columns
        return shares.sum(1) + spoken + self.bias, self.model.words(hidden), shares


def export(
    model: CoderModel,
    tokenizer: Tokenizer,
    terms: Terms,
    out: Path,
    *,
    wide: Wide | None = None,
    int8: bool = True,
) -> None:
    """Writes the model; ``int8`` stores the encoder's matrices and words in 8 bits."""
    model = model.eval().float()
    ids = torch.ones(2, 16, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder, _quiet():
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Explained(model, wide or nothing()).eval(),
            (ids, torch.ones_like(ids), torch.ones_like(ids), torch.ones_like(ids)),
            str(whole),
            input_names=["ids", "types", "mask", "grams"],
            output_names=["logits", "words", "shares"],
            dynamic_axes={
                **{name: {0: "batch", 1: "length"} for name in ("ids", "types", "mask")},
                "grams": {0: "batch", 1: "grams"},
                "logits": {0: "batch"},
                "words": {0: "batch", 1: "length"},
                "shares": {0: "batch", 1: "length"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
        made = whole
        if int8:
            made = Path(folder) / "int8.onnx"
            quantize_dynamic(
                whole,
                made,
                op_types_to_quantize=["MatMul", "Gather"],
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=_kept(onnx.load(whole)),
            )
        proto = onnx.load(made)
    text = tokenizer.to_str()
    _note(proto, "pixel.coder", terms.model_dump_json())
    _note(proto, "pixel.heads", json.dumps([[head.name, list(head.classes)] for head in HEADS]))
    _note(proto, "pixel.tokenizer", text)
    part = out.with_suffix(".part")
    onnx.save(proto, part)
    part.replace(out)


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporters' advice to their own developers stays off the user's screen."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _note(proto: Any, key: str, value: str) -> None:
    entry = proto.metadata_props.add()
    entry.key, entry.value = key, value


def _kept(proto: Any) -> list[str]:
    """Nodes outside the encoder: small, and the answers themselves."""
    return [
        node.name
        for node in proto.graph.node
        if node.op_type in ("MatMul", "Gather") and "/encoder/" not in node.name
    ]
