"""The coach seat: time out from the client, a question about the session, and back.

A model large enough answers itself; for a small one the answer is composed from the session's
own codes and states, and says so.
"""

from collections.abc import Callable, Mapping, Sequence

from app.assessment.session import count_session
from app.assessment.standouts import HOLDS, standouts
from app.domain.persona import Persona
from app.domain.scenario import Scenario
from app.engine.protocol import Message
from app.practice.care import ANSWER as CARE
from app.practice.care import asks_about_clients_safety, in_trouble
from app.practice.coded import coded_turns, trust_effects
from app.practice.messages import transcript
from app.practice.replay import SessionView

SYSTEM = """\
You are a supervisor of counselors in training. A trainee has paused a practice session with a \
simulated client to ask you something. Answer in two to five plain sentences: begin with what \
the trainee did that helped, then one concrete thing to try, with a sentence they could say. \
Quote the transcript where it helps. Do not play the client and do not reveal what the client \
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


def compose_answer(view: SessionView, persona: Persona, question: str) -> str:
    """An answer put together from codes and states.

    A trainee in distress or in danger is answered with care and real help, and nothing else.
    """
    if in_trouble(question, persona):
        return CARE
    turns = coded_turns(view)
    said = [turn for turn in turns if turn.speaker == "trainee"]
    lead = "Put together from this session's codes, since this model is too small to coach."
    if asks_about_clients_safety(question):
        return f"{lead} {ASK_OUTRIGHT}"
    if not said:
        return f"{lead} You have not said anything yet. {_first_step(persona)}"
    effects = trust_effects(view)
    parts = [lead, _standing(view, persona), _last_turn(view, persona)]
    asked = question.lower()
    counts = count_session(turns)
    if any(word in asked for word in ("doing", "so far", "good", "well", "count", "skill")):
        parts.append(
            f"So far: {_many(counts.open_questions, 'open question')}, "
            f"{_many(counts.closed_questions, 'closed question')}, "
            f"{_many(counts.simple_reflections + counts.complex_reflections, 'reflection')}, "
            f"and {_advice(counts.advice)}."
        )
    if any(word in asked for word in ("why", "angry", "upset", "quiet", "shut", "react")):
        parts.append(_hurt(view, persona))
    best = standouts(turns, effects)
    parts.append(best.try_next or ("What helps this client: " + persona.helps[0].rstrip(".") + "."))
    return " ".join(part for part in parts if part)


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


def _last_turn(view: SessionView, persona: Persona) -> str:
    for number in reversed(view.path):
        turn = view.turns[number]
        if turn.speaker != "trainee" or turn.appraisal is None or turn.state is None:
            continue
        before = view.turns[turn.parent or 0].state or view.started.state
        change = turn.state.trust - before.trust
        heard = turn.appraisal.heard.replace("_", " ")
        effect = "gained" if change > HOLDS else "cost" if change < -HOLDS else "did not move"
        return f"Your last turn was heard as {heard} and {effect} trust."
    return ""


def _hurt(view: SessionView, persona: Persona) -> str:
    """Whether a nerve was hit, and what is hard for this client; why stays for the debrief."""
    hit = any(
        appraisal is not None and appraisal.trigger is not None
        for appraisal in (view.turns[number].appraisal for number in view.path)
    )
    nerve = "Something you said hit a nerve. " if hit else ""
    return f"{nerve}What is hard for this client: {persona.harms[0].rstrip('.')}."


def _first_step(persona: Persona) -> str:
    return "What helps this client: " + persona.helps[0].rstrip(".") + "."


def _advice(count: int) -> str:
    return f"{_many(count, 'piece')} of advice" if count else "no advice"


def _many(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
