"""A small sound pack, as texts to spoil one place at a time."""

import zipfile
from pathlib import Path

COVER = """\
id = "demo"
title = "Demo"
version = "1.0.0"
author = "Somebody"
license = "CC0-1.0"
description = "One short meeting."
"""

CLIENT = '''\
id = "sam"
name = "Sam"
age = 30
pronouns = "they/them"
presentation = """
Sits still.
id = "not a key, but words in a long text"
"""
history = "Came alone."
beliefs = ["It is best to be careful."]
style = "Short."
facts = ["you bake bread", "you live alone", "you have a dog"]
helps = ["patience"]
harms = ["advice"]

[temperament]
trust = 0.3
resistance = 0.5
arousal = 0.4
valence = -0.2
attachment = "secure"
reactance = 0.5
rejection_sensitivity = 0.5
volatility = 0.3
pressure = "withdraw"

[sensitivities]
advice = 1.5

[[topics]]
id = "work"
phrase = "your bakery"
words = ["work", "bak*"]
feeling = "joy"

[[topics]]
id = "dog"
phrase = "your dog"
words = ["dog*"]
feeling = "trust"

[[ladder]]
id = "closing"
topic = "work"
trust = 0.3
needs = "topic"
fact = "the bakery will close"
summary = "The bakery will close."
markers = ["\\\\bclos(e|ing)\\\\b"]

[[ladder]]
id = "debt"
topic = "work"
trust = 0.6
needs = "question"
after = "closing"
fact = "you owe money"
summary = "They owe money."
markers = ["\\\\bowe\\\\b"]
'''

SCENARIO = """\
id = "first"
title = "A first meeting"
clients = ["sam"]
setting = "A small office."
stage = "Sam waits."
opening = "Hello."
minutes = 20
difficulty = 2
goals = ["Listen."]
"""

FILES = {"pack.toml": COVER, "clients/sam.toml": CLIENT, "scenarios/first.toml": SCENARIO}


def write_pack(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Writes the demo pack with some files replaced, added, or (None) left out."""
    files: dict[str, str | bytes | None] = {**FILES, **(changes or {})}
    for name, content in files.items():
        if content is not None:
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zip_pack(path: Path, files: dict[str, str] | None = None, top: str = "") -> Path:
    """Writes the demo pack (or other files) as a zip, optionally all inside a folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files or FILES).items():
            archive.writestr(top + name, content)
    return path


def line_with(text: str, words: str) -> int:
    """The line (from 1) of the first line that holds ``words``."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)
