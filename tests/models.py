"""Models made up for tests: real GGUF files with random weights, the same every time.

``tiny`` speaks in bytes and short merges and fits in a megabyte or two; ``broad`` has Qwen3's
151,936-entry vocabulary and about 150 million weights, for benchmarks. One dimension of the
hidden state is kept constant and used as a bias of the output, so that the text is letters and
spaces with an end now and then, varies with everything before it, and is rarely what the
tokenizer would have made of it: good for finding a cache that retokenizes.
"""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import gguf
import numpy as np

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
THINKING = ("<think>", "</think>")
TEMPLATE = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)
NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5


@dataclass(frozen=True)
class Shape:
    """The size of a made-up model."""

    hidden: int = 64
    layers: int = 3
    heads: int = 4
    kv_heads: int = 2
    head_size: int = 16
    experts: int = 4
    experts_used: int = 2
    expert_hidden: int = 48
    context: int = 32768


TINY = Shape()
BROAD = Shape(
    hidden=384,
    layers=6,
    heads=6,
    kv_heads=2,
    head_size=64,
    experts=8,
    experts_used=2,
    expert_hidden=512,
)


@dataclass(frozen=True)
class Words:
    """A made-up vocabulary: tokens, their types, merges, and how likely each is."""

    tokens: list[str]
    types: list[int]
    merges: list[str]
    bias: np.ndarray


def byte_letters() -> list[str]:
    """The 256 letters that stand for bytes in byte-level BPE (GPT-2's table)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = [], 0
    for byte in range(256):
        if byte in plain:
            letters.append(chr(byte))
        else:
            letters.append(chr(256 + extra))
            extra += 1
    return letters


def _pairs() -> Iterator[tuple[str, str]]:
    """Merges of lower-case letters, short ones first: more than Qwen3's vocabulary needs."""
    low = string.ascii_lowercase
    yield from product(low, low)
    yield from product("Ġ", low)
    twos = ["".join(two) for two in product(low, low)]
    yield from product(twos, low)
    yield from product(["Ġ" + letter for letter in low], low)
    yield from product(twos, twos)


def vocabulary(normal: int, total: int) -> Words:
    """A vocabulary of ``normal`` tokens, the ChatML tokens, and unused ones up to ``total``."""
    tokens, merges = byte_letters(), []
    for left, right in _pairs():
        if len(tokens) >= normal:
            break
        tokens.append(left + right)
        merges.append(f"{left} {right}")
    bias = np.full(total, -8.0, np.float32)
    for at, token in enumerate(tokens):
        if all(letter == "Ġ" or letter in string.ascii_lowercase for letter in token):
            bias[at] = 1.0 if token.startswith("Ġ") else 0.0
    letters = byte_letters()
    for letter in ".,?":
        bias[letters.index(letter)] = 0.0
    types = [NORMAL] * len(tokens)
    for names, kind in ((SPECIALS, CONTROL), (THINKING, USER_DEFINED)):
        tokens.extend(names)
        types.extend([kind] * len(names))
    bias[tokens.index("<|im_end|>")] = 2.5
    while len(tokens) < total:
        tokens.append(f"[PAD{len(tokens)}]")
        types.append(UNUSED)
    return Words(tokens, types, merges, bias)


def write(
    path: Path,
    shape: Shape,
    words: Words,
    kind: gguf.GGMLQuantizationType = gguf.GGMLQuantizationType.F32,
    template: str = TEMPLATE,
    seed: int = 7,
    architecture: str = "qwen3moe",
) -> Path:
    """Writes a model with random weights."""
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_type("model")
    writer.add_name(path.stem)
    writer.add_license("cc0-1.0")
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_feed_forward_length(shape.expert_hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(1e6)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_expert_count(shape.experts)
    writer.add_expert_used_count(shape.experts_used)
    writer.add_key_length(shape.head_size)
    writer.add_value_length(shape.head_size)
    writer.add_file_type(int(gguf.LlamaFileType.ALL_F32))
    writer.add_expert_feed_forward_length(shape.expert_hidden)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words.tokens)
    writer.add_token_types(words.types)
    writer.add_token_merges(words.merges)
    writer.add_eos_token_id(words.tokens.index("<|im_end|>"))
    writer.add_bos_token_id(words.tokens.index("<|endoftext|>"))
    writer.add_pad_token_id(words.tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)
    for name, values in _weights(shape, words.bias, seed):
        if values.ndim == 1 or "ffn_gate_inp" in name or kind is gguf.GGMLQuantizationType.F32:
            writer.add_tensor(name, values)
        else:
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _weights(shape: Shape, bias: np.ndarray, seed: int) -> Iterator[tuple[str, np.ndarray]]:
    """All tensors by GGUF name; the hidden state's dimension 0 stays what the embedding set."""
    rng = np.random.default_rng(seed)
    hidden, heads = shape.hidden, shape.heads * shape.head_size

    def draw(*size: int, scale: float) -> np.ndarray:
        return rng.standard_normal(size, np.float32) * np.float32(scale)

    embedding = draw(len(bias), hidden, scale=1.0)
    embedding[:, 0] = np.sqrt(hidden) / 2
    output = draw(len(bias), hidden, scale=1.6 / np.sqrt(hidden))
    # The constant dimension is about this large after the last norm.
    output[:, 0] = bias / (np.sqrt(hidden) / 4)
    yield "token_embd.weight", embedding
    yield "output_norm.weight", np.ones(hidden, np.float32)
    yield "output.weight", output
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", np.ones(hidden, np.float32)
        yield block + "ffn_norm.weight", np.ones(hidden, np.float32)
        # Sharp attention: one far token can change the answer.
        yield block + "attn_q_norm.weight", np.full(shape.head_size, 2.0, np.float32)
        yield block + "attn_k_norm.weight", np.ones(shape.head_size, np.float32)
        into = 1 / np.sqrt(hidden)
        yield block + "attn_q.weight", draw(heads, hidden, scale=into)
        narrow = shape.kv_heads * shape.head_size
        yield block + "attn_k.weight", draw(narrow, hidden, scale=into)
        yield block + "attn_v.weight", draw(narrow, hidden, scale=into)
        back = draw(hidden, heads, scale=1.5 / np.sqrt(heads))
        back[0] = 0
        yield block + "attn_output.weight", back
        yield block + "ffn_gate_inp.weight", draw(shape.experts, hidden, scale=into)
        inner = (shape.experts, shape.expert_hidden, hidden)
        yield block + "ffn_gate_exps.weight", draw(*inner, scale=into)
        yield block + "ffn_up_exps.weight", draw(*inner, scale=into)
        down = draw(
            shape.experts, hidden, shape.expert_hidden, scale=1 / np.sqrt(shape.expert_hidden)
        )
        down[:, 0] = 0
        yield block + "ffn_down_exps.weight", down


def tiny(path: Path, template: str = TEMPLATE, seed: int = 7) -> Path:
    """A model of some 100,000 weights whose tokens are bytes and a few merges."""
    return write(path, TINY, vocabulary(400, 410), template=template, seed=seed)


def broad(path: Path) -> Path:
    """A model of about 150 million weights in Q8_0 with a vocabulary of Qwen3's size."""
    words = vocabulary(151643, 151936)
    return write(path, BROAD, words, kind=gguf.GGMLQuantizationType.Q8_0)
