"""Fitting the mind is optional: without its libraries its tests are left out."""

import importlib.util

if not all(importlib.util.find_spec(name) for name in ("scipy", "sklearn", "torch")):
    collect_ignore_glob = ["test_*.py"]
