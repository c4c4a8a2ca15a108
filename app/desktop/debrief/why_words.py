"""Why a turn moved the client, what other words would have done, what may come: in plain words.

Pure; knows nothing of Qt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.assessment.standouts import HOLDS
from app.client.whatif import Ahead
from app.desktop.debrief.codes import exchange
from app.desktop.debrief.course import (
    Moment,
    course,
    feeling_word,
    feels,
    hides,
    marks,
    moved,
    stands,
)
from app.desktop.wording import count
from app.domain.codes import Heard
from app.domain.mind import Appraisal, MindState
from app.practice.debrief import Debrief
from app.practice.whatif import Shares, WhatIf

HEARD: Mapping[Heard, str] = {
    "greeting": "a greeting",
    "open_question": "an open question",
    "closed_question": "a closed question",
    "safety_question": "a question about safety",
    "reflection": "what was said, in other words",
    "affirmation": "a word for a strength",
    "autonomy": "that it is up to them",
    "apology": "an apology",
    "self_disclosure": "something about you",
    "information": "information",
    "advice": "advice",
    "confrontation": "a contradiction",
    "minimizing": "that it is not so bad",
    "silence": "silence",
    "closing": "that it is time to end",
    "other": "nothing in particular",
    "blame": "blame",
    "support": "support",
    "appeal": "an appeal",
    "stonewalling": "a closed door",
    "confiding": "something personal",
}
_PARTS: tuple[tuple[str, str], ...] = (
    ("understood", "understood"),
    ("invited", "invited to say more"),
    ("respected", "respected"),
    ("repaired", "reconciled"),
    ("pressured", "pressed"),
    ("judged", "judged"),
)
HARMFUL = ("pressed", "judged")
_AMOUNTS = ((0.65, "strongly"), (0.35, "clearly"), (0.15, "a little"), (0.05, "hardly"))
_COUNTS = 0.05
"""Parts of an appraisal below this are left out."""


@dataclass(frozen=True)
class Part:
    """One part of what a turn meant: how it felt, how much (0 to 1), and that in a word."""

    felt: str
    share: float
    amount: str


def parts(appraisal: Appraisal) -> list[Part]:
    """What the turn felt like, the strongest first."""
    found = [
        Part(felt, value, next(word for least, word in _AMOUNTS if value >= least))
        for name, felt in _PARTS
        if (value := float(getattr(appraisal, name))) >= _COUNTS
    ]
    return sorted(found, key=lambda part: -part.share)


def heard_sentence(name: str, appraisal: Appraisal, speaker: str = "") -> str:
    """What the client heard, as ``Marcus heard advice.``, and from whom in a group."""
    who = f" from {speaker}" if speaker else ""
    asked = f" that touched on {feeling_word(appraisal.asked)}" if appraisal.asked else ""
    return f"{name} heard {HEARD[appraisal.heard]}{who}{asked}."


def felt_words(appraisal: Appraisal) -> str:
    """``clearly understood and a little pressed``; empty for a turn that meant little."""
    words = [f"{part.amount} {part.felt}" for part in parts(appraisal)]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def moved_sentences(name: str, before: MindState, moment: Moment) -> list[str]:
    """What became of trust, resistance, feelings, and readiness."""
    after = moment.state
    found = [
        f"{moved('Trust', before.trust, after.trust)}; "
        f"{moved('resistance', before.resistance, after.resistance)}.",
    ]
    hidden = hides(after)
    found.append(f"{name} feels mostly {feels(after)}" + (f", {hidden}." if hidden else "."))
    if stands(before) != stands(after):
        found.append(f"{name} now {stands(after)}.")
    return found


def mark_sentence(moment: Moment) -> str:
    """What happened between the two; empty for most turns."""
    return {
        "": "",
        "rupture": "Something between you broke. Trust comes back slower than it went, and "
        "sooner once it is owned.",
        "repair": "What had broken between you was mended in part.",
    }[moment.mark]


def share_sentence(found: Debrief, shares: Shares, index: int) -> str:
    """The turn's part in the whole change; empty where it has none."""
    share = next((share for share in shares.turns if share.index == index), None)
    if share is None:
        return ""
    whole = found.timeline[-1].state.trust - found.timeline[0].state.trust
    name = found.client.split()[0]
    if abs(share.trust) < HOLDS:
        trust = "By the end this turn had neither added to trust nor taken from it"
    else:
        way = "added" if share.trust > 0 else "cost"
        trust = (
            f"By the end this turn had {way} {abs(share.trust):.2f} of trust, of a change of "
            f"{_signed(whole)} in all"
        )
    told = round(share.told)
    if told:
        did = "brought" if told > 0 else "cost"
        trust += f", and {did} {count(abs(told), 'thing')} that {name} told"
    return f"{trust}."


def drift_sentence(shares: Shares) -> str:
    """What would have come of neutral words alone."""
    if abs(shares.drift_trust) < HOLDS:
        return "With neutral words alone, trust would have stayed where it was."
    way = "risen" if shares.drift_trust > 0 else "fallen"
    return (
        f"With neutral words alone, trust would have {way} by {abs(shares.drift_trust):.2f} by "
        "itself."
    )


def other_sentences(found: Debrief, other: WhatIf) -> list[str]:
    """What would have been otherwise, the most important first."""
    name = found.client.split()[0]
    then, instead = other.actual, other.other
    last, end = then.states[-1], instead.states[-1]
    heard = heard_sentence(name, other.appraisal).replace(" heard", " would have heard", 1)
    felt = felt_words(other.appraisal)
    said = [f"{heard[:-1]}, and felt {felt}." if felt else heard]
    if then == instead:
        said.append("It would have changed nothing.")
        return said
    said.append(_ended(last, end))
    said.extend(_told(found, other))
    said.extend(_ruptures(found, other))
    if stands(last) != stands(end):
        said.append(f"In the end {name} would be someone who {stands(end)}.")
    return said


def _ended(last: MindState, end: MindState) -> str:
    def of(name: str, was: float, other: float) -> str:
        if abs(was - other) < HOLDS:
            return f"{name} would have ended the same, at {was:.2f}"
        return f"{name} would have ended at {other:.2f} instead of {was:.2f}"

    trust = of("Trust", last.trust, end.trust)
    resistance = of("resistance", last.resistance, end.resistance)
    return f"{trust}, {resistance.replace(' would have ended', '')}."


def _told(found: Debrief, other: WhatIf) -> list[str]:
    name = found.client.split()[0]
    summaries = {told.item: told.summary for told in found.told}
    summaries |= {locked.item: locked.summary for locked in found.locked}
    open_ones = {item.item for item in found.told}
    said = []
    for place, items in enumerate(other.other.told):
        for item in items:
            if item in other.actual.items or item not in summaries:
                continue
            where = f"after turn {exchange(found.turns, other.indices[place])}"
            if found.finished or item in open_ones:
                said.append(f"{name} could have told, {where}: {summaries[item]}")
            else:
                said.append(f"{name} could have told something, {where}, that is still held back.")
    lost = [item for item in other.actual.items if item not in other.other.items]
    said.extend(f"{name} would have kept back: {summaries[i]}" for i in lost if i in summaries)
    return said


def _ruptures(found: Debrief, other: WhatIf) -> list[str]:
    before = state_before(found, other.index)
    then = marks([before, *other.actual.states])[1:]
    instead = marks([before, *other.other.states])[1:]
    said = []
    for index, was, now in zip(other.indices, then, instead, strict=True):
        turn = f"turn {exchange(found.turns, index)}"
        if was == "rupture" and now != "rupture":
            said.append(f"There would have been no rupture in {turn}.")
        elif now == "rupture" and was != "rupture":
            said.append(f"There would have been a rupture in {turn}.")
    return said


def state_before(found: Debrief, index: int) -> MindState:
    """The client's state as the turn at an index was said."""
    moments = course(found)
    return max((m for m in moments if m.index < index), key=lambda m: m.index).state


@dataclass(frozen=True)
class Coming:
    """One turn ahead in words.

    Attributes:
        when: Which turn it is.
        talk: What the client is likely to say, and how likely it is.
        shares: The chances of change, neutral and sustain talk.
        feeling: The likeliest feeling.
        leaving: How likely the client is to have left by then.
        tone: Whether that is worth worry.
    """

    when: str
    talk: str
    shares: tuple[float, float, float]
    feeling: str
    leaving: str
    tone: Literal["neutral", "caution", "attention"]


_TALK = {
    "change": "speaks for a change",
    "neutral": "speaks of other things",
    "sustain": "speaks for leaving things as they are",
}
_WHEN = ("Next turn", "The turn after", "The third turn")
_SURE = 0.5
_CLOSE = 0.07


def coming(ahead: Sequence[Ahead]) -> list[Coming]:
    """The turns ahead, one by one."""
    found = []
    for when, turn in zip(_WHEN, ahead, strict=False):
        ranked = sorted(turn.talk.items(), key=lambda item: -item[1])
        (first, chance), (second, next_chance) = ranked[0], ranked[1]
        talk = _TALK[first]
        if chance - next_chance < _CLOSE:
            talk = f"{talk} or {_TALK[second].removeprefix('speaks ')}"
        elif chance < _SURE:
            talk = f"perhaps {talk}"
        feeling, weight = max(turn.feeling.items(), key=lambda item: item[1])
        twentieths = round(20 * turn.left)
        found.append(
            Coming(
                when=when,
                talk=talk,
                shares=(
                    turn.talk.get("change", 0.0),
                    turn.talk.get("neutral", 0.0),
                    turn.talk.get("sustain", 0.0),
                ),
                feeling=f"{'mostly' if weight >= _SURE else 'perhaps'} {feeling_word(feeling)}",
                leaving=f"about {twentieths} in 20" if twentieths else "hardly likely",
                tone="attention" if twentieths > 5 else "caution" if twentieths > 1 else "neutral",
            )
        )
    return found


def _signed(value: float) -> str:
    return f"+{value:.2f}" if value >= 0 else f"−{-value:.2f}"
