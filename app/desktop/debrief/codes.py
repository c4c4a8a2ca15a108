"""Codes and changes as a trainee reads them. Pure; knows nothing of Qt."""

import html
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.assessment.standouts import HOLDS
from app.desktop.widgets.text import Tone
from app.domain.codes import TurnCodes
from app.practice.debrief import Debrief, DebriefTurn


@dataclass(frozen=True)
class CodeWord:
    """How a code is shown.

    Attributes:
        code: Its key in ``TurnCodes.evidence``.
        word: What stands on the tag.
        meaning: One short sentence.
    """

    code: str
    word: str
    meaning: str
    tone: Tone = "neutral"


_WORDS: tuple[CodeWord, ...] = (
    CodeWord("question:open", "open question", "Invites more than yes or no.", "info"),
    CodeWord("question:closed", "closed question", "Can be answered with yes, no or a fact."),
    CodeWord("reflection:simple", "simple reflection", "Says back what was said.", "info"),
    CodeWord("reflection:complex", "complex reflection", "Says back more than was said.", "info"),
    CodeWord("input:information", "information", "Tells the client something."),
    CodeWord("input:advice", "advice", "Tells the client what to do."),
    CodeWord("input:negotiation", "negotiation", "Works out a next step with the client."),
    CodeWord("input:options", "options", "Offers several ways to go on."),
    CodeWord("move:affirm", "affirms", "Names a strength or an effort of the client.", "good"),
    CodeWord(
        "move:seek_collaboration", "seeks collaboration", "Asks for the client's view.", "good"
    ),
    CodeWord(
        "move:emphasize_autonomy", "leaves the choice", "Says that it is up to the client.", "good"
    ),
    CodeWord("move:ask_permission", "asks permission", "Asks before going on.", "good"),
    CodeWord("move:confront", "confronts", "Argues with the client.", "attention"),
    CodeWord("move:persuade", "persuades", "Pushes for a change.", "attention"),
    CodeWord(
        "move:unsolicited_advice", "unasked advice", "Advises without asking first.", "attention"
    ),
    CodeWord(
        "flag:asks_about_safety",
        "asks about safety",
        "Asks outright about harm or suicide.",
        "good",
    ),
    CodeWord("flag:names_feeling", "names a feeling", "Has a word for what the client feels."),
    CodeWord("flag:minimizes", "minimizes", "Makes light of what the client feels.", "attention"),
    CodeWord("flag:judges", "judges", "Passes judgment on the client.", "attention"),
    CodeWord("flag:self_discloses", "about oneself", "Turns to the trainee's own life.", "caution"),
    CodeWord("flag:apologizes", "apologizes", "Takes something back."),
    CodeWord("flag:greets", "greets", "Says hello."),
    CodeWord("flag:closes", "closes", "Brings the session to its end."),
    CodeWord("flag:silent", "silence", "Leaves room and says nothing."),
    CodeWord("emotional_reaction:1", "some warmth", "Lets a warm feeling be heard, weakly."),
    CodeWord("emotional_reaction:2", "warmth", "Says a warm feeling outright."),
)
# Interpretation and exploration (Sharma et al. 2020) lie on the same words as reflections and
# questions do: as tags they would only say it twice.


def code_words(codes: TurnCodes | None) -> list[CodeWord]:
    """The codes of a turn that are shown, in a fixed order."""
    if codes is None:
        return []
    present = {
        f"question:{codes.question}",
        f"reflection:{codes.reflection}",
        f"input:{codes.input}",
        f"emotional_reaction:{codes.emotional_reaction}",
        *(f"move:{move}" for move in codes.moves),
        *(f"flag:{flag}" for flag in codes.flags),
    }
    if "unsolicited_advice" in codes.moves:
        present.discard("input:advice")  # the same words, said more sharply
    return [word for word in _WORDS if word.code in present]


@dataclass(frozen=True)
class Piece:
    """Part of a turn's text and all codes that lie on it; none for plain words."""

    start: int
    end: int
    words: tuple[CodeWord, ...]

    @property
    def meaning(self) -> str:
        """Every code by name and meaning, for a tooltip."""
        return "\n".join(f"{word.word.capitalize()}. {word.meaning}" for word in self.words)


def pieces(text: str, codes: TurnCodes | None) -> list[Piece]:
    """The text cut where codes begin or end; together the pieces are the whole text."""
    spans = [
        (max(0, span.start), min(len(text), span.end), word)
        for word in code_words(codes)
        for span in (codes.evidence.get(word.code, ()) if codes else ())
    ]
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    cuts = [at for at in cuts if at <= len(text)]
    return [
        Piece(start, end, tuple(word for s, e, word in spans if s <= start and end <= e))
        for start, end in itertools.pairwise(cuts)
    ]


def quoted(text: str, limit: int = 60) -> str:
    """The beginning of a text in quotes, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) > limit:
        flat = re.sub(r"\W*\s+\S*$", "", flat[:limit]) + "…"
    return f"“{flat}”" if flat else "silence"


def change(value: float | None) -> str:
    """``▲ +0.05``, ``▼ −0.03`` or ``no change``; nothing where it is not known."""
    if value is None:
        return ""
    if abs(value) < HOLDS:
        return "no change"
    return f"▲ +{value:.2f}" if value > 0 else f"▼ −{-value:.2f}"


def spoken_change(value: float | None) -> str:
    """What happened to trust, as a sentence for a screen reader."""
    if value is None:
        return ""
    if abs(value) < HOLDS:
        return "Trust did not move."
    return f"Trust {'rose' if value > 0 else 'fell'} by {abs(value):.2f}."


def exchange(turns: Sequence[DebriefTurn], index: int) -> int:
    """The number under which a turn is spoken of: trainee turns up to it; 0 is the opening."""
    return sum(turn.speaker == "trainee" for turn in turns[: index + 1])


def turn_words(turns: Sequence[DebriefTurn], index: int) -> str:
    """``turn 3``, or ``the opening``."""
    number = exchange(turns, index)
    return f"turn {number}" if number else "the opening"


def spoken_turn(found: Debrief, turn: DebriefTurn, told: Iterable[str]) -> str:
    """All that is seen of a turn, as text for a screen reader."""
    name = "You" if turn.speaker == "trainee" else found.client
    where = turn_words(found.turns, turn.index).capitalize()
    parts = [f"{where}. {name}: {turn.text.strip() or 'nothing was said.'}"]
    for word in code_words(turn.codes):
        spans = turn.codes.evidence.get(word.code, ()) if turn.codes else ()
        on = ", ".join(quoted(turn.text[span.start : span.end]) for span in spans)
        parts.append(f"{word.word.capitalize()}{': ' + on if on else ''}.")
    parts.extend(f"Told: {summary}" for summary in told)
    if turn.interrupted:
        parts.append("You stopped this reply.")
    if said := spoken_change(turn.trust_change):
        parts.append(said)
    return " ".join(parts)


def rich(text: str, strong: str = "") -> str:
    """Plain text as markup for a tooltip."""
    lead = f"<b>{html.escape(strong)}</b> " if strong else ""
    return f"<p style='margin:0'>{lead}{html.escape(text)}</p>".replace("\n", "<br>")
