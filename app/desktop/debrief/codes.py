"""Codes and changes as a trainee reads them. Pure; knows nothing of Qt."""

import html
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.assessment.session import SHOWN
from app.assessment.standouts import HOLDS
from app.desktop.widgets.text import Tone
from app.domain.codes import ClientCodes, TurnCodes
from app.practice.debrief import Debrief, DebriefTurn
from app.practice.report_words import likelihood

Codes = TurnCodes | ClientCodes


@dataclass(frozen=True)
class CodeWord:
    """How a code is shown.

    Attributes:
        code: Its key in ``evidence``.
        word: What stands on the tag.
        meaning: One short sentence.
        quiet: Whether its words are plain until they are pointed to.
        chance: How sure the coder is, in words and percent; empty where that is not known.
    """

    code: str
    word: str
    meaning: str
    tone: Tone = "neutral"
    quiet: bool = False
    chance: str = ""

    @property
    def explained(self) -> str:
        """What the code means and how sure it is, for a tooltip."""
        sure = f" {self.chance[0].upper()}{self.chance[1:]}." if self.chance else ""
        return self.meaning + sure


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


_TALK = {
    "change": CodeWord("talk:change", "change talk", "Speaks for a change.", quiet=True),
    "sustain": CodeWord(
        "talk:sustain", "sustain talk", "Speaks for leaving things as they are.", quiet=True
    ),
}
_STRENGTHS = ((2.25, "strong "), (1.5, ""), (0.0, "slight "))
_MOST_FEELINGS = 3
"""Feelings shown beside one client turn."""


def codes_of(turn: DebriefTurn) -> Codes | None:
    """The codes of a turn of either speaker."""
    return turn.codes or turn.client_codes


def code_words(codes: Codes | None) -> list[CodeWord]:
    """The codes of a turn that are shown, in a fixed order."""
    if codes is None:
        return []
    if isinstance(codes, ClientCodes):
        return _client_words(codes)
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
    return [_with_chance(word, codes) for word in _WORDS if word.code in present]


def _client_words(codes: ClientCodes) -> list[CodeWord]:
    """Talk about the change at issue, then the feelings that are heard, the likeliest first."""
    found = []
    if (talk := _TALK.get(codes.talk)) is not None:
        how = next(word for least, word in _STRENGTHS if codes.strength >= least)
        found.append(replace(talk, word=how + talk.word))
    felt = [name for name, chance in codes.feelings.items() if chance >= SHOWN]
    for name in sorted(felt, key=lambda name: -codes.feelings[name])[:_MOST_FEELINGS]:
        if name != "neutral":
            meaning = f"Sounds like {name}."
            found.append(CodeWord(f"feeling:{name}", name, meaning, quiet=True))
    return [_with_chance(word, codes) for word in found]


def _with_chance(word: CodeWord, codes: Codes) -> CodeWord:
    chance = codes.probabilities.get(word.code)
    # Some questions about safety are known by their words, whatever the coder thinks of them.
    by_words = word.code == "flag:asks_about_safety" and chance is not None and chance < SHOWN
    if chance is None or by_words or word.code == "flag:silent":
        return word
    return replace(word, chance=likelihood(chance))


@dataclass(frozen=True)
class Piece:
    """Part of a turn's text and all codes that lie on it; none for plain words."""

    start: int
    end: int
    words: tuple[CodeWord, ...]

    @property
    def meaning(self) -> str:
        """Every code by name and meaning, for a tooltip."""
        return "\n".join(f"{word.word.capitalize()}. {word.explained}" for word in self.words)

    @property
    def underlined(self) -> bool:
        """Whether it is seen that codes lie on it, before anyone points to them."""
        return any(not word.quiet for word in self.words)


def pieces(text: str, codes: Codes | None) -> list[Piece]:
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


def spoken_turn(found: Debrief, turn: DebriefTurn, told: Iterable[str], client: str) -> str:
    """All that is seen of a turn, as text for a screen reader; ``client`` is who speaks in it."""
    name = "You" if turn.speaker == "trainee" else client
    where = turn_words(found.turns, turn.index).capitalize()
    parts = [f"{where}. {name}: {turn.text.strip() or 'nothing was said.'}"]
    codes = codes_of(turn)
    for word in code_words(codes):
        spans = codes.evidence.get(word.code, ()) if codes else ()
        on = ", ".join(quoted(turn.text[span.start : span.end]) for span in spans)
        sure = f", {word.chance}" if word.chance else ""
        parts.append(f"{word.word.capitalize()}{sure}{': ' + on if on else ''}.")
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
