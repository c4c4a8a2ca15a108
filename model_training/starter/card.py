"""The card that goes with the model file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import KnownError
from app.domain.value import Value
from model_training.starter.evaluate import Figures
from model_training.starter.export import LICENSE, NAME, Fidelity
from model_training.starter.sources import Joined


@dataclass(frozen=True)
class Made:
    """What there is to say of a finished model."""

    parameters: int
    size: int
    sha256: str
    corpus_sha256: str
    lines: int
    trainee_lines: int
    clients: tuple[str, ...]
    joined: tuple[Joined, ...]
    steps: int
    tokens: int
    minutes: float
    held_out: float
    fidelity: Fidelity
    figures: Figures


class Reading(Value):
    """What reading the replies of one model file found (``reading.toml``)."""

    sha256: str
    read: int
    well_formed: int
    how: str
    rated: int
    plausible: int
    worst: tuple[str, ...]


def load_reading(path: Path) -> Reading | None:
    """The reading kept at ``path``; None where there is none.

    Raises:
        KnownError: It is not as a reading should be.
    """
    try:
        return Reading.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise KnownError(f"{path} is not a reading of replies: {error}") from error


def card(made: Made, reading: Reading | None = None) -> str:
    """The card's text in Markdown; a reading counts only if it was of this very file."""
    f, g = made.figures, made.fidelity
    clients = ", ".join(made.clients)
    return f"""# {NAME}

A language model of {made.parameters / 1e6:.1f} million parameters that plays the shipped clients
({clients}) so that a fresh copy of the program talks without a download. It knows these clients
and nothing else: it puts together what was written for them, led by the note that the program
gives it each turn. It cannot coach, rate or sum up, and it is no help to anyone in distress. For
free conversation or clients of your own, install a larger model.

- File: `starter.gguf`, {made.size / 1e6:.1f} MB, Q8_0, SHA-256 `{made.sha256}`
- Architecture: `qwen3moe`, trained from nothing; context 8,192 tokens; ChatML without thinking
- License: {LICENSE}

## Data

Only the project's own writing, in `model_training/starter/corpus` and
`assets/packs`: {made.lines:,} lines of clients and {made.trainee_lines:,} of trainees,
most with alternatives. No transcripts of real people and no published data set.
Training makes dialogues of these lines by running the rule coder and the program's own mind.
{_growth(made)}
SHA-256 of the writing: `{made.corpus_sha256}`.

## Training

{made.steps:,} steps, {made.tokens:,} tokens, {made.minutes:.0f} minutes of training time.
Loss on held-out dialogues: {made.held_out:.3f} nats a reply token.

## Figures

{f.replies} replies in {f.sessions} whole sessions through the program's own loop, at the shipped
sampling settings, to trainee lines that training never saw. In a group all members answer.

| Measure | Share | Aim |
|---|---|---|
| Well-formed (1) | {f.whole:.1%} | 97% |
| Fits the client's facts (2) | {f.fits_facts:.1%} | 95% |
| Fits the note: as open as it says, and tells what it offers (3) | {f.fits_note:.1%} | 90% |
| Repeats itself word for word within a session | {f.repeats:.1%} | under 3% |
| As open as the note says | {f.fits_openness:.1%} | |
| Guarded where the note says guarded | {f.guarded_stays_guarded:.1%} | |
| Tells an item when one is offered ({f.offered} times; in training 85%) | {f.offered_told:.1%} | |
| Answers what was heard (3) | {f.fits_heard:.1%} | |
| Stands in the corpus just so | {f.verbatim:.1%} | |
| Needed another draw | {f.redrawn:.1%} | |
| Came to nothing in all draws | {f.silent:.1%} | |

(1) Begins, ends and balances like speech; every word and every three words in a row are known
from the client's lines. (2) No contradiction of what is known of
the client, no secret and no longer word of another client. (3) By the written line most like it.

| Client | Replies | Well-formed | Fits the note | Answers what was heard |
|---|---|---|---|---|
{_by_client(made)}

{_read(made, reading)}

The file against the network it was made from: largest difference of a logit in F32
{g.difference:.4f}; Q8_0 diverges by {g.divergence:.5f} nats a token and has the same favorite
token in {g.agreement:.1%} of places.

## Rebuilding

In a copy of the source, `make starter`. It takes about {made.minutes:.0f} minutes of training on
two CPU cores, less on a GPU, and goes on where it was cut off.
"""


def _growth(made: Made) -> str:
    """Which clients came when, where the writing grew while training was under way."""
    first, *later = made.joined
    if not later:
        return "All of it was there from the first step."
    parts, known = [], set(first.clients)
    for each in later:
        new = ", ".join(f"`{client}`" for client in each.clients if client not in known)
        known.update(each.clients)
        parts.append(f"step {each.step:,} ({new or 'changes to lines'})")
    listed = ", ".join(f"`{client}`" for client in first.clients)
    return f"It began with {listed}; more was taken up at {', '.join(parts)}."


def _by_client(made: Made) -> str:
    return "\n".join(
        f"| {c.client} | {c.replies} | {c.whole:.1%} | {c.fits_note:.1%} | {c.fits_heard:.1%} |"
        for c in made.figures.clients
    )


def _read(made: Made, reading: Reading | None) -> str:
    if reading is None or reading.sha256 != made.sha256:
        return "Nobody has read replies of this file yet."
    worst = "\n".join(f"- {text}" for text in reading.worst)
    return f"""Read one by one: {reading.well_formed} of {reading.read} random replies were
well-formed English ({reading.how}). Of {reading.rated} different ones,
{reading.plausible} were plausible as an answer to what the trainee had said. The worst:

{worst}"""
