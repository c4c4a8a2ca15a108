"""From a session to the messages each seat is given."""

from app.client.script import system_message
from app.domain.persona import Persona
from app.domain.scenario import Scenario
from app.engine.protocol import Message
from app.practice.replay import SessionView

SILENCE = "(silence)"


def well_formed(text: str) -> str:
    """The text with U+FFFD for each half of a character, which no file or database takes.

    A terminal gives such halves for bytes that are not in its encoding.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def client_messages(
    view: SessionView, persona: Persona, scenario: Scenario, *, brief: bool
) -> tuple[Message, ...]:
    """The client seat's history up to the head: it only grows while the talk goes on.

    Turns that were condensed are represented by their summary.
    """
    messages = [Message("system", system_message(persona, scenario, brief))]
    start = -1
    if view.summed_up is not None:
        start = view.summed_up.turn
        messages.append(Message("system", f"Earlier in this session: {view.summed_up.summary}"))
    for number in view.path:
        turn = view.turns[number]
        if number <= start:
            continue
        if turn.speaker == "client":
            messages.append(Message("assistant", turn.text))
            continue
        messages.append(Message("user", turn.text.strip() or SILENCE))
        if turn.note is not None:
            messages.append(Message("system", turn.note))
    return tuple(messages)


def least_messages(
    text: str, persona: Persona, scenario: Scenario, *, brief: bool
) -> tuple[Message, ...]:
    """The least that has to fit the context so that the client can answer these words."""
    system = Message("system", system_message(persona, scenario, brief))
    return (system, Message("user", text))


def transcript(view: SessionView, persona: Persona, *, after: int = -1, upto: int) -> str:
    """The current path as lines of text, from the turn after ``after`` to ``upto``."""
    names = {"client": persona.name, "trainee": "Trainee"}
    turns = (view.turns[number] for number in view.path if after < number <= upto)
    return "\n".join(f"{names[t.speaker]}: {t.text.strip() or SILENCE}" for t in turns)
