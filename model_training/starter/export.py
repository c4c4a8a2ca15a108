"""The trained network as a GGUF file: written in F32, checked, quantized to Q8_0, checked."""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gguf
import llama_cpp
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.domain.errors import KnownError
from app.engine.native import clear_log
from model_training.starter.model import Shape
from model_training.starter.tokenizer import (
    CONTROL,
    DEFINED,
    END_OF_TEXT,
    TURN_END,
    TURN_START,
    vocabulary,
)

Floats = NDArray[np.float32]
NAME = "Pixel starter"
LICENSE = "GPL-3.0-or-later"
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' %}<think>\n\n</think>\n\n{% endif %}"
    "{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n\n</think>\n\n{% endif %}"
)
_TOLERANCE = 1e-2


@dataclass(frozen=True)
class Fidelity:
    """How close the files are to the network, over all tokens of the texts compared.

    Attributes:
        difference: Largest difference of a logit between the network and the F32 file.
        divergence: Mean Kullback-Leibler divergence of Q8_0 from the network, nats a token.
        agreement: Share of tokens at which Q8_0 and the network have the same favorite.
    """

    difference: float
    divergence: float
    agreement: float


def export(
    network: nn.Module,
    shape: Shape,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    folder: Path,
    out: Path,
) -> Fidelity:
    """Writes ``out`` (Q8_0), by way of files in ``folder``; checked on ``texts``.

    Raises:
        KnownError: llama.cpp reads the file otherwise than transformers runs the network, or
            there is no room for a file.
    """
    full, small = folder / "starter-f32.gguf", folder / "starter-q8_0.gguf"
    try:
        write(network, shape, tokenizer, full)
        quantize(full, small)
        fidelity = compare(network, tokenizer, texts, full, small)
        if fidelity.difference >= _TOLERANCE:
            raise KnownError(
                f"{full} does not give the network's logits: they differ by up to "
                f"{fidelity.difference:.4f}, and less than {_TOLERANCE} would be right."
            )
        place(small, out)
    except OSError as error:
        raise KnownError(f"The model file could not be written: {error}.") from error
    full.unlink()
    return fidelity


def write(network: nn.Module, shape: Shape, tokenizer: Tokenizer, path: Path) -> None:
    """Writes the network and its vocabulary as F32 GGUF."""
    words = vocabulary(tokenizer)
    kinds = [
        gguf.TokenType.CONTROL
        if piece in CONTROL
        else gguf.TokenType.USER_DEFINED
        if piece in DEFINED
        else gguf.TokenType.NORMAL
        for piece in words.pieces
    ]
    writer = gguf.GGUFWriter(path, "qwen3moe")
    writer.add_type("model")
    writer.add_name(NAME)
    writer.add_license(LICENSE)
    writer.add_size_label(f"{sum(w.numel() for w in network.parameters()) / 1e6:.0f}M")
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_feed_forward_length(shape.expert_size)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_expert_count(shape.experts)
    writer.add_expert_used_count(shape.experts_used)
    writer.add_key_length(shape.head_size)
    writer.add_value_length(shape.head_size)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_expert_feed_forward_length(shape.expert_size)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(list(words.pieces))
    writer.add_token_types(kinds)
    writer.add_token_merges(list(words.merges))
    writer.add_eos_token_id(words.pieces.index(TURN_END))
    writer.add_pad_token_id(words.pieces.index(END_OF_TEXT))
    writer.add_bos_token_id(words.pieces.index(TURN_START))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)
    for name, weight in _tensors(network):
        writer.add_tensor(name, weight.detach().float().cpu().contiguous().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(full: Path, small: Path) -> None:
    """Writes ``full`` again with Q8_0 weights.

    Raises:
        KnownError: llama.cpp refused; most often there is no room on the disk.
    """
    clear_log()  # importing it keeps llama.cpp from printing
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    params.nthread = 2
    failed = llama_cpp.llama_model_quantize(
        os.fsencode(full), os.fsencode(small), ctypes.byref(params)
    )
    if failed:
        raise KnownError(f"llama.cpp could not quantize {full} to {small}; is the disk full?")


def compare(
    network: nn.Module, tokenizer: Tokenizer, texts: Sequence[str], full: Path, small: Path
) -> Fidelity:
    """Runs texts through the network and both files."""
    difference, divergences, same = 0.0, [], []
    for text in texts:
        tokens = tokenizer.encode(text, add_special_tokens=False).ids[:512]
        with torch.no_grad():
            wanted = network(torch.tensor([tokens])).logits[0].float()
        difference = max(difference, float((wanted - _logits(full, tokens)).abs().max()))
        got = _logits(small, tokens)
        p, q = wanted.log_softmax(-1), got.log_softmax(-1)
        divergences.append((p.exp() * (p - q)).sum(-1))
        same.append(wanted.argmax(-1) == got.argmax(-1))
    return Fidelity(
        difference, float(torch.cat(divergences).mean()), float(torch.cat(same).float().mean())
    )


def place(file: Path, out: Path) -> None:
    """Puts a copy of ``file`` at ``out``: whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=out.name, suffix=".part")
    os.close(handle)
    try:
        shutil.copyfile(file, temporary)
        os.chmod(temporary, 0o644)
        os.replace(temporary, out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def llama(path: Path, vocabulary_only: bool = False) -> llama_cpp.Llama:
    """The model in llama.cpp with all logits kept, for comparisons."""
    return llama_cpp.Llama(
        str(path),
        n_ctx=1024,
        n_batch=512,
        n_threads=2,
        type_k=llama_cpp.GGML_TYPE_F32,  # a rounded cache would send tokens to other experts
        type_v=llama_cpp.GGML_TYPE_F32,
        logits_all=not vocabulary_only,
        vocab_only=vocabulary_only,
        verbose=False,
    )


def _logits(path: Path, tokens: Sequence[int]) -> Tensor:
    model = llama(path)
    try:
        model.eval(tokens)
        scores: Floats = np.array(model.scores[: len(tokens)])
    finally:
        model.close()
    return torch.from_numpy(scores)


def _tensors(network: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """llama.cpp's names for the weights; the output is the embedding (tied)."""
    state = network.state_dict()
    yield "token_embd.weight", state["model.embed_tokens.weight"]
    yield "output_norm.weight", state["model.norm.weight"]
    names = {
        "input_layernorm": "attn_norm",
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "self_attn.q_norm": "attn_q_norm",
        "self_attn.k_norm": "attn_k_norm",
        "post_attention_layernorm": "ffn_norm",
        "mlp.gate": "ffn_gate_inp",
    }
    layer = 0
    while f"model.layers.{layer}.input_layernorm.weight" in state:
        ours, theirs = f"model.layers.{layer}.", f"blk.{layer}."
        for own, other in names.items():
            yield f"{theirs}{other}.weight", state[f"{ours}{own}.weight"]
        gate, up = state[f"{ours}mlp.experts.gate_up_proj"].chunk(2, dim=1)
        yield f"{theirs}ffn_gate_exps.weight", gate
        yield f"{theirs}ffn_up_exps.weight", up
        yield f"{theirs}ffn_down_exps.weight", state[f"{ours}mlp.experts.down_proj"]
        layer += 1
