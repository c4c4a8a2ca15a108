"""Training is optional: without its libraries its tests are left out."""

import importlib.util

_LIBRARIES = ("gguf", "tokenizers", "torch", "transformers")

if all(importlib.util.find_spec(name) for name in _LIBRARIES):
    from tests.training.parts import corpus, one_thread, stage, tokenizer

    __all__ = ["corpus", "one_thread", "stage", "tokenizer"]
else:
    collect_ignore = [
        "test_ahead.py",
        "test_corpus.py",
        "test_dialogues.py",
        "test_evaluate.py",
        "test_kernels.py",
        "test_network.py",
        "test_sources.py",
        "test_train.py",
    ]
