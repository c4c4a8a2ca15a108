"""How simulated clients talk beside real ones: ``python -m tests.benchmarks.style``.

With PIXEL_DATA (the folder that ``pixel-train coder --data`` takes) the real ones are the clients
of AnnoMI, spoken and transcribed, and the smokers of MIBot, who typed. Beside them stand the
starter's replies in whole sessions (``simulated``) and the lines it learned from. A classifier
that tells real from simulated is tested on sessions it has not seen, and on clients it has not
seen: an AUC of 0.5 means that it cannot. What it owes to length and to function words alone is
shown, and how well it tells the two real sources apart.
"""

import argparse
import json
import os
import random
import re
import statistics
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from app.practice.drawing import NOTHING_SAID
from model_training.coder.sources import annomi_sessions
from model_training.starter.corpus import load
from model_training.starter.grammar import sample
from tests.benchmarks.simulated import ROOT, SESSIONS, Played, sessions

FILLED = re.compile(r"\b(?:u+h+m*|u+m+|e+r+m*|h+m+|mm+|mhm|uh-huh|mm-hmm)\b", re.IGNORECASE)
"""Pauses that are filled, and hums."""
HEDGES = re.compile(
    r"\b(?:you know|I mean|kind of|kinda|sort of|I guess|I suppose|I think|maybe|probably|"
    r"I don't know|I dunno|or something|or whatever)\b",
    re.IGNORECASE,
)
BINS = (1, 2, 3, 5, 8, 12, 20, 40)
"""Upper ends of the classes of words a turn; a last one is open."""
_FUNCTION = """
a about after all also am an and any are as at be because been before being but by can could did
do does doing don't down even for from get go going got had has have he her here him his how i
i'm if in into is it it's its just know like me more much my never no not now of off on one or
other our out over really right she so some something than that that's the their them then there
they thing things think this those time to too up us very was way we well were what when where
which who why will with would yeah yes you your
"""
FUNCTION_WORDS = tuple(_FUNCTION.split())
MOST = 4000
"""Turns of each kind that the classifiers are given."""


class Turns(NamedTuple):
    """Client turns of one source, each with its group: the session or client it must stay with."""

    name: str
    texts: tuple[str, ...]
    groups: tuple[str, ...]

    @classmethod
    def of(cls, name: str, pairs: Sequence[tuple[str, str]]) -> "Turns":
        """Texts with their groups; empty turns are left out."""
        kept = [(text.strip(), group) for text, group in pairs if words(text)]
        return cls(name, tuple(text for text, _ in kept), tuple(group for _, group in kept))


class Style(NamedTuple):
    """A source's figures."""

    turns: int
    median: float
    mean: float
    p10: float
    p90: float
    short: float
    """Share of turns of three words or fewer."""
    filled: float
    hedges: float
    questions: float
    lengths: tuple[float, ...]
    """Shares of turns by class of length."""


def words(text: str) -> int:
    """How many words a turn has."""
    return len(re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*", text))


def style(texts: Sequence[str]) -> Style:
    """The figures of these turns."""
    counts = sorted(words(text) for text in texts)

    def share(holds: Callable[[str], object]) -> float:
        return sum(bool(holds(text)) for text in texts) / len(texts)

    return Style(
        turns=len(texts),
        median=statistics.median(counts),
        mean=statistics.mean(counts),
        p10=float(np.percentile(counts, 10)),
        p90=float(np.percentile(counts, 90)),
        short=share(lambda text: words(text) <= 3),
        filled=share(FILLED.search),
        hedges=share(lambda text: HEDGES.search(text.replace("\u2019", "'"))),
        questions=share(lambda text: "?" in text),
        lengths=lengths(counts),
    )


def lengths(counts: Sequence[int]) -> tuple[float, ...]:
    """Shares by class of length."""
    places = [next((n for n, end in enumerate(BINS) if c <= end), len(BINS)) for c in counts]
    return tuple(places.count(n) / len(places) for n in range(len(BINS) + 1))


def jensen_shannon(p: Sequence[float], q: Sequence[float]) -> float:
    """The divergence of two distributions in bits: 0 the same, 1 nothing in common."""

    def toward_middle(a: Sequence[float], b: Sequence[float]) -> float:
        return float(sum(x * np.log2(2 * x / (x + y)) for x, y in zip(a, b, strict=True) if x > 0))

    return max(0.0, 0.5 * toward_middle(p, q) + 0.5 * toward_middle(q, p))


def distances(a: Style, b: Style) -> dict[str, float]:
    """Jensen-Shannon divergence by statistic."""

    def of(x: float, y: float) -> float:
        return jensen_shannon((x, 1 - x), (y, 1 - y))

    return {
        "length": jensen_shannon(a.lengths, b.lengths),
        "short": of(a.short, b.short),
        "filled": of(a.filled, b.filled),
        "hedges": of(a.hedges, b.hedges),
        "questions": of(a.questions, b.questions),
    }


def _by_words() -> Any:
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(max_iter=1000, C=3),
    )


def _by_function_words() -> Any:
    return make_pipeline(
        TfidfVectorizer(vocabulary=FUNCTION_WORDS, token_pattern=r"(?u)\b\w+(?:'\w+)?\b"),
        LogisticRegression(max_iter=1000),
    )


def _by_length() -> Any:
    return make_pipeline(
        FunctionTransformer(_sizes), StandardScaler(), LogisticRegression(max_iter=1000)
    )


def _sizes(texts: Sequence[str]) -> Any:
    """Words of a turn, as logarithm and its square: length may tell both ways."""
    logs = [float(np.log(words(text))) for text in texts]
    return np.array([[x, x * x] for x in logs])


CLASSIFIERS: dict[str, Callable[[], Any]] = {
    "words": _by_words,
    "function words": _by_function_words,
    "length": _by_length,
}


def auc(a: Turns, b: Turns, make: Callable[[], Any], seed: int = 1) -> float:
    """How well a classifier tells turns of two sources apart, in sessions it has not seen.

    As many turns of each; five folds, in which no group is on both sides.
    """
    rng = random.Random(seed)
    most = min(len(a.texts), len(b.texts), MOST)
    picked = []
    for label, source in enumerate((a, b)):
        for at in rng.sample(range(len(source.texts)), most):
            picked.append((source.texts[at], f"{label}/{source.groups[at]}", label))
    texts = np.array([text for text, _, _ in picked], dtype=object)
    groups = [group for _, group, _ in picked]
    labels = np.array([label for _, _, label in picked])
    scores = np.zeros(len(picked))
    folds = StratifiedGroupKFold(n_splits=5, shuffle=True, random_state=seed)
    for train, test in folds.split(texts, labels, groups):
        model = make().fit(texts[train], labels[train])
        scores[test] = model.predict_proba(texts[test])[:, 1]
    return float(roc_auc_score(labels, scores))


def annomi(data: Path) -> Turns:
    """AnnoMI's client turns."""
    pairs = [
        (said.text, name)
        for name, turns in annomi_sessions(data).items()
        for said, _ in turns
        if said.speaker == "client"
    ]
    return Turns.of("AnnoMI", pairs)


def mibot(data: Path) -> Turns:
    """MIBot's client turns: the utterances of one volley belong together."""
    pairs = []
    for file in sorted((data / "mibot" / "transcripts").glob("*.json")):
        said = json.loads(file.read_text(encoding="utf-8"))["utterances"]
        for (speaker, _), volley in groupby(
            said, key=lambda one: (one["speaker"], one["volley_number"])
        ):
            if speaker == "client":
                pairs.append((" ".join(one["text"].strip() for one in volley), file.stem))
    return Turns.of("MIBot", pairs)


def starter(played: Sequence[Played]) -> Turns:
    """What the starter said; a client's lines come again, so all their sessions are one group."""
    pairs = [(r.text, r.client) for one in played for r in one.replies if r.text != NOTHING_SAID]
    return Turns.of("starter", pairs)


def corpus(clients: Sequence[str] = (), seed: int = 1) -> Turns:
    """Every line that was written for the clients (of those named), one of its wordings each."""
    rng = random.Random(seed)
    read = load(ROOT / "model_training" / "starter" / "corpus", ROOT / "assets" / "packs")
    pairs = [
        (sample(line, rng), client.persona.id)
        for client in read.people
        if not clients or client.persona.id in clients
        for cell in client.cells
        for line in cell.lines
    ]
    return Turns.of("corpus", pairs)


def show(real: Sequence[Turns], made: Sequence[Turns]) -> None:
    """Prints the tables."""
    styles = {source.name: style(source.texts) for source in (*real, *made)}
    print("\nHow clients talk: words a turn, and shares of turns")
    print(
        f"  {'source':<10} {'turns':>6} {'median':>6} {'mean':>5} {'p10':>4} {'p90':>4} "
        f"{'<= 3 w.':>8} {'uh, um':>7} {'hedges':>7} {'asks':>6}"
    )
    for name, s in styles.items():
        print(
            f"  {name:<10} {s.turns:6} {s.median:6.0f} {s.mean:5.1f} {s.p10:4.0f} {s.p90:4.0f} "
            f"{s.short:8.1%} {s.filled:7.1%} {s.hedges:7.1%} {s.questions:6.1%}"
        )
    if not real:
        print("  no real clients to compare with: PIXEL_DATA names the folder that has them")
        return
    pairs = [(a, b) for a in real for b in made]
    pairs += [(a, b) for n, a in enumerate(real) for b in real[n + 1 :]]
    print(
        "\nHow far they are: Jensen-Shannon in bits, then AUC of telling turns apart (0.5: cannot)"
    )
    print(
        f"  {'pair':<20} {'length':>7} {'<= 3 w.':>8} {'uh, um':>7} {'hedges':>7} {'asks':>7} "
        + " ".join(f"{name:>15}" for name in CLASSIFIERS)
    )
    for a, b in pairs:
        d = distances(styles[a.name], styles[b.name])
        found = [auc(a, b, make) for make in CLASSIFIERS.values()]
        print(
            f"  {a.name + ' / ' + b.name:<20} {d['length']:7.3f} {d['short']:8.3f} "
            f"{d['filled']:7.3f} {d['hedges']:7.3f} {d['questions']:7.3f} "
            + " ".join(f"{value:15.3f}" for value in found)
        )
    print("  what clients talk about differs between all sources: function words leave that aside")


def main() -> None:
    """Plays and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="sessions a scenario")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--model", type=Path, help="the model file, its card beside it")
    asked = parser.parse_args()
    named = os.environ.get("PIXEL_DATA")
    real = [annomi(Path(named)), mibot(Path(named))] if named else []
    replies = starter(sessions(asked.sessions, asked.processes, asked.model))
    show(real, [replies, corpus(tuple(set(replies.groups)))])


if __name__ == "__main__":
    main()
