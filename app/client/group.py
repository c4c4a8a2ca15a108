"""Several clients in one room: what they do to each other, how feelings spread, who speaks.

Feelings spread by Friedkin-Johnsen dynamics (Friedkin & Johnsen 1990): each member is moved by
the others along a directed matrix of influence and held back by what they came with. It works
on the density matrices themselves: a mixture of density matrices is one again.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.client.address import named_in
from app.client.affect import mixture_of, with_mixture
from app.client.appraisal import topic_of
from app.domain.codes import PeerAct
from app.domain.mind import Appraisal, Bonds, MindState
from app.domain.persona import Persona
from app.domain.scenario import Group

Floats = NDArray[np.float64]
ROUNDS = 2
"""Rounds of influence for each turn that is said in the room."""
MOST_IN_A_ROW = 3
"""Replies of clients before the floor goes back to the trainee."""
_OWN = 0.5
_QUIET_AT_MOST = 6
"""Turns of silence beyond which the urge to speak grows no more."""
_STEP = 0.08
"""How far one act moves a bond."""
_ACT: dict[str, PeerAct] = {
    "hostile": "blame",
    "withdrawn": "stonewalling",
    "absent": "stonewalling",
    "deflecting": "stonewalling",
    "pleasing": "support",
    "idealizing": "support",
    "wary": "appeal",
    "engaged": "support",
    "shaken": "confiding",
}


def influence(group: Group, members: Sequence[str]) -> Floats:
    """W: how much each row's member goes by each column's; rows sum to 1, 0 on the diagonal."""
    at = {member: n for n, member in enumerate(members)}
    matrix = np.zeros((len(members), len(members)))
    for tie in group.ties:
        matrix[at[tie.member], at[tie.toward]] = tie.influence
    sums = matrix.sum(axis=1, keepdims=True)
    return (matrix / np.where(sums > 0, sums, 1.0)).astype(np.float64)


def openness_to(group: Group, members: Sequence[str]) -> Floats:
    """The diagonal of Lambda: how far each member gives way to the others, 0 to 1.

    One whom nobody influences keeps their own feelings whole.
    """
    moved = {tie.member for tie in group.ties if tie.influence > 0}
    kept = [group.stubbornness.get(m, _OWN) if m in moved else 1.0 for m in members]
    return 1 - np.array(kept)


def spread(start: Floats, weights: Floats, gives: Floats, rounds: int) -> Floats:
    """Opinions after some rounds: x(t+1) = Lambda W x(t) + (I - Lambda) x(0), rows by member."""
    now: Floats = start
    for _ in range(rounds):
        now = (gives[:, None] * (weights @ now) + (1 - gives)[:, None] * start).astype(np.float64)
    return now


def settled(start: Floats, weights: Floats, gives: Floats) -> Floats:
    """Where it ends: (I - Lambda W)^-1 (I - Lambda) x(0).

    Raises:
        numpy.linalg.LinAlgError: Nobody holds on to anything, so that there is no one end.
    """
    size = len(gives)
    held = (1 - gives)[:, None] * start
    return np.linalg.solve(np.eye(size) - gives[:, None] * weights, held).astype(np.float64)


def caught(
    group: Group, personas: Mapping[str, Persona], states: Mapping[str, MindState]
) -> dict[str, MindState]:
    """The states once feelings and arousal have spread for a turn."""
    members = list(states)
    weights, gives = influence(group, members), openness_to(group, members) * 0.5
    start = np.stack([mixture_of(states[m]).reshape(-1) for m in members])
    stirred = np.array([[states[m].arousal] for m in members])
    mixtures = spread(start, weights, gives, ROUNDS)
    arousal = spread(stirred, weights, gives, ROUNDS)
    return {
        m: with_mixture(personas[m], states[m], mixtures[n].reshape(8, 8)).model_copy(
            update={"arousal": round(float(arousal[n, 0]), 6)}
        )
        for n, m in enumerate(members)
    }


def bonds_at_start(group: Group, members: Sequence[str]) -> Bonds:
    """What each is to each when they come in."""
    return {m: {t.toward: t.bond for t in group.ties if t.member == m} for m in members}


def overheard(appraisal: Appraisal, toward: Sequence[float]) -> Appraisal:
    """What a turn said to someone else means to a bystander.

    ``toward`` are the bystander's bonds with those it was said to. What is good for one who is
    close is a little good for oneself, what is good for an opponent feels like taking sides, and
    the other way round (Heider 1946).
    """
    bond = sum(toward) / len(toward)
    share = 0.35

    def felt(value: float) -> float:
        return round(share * value * max(0.0, bond), 6)

    against = share * max(0.0, -bond)
    kind = max(appraisal.understood, appraisal.respected)
    return appraisal.model_copy(
        update={
            "heard": "other",
            "understood": max(
                felt(appraisal.understood),
                round(against * appraisal.threat, 6),
            ),
            "invited": round(0.2 * appraisal.invited, 6),
            "respected": felt(appraisal.respected),
            "pressured": felt(appraisal.pressured),
            "judged": max(felt(appraisal.judged), round(0.6 * against * kind, 6)),
            "repaired": felt(appraisal.repaired),
            "trigger": None,
            "asked": None,
        }
    )


def act_of(state: MindState, target_bond: float) -> PeerAct:
    """What a member's reply does to another: by the speaker's stance and their bond."""
    act = _ACT[state.stance]
    if act == "support" and target_bond < 0:
        return "appeal"
    if act == "blame" and target_bond > 0.4:
        return "appeal"
    return act


def hear(
    act: PeerAct,
    text: str,
    speaker: str,
    persona: Persona,
    bond: float,
    current: str | None,
) -> Appraisal:
    """What another client's words mean to this one; ``bond`` is what the speaker is to them."""
    hard, soft = 0.7 + 0.3 * abs(bond), 0.5 + 0.25 * (bond + 1)
    t = persona.temperament
    values: dict[PeerAct, dict[str, float]] = {
        "blame": {
            "pressured": 0.6 * hard,
            "judged": (0.3 + 0.4 * t.rejection_sensitivity) * hard,
        },
        "support": {"understood": 0.5 * soft, "respected": 0.4 * soft},
        "appeal": {"invited": 0.4 * soft, "pressured": 0.2 * hard},
        "stonewalling": {"judged": (0.1 + 0.3 * t.rejection_sensitivity) * hard},
        "confiding": {"understood": 0.3 * soft, "invited": 0.45 * soft},
    }
    return Appraisal(
        heard=act,
        speaker=speaker,
        topic=topic_of(text, persona, current),
        **{name: round(min(1.0, value), 6) for name, value in values[act].items()},
    )


def bonds_after(bonds: Bonds, speaker: str, act: PeerAct, targets: Sequence[str]) -> Bonds:
    """The bonds once ``speaker`` has done this: the targets remember it, others take sides."""
    way = {"blame": -1.0, "stonewalling": -0.5, "appeal": 0.25, "support": 1.0, "confiding": 1.0}
    moved = {member: dict(others) for member, others in bonds.items()}
    for target in targets:
        moved[target][speaker] = _nudged(bonds[target][speaker], _STEP * way[act])
        for other in bonds:
            if other not in (speaker, target):  # the friend of one who was hurt
                side = bonds[other][target]
                moved[other][speaker] = _nudged(
                    moved[other][speaker], 0.5 * _STEP * way[act] * side
                )
    return moved


def targets_of(text: str, speaker: str, personas: Mapping[str, Persona], bonds: Bonds) -> list[str]:
    """Whom a member's words are about: those named, or the one they are most tied to."""
    others = bonds[speaker]
    most = max(others, key=lambda id: abs(others[id]))
    return list(named_in(text, speaker, personas)) or [most]


def next_speaker(
    personas: Mapping[str, Persona],
    states: Mapping[str, MindState],
    bonds: Bonds,
    *,
    asked: Sequence[str],
    last: str | None,
    in_a_row: int,
    quiet: Mapping[str, int],
    seed: int,
    turn: int,
) -> str | None:
    """Who takes the floor now; None leaves it to the trainee.

    Whoever was spoken to is likely to answer; else it is the urge to speak that decides: being
    stirred, being at odds with or close to who spoke last, having been quiet for long. Anger
    speaks up, withdrawal does not. After a trainee turn somebody always answers.
    """
    if in_a_row >= MOST_IN_A_ROW:
        return None
    rng = random.Random(f"{seed}/floor/{turn}")
    urges: dict[str, float] = {}
    for id, persona in personas.items():
        if id == last:
            continue
        state = states[id]
        urge = 1.6 * state.arousal + 0.12 * min(_QUIET_AT_MOST, quiet.get(id, 0))
        urge += {"hostile": 0.7, "withdrawn": -0.8, "absent": -0.8}.get(state.stance, 0.0)
        urge += {"fight": 0.3, "withdraw": -0.4}.get(persona.temperament.pressure, 0.0)
        if last is not None:
            urge += 0.5 * abs(bonds[id][last])
        if id in asked:
            urge += 3.0
        urges[id] = urge + 0.6 * rng.gauss(0, 1)
    speaker = max(urges, key=lambda id: urges[id])
    if last is None or speaker in asked:
        return speaker
    return speaker if urges[speaker] > 1.7 + 0.5 * in_a_row else None


def coalitions(bonds: Bonds, least: float = 0.25) -> tuple[tuple[str, ...], ...]:
    """The sides as they stand: the partition with the most bond within and the least across.

    A side of two or more needs mutual bonds of at least ``least`` on the average. Members in no
    coalition stand alone. All partitions of up to five members are looked at.
    """
    members = list(bonds)

    def tie(a: str, b: str) -> float:
        return (bonds[a][b] + bonds[b][a]) / 2 - least

    def worth(sides: Sequence[Sequence[str]]) -> float:
        return sum(tie(a, b) for side in sides for a, b in combinations(side, 2))

    best = max(_partitions(members), key=lambda sides: (round(worth(sides), 9), len(sides)))
    return tuple(tuple(side) for side in best)


def _partitions(members: Sequence[str]) -> list[list[list[str]]]:
    if not members:
        return [[]]
    first, rest = members[0], members[1:]
    found = []
    for sides in _partitions(rest):
        found.append([[first], *sides])
        for n, side in enumerate(sides):
            found.append([*sides[:n], [first, *side], *sides[n + 1 :]])
    return found


def _nudged(bond: float, by: float) -> float:
    room = 1 - bond if by > 0 else 1 + bond
    return round(min(1.0, max(-1.0, bond + by * room)), 6)
