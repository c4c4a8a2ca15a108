"""When the context is full: which turns are summed up, and the summary of a small model."""

from collections.abc import Mapping

from app.domain.persona import Persona
from app.engine.protocol import Message
from app.practice.messages import transcript
from app.practice.replay import SessionView

SUMMARY = """\
Sum up this part of a counseling session in at most eight sentences, in the second person as \
told to the client ("you told them that ..."). Keep every fact the client has told, what was \
promised, and how it went between the two. Add nothing."""


def cut_point(view: SessionView) -> int | None:
    """The client turn up to which the oldest half of what is still in context is summed up.

    None when nothing is left to sum up.
    """
    done = _done(view)
    left = [number for number in view.path if number > done]
    clients = [number for number in left if view.turns[number].speaker == "client"]
    older = [number for number in clients if number in left[: len(left) // 2]]
    return older[-1] if older else clients[0] if clients else None


def summary_messages(view: SessionView, names: Mapping[str, str], upto: int) -> tuple[Message, ...]:
    """What the rater seat is asked: the last summary and the talk since then."""
    talk = transcript(view, names, after=_done(view), upto=upto)
    if view.summed_up is not None:
        talk = f"Before that, as summed up already: {view.summed_up.summary}\n\n{talk}"
    return (Message("system", SUMMARY), Message("user", talk))


def compose_summary(view: SessionView, persona: Persona, upto: int) -> str:
    """A summary from topics and what was told, for a model too small to write one."""
    phrases = {topic.id: topic.phrase for topic in persona.topics}
    facts = {item.id: item.fact for item in persona.ladder}
    topics: list[str] = []
    told: list[str] = []
    for number in (n for n in view.path if n <= upto):
        turn = view.turns[number]
        topic = turn.appraisal.topic if turn.appraisal else None
        if topic in phrases and phrases[topic] not in topics:
            topics.append(phrases[topic])
        told += [facts[item].rstrip(".") for item in turn.told if item in facts]
    parts = (
        ["You talked about " + ", ".join(topics) + "."] if topics else ["You have begun to talk."]
    )
    if told:
        parts.append("You told that " + "; that ".join(told) + ".")
    return " ".join(parts)


def _done(view: SessionView) -> int:
    """The last turn that is summed up already; -1 before the first summary."""
    return view.summed_up.turn if view.summed_up else -1
