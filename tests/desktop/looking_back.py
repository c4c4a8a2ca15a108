"""Sessions to look back on: practiced with known replies, kept in a real store."""

from collections.abc import Sequence

from app.assessment.layout import Said
from app.assessment.protocol import Coder
from app.assessment.rating import Linear, SessionModel
from app.domain.codes import ClientCodes, Span, TurnCodes
from app.domain.events import TurnCoded
from app.engine.echo import EchoEngine
from app.practice.debrief import Debrief, Rater, debrief
from app.practice.session import Practice
from app.store.sessions import Sessions
from tests.client.shipped import CLIENTS, PACK, SCENARIOS
from tests.practice.sessions import TellingReplies, script

REPLIES = (
    "You people always say that. Then you write it down.",
    "It's a van. It's dark. Then it's not dark.",
    "Fine. He cut me off, I got out. End of story.",
    "What do you want me to say? That I'm proud of it?",
    "She gets to decide. I get a calendar.",
    "Yeah. Well. It's quiet at my place now.",
    "Five in the morning nobody talks to you. That's the good part.",
    "I can't lose the van. I lose that, I lose the rest of it.",
    "The judge is going to read one page. One page about me.",
    "Her face, mostly.",
)


TERMS = "Trained on data for non-commercial use: research and teaching only."
MODEL = SessionModel(
    dimensions={
        "validating_emotions": Linear(
            intercept=1.5, weights={"mean reflection:complex": 3.0, "mean move:affirm": 2.0}
        ),
        "encouraging_elaboration": Linear(
            intercept=1.8, weights={"mean question:open": 3.0, "mean exploration": 0.5}
        ),
        "demonstrating_understanding": Linear(
            intercept=1.6, weights={"mean reflection:simple": 2.0, "mean interpretation": 1.0}
        ),
        "advice_giving": Linear(intercept=1.0, weights={"mean input:advice": 6.0}),
        "self_oriented": Linear(intercept=1.1, weights={"mean flag:self_discloses": 5.0}),
        "dismissing_emotions": Linear(intercept=1.2, weights={"mean flag:minimizes": 5.0}),
    },
    quality=Linear(intercept=-1.5, weights={"mean behavior:reflection": 5.0}),
)
"""Coefficients that are round rather than fitted."""


class HearingCoder:
    """Codes trainee turns as another coder does, and hears the same in every client turn."""

    def __init__(self, other: Coder) -> None:
        self.name = other.name
        self._other = other

    def code(self, text: str, before: Sequence[Said] = ()) -> TurnCodes:
        """The other's codes."""
        return self._other.code(text, before)

    def code_client(self, text: str, before: Sequence[Said] = ()) -> ClientCodes:
        """Sustain talk and anger, on the turn's first five characters and on all of it."""
        return ClientCodes(
            talk="sustain",
            strength=2.4,
            feelings={"anger": 0.62, "sadness": 0.55, "approval": 0.31},
            probabilities={"talk:sustain": 0.82, "feeling:anger": 0.62, "feeling:sadness": 0.55},
            evidence={
                "talk:sustain": (Span(start=0, end=len(text)),),
                "feeling:anger": (Span(start=0, end=min(5, len(text))),),
            },
        )


class TalkingReplies:
    """Tells what the note offers; otherwise says the next of some lines."""

    def __init__(self, client: str) -> None:
        self._telling = TellingReplies(client)
        self._said = 0

    def __call__(self, request: object) -> str:
        line = self._telling(request)  # type: ignore[arg-type]
        if line.startswith("Well, that makes"):
            line = REPLIES[self._said % len(REPLIES)]
            self._said += 1
        return line


def practiced(
    sessions: Sessions,
    coder: Coder,
    lines: list[str],
    *,
    client: str = "marcus",
    time_out: str | None = None,
    tried_again: bool = False,
    finish: bool = True,
) -> str:
    """Practices these lines with a shipped client and returns the session's id."""
    engine = EchoEngine(TalkingReplies(client), small=True)
    session = sessions.create(PACK, SCENARIOS[client], engine.info.name)
    practice = Practice.begin(
        pack=PACK,
        scenario=SCENARIOS[client],
        engine=engine,
        coder=coder,
        log=sessions.log(session),
        seed=1,
    )
    for number, line in enumerate(lines):
        practice.say(line)
        if number == 2 and tried_again:
            practice.retry()
        if number == 2 and time_out is not None:
            practice.time_out(time_out)
    if finish:
        practice.end()
    return session


def mixed() -> list[str]:
    """Ten turns, some that open the client and some that close him."""
    skilled, poor = script("marcus", "skilled"), script("marcus", "poor")
    return [*skilled[:8], poor[3], poor[5]]


def looked_back(sessions: Sessions, session: str, client: str = "marcus") -> Debrief:
    """The debrief of a stored session, rated whoever coded it."""
    events = sessions.events(session)
    coder = next((event.coder for event in events if isinstance(event, TurnCoded)), "none")
    rater = Rater(name=coder, terms=TERMS, model=MODEL)
    return debrief(events, CLIENTS[client], SCENARIOS[client], rater)
