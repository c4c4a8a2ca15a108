"""From a session to the messages each seat is given."""

from collections.abc import Mapping, Sequence

from app.client.script import system_message
from app.domain.persona import Persona
from app.domain.scenario import Scenario
from app.engine.protocol import Message
from app.practice.replay import SessionView, TurnView

SILENCE = "(silence)"


def well_formed(text: str) -> str:
    """The text with U+FFFD for each half of a character, which no file or database takes.

    A terminal gives such halves for bytes that are not in its encoding.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def client_messages(
    view: SessionView,
    persona: Persona,
    scenario: Scenario,
    names: Mapping[str, str],
    *,
    brief: bool,
) -> tuple[Message, ...]:
    """A client seat's history up to the head: it only grows while the talk goes on.

    Turns that were condensed are represented by their summary. What other clients of a group
    say comes with their first name; the note on a turn stands before the client's own answer.
    """
    messages = [Message("system", system_message(persona, scenario, brief, names))]
    start = -1
    if view.summed_up is not None:
        start = view.summed_up.turn
        summary = view.summed_up.told_to.get(persona.id, view.summed_up.summary)
        messages.append(Message("system", f"Earlier in this session: {summary}"))
    path = view.path
    for at, number in enumerate(path):
        turn = view.turns[number]
        if number <= start:
            continue
        if turn.client == persona.id or (turn.client is not None and not view.grouped):
            messages.append(Message("assistant", turn.text))
            continue
        said = turn.text.strip() or SILENCE
        messages.append(Message("user", said if turn.client is None else _named(turn, names)))
        moved = turn.minds.get(persona.id) if view.grouped else turn
        answers = not view.grouped or _answerer(view, path, at) == persona.id
        if answers and moved is not None and moved.note is not None:
            messages.append(Message("system", moved.note))
    return tuple(messages)


def least_messages(
    text: str, persona: Persona, scenario: Scenario, names: Mapping[str, str], *, brief: bool
) -> tuple[Message, ...]:
    """The least that has to fit the context so that the client can answer these words."""
    system = Message("system", system_message(persona, scenario, brief, names))
    return (system, Message("user", text))


def transcript(view: SessionView, names: Mapping[str, str], *, after: int = -1, upto: int) -> str:
    """The current path as lines of text, from the turn after ``after`` to ``upto``."""
    turns = (view.turns[number] for number in view.path if after < number <= upto)
    return "\n".join(f"{_speaker(turn, names)}: {turn.text.strip() or SILENCE}" for turn in turns)


def _speaker(turn: TurnView, names: Mapping[str, str]) -> str:
    return "Trainee" if turn.client is None else names.get(turn.client, "Client")


def _named(turn: TurnView, names: Mapping[str, str]) -> str:
    return f"{_speaker(turn, names)}: {turn.text.strip()}"


def _answerer(view: SessionView, path: Sequence[int], at: int) -> str | None:
    """Who answered the turn at this place of the path, or is to answer it."""
    if at + 1 < len(path):
        return view.turns[path[at + 1]].client
    floor = view.turns[path[at]].floor
    return floor.next if floor is not None else None
