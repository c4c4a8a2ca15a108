"""Whole sessions with the starter model, played by trainees of all kinds, and what came of them.

A session follows from its scenario and its number alone: which trainee, which topics, which seed.
Every draw of the model is kept beside what was shown, so that what the screen held back can be
counted. Only scenarios whose clients are on the model's card are played.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from app.assessment.coder import TrainedCoder
from app.client.script import Problem, first_name, problem, told
from app.domain.events import ClientReplied, Event
from app.domain.persona import Persona
from app.domain.psychology import Psychology
from app.domain.scenario import Pack, Scenario
from app.engine.llama import LlamaEngine
from app.engine.placement import facts_of, plan, this_machine
from app.engine.protocol import Answer, Engine, EngineInfo, Message, Request
from app.library.models import starter_model
from app.library.packs import find_scenario, shipped_packs
from app.library.psychology import load_psychology
from app.practice.coders import open_coder
from app.practice.compliance import Compliance, compliance
from app.practice.session import Practice
from model_training.starter.corpus import load
from model_training.starter.grammar import expand
from tests.benchmarks.trainees import Kind, easiest, scripts

ROOT = Path(__file__).parents[2]
CONTEXT = 8192
SESSIONS = int(os.environ.get("PIXEL_SESSIONS", "8"))
"""Sessions a scenario where nothing else is said."""
_FEW = 3
"""Words up to which anybody says the same thing twice."""


@cache
def _found(key: str) -> tuple[Pack, Scenario]:
    pack, scenario, _ = find_scenario(shipped_packs(), key)
    return pack, scenario


@cache
def _psychology() -> Psychology:
    return load_psychology()


@dataclass(frozen=True)
class Reply:
    """What a client said, and all that was drawn for it."""

    client: str
    text: str
    drafts: tuple[str, ...]
    faults: tuple[Problem, ...]
    """What was wrong with drafts, the last one too where only its beginning was shown."""
    told: tuple[str, ...]
    leaked: tuple[str, ...]
    """Locked items in what was shown, by the pack's markers."""
    leaked_words: tuple[str, ...]
    """And by the lines that were written to tell them."""
    repeats: bool
    """Said word for word before in this session, by this client, in more than three words."""


@dataclass(frozen=True)
class Played:
    """One session."""

    scenario: str
    number: int
    kinds: tuple[Kind, ...]
    replies: tuple[Reply, ...]
    kept: tuple[Compliance, ...]


class Recorder:
    """An engine that also keeps what it drew for clients."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.drawn: list[str] = []

    @property
    def info(self) -> EngineInfo:
        """What the engine is."""
        return self._engine.info

    def answer(self, request: Request, on_text: Callable[[str], None] | None = None) -> Answer:
        """Answers, and keeps a client's words as far as they came."""
        answer = self._engine.answer(request, on_text)
        if request.seat.startswith("client"):
            self.drawn.append(answer.text)
        return answer

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens these messages fill."""
        return self._engine.count(messages)

    def stop(self) -> None:
        """Ends the answer under way."""
        self._engine.stop()

    def close(self) -> None:
        """Frees the engine."""
        self._engine.close()


class _Forgets:
    def append(self, event: Event) -> None:
        """The practice keeps its own events."""


@dataclass(frozen=True)
class Lines:
    """The lines that were written to tell each item of a client, and those that tell nothing."""

    tells: dict[str, frozenset[str]]

    @classmethod
    def of(cls, client: str) -> "Lines":
        """The corpus of one client; empty where there is none."""
        return _lines().get(client, cls({}))

    def found(self, text: str, items: set[str]) -> tuple[str, ...]:
        """Which of the items the text tells in a line of the corpus."""
        said = plain(text)
        return tuple(
            item for item in sorted(items) if any(line in said for line in self.tells.get(item, ()))
        )


def plain(text: str) -> str:
    """Words alone, a space between each and at both ends."""
    words = re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
    return f" {' '.join(words)} "


@cache
def _lines() -> dict[str, Lines]:
    corpus = load(ROOT / "model_training" / "starter" / "corpus", ROOT / "assets" / "packs")
    found = {}
    for client in corpus.people:
        free = {
            plain(words)
            for cell in client.cells
            if cell.tells is None
            for line in cell.lines
            for words in expand(line)
        }
        tells: dict[str, set[str]] = {}
        for cell in client.cells:
            if cell.tells is not None:
                lines = {plain(words) for line in cell.lines for words in expand(line)}
                tells.setdefault(cell.tells, set()).update(lines - free)
        found[client.persona.id] = Lines({item: frozenset(some) for item, some in tells.items()})
    return found


def playable(model: Path) -> list[str]:
    """The scenarios whose clients the model's card lists, as ``pack/scenario``."""
    card = model.with_suffix(".md").read_text(encoding="utf-8")
    listed = " ".join(card.split("so that", 1)[0].split())
    return [
        f"{pack.id}/{scenario.id}"
        for pack in shipped_packs()
        for scenario in pack.scenarios
        if all(pack.client(id).name in listed for id in scenario.clients)
    ]


def trainee(number: int) -> tuple[tuple[Kind, int], ...]:
    """The scripts of the session of this number; every fifth is long enough to reach far."""
    plans: tuple[tuple[Kind, ...], ...] = (
        ("skilled",),
        ("poor",),
        ("skilled", "skilled"),
        ("mixed",),
        ("probing",),
    )
    kinds = plans[number % len(plans)]
    nth = number // len(plans)
    return tuple((kind, (nth + at) % len(scripts(kind))) for at, kind in enumerate(kinds))


def topics_of(persona: Persona, number: int) -> tuple[str, ...]:
    """The easiest topics in half of the sessions, else three that go around with the number."""
    if number % 2 == 0:
        return easiest(persona)
    ids = [topic.id for topic in persona.topics]
    return tuple(ids[(number // 2 + at) % len(ids)] for at in range(3))


def spoken(pack: Pack, scenario: Scenario, number: int) -> Iterator[str]:
    """What the trainee says; to each of a group in turn, by name."""
    people = [pack.client(id) for id in scenario.clients]
    at = 0
    for kind, which in trainee(number):
        script = scripts(kind)[which]
        by_person = [script.spoken(one, topics_of(one, number)) for one in people]
        for place in range(len(script.lines)):
            one = people[at % len(people)]
            line = by_person[at % len(people)][place]
            at += 1
            if len(people) == 1:
                yield line
                continue
            name = first_name(one)
            yield f"{name}, {line if line.startswith('I') else line[0].lower() + line[1:]}"


def play(key: str, number: int, engine: Engine, coder: TrainedCoder) -> Played:
    """One session from the first word to the last."""
    pack, scenario = _found(key)
    recorder = Recorder(engine)
    practice = Practice.begin(
        pack=pack, scenario=scenario, engine=recorder, coder=coder, log=_Forgets(), seed=number
    )
    replies: list[Reply] = []
    for line in spoken(pack, scenario, number):
        recorder.drawn.clear()
        replies.append(_looked_at(practice, practice.say(line), recorder))
        while practice.view.pending is not None:
            recorder.drawn.clear()
            replies.append(_looked_at(practice, practice.proceed(), recorder))
    practice.end()
    return Played(
        scenario=key,
        number=number,
        kinds=tuple(kind for kind, _ in trainee(number)),
        replies=tuple(replies),
        kept=compliance(practice.events, practice.personas, _psychology()),
    )


def _looked_at(practice: Practice, event: ClientReplied, recorder: Recorder) -> Reply:
    persona, view = practice.personas[event.client], practice.view
    state = view.state_of(event.client, event.parent)
    earlier = [
        turn.text
        for turn in view.turns.values()
        if turn.client == event.client and turn.number < event.turn
    ]
    may = {*state.disclosed, state.offered}
    locked = {item.id for item in persona.ladder if item.id not in may}
    faults = [problem(persona, state, draft.strip(), earlier) for draft in recorder.drawn]
    return Reply(
        client=event.client,
        text=event.text,
        drafts=tuple(recorder.drawn),
        faults=tuple(fault for fault in faults if fault is not None),
        told=event.told,
        leaked=tuple(item for item in told(persona, event.text) if item in locked),
        leaked_words=Lines.of(event.client).found(event.text, locked),
        repeats=repeats(event.text, earlier),
    )


def repeats(text: str, earlier: Sequence[str]) -> bool:
    """Whether a text of more than three words has been said before, word for word."""
    words = plain(text)
    return len(words.split()) > _FEW and any(plain(other) == words for other in earlier)


@cache
def _opened(model: str) -> tuple[LlamaEngine, TrainedCoder]:
    """What a process needs to play, on one thread."""
    placement = plan(facts_of(Path(model)), this_machine(), context=CONTEXT)
    return LlamaEngine(Path(model), replace(placement, n_threads=1)), open_coder()


def _play(job: tuple[str, str, int]) -> Played:
    model, key, number = job
    return play(key, number, *_opened(model))


@cache
def sessions(
    count: int = SESSIONS,
    processes: int = 1,
    model: Path | None = None,
    only: tuple[str, ...] = (),
) -> tuple[Played, ...]:
    """Plays ``count`` sessions of every scenario the model knows (of ``only`` those named)."""
    path = model or starter_model()
    keys = [key for key in playable(path) if not only or key in only]
    jobs = [(str(path), key, number) for key in keys for number in range(count)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return tuple(pool.map(_play, jobs, chunksize=4))
