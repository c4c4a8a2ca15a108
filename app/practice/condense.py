"""When the context is full: which turns are summed up, and the summary of a small model."""

from app.domain.persona import Persona
from app.practice.replay import SessionView

SUMMARY = """\
Sum up this part of a counseling session in at most eight sentences, in the second person as \
told to the client ("you told her that ..."). Keep every fact the client has told, what was \
promised, and how it went between the two. Add nothing."""
_KEEP = 6
"""Turns at the end that always stay word for word."""


def cut_point(view: SessionView) -> int | None:
    """The client turn up to which the oldest half of what is still in context is summed up.

    None when too little is left to sum up.
    """
    done = max((c.turn for c in view.condensed if c.turn in view.path), default=-1)
    open_turns = [number for number in view.path if number > done]
    half = open_turns[: max(len(open_turns) // 2, 1)]
    clients = [n for n in half if view.turns[n].speaker == "client"]
    if len(open_turns) <= _KEEP or not clients:
        return None
    return clients[-1]


def compose_summary(view: SessionView, persona: Persona, upto: int) -> str:
    """A summary from topics and what was told, for a model too small to write one."""
    phrases = {topic.id: topic.phrase for topic in persona.topics}
    facts = {item.id: item.fact for item in persona.ladder}
    topics: list[str] = []
    told: list[str] = []
    for number in (n for n in view.path if n <= upto):
        turn = view.turns[number]
        topic = turn.appraisal.topic if turn.appraisal else None
        if topic is not None and phrases[topic] not in topics:
            topics.append(phrases[topic])
        told += [facts[item].rstrip(".") for item in turn.told]
    parts = (
        ["You talked about " + ", ".join(topics) + "."] if topics else ["You have begun to talk."]
    )
    if told:
        parts.append("You told that " + "; that ".join(told) + ".")
    return " ".join(parts)
