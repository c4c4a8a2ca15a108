"""The coach seat: time out from the client, a question about the session, and back.

A model large enough answers itself; for a small one the answer is composed from the session's
own codes and states, and says so.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from app.assessment.session import count_session
from app.assessment.standouts import HOLDS, standouts
from app.client.group import coalitions
from app.client.script import first_name
from app.domain.persona import Persona
from app.domain.scenario import Scenario
from app.domain.words import listed
from app.engine.protocol import Message
from app.practice.care import ANSWER as CARE
from app.practice.care import asks_about_clients_safety, in_trouble
from app.practice.coded import coded_turns, trust_effects
from app.practice.messages import transcript
from app.practice.replay import SessionView, seen_by
from app.practice.room import names_of

SYSTEM = """\
You are a supervisor of counselors in training. A trainee has paused a practice session with a \
simulated client (or several) to ask you something. Answer in two to five plain sentences: begin \
with what the trainee did that helped, then one concrete thing to try, with a sentence they could \
say. Quote the transcript where it helps. Do not play a client and do not reveal what a client \
has not said. If the trainee is in distress or in danger themselves, say so kindly and name \
real help: their supervisor, a crisis line, or emergency services."""

ASK_OUTRIGHT = """\
Ask about it outright, in plain words, and without a “not” in the question: “Are you having \
thoughts of ending your life?” Asking does not put the thought into anyone's head; it shows that \
it can be said here. If the answer is yes, stay with it calmly: how often, whether there is a \
plan and the means for it, and what has kept the client going. With a real client, follow your \
service's procedure and bring in your supervisor the same day."""


def coach_messages(
    view: SessionView,
    names: Mapping[str, str],
    scenario: Scenario,
    question: str,
    fits: Callable[[Sequence[Message]], bool],
) -> tuple[Message, ...]:
    """The coach seat's history: every time out adds the new part of the talk and the question.

    Where that is longer than ``fits`` allows, earlier time outs and the oldest turns are left
    out, as few as need be.
    """
    system = Message("system", f"{SYSTEM}\n\nScenario: {scenario.setting}")
    messages = [system]
    last = -1
    for past in sorted(view.time_outs, key=lambda event: event.after):
        if past.after in view.path and not past.composed:
            messages.append(_asked(view, names, last, past.after, past.question))
            messages.append(Message("assistant", past.answer))
            last = past.after
    messages.append(_asked(view, names, last, view.head, question))
    if fits(messages):
        return tuple(messages)

    def without(oldest: int) -> tuple[Message, ...]:
        after = view.path[oldest - 1] if oldest else -1
        return (system, _asked(view, names, after, view.head, question))

    low, high = 0, len(view.path)
    while low < high:
        middle = (low + high) // 2
        if fits(without(middle)):
            high = middle
        else:
            low = middle + 1
    return without(low)


def compose_answer(view: SessionView, personas: Mapping[str, Persona], question: str) -> str:
    """An answer put together from codes and states; of a group, each member's.

    A trainee in distress or in danger is answered with care and real help, and nothing else.
    """
    if in_trouble(question, *personas.values()):
        return CARE
    turns = coded_turns(view)
    said = [turn for turn in turns if turn.speaker == "trainee"]
    lead = "Put together from this session's codes, since this model is too small to coach."
    if asks_about_clients_safety(question):
        return f"{lead} {ASK_OUTRIGHT}"
    asked = question.lower()
    meant = _meant(question, personas)
    helps = " ".join(_helps(persona, view) for persona in meant.values())
    if not said:
        return f"{lead} You have not said anything yet. {helps}"
    eyes = {id: seen_by(view, id) for id in personas}
    parts = [lead, *(_standing(eyes[id], persona) for id, persona in meant.items())]
    if view.grouped:
        parts.append(_sides(view, personas))
    parts.append(_last_turn(eyes, personas))
    counts = count_session(turns)
    if any(word in asked for word in ("doing", "so far", "good", "well", "count", "skill")):
        parts.append(
            f"So far: {_many(counts.open_questions, 'open question')}, "
            f"{_many(counts.closed_questions, 'closed question')}, "
            f"{_many(counts.simple_reflections + counts.complex_reflections, 'reflection')}, "
            f"and {_advice(counts.advice)}."
        )
        if view.grouped:
            parts.append(_floors(view, personas))
    if any(word in asked for word in ("why", "angry", "upset", "quiet", "shut", "react")):
        parts += [_hurt(eyes[id], persona) for id, persona in meant.items()]
    best = standouts(turns, _effects(eyes))
    parts.append(best.try_next or helps)
    return ("\n" if view.grouped else " ").join(part for part in parts if part)


def _meant(question: str, personas: Mapping[str, Persona]) -> Mapping[str, Persona]:
    """The clients whom a question names; all where it names none."""
    named = {
        id: persona
        for id, persona in personas.items()
        if re.search(rf"\b{re.escape(first_name(persona))}\b", question, re.IGNORECASE)
    }
    return named or personas


def _effects(eyes: Mapping[str, SessionView]) -> dict[int, float]:
    """What each trainee turn did to trust, of a group's members on the average."""
    of_each = [trust_effects(view) for view in eyes.values()]
    turns = {index for effects in of_each for index in effects}
    return {index: sum(e.get(index, 0.0) for e in of_each) / len(of_each) for index in turns}


def _asked(
    view: SessionView, names: Mapping[str, str], after: int, upto: int, question: str
) -> Message:
    began = "The latest part of the session:" if after >= 0 else "The session so far:"
    talk = transcript(view, names, after=after, upto=upto)
    return Message("user", f"{began}\n{talk}\n\nMy question: {question}")


def _standing(view: SessionView, persona: Persona) -> str:
    first, now = view.started.state, view.state
    change = now.trust - first.trust
    size = f"by {abs(change):.2f}, to {now.trust:.2f}"
    moved = (
        f"has risen {size},"
        if change > HOLDS
        else f"has fallen {size},"
        if change < -HOLDS
        else f"has not moved from {now.trust:.2f}"
    )
    return (
        f"{persona.name} is {now.openness} and {now.stance} right now; since the start, trust "
        f"{moved} and resistance stands at {now.resistance:.2f}."
    )


def _sides(view: SessionView, personas: Mapping[str, Persona]) -> str:
    """Who stands together against the rest, where anybody does."""
    names = names_of(personas)
    sides = [listed([names[id] for id in side]) for side in coalitions(view.bonds) if len(side) > 1]
    return f"{'; '.join(sides)} are on one side." if sides else ""


def _floors(view: SessionView, personas: Mapping[str, Persona]) -> str:
    """How often each member of a group has spoken."""
    spoken = [view.turns[number].client for number in view.path]
    names = names_of(personas)
    often = [f"{names[id]} {_many(spoken.count(id), 'time')}" for id in personas]
    return f"Who has spoken: {listed(often)}."


def _last_turn(eyes: Mapping[str, SessionView], personas: Mapping[str, Persona]) -> str:
    """How the trainee's last turn was heard, and what it did to trust."""
    heard = {id: found for id, view in eyes.items() if (found := _heard(view)) is not None}
    if not heard:
        return ""
    if len(personas) == 1:
        ((what, effect),) = heard.values()
        return f"Your last turn was heard as {what} and {effect} trust."
    names = names_of(personas)
    each = [
        f"{names[id]} "
        + ("heard it said to others" if what == "other" else f"heard it as {what}")
        + f", and it {effect} trust"
        for id, (what, effect) in heard.items()
    ]
    return f"Your last turn: {'; '.join(each)}."


def _heard(view: SessionView) -> tuple[str, str] | None:
    """What the last trainee turn was heard as, and what it did to trust, as words."""
    before = view.started.state
    found = None
    for number in view.path:
        turn = view.turns[number]
        if turn.state is None:
            continue
        if turn.speaker == "trainee" and turn.appraisal is not None:
            change = turn.state.trust - before.trust
            effect = "gained" if change > HOLDS else "cost" if change < -HOLDS else "did not move"
            found = (turn.appraisal.heard.replace("_", " "), effect)
        before = turn.state
    return found


def _hurt(view: SessionView, persona: Persona) -> str:
    """Whether a nerve was hit, and what is hard for this client; why stays for the debrief."""
    appraisals = [view.turns[number].appraisal for number in view.path]
    hit = any(each is not None and each.trigger is not None for each in appraisals)
    whom = first_name(persona) if view.grouped else "this client"
    with_whom = f" with {whom}" if view.grouped else ""
    nerve = f"Something you said hit a nerve{with_whom}. " if hit else ""
    return f"{nerve}What is hard for {whom}: {persona.harms[0].rstrip('.')}."


def _helps(persona: Persona, view: SessionView) -> str:
    whom = first_name(persona) if view.grouped else "this client"
    return f"What helps {whom}: {persona.helps[0].rstrip('.')}."


def _advice(count: int) -> str:
    return f"{_many(count, 'piece')} of advice" if count else "no advice"


def _many(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
