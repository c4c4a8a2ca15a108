"""A byte-level BPE vocabulary of the starter's own writing, cut the way Qwen2's is.

llama.cpp rebuilds it from tokens and merges under ``tokenizer.ggml.pre = "qwen2"``; the
pattern below is that pre-tokenizer's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CONTROL = (END_OF_TEXT, TURN_START, TURN_END)
DEFINED = ("<think>", "</think>")


@dataclass(frozen=True)
class Vocabulary:
    """What a GGUF file needs to know: pieces by id, and merges in order of rank."""

    pieces: tuple[str, ...]
    merges: tuple[str, ...]


def train(texts: Iterable[str], size: int) -> Tokenizer:
    """A tokenizer of ``size`` entries, the ChatML markers at ids 0 to 4."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[*CONTROL, *(AddedToken(t, special=False) for t in DEFINED)],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def load(path: Path) -> Tokenizer:
    """The tokenizer saved at ``path``."""
    return Tokenizer.from_file(str(path))


def vocabulary(tokenizer: Tokenizer) -> Vocabulary:
    """Pieces and merges of a tokenizer of ours."""
    import json

    model = json.loads(tokenizer.to_str())["model"]
    merges = tuple(m if isinstance(m, str) else " ".join(m) for m in model["merges"])
    pieces = tuple(str(tokenizer.id_to_token(i)) for i in range(tokenizer.get_vocab_size()))
    return Vocabulary(pieces, merges)
