"""What is said to a member of a group by others, and to others in their hearing."""

import random

from app.client.group import act_of, bonds_at_start, hear, overheard
from app.client.mind import start
from app.client.script import first_name
from app.domain.mind import Appraisal, MindState, Stance
from model_training.starter.corpus import Client
from model_training.starter.grammar import sample

_ASIDE = 0.25
"""Share of a peer's words in larger groups that are meant for someone else."""


def peer_turn(
    client: Client, peer: Client, state: MindState, rng: random.Random
) -> tuple[str, Appraisal]:
    """Words of another member as the client is given them, and what they mean to the client."""
    speaker, persona = peer.persona, client.persona
    by_stance: dict[Stance, list[str]] = {}
    for cell in peer.cells:
        if cell.tells is None or rng.random() < 0.2:
            by_stance.setdefault(cell.stance, []).extend(cell.lines)
    stance = rng.choice(sorted(by_stance))
    text = sample(rng.choice(by_stance[stance]), rng)
    act = act_of(start(speaker).model_copy(update={"stance": stance}), bond(peer, client, rng))
    felt = bond(client, peer, rng)
    meant = hear(act, text, speaker.id, persona, felt, state.topic)
    if len(client.scenario.clients) > 2 and rng.random() < _ASIDE:
        meant = overheard(meant, [felt]).model_copy(update={"heard": act})
    return f"{client.names[speaker.id]}: {text}", meant


def bond(member: Client, toward: Client, rng: random.Random) -> float:
    """What ``toward`` is to ``member`` some time in a session: near what they came with."""
    group = member.scenario.group
    if group is None:
        return 0.0
    bonds = bonds_at_start(group, member.scenario.clients)
    at_start = bonds[member.persona.id][toward.persona.id]
    return min(1.0, max(-1.0, at_start + rng.gauss(0, 0.25)))


def called(text: str, client: Client, share: float, rng: random.Random) -> str:
    """The words with the client's name before them, that often."""
    if not text.strip(".") or rng.random() >= share:
        return text
    first = text.split()[0]
    small = text if first == "I" or first.startswith("I'") else text[0].lower() + text[1:]
    return f"{first_name(client.persona)}, {small}"
