"""A trainee in distress is heard; a question about the client's danger is one about practice."""

import time

import pytest

from app.engine.echo import EchoEngine
from app.practice.care import in_trouble
from tests.client.shipped import CLIENTS
from tests.practice.sessions import NumberedReplies, begin

OWN = [
    "I am really not well, I want to kill myself",
    "i want to kill myself",
    "I dont want to live anymore",
    "I’m suicidal.",
    "I've been feeling suicidal since last week",
    "I feel really suicidal right now",
    "feeling suicidal",
    "I want to die",
    "I just want to disappear",
    "I wish I was dead.",
    "I wish I weren't here anymore",
    "I'd rather be dead",
    "want to die",
    "I keep thinking about suicide",
    "I'm thinking of ending it",
    "I've had suicidal thoughts",
    "I cut myself last night",
    "i have been hurting myself again",
    "I am going to end my life tonight",
    "Everyone would be better off without me.",
    "I'm tired of living",
    "I have nothing to live for",
    "I can't go on",
    "I cannot do this any more",
    "I can't take it anymore.",
    "I took too many pills",
    "I'm not okay",
    "I am not safe at home",
    "Im not doing ok today",
    "not well",
    "I don't feel safe",
    "I feel so hopeless",
    "I'm in danger",
    "I'm having a panic attack",
    "I can't stop crying",
    "I am falling apart here.",
    "This is too much for me, I'm shaking",
    "My husband hits me",
    "I was just assaulted",
    "I'm afraid I might hurt someone",
    "I'm scared of what I might do",
    "He said I was useless and I want to die",
    "He talks about dying. I want to die too.",
    "How do I ask about suicide when I want to kill myself?",
    "I HATE MYSELF",
    "I might kill myself",
    "I feel like ending it all",
    "I don't think I can go on",
    "I don't want to wake up tomorrow",
    "I don't see any way out",
    "nobody would miss me",
    "life isn't worth living",
    "I started cutting again",
    "I was raped",
    "He is hurting me at home",
    "I'm scared for my life",
]
CLIENTS_OWN = [
    "My client wants to kill himself, what do I do?",
    "How do I ask about suicide?",
    "How do I ask Marcus about suicide?",
    "Is he suicidal?",
    "Should I be thinking about suicide risk here?",
    "I think he wants to die.",
    "I'm worried he might kill himself.",
    "I think Marcus is thinking of ending his life",
    'How do I respond to "I want to die"?',
    "What do I say when he says 'I want to kill myself'?",
    "Marcus said I want to kill myself, what now?",
    "My client told me: I want to die.",
    "Can I ask: are you thinking of killing yourself?",
    "Do I need to ask about self-harm?",
    "Is she safe?",
]
PRACTICE = [
    "How am I doing?",
    "How am I doing so far, am I doing well?",
    "Why is he so angry?",
    "What now?",
    "I'm stuck. What can I try?",
    "I don't know what to say to him.",
    "I want to end the session well. How?",
    "I'm about to end it here, is that fine?",
    "Should I introduce myself again?",
    "I cut myself off in the middle of a sentence, was that right?",
    "I'm not good at this, am I?",
    "I feel nervous. What would help him?",
    "I can't get him to talk.",
    "I wish I had asked about his job.",
    "Did I hurt him?",
    "I'm trying to be here for him.",
    "I want to know about his death in the family",
    "He hit someone. How do I bring it up?",
    "I got beat up by that turn, what now?",
    "I'm being attacked by Marcus, help",
    "I'm losing control of the session",
    "I'm hoping to end everything on a good note",
    "I can't go on to the next topic until he answers?",
    "I'm not okay with him shouting",
    "What if he says he can't go on?",
    "",
]


def answer(question: str, *said: str) -> str:
    practice = begin(EchoEngine(NumberedReplies(), small=True))
    for text in said:
        practice.say(text)
    return practice.time_out(question).answer


@pytest.mark.parametrize("question", OWN)
def test_a_trainee_in_danger_is_answered_with_real_help(question: str) -> None:
    for said in ((), ("You need to calm down.",)):
        told = answer(question, *said)
        for help_ in ("supervisor", "Crisis line", "local emergency number", "do not go on alone"):
            assert help_ in told
        assert "can wait" in told
        for beside in (
            "Marcus",
            "trust has",
            "resistance",
            "codes",
            "Your last turn",
            "What helps",
        ):
            assert beside not in told


@pytest.mark.parametrize("question", CLIENTS_OWN)
def test_a_client_in_danger_is_asked_outright(question: str) -> None:
    told = answer(question, "How is work?")
    assert "“Are you having thoughts of ending your life?”" in told
    assert "You have not said anything" not in answer(question)
    assert "116 123" not in told


@pytest.mark.parametrize("question", PRACTICE)
def test_other_questions_are_about_the_session(question: str) -> None:
    told = answer(question, "How is work?")
    assert "Your last turn was heard as" in told
    assert "116 123" not in told


@pytest.mark.parametrize(
    "unit", ["i ", "i'm really ", "i feel so very ", "my life is ", "' ", "i wish "]
)
def test_a_long_question_is_read_in_no_time(unit: str) -> None:
    began = time.perf_counter()
    in_trouble((unit * 10_000)[:10_000] + "x", CLIENTS["marcus"])
    assert time.perf_counter() - began < 2
