"""What a turn does to everybody in the room: one client, or the members of a group."""

from collections.abc import Mapping, Sequence

from app.client.address import addressed, named_in
from app.client.appraisal import appraise
from app.client.group import (
    act_of,
    bonds_after,
    caught,
    hear,
    next_speaker,
    overheard,
    targets_of,
)
from app.client.mind import draw_noise, step, tell
from app.client.script import first_name
from app.domain.codes import Talk, TurnCodes
from app.domain.errors import KnownError
from app.domain.events import ClientReplied, Event, MindMoved
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario
from app.domain.words import listed
from app.practice.replay import Floor, SessionView, TurnView, replay

Personas = Mapping[str, Persona]


def personas_of(
    pack: Pack, scenario: Scenario, clients: Sequence[str] | None = None
) -> dict[str, Persona]:
    """Who is in the room, by id, in the order of a session's ``clients`` or the scenario's.

    Raises:
        KnownError: The scenario was changed since, and is one of other clients now.
    """
    there = scenario.clients
    if clients is None:
        return {id: pack.client(id) for id in there}
    if len(clients) == len(there) == 1:
        # The session of one goes on where its client was renamed: nothing else hangs on the id.
        return {clients[0]: pack.client(there[0])}
    if set(clients) != set(there):
        raise KnownError(
            f"This session was with {listed(clients)}, and the scenario {pack.id}/{scenario.id} "
            f"is now one with {listed(there)}; its transcript can still be exported."
        )
    return {id: pack.client(id) for id in clients}


def names_of(personas: Personas) -> dict[str, str]:
    """First names by id."""
    return {id: first_name(persona) for id, persona in personas.items()}


def called(personas: Personas) -> str:
    """What a session is listed under: the client's name, or the first names of a group."""
    if len(personas) == 1:
        return next(iter(personas.values())).name
    return listed(tuple(names_of(personas).values()))


def said_to(view: SessionView, number: int, personas: Personas) -> tuple[str, ...]:
    """Whom of a group a turn is said to; nobody where a client speaks to the trainee.

    A client speaks to those they name, or else to the client whom they answer.
    """
    turn = view.turns[number]
    if not view.grouped or turn.parent is None:
        return ()
    before = view.turns[turn.parent].client
    if turn.client is None:
        return addressed(turn.text, personas, before or view.started.client)
    return named_in(turn.text, turn.client, personas) or ((before,) if before else ())


def who(personas: Personas) -> str:
    """``Marcus Hale, 41``; of a group ``Paul Castellano, 45; Irene Castellano, 42``."""
    return "; ".join(f"{persona.name}, {persona.age}" for persona in personas.values())


def last_talk(view: SessionView, client: str, upto: int) -> Talk | None:
    """The talk of a client's last turn up to a turn of the path, if it was coded."""
    for number in reversed(view.path_to(upto)):
        turn = view.turns[number]
        if turn.client == client and turn.client_codes is not None:
            return turn.client_codes.talk
    return None


def heard_from_trainee(
    view: SessionView, turn: TurnView, codes: TurnCodes, personas: Personas
) -> dict[str, Appraisal]:
    """What a trainee turn means to each client; to bystanders of a group, less."""
    parent = turn.parent or 0

    def meant(id: str) -> Appraisal:
        current = view.state_of(id, parent).topic
        return appraise(codes, turn.text, personas[id], current, last_talk(view, id, turn.number))

    if len(personas) == 1:
        return {id: meant(id) for id in personas}
    spoken_to = addressed(turn.text, personas, view.turns[parent].client or view.started.client)
    bonds = view.bonds_at(parent)
    return {
        id: meant(id)
        if id in spoken_to
        else overheard(meant(id), [bonds[id][other] for other in spoken_to])
        for id in personas
    }


def heard_from_client(
    view: SessionView, turn: TurnView, personas: Personas
) -> dict[str, Appraisal]:
    """What a client's turn means to the other members of the group."""
    speaker = turn.client or view.started.client
    parent = turn.parent or 0
    state, bonds = view.state_of(speaker, turn.number), view.bonds_at(parent)
    targets = targets_of(turn.text, speaker, personas, bonds)
    found: dict[str, Appraisal] = {}
    for id, persona in personas.items():
        if id == speaker:
            continue
        current = view.state_of(id, parent).topic
        bond = bonds[id][speaker]
        act = act_of(state, bonds[speaker][id])
        meant = hear(act, turn.text, speaker, persona, bond, current)
        meant = meant.model_copy(update={"said": last_talk(view, id, turn.number)})
        if id not in targets:
            calm = overheard(meant, [bonds[id][target] for target in targets])
            meant = calm.model_copy(update={"heard": act})
        found[id] = meant
    return found


def moved(
    personas: Personas,
    scenario: Scenario,
    states: Mapping[str, MindState],
    appraisals: Mapping[str, Appraisal],
    noises: Mapping[str, Noise],
) -> dict[str, MindState]:
    """The states of those who heard a turn; in a group, feelings spread between all."""
    stepped = {
        id: step(personas[id], state, appraisals[id], noises[id]) if id in appraisals else state
        for id, state in states.items()
    }
    if scenario.group is not None:
        stepped = caught(scenario.group, personas, stepped)
    return {id: stepped[id] for id in appraisals}


def noises_of(seed: int, turn: int, clients: Sequence[str], *, grouped: bool) -> dict[str, Noise]:
    """The noise of one turn for each client who hears it."""
    return {id: draw_noise(seed, turn, id if grouped else "") for id in clients}


def floor_after(view: SessionView, number: int, personas: Personas) -> Floor:
    """Who speaks after a turn of a group's session, and how its members stand then."""
    turn = view.turns[number]
    states = {id: view.state_of(id, number) for id in personas}
    parent = turn.parent or 0
    bonds, last = view.bonds_at(parent), turn.client
    if last is None:
        asked = addressed(turn.text, personas, view.turns[parent].client or view.started.client)
    else:
        targets = targets_of(turn.text, last, personas, bonds)
        asked = tuple(targets) if "?" in turn.text else ()
        for target in targets:
            act = act_of(states[last], bonds[last][target])
            bonds = bonds_after(bonds, last, act, [target])
    spoken = [view.turns[n].client for n in view.path_to(number)]
    in_a_row = 0
    for speaker in reversed(spoken):
        if speaker is None:
            break
        in_a_row += 1
    quiet = {
        id: next((n for n, speaker in enumerate(reversed(spoken)) if speaker == id), len(spoken))
        for id in personas
    }
    speaker = next_speaker(
        personas,
        states,
        bonds,
        asked=asked,
        last=last,
        in_a_row=0 if last is None else in_a_row,
        quiet=quiet,
        seed=view.started.seed,
        turn=number,
    )
    return Floor(speaker, bonds)


def recompute(
    events: Sequence[Event], personas: Personas, scenario: Scenario
) -> dict[tuple[int, str], MindState]:
    """The states that the equations give for the recorded appraisals and noise, by turn and client.

    Equal to the recorded ones for the same program and personas.
    """
    view = replay(events)
    heard: dict[int, list[MindMoved]] = {}
    for event in events:
        if isinstance(event, MindMoved):
            heard.setdefault(event.turn, []).append(event)
    states: dict[tuple[int, str], MindState] = {}

    def state(number: int | None, client: str) -> MindState:
        while number is not None:
            if (number, client) in states:
                return states[number, client]
            number = view.turns[number].parent
        return view.started.others.get(client, view.started.state)

    done: set[int] = set()
    for event in events:
        if isinstance(event, ClientReplied):
            client = event.client if view.grouped else view.started.client
            states[event.turn, client] = tell(state(event.parent, client), event.told)
        elif isinstance(event, MindMoved) and event.turn not in done:
            done.add(event.turn)
            moves = {e.client or view.started.client: e for e in heard[event.turn]}
            after = moved(
                personas,
                scenario,
                {id: state(event.turn, id) for id in view.clients},
                {id: e.appraisal for id, e in moves.items()},
                {id: e.noise for id, e in moves.items()},
            )
            states.update({(event.turn, id): value for id, value in after.items()})
    return states
