"""Sessions made up for the fit's tests: simulated from known coefficients, or in a set's format."""

import csv
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.assessment.layout import Said
from app.client.appraisal import appraise
from app.client.coefficients import Coefficients
from app.client.mind import outline, start
from app.client.talk import talk_chances
from app.domain.codes import Talk, TurnCodes
from app.domain.mind import Noise
from model_training.mind.sessions import Exchange, Session
from model_training.mind.start import AVERAGE
from tests.training.coder.made import annomi_row, write_annomi

THERAPIST = (
    TurnCodes(behavior="question", question="open"),
    TurnCodes(behavior="question", question="closed"),
    TurnCodes(behavior="reflection", reflection="simple"),
    TurnCodes(behavior="reflection", reflection="complex"),
    TurnCodes(behavior="input", input="advice"),
    TurnCodes(),
)


def simulated(k: Coefficients, sessions: int, turns: int, source: str = "annomi") -> list[Session]:
    """Sessions of clients who follow these coefficients to the letter.

    In every other session, the good ones, the therapist never gives advice.
    """
    rng = random.Random(f"{source}/{sessions}/{turns}")
    made = []
    for number in range(sessions):
        good = number % 2 == 0
        state, said = start(AVERAGE), None
        exchanges: list[Exchange] = []
        for _ in range(turns):
            codes = rng.choice(THERAPIST[:4] if good else THERAPIST)
            appraisal = appraise(codes, "Hm.", AVERAGE, None, said)
            state = outline(AVERAGE, state, appraisal, Noise(), k)
            chances = talk_chances(state, appraisal, k)
            answer: Talk = rng.choices(list(chances), list(chances.values()))[0]
            exchanges.append(Exchange(codes=codes, text="Hm.", said=said, answer=answer))
            said = answer
        both = (Said(speaker="trainee", text="Hm."), Said(speaker="client", text="Well."))
        made.append(
            Session(
                source=source,
                name=str(number),
                good=good,
                turns=both * turns,
                places=tuple(range(0, 2 * turns, 2)),
                exchanges=tuple(exchanges),
            )
        )
    return made


def utterance(speaker: str, label: str, text: str) -> dict[str, str]:
    """An utterance as MIBot has it."""
    return {"speaker": speaker, "auto_misc_label": label, "text": text}


def write_mibot(folder: Path, sessions: Mapping[str, tuple[int, Sequence[dict[str, str]]]]) -> None:
    """By participant, the readiness they told before, and what was said."""
    transcripts = folder / "mibot" / "transcripts"
    transcripts.mkdir(parents=True, exist_ok=True)
    for name, (_, utterances) in sessions.items():
        told = {"participant_id": name, "utterances": list(utterances)}
        (transcripts / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    with (folder / "mibot" / "data.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ParticipantID", "PreRulerReadiness"])
        writer.writerows([name, ready] for name, (ready, _) in sessions.items())


def write_sets(folder: Path, sessions: int = 8) -> Path:
    """Both sets with a few short sessions, all invented."""
    rows = []
    for n in range(sessions):
        talk = ("change", "neutral", "sustain")[n % 3]
        rows += [
            annomi_row(n, 0, f"What about the {n} beers?", main="question", question="open"),
            annomi_row(n, 1, "I could stop.", talk=talk),
            annomi_row(n, 2, "You could stop.", main="reflection", reflection="simple")
            if n % 2
            else annomi_row(n, 2, "Then just stop.", main="therapist_input", input="advice"),
            annomi_row(n, 3, "Perhaps.", talk="neutral"),
            annomi_row(n, 4, "Go on.", main="other"),
            annomi_row(n, 5, "It is not so easy.", talk="sustain"),
            annomi_row(n, 6, "Hm.", main="other"),
            annomi_row(n, 7, "But I want to.", talk="change"),
            annomi_row(n, 8, "Goodbye.", main="other"),
        ]
    write_annomi(folder, rows)
    write_mibot(
        folder,
        {
            f"p{n}": (
                n % 11,
                [
                    utterance("counsellor", "Q", "What brings you here?"),
                    utterance("client", "CSN"[n % 3], "Smoke."),
                    utterance("counsellor", "R", "You smoke a lot."),
                    utterance("client", "S", "I like it."),
                    utterance("counsellor", "MIIN", "You must stop."),
                    utterance("client", "C", "I will."),
                ],
            )
            for n in range(sessions)
        },
    )
    return folder
