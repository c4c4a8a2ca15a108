"""What a trainee turn means to this client: from codes to an appraisal.

Pure functions of the codes, the words and the persona. Strengths are set by hand; the field's
findings give their order (MITI 4.2.1: reflections, autonomy and collaboration help; confronting,
persuading and unasked advice harm; questions alone neither), not their size.
"""

import re

from app.client.feeling_words import feeling_named
from app.client.reported import is_reported
from app.domain.codes import Heard, Talk, TurnCodes
from app.domain.mind import Appraisal
from app.domain.persona import Persona, Topic, Trigger


def heard(codes: TurnCodes) -> Heard:
    """The one thing the client answers in a turn that may do several.

    A reflection said with a raised voice counts as a closed question too, and as input where
    it serves to inform: the main behavior tells which it is.
    """
    flags, moves = set(codes.flags), set(codes.moves)
    rules: tuple[tuple[bool, Heard], ...] = (
        ("silent" in flags, "silence"),
        ("asks_about_safety" in flags, "safety_question"),
        ("apologizes" in flags, "apology"),
        ("judges" in flags or bool(moves & {"confront", "persuade"}), "confrontation"),
        ("minimizes" in flags, "minimizing"),
        ("closes" in flags, "closing"),
        (codes.input in ("advice", "negotiation", "options"), "advice"),
        (codes.question == "open", "open_question"),
        (codes.question == "closed" and codes.behavior != "reflection", "closed_question"),
        ("self_discloses" in flags, "self_disclosure"),
        ("emphasize_autonomy" in moves, "autonomy"),
        (codes.input == "information" and codes.behavior == "input", "information"),
        (codes.reflection != "none", "reflection"),
        ("affirm" in moves, "affirmation"),
        (codes.input == "information", "information"),
        ("greets" in flags, "greeting"),
    )
    return next((what for holds, what in rules if holds), "other")


def topic_of(text: str, persona: Persona, current: str | None) -> str | None:
    """The topic a text brings up; the current one goes on where it brings up none.

    Of several the one named last counts, and of two at one place the longer word.
    """
    best: tuple[int, int] | None = None
    found = current
    for topic in persona.topics:
        for match in _words(topic).finditer(text.lower().replace("\u2019", "'")):
            place = (match.end(), match.end() - match.start())
            if best is None or place > best:
                best, found = place, topic.id
    return found


def appraise(
    codes: TurnCodes,
    text: str,
    persona: Persona,
    current: str | None,
    said: Talk | None = None,
) -> Appraisal:
    """What the turn means to the client.

    Args:
        codes: The turn's codes.
        text: The trainee's words.
        persona: Who hears them.
        current: The topic talked about so far.
        said: The talk of the client's own last turn.
    """
    what = heard(codes)
    scale = persona.sensitivities.get(what, 1.0)
    flags, moves = set(codes.flags), set(codes.moves)
    trigger = _trigger(text, persona)
    hurt = trigger.hurt if trigger else 0.0
    asked_first = "ask_permission" in moves

    understood = {"none": 0.0, "simple": 0.45, "complex": 0.75}[codes.reflection]
    understood += 0.15 * codes.emotional_reaction + 0.1 * codes.interpretation
    understood += 0.1 if "names_feeling" in flags else 0.0
    invited = {"none": 0.0, "closed": 0.15, "open": 0.6}[codes.question]
    # Any question explores; one that a word answers hardly invites.
    invited += (0.05 if codes.question == "closed" else 0.15) * codes.exploration
    respected = max(
        0.8 if "emphasize_autonomy" in moves else 0.0,
        0.6 if "seek_collaboration" in moves else 0.0,
        0.5 if asked_first else 0.0,
        0.4 if "affirm" in moves else 0.0,
        0.2 if what == "silence" else 0.0,  # room to think; to some clients, being left alone
    )
    pressured = max(
        0.8 if "confront" in moves else 0.0,
        0.7 if "persuade" in moves else 0.0,
        {"none": 0.0, "information": 0.2, "options": 0.25, "negotiation": 0.35, "advice": 0.6}[
            codes.input
        ],
        0.25 if codes.question == "closed" and what == "closed_question" else 0.0,
    )
    if asked_first:
        pressured *= 0.4
    judged = max(
        0.8 if "judges" in flags else 0.0,
        0.7 if "minimizes" in flags else 0.0,
        0.5 if "confront" in moves else 0.0,
        hurt,
    )
    harm = what in ("confrontation", "minimizing", "advice", "information", "closed_question")
    good, bad = (1.0, scale) if harm else (scale, 1.0)
    return Appraisal(
        heard=what,
        topic=topic_of(text, persona, current),
        understood=_unit(understood * good),
        invited=_unit(invited * good),
        respected=_unit(respected * good),
        pressured=_unit(pressured * bad),
        judged=_unit(judged * bad),
        repaired=_unit((0.7 if "apologizes" in flags else 0.0) * good),
        trigger=trigger.id if trigger else None,
        asked=feeling_named(text) if _asks_feeling(codes) else None,
        said=said,
    )


def _asks_feeling(codes: TurnCodes) -> bool:
    """Whether a feeling word in the turn is put to the client, not told of someone else."""
    return "names_feeling" in codes.flags or codes.question != "none" or codes.reflection != "none"


def _trigger(text: str, persona: Persona) -> Trigger | None:
    plain = text.replace("\u2019", "'")
    hits = [
        trigger
        for trigger in persona.triggers
        if any(
            not is_reported(plain, match.start())
            for pattern in trigger.patterns
            for match in re.finditer(pattern, plain, re.IGNORECASE)
        )
    ]
    return max(hits, key=lambda trigger: trigger.hurt, default=None)


def _words(topic: Topic) -> re.Pattern[str]:
    longest_first = sorted(topic.words, key=len, reverse=True)
    parts = (
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)
        for word in longest_first
    )
    # Not \b: a word may end in a dot ("dr.").
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 6)
