"""When the context is full: which turns are summed up, and the summary of a small model."""

from collections.abc import Mapping
from itertools import pairwise

from app.client.script import first_name
from app.domain.persona import Persona
from app.engine.protocol import Message
from app.practice.messages import transcript
from app.practice.replay import SessionView

SUMMARY = """\
Sum up this part of a counseling session in at most eight sentences, in the second person as \
told to the client ("you told them that ..."). Keep every fact the client has told, what was \
promised, and how it went between the two. Add nothing."""
SUMMARY_OF_GROUP = """\
Sum up this part of a counseling session with several clients in at most ten sentences, in the \
third person and by their first names ("Paul told that ..."); the counselor is "the counselor". \
Keep every fact that anybody has told and to whom, what was promised, and how it went between \
them. Add nothing."""
_BEGUN = "You have begun to talk."


def cut_point(view: SessionView) -> int | None:
    """The client turn up to which the oldest half of what is still in context is summed up.

    None when nothing is left to sum up. In a group it is rather the last turn before the
    trainee speaks, and never the words that are to be answered now.
    """
    done = _done(view)
    left = [number for number in view.path if number > done]
    clients = [n for n in left if view.turns[n].speaker == "client" and n != view.head]
    older = [number for number in clients if number in left[: len(left) // 2]]
    after = dict(pairwise(view.path))
    whole = [number for number in older if view.turns[after[number]].speaker == "trainee"]
    return whole[-1] if whole else older[-1] if older else clients[0] if clients else None


def summary_messages(view: SessionView, names: Mapping[str, str], upto: int) -> tuple[Message, ...]:
    """What the rater seat is asked: the last summary and the talk since then."""
    talk = transcript(view, names, after=_done(view), upto=upto)
    if view.summed_up is not None:
        talk = f"Before that, as summed up already: {view.summed_up.summary}\n\n{talk}"
    what = SUMMARY_OF_GROUP if view.grouped else SUMMARY
    return (Message("system", what), Message("user", talk))


def compose_summary(
    view: SessionView, personas: Mapping[str, Persona], upto: int, *, to: str | None
) -> str:
    """A summary from topics and what was told, for a model too small to write one.

    Args:
        view: The session.
        personas: Its clients.
        upto: The last turn that is summed up.
        to: The client it is told to, in the second person; None: it is about all of them.
    """
    parts = []
    if to is not None:
        topics = _topics(view, personas[to], to, upto)
        parts.append(f"You talked about {', '.join(topics)}." if topics else _BEGUN)
        facts = {item.id: item.fact.rstrip(".") for item in personas[to].ladder}
        told = [facts[item] for item in view.state_of(to, upto).disclosed if item in facts]
        if told:
            parts.append("You told that " + "; that ".join(told) + ".")
    for id, persona in personas.items():
        if id != to:
            about = {item.id: item.summary for item in persona.ladder}
            said = [about[item] for item in view.state_of(id, upto).disclosed if item in about]
            parts += [f"{first_name(persona)} told: {' '.join(said)}"] if said else []
    return " ".join(parts) or _BEGUN.replace("You", "They")


def _topics(view: SessionView, persona: Persona, client: str, upto: int) -> list[str]:
    """What was talked about as this client heard it, each once."""
    phrases = {topic.id: topic.phrase for topic in persona.topics}
    heard = (view.turns[number].minds.get(client) for number in view.path if number <= upto)
    topics = (moved.appraisal.topic for moved in heard if moved and moved.appraisal)
    return list(dict.fromkeys(phrases[topic] for topic in topics if topic in phrases))


def _done(view: SessionView) -> int:
    """The last turn that is summed up already; -1 before the first summary."""
    return view.summed_up.turn if view.summed_up else -1
