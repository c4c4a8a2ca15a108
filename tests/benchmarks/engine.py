"""The engine beside bare llama.cpp: ``python -m tests.benchmarks.engine [MODEL ...]``.

Both run in one process, on the same model, threads and sampler, turn about; every figure is a
ratio of medians, with the target beside it. Without arguments the models are the starter model,
where it is built, and a made-up one of 150 million weights with a vocabulary of Qwen3's size.
The made-up model's words never fit a schema, so its JSON row is the worst case: every token is
refused and searched for.
"""

import argparse
import ctypes
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import platformdirs
import psutil

from app.engine.llama import LlamaEngine
from app.engine.native import Vocabulary, lib
from app.engine.placement import Placement, facts_of, plan, this_machine
from app.engine.process import EngineProcess
from app.engine.protocol import Answer, Message, Request, Sampling
from tests import models

STARTER = Path(__file__).parents[2] / "assets" / "models" / "starter.gguf"
RUNS = 7
DECODE_RUNS = 21  # short ones, and other programs disturb them most
TOKENS = 96
SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "empathy": {"type": "integer"},
            "quote": {"type": "string", "minLength": 150},
            "kind": {"enum": ["open", "closed"]},
        },
        "required": ["empathy", "quote", "kind"],
    }
)


class Bare:
    """llama.cpp as its simplest example uses it: one sequence and no records.

    Its defaults but for the threads, the context, and flash attention, which is set as the engine
    sets it, so that what is compared is the engine's own part.
    """

    def __init__(self, path: Path, placement: Placement) -> None:
        params = lib.llama_model_default_params()
        params.n_gpu_layers = placement.n_gpu_layers
        self._model = lib.llama_model_load_from_file(str(path).encode(), params)
        self.vocabulary = Vocabulary(self._model)
        context = lib.llama_context_default_params()
        context.n_ctx = placement.n_ctx
        context.n_threads = context.n_threads_batch = placement.n_threads
        if placement.n_gpu_layers == 0:
            context.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = lib.llama_init_from_model(self._model, context)
        self._held: list[int] = []
        self._memory = lib.llama_get_memory(self._context)

    def hold(self, tokens: list[int]) -> None:
        """Makes the cache hold exactly these tokens."""
        kept = common(tokens, self._held)
        lib.llama_memory_seq_rm(self._memory, 0, kept, -1)
        self._held = tokens[:kept]
        self.prefill(tokens[kept:])

    def prefill(self, tokens: list[int]) -> float:
        """Seconds to compute tokens behind what is there, the last one's result read."""
        start = time.perf_counter()
        for at in range(0, len(tokens), 2048):
            chunk = tokens[at : at + 2048]
            array = (ctypes.c_int32 * len(chunk))(*chunk)
            assert lib.llama_decode(self._context, lib.llama_batch_get_one(array, len(chunk))) == 0
        lib.llama_synchronize(self._context)
        self._held = [*self._held, *tokens]
        return time.perf_counter() - start

    def decode(self, seed: int) -> tuple[int, float]:
        """Tokens drawn and decoded until the answer ends, and seconds from the first on."""
        sampling = Sampling()
        chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        for sampler in (
            lib.llama_sampler_init_top_k(sampling.top_k),
            lib.llama_sampler_init_top_p(sampling.top_p, 1),
            lib.llama_sampler_init_temp(sampling.temperature),
            lib.llama_sampler_init_dist(seed),
        ):
            lib.llama_sampler_chain_add(chain, sampler)
        n, piece, one = 0, ctypes.create_string_buffer(64), (ctypes.c_int32 * 1)()
        start = time.perf_counter()
        while n < TOKENS:
            token = lib.llama_sampler_sample(chain, self._context, -1)
            if n == 0:
                start = time.perf_counter()
            if lib.llama_vocab_is_eog(self.vocabulary.pointer, token):
                break
            lib.llama_token_to_piece(self.vocabulary.pointer, token, piece, 64, 0, False)
            one[0] = token
            assert lib.llama_decode(self._context, lib.llama_batch_get_one(one, 1)) == 0
            n += 1
        seconds = time.perf_counter() - start
        lib.llama_sampler_free(chain)
        return n, seconds

    def close(self) -> None:
        lib.llama_free(self._context)
        lib.llama_model_free(self._model)


class Bench:
    """The figures for one model."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.placement = plan(facts_of(path), this_machine(), context=8192)
        self.rows: list[tuple[str, str, str]] = []

    def run(self) -> None:
        memory = self._memory()
        bare, engine = Bare(self.path, self.placement), LlamaEngine(self.path, self.placement)
        session = Session(engine, bare)
        self._decode("decode speed / bare", engine, bare, session)
        self._turns(session)
        self._schema(engine, session)
        self._stop(engine, "stop in a prefill, same process")
        with EngineProcess(self.path, self.placement) as process:
            self._decode("decode speed, own process / bare", process, bare, session)
            self._stop(process, "stop in a prefill, own process")
        engine.close()
        bare.close()
        self._add(
            "peak memory / bare",
            f"{memory[0]:.0f} / {memory[1]:.0f} MiB = {memory[0] / memory[1]:.3f}",
            "<= 1.10 + interpreter",
        )

    def _add(self, what: str, figure: str, target: str) -> None:
        self.rows.append((what, figure, target))

    def _decode(
        self, what: str, engine: LlamaEngine | EngineProcess, bare: Bare, session: "Session"
    ) -> None:
        ours, theirs = [], []
        for run in range(-1, DECODE_RUNS):
            answer = engine.answer(session.ask(session.messages[:3], seed=run + 1))
            prompt = session.tokens(session.messages[:3])
            bare.hold(prompt[:-1])
            bare.prefill(prompt[-1:])
            n, seconds = bare.decode(run + 1)
            if run >= 0 and n > 8 and answer.generated > 8:
                ours.append((answer.total_s - answer.first_token_s) / (answer.generated - 1))
                theirs.append(seconds / n)
        a, b = statistics.median(ours), statistics.median(theirs)
        self._add(what, f"{1 / a:.1f} / {1 / b:.1f} tok/s = {b / a:.3f}", ">= 0.97")

    def _turns(self, session: "Session") -> None:
        for what, measure in (
            ("a turn", session.turn),
            ("back ten turns", session.back),
            ("client, coach, client", session.time_out),
        ):
            found = [measure(run) for run in range(-1, RUNS)][1:]
            exact = all(turn.prefilled == turn.expected for turn in found)
            ours = statistics.median(turn.first_s for turn in found)
            theirs = statistics.median(turn.bare_s for turn in found)
            tokens = f"{found[-1].prefilled} of {found[-1].prompt} computed"
            self._add(
                f"{what}: prefilled", f"{tokens}, {'exact' if exact else 'NOT EXACT'}", "new only"
            )
            self._add(
                f"{what}: first token / bare",
                f"{ours * 1e3:.1f} / {theirs * 1e3:.1f} ms = {ours / theirs:.3f}",
                "<= 1.10",
            )

    def _schema(self, engine: LlamaEngine, session: "Session") -> None:
        def per_token(schema: str | None, seed: int) -> float:
            answer = engine.answer(session.ask(session.messages[:3], seed=seed, schema=schema))
            return (answer.total_s - answer.first_token_s) / max(1, answer.generated - 1)

        free, bound = [], []
        for run in range(-1, DECODE_RUNS):
            pair = per_token(None, run + 1), per_token(SCHEMA, run + 1)
            if run >= 0:
                free.append(pair[0])
                bound.append(pair[1])
        a, b = statistics.median(bound), statistics.median(free)
        self._add("JSON decode / free", f"{1 / a:.1f} / {1 / b:.1f} tok/s = {b / a:.3f}", ">= 0.95")

    def _stop(self, engine: LlamaEngine | EngineProcess, what: str) -> None:
        words = "word "
        unit = engine.count([Message("user", words * 200)]) / 200
        wanted = min(4000, engine.info.context - 200)
        taken = []
        for run in range(RUNS):
            text = f"{run} " + words * int(wanted / unit)
            stopped_at = [0.0]

            def stop(at: list[float] = stopped_at) -> None:
                at[0] = time.perf_counter()
                engine.stop()

            # Somewhere in the prefill: as far as the first run shows it lasts.
            timer = threading.Timer(0.02 + 0.02 * run, stop)
            timer.start()
            answer = engine.answer(Request("stop", (Message("user", text),), seed=1, max_tokens=64))
            end = time.perf_counter()
            timer.join()
            if answer.finish == "stopped" and answer.prefilled < answer.prompt_tokens:
                taken.append(end - stopped_at[0])
        figure = (
            f"{statistics.median(taken) * 1e3:.1f} ms, worst {max(taken) * 1e3:.1f} ms "
            f"of {len(taken)} in {wanted} tokens"
            if taken
            else "prefill too short to be stopped"
        )
        self._add(what, figure, "<= 50 ms")

    def _memory(self) -> tuple[float, float]:
        """Peak memory in MiB of the engine and of bare llama.cpp, each in its own process."""
        found = []
        for which in ("engine", "bare"):
            command = [sys.executable, "-m", "tests.benchmarks.engine", "--memory", which]
            done = subprocess.run(
                [*command, str(self.path)], capture_output=True, text=True, check=True
            )
            found.append(float(done.stdout.split()[-1]))
        return found[0], found[1]


class Turn:
    """One measured turn."""

    def __init__(self, answer: Answer, expected: int, bare_s: float) -> None:
        self.prefilled, self.prompt = answer.prefilled, answer.prompt_tokens
        self.expected, self.first_s, self.bare_s = expected, answer.first_token_s, bare_s


class Session:
    """A session of 40 turns, as far as the context holds them."""

    def __init__(self, engine: LlamaEngine, bare: Bare) -> None:
        self._engine, self._bare = engine, bare
        self.messages = [Message("system", "You are Ana, and you would rather not be here. " * 12)]
        room = engine.info.context - TOKENS - 400
        for turn in range(40):
            more = [
                Message("user", f"What was it like for you in week {turn}, at home?"),
                Message("assistant", f"It was like week {turn - 1}. My mother called, and I sat."),
            ]
            if engine.count([*self.messages, *more]) > room:
                break
            self.messages += more

    def ask(
        self, messages: list[Message], seed: int, seat: str = "client", schema: str | None = None
    ) -> Request:
        return Request(seat, tuple(messages), seed, max_tokens=TOKENS, schema=schema)

    def tokens(self, messages: list[Message]) -> list[int]:
        return self._engine._prompt(messages)

    def _measure(self, run: int, kept: list[Message], between: Callable[[], None]) -> Turn:
        """An answer in the session's full length, something else, and a new turn after ``kept``."""
        history = [*self.messages, Message("user", "And today?")]
        first = self._engine.answer(self.ask(history, seed=run + 1))
        held = self.tokens(history)
        if kept is self.messages:
            kept = [*history, Message("assistant", first.text)]
        between()
        asked = [*kept, Message("user", f"Number {run + 10}: how do you feel about that now?")]
        prompt = self.tokens(asked)
        # All of the last answer but its last token is in the cache, as sampled.
        known = (
            common(prompt, held)
            if kept != [*history, kept[-1]]
            else (first.prompt_tokens + first.generated - 1)
        )
        self._bare.hold(prompt[:known])
        bare_s = self._bare.prefill(prompt[known:])
        answer = self._engine.answer(self.ask(asked, seed=run + 1))
        return Turn(answer, len(prompt) - known, bare_s)

    def turn(self, run: int) -> Turn:
        return self._measure(run, self.messages, lambda: None)

    def time_out(self, run: int) -> Turn:
        coach = [
            Message("system", "You are the coach. Say what the trainee might try."),
            Message("user", f"Question {run}: what now?"),
        ]

        def ask_coach() -> None:
            self._engine.answer(self.ask(coach, seed=run + 1, seat="coach"))

        return self._measure(run, self.messages, ask_coach)

    def back(self, run: int) -> Turn:
        return self._measure(run, self.messages[:-20], lambda: None)


def common(a: list[int], b: list[int]) -> int:
    """Length of the common beginning."""
    n = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        n += 1
    return n


def measure_memory(which: str, path: Path) -> None:
    """Prints this process's peak memory in MiB after a long prefill and some tokens."""
    placement = plan(facts_of(path), this_machine(), context=8192)
    text = "word " * 1500
    if which == "bare":
        bare = Bare(path, placement)
        bare.prefill(bare.vocabulary.tokenize(text, special=False)[: placement.n_ctx - 200])
        bare.decode(1)
    else:
        engine = LlamaEngine(path, placement)
        room = placement.n_ctx - 200
        while engine.count([Message("user", text)]) > room:
            text = text[: len(text) // 2]
        engine.answer(Request("a", (Message("user", text),), 1, max_tokens=TOKENS))
    info = psutil.Process().memory_info()
    peak = getattr(info, "peak_wset", 0)
    if not peak:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak *= 1 if sys.platform == "darwin" else 1024
    print(peak / 2**20)


def default_models() -> list[Path]:
    """The starter model, where it is built, and the made-up one (kept in the cache folder)."""
    cache = Path(platformdirs.user_cache_dir("pixel")) / "benchmarks"
    cache.mkdir(parents=True, exist_ok=True)
    made_up = cache / "broad-1.gguf"
    if not made_up.exists():
        models.broad(cache / "unfinished.gguf").replace(made_up)
    return [*([STARTER] if STARTER.exists() else []), made_up]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--memory", choices=("engine", "bare"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        measure_memory(arguments.memory, arguments.models[0])
        return
    for path in arguments.models or default_models():
        bench = Bench(path)
        bench.run()
        print(f"\n{path.name}, {bench.placement.n_threads} threads, {RUNS} runs, medians")
        width = max(len(row[0]) for row in bench.rows)
        for what, figure, target in bench.rows:
            print(f"  {what:<{width}}  {figure:<52}  {target}")


if __name__ == "__main__":
    main()
