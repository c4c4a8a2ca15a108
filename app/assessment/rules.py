"""Codes by rule: regular expressions over sentences, no model, the same answer every time.

Each sentence is coded by what it does, and a turn by its sentences. A question that advises,
argues, judges or merely greets is not counted as a question. In a turn with several, open
stands before closed, complex before simple, and advice before other input.

The program codes with the trained coder. These rules stay for the starter model, whose training
dialogues are made and judged with them, and as a fast coder for tests of other parts.

Reflections are the weak spot: whether a statement about the client mirrors, informs or argues
often lies in the talk around it, and rules take too many for reflections.
"""

import re
from collections.abc import Sequence
from typing import Protocol, get_args

from app.assessment import safety
from app.assessment.layout import Said
from app.assessment.patterns import asking, flags, inputs, pressing, reflecting, supporting
from app.assessment.sentences import (
    Sentence,
    is_silent,
    plain,
    sentences,
    with_apostrophes,
)
from app.domain.codes import (
    Behavior,
    ClientCodes,
    Flag,
    Input,
    Level,
    Move,
    Question,
    Reflection,
    Span,
    TurnCodes,
)

# How far a rule is to be trusted: set by hand, the same for every text it fires on. These are
# NOT calibrated: .9 does not mean right nine times in ten.
_STRONG, _FAIR, _WEAK = 0.9, 0.75, 0.55
_RAISED = 0.5
"""A statement with a question mark: a reflection in a raised voice, or a closed question."""

_LONG = 11
"""Blanks in a statement beyond which it is taken to inform, where nothing else speaks."""

_INPUTS: tuple[Input, ...] = ("advice", "negotiation", "options", "information")
_WORD = re.compile(r"[a-z']{4,}")

Hit = tuple[int, int, float]
"""Start and end in the turn's text, and the strength of the rule."""


class _Mark(Protocol):
    """Notes a match under a code; says whether there was one."""

    def __call__(
        self, code: str, match: re.Match[str] | None, strength: float = ..., /
    ) -> bool: ...


class _Whole(Protocol):
    """Notes the whole sentence under a code."""

    def __call__(self, code: str, strength: float, /) -> None: ...


class RuleCoder:
    """A coder of rules. Its probabilities are rule strengths and are not calibrated."""

    name = "rule-based"

    def code(self, text: str, before: Sequence[Said] = ()) -> TurnCodes:
        """Codes of one trainee turn, in time linear in its length."""
        flat, places = with_apostrophes(plain(text))
        if is_silent(flat):
            whole = {"flag:silent": (Span(start=0, end=len(text)),)} if text else {}
            return TurnCodes(
                flags=("silent",), probabilities={"flag:silent": _STRONG}, evidence=whole
            )
        said = with_apostrophes(plain(before[-1].text))[0] if before else None
        hits: dict[str, list[Hit]] = {}
        for sentence in sentences(flat):
            for code, hit in _sentence(sentence, said).items():
                hits.setdefault(code, []).append(hit)
        _across(hits, said)
        if places is not None:
            hits = {
                code: [(places[start], places[end], strength) for start, end, strength in found]
                for code, found in hits.items()
            }
        return _turn(hits)

    def code_client(self, text: str, before: Sequence[Said] = ()) -> ClientCodes:
        """No codes: the rules are about what trainees say."""
        return ClientCodes()


def _sentence(s: Sentence, said: str | None) -> dict[str, Hit]:
    """What one sentence does, by code."""
    found: dict[str, Hit] = {}
    core, offset = s.core, s.start + s.lead

    def mark(code: str, match: re.Match[str] | None, strength: float = _STRONG) -> bool:
        if match is None:
            return False
        end = match.end() if match.end() > match.start() else len(core)
        found[code] = (offset + match.start(), offset + end, strength)
        return True

    def whole(code: str, strength: float) -> None:
        found[code] = (offset, s.end, strength)

    question = _question(s)
    stem = reflecting.STEM.match(core)
    own = flags.OWN.search(core) is not None
    attributed = stem is not None and question is None and not own
    mark("safety", safety.outright(core))
    if reflecting.BACK_CHANNEL.match(core) or reflecting.BACK_CHANNEL.match(s.text):
        if "thank" in core:
            mark("move:affirm", supporting.AFFIRM.search(core))
        if question is None or core.startswith(("go on", "really")):
            return found

    if mark("flag:apologizes", flags.APOLOGY.search(core) or flags.APOLOGY_START.match(core)):
        return found
    mark("emotional_reaction:2", flags.SYMPATHY.search(core))
    mark("emotional_reaction:1", flags.WARM.search(core), _FAIR)
    if mark("flag:greets", flags.GREETING.match(core) or flags.HOW_ARE_YOU.match(core)):
        # "Hi Sam, what brings you in?" asks as well; "Hi, how are you?" only greets.
        if question is not None and not flags.HOW_ARE_YOU.search(core):
            whole(f"question:{question}", _FAIR)
        return found
    if mark("flag:closes", flags.CLOSING.search(core) or flags.CLOSING_START.match(core)):
        return found
    if "safety" in found and question is not None and not pressing.PERSUADE.search(core):
        whole(f"question:{question}", _STRONG)
        return found
    if question is not None and safety.only_denied(core):
        whole(f"question:{question}", _STRONG)
        return found

    mark("move:ask_permission", inputs.PERMISSION.search(core))
    mark("move:seek_collaboration", supporting.COLLABORATION.search(core), _FAIR)
    if not attributed:
        if _pressing(core, question, mark):
            return found
        if question is None and mark("move:emphasize_autonomy", supporting.AUTONOMY.search(core)):
            return found
        if _informing(s, core, question, mark, found):
            return found
        if question is None and mark("move:affirm", supporting.AFFIRM.search(core)):
            return found
    elif mark("move:confront", pressing.CONFRONT.search(core), _WEAK):
        return found

    raised = False
    if question is not None:
        raised = (
            s.asks
            and reflecting.DECLARATIVE.match(core) is not None
            and not asking.TAG.search(core)
        )
        whole(f"question:{question}", _RAISED if raised else _STRONG if s.asks else _FAIR)
        mark("flag:names_feeling", reflecting.FEELING.search(core), _FAIR)
        strong = asking.EXPERIENCE.search(core) is not None or "flag:names_feeling" in found
        whole(f"exploration:{2 if strong else 1}", _FAIR)
    if question is None or raised:
        _reflecting(s, core, stem, said, mark, whole)
    return found


def _pressing(core: str, question: Question | None, mark: _Mark) -> bool:
    """Judging, minimizing, confronting, persuading: whether the sentence does any of them."""
    if mark("flag:judges", judged := pressing.JUDGING.search(core)):
        mark("move:confront", judged, _FAIR)
        return True
    made_light = None if question == "open" else pressing.MINIMIZING.search(core)
    if mark("flag:minimizes", made_light or pressing.AT_LEAST.match(core)):
        return True
    confront = pressing.CONFRONT.search(core) or pressing.CONFRONT_START.match(core)
    if mark("move:confront", confront, _FAIR):
        return True
    return mark(
        "move:persuade",
        pressing.PERSUADE.search(core) or pressing.PERSUADE_START.match(core),
        _FAIR,
    )


def _informing(
    s: Sentence,
    core: str,
    question: Question | None,
    mark: _Mark,
    found: dict[str, Hit],
) -> bool:
    """Input of any kind: whether the sentence gives or offers some."""
    asked = "move:ask_permission" in found
    if mark("input:options", inputs.OPTIONS.search(core), _FAIR):
        return True
    if mark("input:negotiation", inputs.NEGOTIATION.search(core), _FAIR):
        if question is not None:
            found["question:closed"] = (s.start + s.lead, s.end, _FAIR)
        return True
    if asked and question is not None:
        if not mark("input:advice", inputs.OFFER.search(core), _FAIR):
            mark("input:information", inputs.INFORM_OFFER.search(core), _FAIR)
        found["question:closed"] = (s.start + s.lead, s.end, _FAIR)
        return True
    # "It took courage to bring this up" and the like hold words of advice too.
    if question is None and supporting.AFFIRM.match(core):
        return False
    advice = inputs.ADVICE.search(core) or (
        inputs.ADVICE_START.match(core) if question is None else None
    )
    if (question != "open" or inputs.ADVICE.match(core)) and mark("input:advice", advice, _FAIR):
        return True
    if question is not None:
        return False
    if mark("flag:self_discloses", flags.DISCLOSURE.search(core), _FAIR):
        return True
    if supporting.AFFIRM.search(core):
        return False
    return mark("input:information", inputs.INFORMATION.search(core), _FAIR) or mark(
        "input:information", inputs.INFORMATION_START.match(core), _FAIR
    )


def _reflecting(
    s: Sentence,
    core: str,
    stem: re.Match[str] | None,
    said: str | None,
    mark: _Mark,
    whole: _Whole,
) -> None:
    """Marks a statement about the client as a simple or complex reflection."""
    you = reflecting.YOU.search(core) is not None
    told = s.lead > 0 or reflecting.SIMPLE_SUBJECT.match(core) is not None or core.count(" ") >= 3
    if stem is None and (reflecting.FIRST_PERSON.match(core) or not (you or told)):
        return
    if not you and reflecting.ROOM.search(core):
        return
    feeling = reflecting.FEELING.search(core)
    if mark("flag:names_feeling", feeling):
        whole("interpretation:2", _FAIR)
    added = (
        reflecting.DOUBLE_SIDED.search(core) is not None
        or _new(reflecting.FEELING, core, said)
        or _new(reflecting.MEANING, core, said)
    )
    # A statement with no "you" and no "so" before it is more often information or small talk.
    if stem is None and not you and not added and (s.lead == 0 or core.count(" ") > _LONG):
        return
    plainly = stem is not None or (s.lead > 0 and core.startswith("you"))
    if added:
        whole("reflection:complex", _FAIR if plainly or feeling else _WEAK)
        whole("interpretation:2", _FAIR)
    else:
        whole("reflection:simple", _FAIR if plainly else _WEAK)
        whole("interpretation:1", _FAIR)


def _new(words: re.Pattern[str], core: str, said: str | None) -> bool:
    """Whether the sentence has such words that the client did not just say."""
    for match in words.finditer(core):
        content = _WORD.findall(match.group())
        if said is None or not content or any(word[:5] not in said for word in content):
            return True
    return False


def _question(s: Sentence) -> Question | None:
    """Open, closed, or None where the sentence asks nothing."""
    core = s.core
    if asking.WHETHER.match(core):
        return "closed"
    if asking.INVITE.match(core):
        return "open"
    if s.asks and asking.TAG.search(core) and not asking.OPEN_WH.match(core):
        return "closed"
    if kind := _opening(core, s.asks):
        # "How much you tell me is up to you." leaves the choice.
        if not s.asks and asking.CLOSED_WH.match(core) and supporting.AUTONOMY.search(core):
            return None
        # "And what about her, is that better now?" wants a yes or no in the end.
        about = s.asks and core.startswith(("what about", "how about"))
        return "closed" if about and _INNER_YES_NO.search(core) else kind
    for match in asking.INNER.finditer(core):
        rest = core[match.end() : match.end() + 60]
        if kind := _opening(rest, s.asks):
            # "When you talk about it, is it ..." asks; "You said, what was it" tells.
            return kind if s.asks else None
    return "closed" if s.asks else None


_INNER_YES_NO = re.compile(
    r", (?:is|are|do|does|did|was|were|has|have) (?:it|that|this|he|she|they|you)\b"
)


def _opening(words: str, asks: bool) -> Question | None:
    if asking.CLOSED_WH.match(words):
        return "closed"
    if asking.OPEN_WH.match(words) or (asks and asking.WH_ANY.match(words)):
        return "open"
    if asks and asking.INVITE.match(words):
        return "open"
    if asking.YES_NO.match(words):
        return "closed"
    return None


_PUSHING = {
    *(f"input:{kind}" for kind in _INPUTS),
    *("move:confront", "move:persuade", "flag:minimizes", "flag:judges"),
}


def _across(hits: dict[str, list[Hit]], said: str | None) -> None:
    """What only the whole turn shows: asking about safety, and advice nobody asked for."""
    mentions = hits.pop("safety", [])
    asked = [hit for kind in ("open", "closed") for hit in hits.get(f"question:{kind}", [])]
    about = [hit for hit in mentions if any(ask[1] >= hit[0] for ask in asked)]
    if about:
        hits["flag:asks_about_safety"] = about
    # Statements about the client inside advice or argument make its case; they hold no mirror up.
    if _PUSHING & hits.keys():
        for code in ("reflection:simple", "reflection:complex"):
            kept = [hit for hit in hits.pop(code, []) if hit[2] > _WEAK]
            if kept:
                hits[code] = kept
    praise = hits.get("move:affirm", [])
    # "You came anyway. That took courage.": what is said back there is part of the praise.
    if praise and all(hit[0] < praise[-1][0] for hit in hits.get("reflection:simple", [])):
        hits.pop("reflection:simple", None)
    invited = "move:ask_permission" in hits or (said and inputs.ASKED_FOR_ADVICE.search(said))
    if "input:advice" in hits and not invited:
        hits["move:unsolicited_advice"] = hits["input:advice"]


def _turn(hits: dict[str, list[Hit]]) -> TurnCodes:
    question: Question = (
        "open" if "question:open" in hits else "closed" if "question:closed" in hits else "none"
    )
    reflection: Reflection = (
        "complex"
        if "reflection:complex" in hits
        else "simple"
        if "reflection:simple" in hits
        else "none"
    )
    given: Input = next((kind for kind in _INPUTS if f"input:{kind}" in hits), "none")
    asked = max((hit[2] for hit in hits.get(f"question:{question}", ())), default=0.0)
    # Of two, AnnoMI's annotators most often took input before questions before reflections.
    behavior: Behavior = (
        "input"
        if given != "none"
        else "question"
        if question != "none" and asked > _RAISED
        else "reflection"
        if reflection != "none"
        else "question"
        if question != "none"
        else "other"
    )
    moves = tuple(move for move in get_args(Move) if f"move:{move}" in hits)
    flags = tuple(flag for flag in get_args(Flag) if f"flag:{flag}" in hits)
    levels = {name: _level(hits, name) for name in _MECHANISMS}
    kept = [
        *(f"question:{question}" for _ in (1,) if question != "none"),
        *(f"reflection:{reflection}" for _ in (1,) if reflection != "none"),
        *(f"input:{given}" for _ in (1,) if given != "none"),
        *(f"move:{move}" for move in moves),
        *(f"flag:{flag}" for flag in flags),
        *(f"{name}:{level}" for name, level in levels.items() if level),
    ]
    probabilities = {code: max(hit[2] for hit in hits[code]) for code in kept}
    return TurnCodes(
        behavior=behavior,
        question=question,
        reflection=reflection,
        input=given,
        moves=moves,
        flags=flags,
        emotional_reaction=levels["emotional_reaction"],
        interpretation=levels["interpretation"],
        exploration=levels["exploration"],
        probabilities=probabilities,
        evidence={
            code: tuple(Span(start=start, end=end) for start, end, _ in hits[code]) for code in kept
        },
    )


_MECHANISMS = ("emotional_reaction", "interpretation", "exploration")


def _level(hits: dict[str, list[Hit]], name: str) -> Level:
    return 2 if f"{name}:2" in hits else 1 if f"{name}:1" in hits else 0
