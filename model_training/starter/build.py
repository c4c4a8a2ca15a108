"""From the corpus to a model file with its card; goes on wherever an earlier try was cut off."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import torch
from tokenizers import Tokenizer

from app.assessment.rules import RuleCoder
from app.domain.errors import KnownError
from app.domain.scenario import Pack
from app.engine.chatml import render, segment
from app.engine.llama import LlamaEngine
from model_training.starter import tokenizer as vocabularies
from model_training.starter.card import Made, card, load_reading
from model_training.starter.corpus import fingerprint, load, load_packs
from model_training.starter.dialogues import Stage
from model_training.starter.evaluate import figures, judge, talk, write_sheet
from model_training.starter.export import Fidelity, export
from model_training.starter.model import Shape
from model_training.starter.sources import take
from model_training.starter.train import Progress, Recipe, Run, Trained

_VOCABULARY_DIALOGUES = 2000
_VOCABULARY_PERSONAS = 10
"""How often what is known of a client counts."""
_REPLIES = 600


@dataclass(frozen=True)
class Talk:
    """How the build speaks to whoever watches it."""

    say: Callable[[str], None]
    warn: Callable[[str], None]
    progress: Callable[[Progress], None]


def build(
    *,
    corpus: Path,
    packs: Path,
    run: Path,
    out: Path,
    recipe: Recipe,
    shape: Shape,
    threads: int,
    talk_to: Talk,
    grow: bool = False,
) -> Made:
    """Trains, exports to ``out`` and writes the card beside it.

    Everything between is kept in the folder ``run``: a copy of the writing it learns from, the
    vocabulary, the newest checkpoint, the losses, and the replies to read. With ``grow`` a run
    that goes on takes up what was written since; the vocabulary stays as it was.

    Raises:
        KnownError: Something outside is wrong: the corpus, the folder, the disk.
    """
    torch.set_num_threads(threads)
    try:
        sources, joined = take(run, corpus, packs, recipe, shape, grow=grow)
        writing = load(sources / "corpus", sources / "packs")
        coder = RuleCoder()
        stage = Stage(writing, coder.code, recipe.seed)
        tokenizer = _vocabulary(run, stage, load_packs(sources / "packs"), shape, talk_to.say)
    except OSError as error:
        raise KnownError(f"The run folder {run} cannot be written: {error}.") from error
    training = Run(run, stage, tokenizer, shape, recipe)
    if training.step:
        talk_to.say(f"Going on from step {training.step}.")
    try:
        trained = training.train(talk_to.progress, talk_to.warn)
    except KeyboardInterrupt:
        training.save(talk_to.warn)
        raise
    talk_to.say("Writing and checking the model file.")
    fidelity = _export(trained, stage, tokenizer, shape, run, out)
    talk_to.say("Talking with it, in words it has never seen.")
    engine = LlamaEngine(out)
    try:
        replies = talk(stage, load_packs(sources / "packs"), engine, coder, _REPLIES, recipe.seed)
    finally:
        engine.close()
    judged = judge(writing, replies)
    write_sheet(run / "reading.txt", judged, recipe.seed)
    made = Made(
        parameters=sum(weight.numel() for weight in trained.network.parameters()),
        size=out.stat().st_size,
        sha256=hashlib.sha256(out.read_bytes()).hexdigest(),
        corpus_sha256=fingerprint([sources]),
        lines=sum(client.lines for client in writing.people),
        trainee_lines=sum(
            len(cell.lines)
            for cells in (writing.trainee, *(client.trainee for client in writing.people))
            for cell in cells
        ),
        clients=tuple(client.persona.name for client in writing.people),
        joined=joined,
        steps=trained.step,
        tokens=trained.tokens,
        minutes=trained.seconds / 60,
        held_out=trained.held_out,
        fidelity=fidelity,
        figures=figures(judged),
    )
    (run / "figures.json").write_text(json.dumps(asdict(made), indent=2) + "\n", encoding="utf-8")
    reading = load_reading(corpus.parent / "reading.toml")
    out.with_suffix(".md").write_text(card(made, reading), encoding="utf-8")
    return made


def _vocabulary(
    run: Path, stage: Stage, packs: Sequence[Pack], shape: Shape, say: Callable[[str], None]
) -> Tokenizer:
    path = run / "tokenizer.json"
    if not path.is_file():
        say("Building the vocabulary.")
        fresh = path.with_suffix(".part")
        vocabularies.train(_texts(stage, packs), shape.vocabulary).save(str(fresh))
        os.replace(fresh, path)
    return vocabularies.load(path)


def _texts(stage: Stage, packs: Sequence[Pack]) -> Iterator[str]:
    """Dialogues, and what is known of all clients: some may get their lines only later."""
    for dialogue in stage.dialogues("train", 0, _VOCABULARY_DIALOGUES):
        yield from map(segment, dialogue.messages())
    for pack in packs:
        for persona in pack.clients:
            texts = [*_strings(persona.model_dump(mode="json"))]
            yield from texts * _VOCABULARY_PERSONAS


def _strings(value: object) -> Iterator[str]:
    """All strings in lists and tables, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(_strings, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_strings, value))


def _export(
    trained: Trained, stage: Stage, tokenizer: Tokenizer, shape: Shape, run: Path, out: Path
) -> Fidelity:
    network = trained.network.to("cpu").float().eval()
    texts = [
        render(dialogue.messages()[:-1]) for dialogue in stage.dialogues("held_out", 2_000_000, 6)
    ]
    return export(network, shape, tokenizer, texts, run, out)
