"""Coding trainee turns by rule."""

import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.layout import Said
from app.assessment.rules import RuleCoder
from app.client.appraisal import heard
from app.domain.codes import Flag, Move, TurnCodes

CODER = RuleCoder()

PIECES = """
you your you're i i'm so what how why feel sad like it sounds that should suicide sorry hi okay um
not but and on one hand part of don't thank research ? . , ... ! ’ ( ) 🙂 İ
"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])
SPEECH = st.lists(WORDS, max_size=40).map(" ".join)


def said(*texts: str) -> list[Said]:
    """Turns of a client."""
    return [Said(speaker="client", text=text) for text in texts]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("What was that like for you?", "open"),
        ("Tell me about your mother.", "open"),
        ("I wonder what that means to you", "open"),
        ("so um what happened then", "open"),
        ("Could you say more about that?", "open"),
        ("When you think about him, what comes up?", "open"),
        ("Did you sleep last night?", "closed"),
        ("How many drinks was it?", "closed"),
        ("I wonder if you ever talk to him.", "closed"),
        ("That was last week, right?", "closed"),
        ("You're mad at me, aren't you?", "closed"),
        ("did you tell anyone", "closed"),
        ("What I hear is that you're tired.", "none"),
        ("Have a seat.", "none"),
        ("Have you tried yoga?", "none"),
        ("What's wrong with you?", "none"),
    ],
)
def test_questions(text: str, question: str) -> None:
    assert CODER.code(text).question == question


@pytest.mark.parametrize(
    ("text", "reflection"),
    [
        ("So it's been a long week.", "simple"),
        ("You're saying your job isn't the problem.", "simple"),
        ("It sounds like you felt abandoned.", "complex"),
        ("You’re scared of losing her.", "complex"),
        ("On the one hand you want help, on the other hand you hate being told.", "complex"),
        ("It's like walking on eggshells.", "complex"),
        ("It sounds like you're furious?", "complex"),
        ("I went to the store.", "none"),
        ("Okay, right.", "none"),
    ],
)
def test_reflections(text: str, reflection: str) -> None:
    assert CODER.code(text).reflection == reflection


def test_a_statement_that_makes_the_case_for_advice_is_no_reflection() -> None:
    codes = CODER.code("Your liver numbers were high again. You should stop drinking.")
    assert (codes.input, codes.reflection) == ("advice", "none")


def test_a_reflection_of_the_clients_own_words_is_simple() -> None:
    words = "You're angry."
    assert CODER.code(words).reflection == "complex"
    assert CODER.code(words, said("I'm so angry at all of them.")).reflection == "simple"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Studies show that sleep affects mood.", "information"),
        ("You should see a doctor.", "advice"),
        ("Why don't you call her?", "advice"),
        ("Would you be willing to keep a diary this week?", "negotiation"),
        ("Some people cut back, others stop altogether.", "options"),
        ("You've been here before.", "none"),
    ],
)
def test_input(text: str, given: str) -> None:
    assert CODER.code(text).input == given


def test_advice_is_unsolicited_unless_somebody_asked() -> None:
    assert "unsolicited_advice" in CODER.code("You should see a doctor.").moves
    asked = CODER.code("If it's okay with you, I'd suggest a doctor.")
    assert asked.input == "advice"
    assert asked.moves == ("ask_permission",)
    invited = CODER.code("You should see a doctor.", said("What should I do?"))
    assert invited.input == "advice"
    assert invited.moves == ()


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("It took courage to tell me that.", "affirm"),
        ("Where would you like to start?", "seek_collaboration"),
        ("It's up to you.", "emphasize_autonomy"),
        ("Would it be okay if I asked about your dad?", "ask_permission"),
        ("You're just making excuses.", "confront"),
        ("Don't you think your kids deserve better?", "persuade"),
        ("You need to calm down.", "unsolicited_advice"),
    ],
)
def test_moves(text: str, move: str) -> None:
    assert move in CODER.code(text).moves


def test_every_move_and_flag_can_be_given() -> None:
    texts = [
        "Are you thinking about suicide?",
        "You're scared.",
        "It's not that bad.",
        "How could you do that? That was selfish of you.",
        "I went through something similar myself.",
        "I'm sorry, I shouldn't have said that.",
        "Hi, I'm Sam.",
        "We're out of time for today.",
        "",
        "Good for you. It's up to you. You should rest.",
        "Does that fit? Is it okay if I ask?",
        "You can't blame everyone else. Don't you think it's time to stop?",
    ]
    codes = [CODER.code(text) for text in texts]
    assert {flag for c in codes for flag in c.flags} == set(get_args(Flag))
    assert {move for c in codes for move in c.moves} == set(get_args(Move))


@pytest.mark.parametrize(
    "text",
    [
        "Are you thinking about suicide?",
        "are you thinking of killing yourself",
        "I want to ask you directly whether you've had thoughts of ending your life.",
        "You've been through a lot. Do you ever feel like hurting yourself?",
        "do you feel unsafe",
        "Have you thought about ending it?",
        "You said you might hurt yourself. Is that still so?",
        "You're not sleeping, you're not eating. Have you thought about suicide?",
        "When you can't sleep, do you think about killing yourself?",
        "You don't say much, and I wonder: are you thinking of ending your life?",
        "I don't want to pry, but are you thinking about suicide?",
        "Do you ever wish you weren't here?",
        "Have you had thoughts of not being alive?",
        "Do you ever feel that you don't want to wake up?",
        "You're not thinking about suicide, are you? Or are you thinking about suicide?",
    ],
)
def test_safety_questions(text: str) -> None:
    assert "asks_about_safety" in CODER.code(text).flags


@pytest.mark.parametrize("text", ["You want to die.", "What helps you feel safe here?"])
def test_not_every_word_of_safety_asks_about_it(text: str) -> None:
    assert "asks_about_safety" not in CODER.code(text).flags


@pytest.mark.parametrize(
    "text",
    [
        "You're not thinking about suicide, are you?",
        "Youre not suicidal right?",
        "You’re not, like, going to hurt yourself or anything, right?",
        "You wouldn't kill yourself, would you?",
        "You haven't had any thoughts of suicide, have you?",
        "You don't want to die, do you?",
        "You would never harm yourself, would you?",
        "So, no thoughts of suicide?",
        "Not thinking about killing yourself, are you?",
        "Are you sure you're not thinking of hurting yourself?",
        "You're not telling me you want to die, are you?",
        "I hope you're not thinking about suicide. Are you?",
        "He's not going to hurt anyone, is he?",
    ],
)
def test_a_question_that_asks_for_a_no_does_not_ask_about_safety(text: str) -> None:
    codes = CODER.code(text)
    assert codes.question == "closed"
    assert "asks_about_safety" not in codes.flags
    assert heard(codes) == "closed_question"


def test_a_greeting_may_ask_as_well() -> None:
    codes = CODER.code("Hi Sam, what brings you in today?")
    assert (codes.flags, codes.question) == (("greets",), "open")
    assert CODER.code("Hi Sam, how are you today?").question == "none"


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "…", "(silence)", "(nods slowly)", "*waits*", "[pause] ...", "—"]
)
def test_silence(text: str) -> None:
    codes = CODER.code(text)
    assert codes.flags == ("silent",)
    assert codes.behavior == "other"


def test_sympathy_is_no_apology() -> None:
    codes = CODER.code("I'm so sorry to hear that.")
    assert codes.flags == ()
    assert codes.emotional_reaction == 2


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("My heart goes out to you.", (2, 0, 0)),
        ("You feel betrayed.", (0, 2, 0)),
        ("So you moved out.", (0, 1, 0)),
        ("Are you lonely?", (0, 0, 2)),
        ("Did he call?", (0, 0, 1)),
    ],
)
def test_empathy_mechanisms(text: str, levels: tuple[int, int, int]) -> None:
    c = CODER.code(text)
    assert (c.emotional_reaction, c.interpretation, c.exploration) == levels


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You’re scared, aren’t you?", "You're scared, aren't you?"),
        ("WHAT WAS THAT LIKE FOR YOU?", "what was that like for you?"),
        ("Don’t you think it’s time to stop?", "Don't you think it's time to stop?"),
        ("İ think so. What’s that like?", "İ think so. What's that like?"),
    ],
)
def test_apostrophes_and_capitals_change_nothing(one: str, other: str) -> None:
    assert CODER.code(one) == CODER.code(other)


def test_evidence_points_at_the_words() -> None:
    text = "Okay, it took courage to come here."
    (span,) = CODER.code(text).evidence["move:affirm"]
    assert text[span.start : span.end] == "took courage"
    bare = "hm. dont you think its time. ok"
    (span,) = CODER.code(bare).evidence["move:persuade"]
    assert bare[span.start : span.end] == "dont you think "


def test_a_turn_takes_the_stronger_code_of_its_sentences() -> None:
    codes = CODER.code("You're worn out by this. So it was Monday. What happened? Was it late?")
    assert codes.question == "open"
    assert codes.reflection == "complex"
    assert codes.behavior == "question"


def _sound(codes: TurnCodes, text: str) -> None:
    assert set(codes.evidence) <= set(codes.probabilities)
    assert all(0 < p <= 1 for p in codes.probabilities.values())
    for spans in codes.evidence.values():
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=2))
def test_any_text_gets_codes(text: str, before: list[str]) -> None:
    _sound(CODER.code(text, said(*before)), text)


@given(SPEECH, SPEECH)
def test_any_speech_gets_codes(text: str, before: str) -> None:
    codes = CODER.code(text, said(before))
    _sound(codes, text)
    assert codes == CODER.code(text, said(before))


@pytest.mark.parametrize(
    "unit",
    [
        "really ",
        "m",
        "mm, ",
        "you're not suicidal ",
        "suicide no ",
        ", ",
        "((",
        "you say ",
        "i i i ",
        "a. ",
        "you're so just ",
        "İ",
    ],
)
def test_ten_thousand_characters_are_coded_in_linear_time(unit: str) -> None:
    text = (unit * 10_000)[:10_000] + "!x"
    began = time.perf_counter()
    _sound(CODER.code(text, said(text)), text)
    # Takes hundredths of a second; a pattern that backtracks takes minutes.
    assert time.perf_counter() - began < 2
