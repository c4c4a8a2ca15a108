"""What the coder costs, beside the same network as torch runs it in fp32.

All run in one process, turn about, on the same turns of our own writing. Our figures are of the
whole way from words to codes with their evidence; torch's are of the tokens and the network
alone. Memory and the time to load are those of fresh processes, without torch.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import psutil

from app.assessment.coder import TrainedCoder
from app.assessment.layout import Said, Speaker, lay_out
from model_training.coder.corpus import read_corpus
from model_training.coder.sources import CORPUS

# What brings torch along is imported where it is used: the fresh processes run this module too.

ONE_BY_ONE, TOGETHER, PASSES, LOADS = 200, 2000, 3, 5
BATCH_TOKENS = 1024
"""Padded tokens of a batch in torch: as many as the coder takes."""
TORCH = "torch fp32"

Turn = tuple[Said, tuple[Said, ...]]


class Reader(Protocol):
    """Whoever reads turns, each after what came before it."""

    def code_all(self, turns: Sequence[Turn]) -> object: ...


class Torch:
    """The coder's network in torch, with the weights it starts training from."""

    def __init__(self, threads: int) -> None:
        import torch
        from transformers.utils import logging

        from model_training.coder.build import tokenizer_of
        from model_training.coder.model import CoderModel

        # It reports each loading in the middle of the tables.
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        torch.set_num_threads(threads)
        self._model = CoderModel().eval()
        self._tokenizer = tokenizer_of()

    def code_all(self, turns: Sequence[Turn]) -> None:
        import torch
        from torch.nn.utils.rnn import pad_sequence

        rows = [lay_out(self._tokenizer, said.text, before) for said, before in turns]
        rows.sort(key=lambda row: len(row.ids))
        while rows:
            count = 1
            while count < len(rows) and (count + 1) * len(rows[count].ids) <= BATCH_TOKENS:
                count += 1
            columns = (
                [row.ids for row in rows[:count]],
                [row.types for row in rows[:count]],
                [[1] * len(row.ids) for row in rows[:count]],
            )
            with torch.inference_mode():
                self._model(
                    *(
                        pad_sequence([torch.tensor(value) for value in column], batch_first=True)
                        for column in columns
                    )
                )
            del rows[:count]


def trainee_turns() -> list[Turn]:
    """The trainee turns of our own writing, after the client's words."""
    corpus = read_corpus(sorted(CORPUS.glob("*.toml")))
    return [_turn("trainee", turn.says, "client", turn.client) for turn in corpus.turn]


def client_turns() -> list[Turn]:
    """The client turns of our own writing, after the trainee's words."""
    corpus = read_corpus(sorted(CORPUS.glob("*.toml")))
    return [_turn("client", turn.says, "trainee", turn.trainee) for turn in corpus.client]


def _turn(speaker: Speaker, says: str, other: Speaker, said: str) -> Turn:
    before = (Said(speaker=other, text=said),) if said else ()
    return Said(speaker=speaker, text=says), before


def spaced(turns: Sequence[Turn], count: int) -> list[Turn]:
    """So many of the turns, evenly from all of them."""
    return [turns[i * len(turns) // count] for i in range(count)]


def all_turns() -> list[Turn]:
    """As many turns as are coded at once, trainees' and clients'."""
    return spaced([*trainee_turns(), *client_turns()], TOGETHER)


def one_by_one(readers: Mapping[str, Reader], turns: Sequence[Turn]) -> dict[str, list[float]]:
    """Seconds of each turn alone, by reader."""
    taken: dict[str, list[float]] = {name: [] for name in readers}
    for reader in readers.values():
        reader.code_all(turns[:1])
    for turn in turns:
        for name, reader in readers.items():
            taken[name].append(seconds_of(reader, [turn]))
    return taken


def together(readers: Mapping[str, Reader], turns: Sequence[Turn]) -> dict[str, float]:
    """Turns a second of all turns at once, by reader, the median pass."""
    taken: dict[str, list[float]] = {name: [] for name in readers}
    for reader in readers.values():
        reader.code_all(turns[:50])
    for _ in range(PASSES):
        for name, reader in readers.items():
            taken[name].append(seconds_of(reader, turns))
    return {name: len(turns) / statistics.median(times) for name, times in taken.items()}


def seconds_of(reader: Reader, turns: Sequence[Turn]) -> float:
    """Seconds that a reader takes for the turns, given at once."""
    began = time.perf_counter()
    reader.code_all(turns)
    return time.perf_counter() - began


def show(paths: Sequence[Path]) -> None:
    """Prints the speed of coder files beside torch."""
    alone = one_by_one(
        {**{str(p): TrainedCoder.load(p, threads=1) for p in paths}, TORCH: Torch(threads=1)},
        spaced(trainee_turns(), ONE_BY_ONE),
    )
    batch = together(
        {**{str(p): TrainedCoder.load(p, threads=2) for p in paths}, TORCH: Torch(threads=2)},
        all_turns(),
    )
    for path in paths:
        ours, theirs = (1e3 * statistics.median(alone[name]) for name in (str(path), TORCH))
        slow, slow_theirs = (
            1e3 * statistics.quantiles(alone[name], n=20)[-1] for name in (str(path), TORCH)
        )
        many, many_theirs = batch[str(path)], batch[TORCH]
        load = 1e3 * statistics.median(fresh("load", path)[0] for _ in range(LOADS))
        peak, bare = fresh("memory", path)
        size = path.stat().st_size / 1e6
        rows = [
            (
                f"a turn, one core / {TORCH}",
                f"{ours:.2f} / {theirs:.2f} ms = {ours / theirs:.3f}",
                _target(ours <= 15, "<= 15 ms"),
            ),
            (
                f"the slowest of twenty turns / {TORCH}",
                f"{slow:.2f} / {slow_theirs:.2f} ms = {slow / slow_theirs:.3f}",
                "",
            ),
            (
                f"{TOGETHER} turns at once, two cores / {TORCH}",
                f"{many:.0f} / {many_theirs:.0f} turns/s = {many / many_theirs:.3f}",
                _target(many >= 200, ">= 200 turns/s"),
            ),
            (
                f"to load, {LOADS} fresh processes",
                f"{load:.0f} ms",
                _target(load <= 400, "<= 400 ms"),
            ),
            ("file", f"{size:.1f} MB", _target(size <= 30, "<= 30 MB")),
            (
                f"peak memory, {TOGETHER} turns at once",
                f"{peak:.0f} MiB, {bare:.0f} before the coder is loaded",
                "",
            ),
        ]
        print(f"\n{path.name}: {ONE_BY_ONE} turns one by one, {PASSES} passes at once, medians")
        width = max(len(what) for what, *_ in rows)
        for what, figure, target in rows:
            print(f"  {what:<{width}}  {figure:<44}  {target}".rstrip())


def _target(met: bool, target: str) -> str:
    return target if met else f"{target}, MISSED"


def fresh(what: str, path: Path) -> list[float]:
    """The numbers that a fresh process prints: see ``main``."""
    command = [sys.executable, "-m", "tests.benchmarks.coder_speed", what, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def peak_mib() -> float:
    """This process's peak memory in MiB.

    On Linux not from getrusage: a new process has there what its parent held when it began it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    if peak := getattr(psutil.Process().memory_info(), "peak_wset", 0):
        return float(peak) / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    """Prints seconds to load a coder, or peak MiB after coding and before loading."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("what", choices=("load", "memory"))
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    if arguments.what == "load":
        began = time.perf_counter()
        TrainedCoder.load(arguments.path)
        print(time.perf_counter() - began)
        return
    turns, bare = all_turns(), peak_mib()
    TrainedCoder.load(arguments.path).code_all(turns)
    print(peak_mib(), bare)


if __name__ == "__main__":
    main()
