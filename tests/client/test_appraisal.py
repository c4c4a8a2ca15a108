"""From the codes of a trainee turn to what it means to this client."""

from typing import Any

import pytest

from app.client.appraisal import appraise, heard, topic_of
from app.domain.codes import TurnCodes
from tests.client.shipped import CLIENTS, persona, talks_about

MARCUS, ANA, ELLEN = CLIENTS["marcus"], CLIENTS["ana"], CLIENTS["ellen"]


@pytest.mark.parametrize(
    ("codes", "what"),
    [
        ({}, "other"),
        ({"flags": ("greets",)}, "greeting"),
        ({"question": "open"}, "open_question"),
        ({"question": "closed"}, "closed_question"),
        ({"question": "closed", "flags": ("asks_about_safety",)}, "safety_question"),
        ({"reflection": "simple"}, "reflection"),
        ({"reflection": "complex"}, "reflection"),
        ({"moves": ("affirm",)}, "affirmation"),
        ({"moves": ("emphasize_autonomy",)}, "autonomy"),
        ({"flags": ("apologizes",)}, "apology"),
        ({"flags": ("self_discloses",)}, "self_disclosure"),
        ({"input": "information"}, "information"),
        ({"input": "advice"}, "advice"),
        ({"input": "options"}, "advice"),
        ({"input": "negotiation"}, "advice"),
        ({"moves": ("confront",)}, "confrontation"),
        ({"moves": ("persuade",)}, "confrontation"),
        ({"flags": ("judges",)}, "confrontation"),
        ({"flags": ("minimizes",)}, "minimizing"),
        ({"flags": ("silent",)}, "silence"),
        ({"flags": ("closes",)}, "closing"),
    ],
)
def test_a_turn_that_does_one_thing_is_heard_as_that(codes: dict[str, Any], what: str) -> None:
    assert heard(TurnCodes.model_validate(codes)) == what


@pytest.mark.parametrize(
    ("codes", "what"),
    [
        # A reflection that ends in a question is answered as the question.
        ({"reflection": "complex", "question": "open"}, "open_question"),
        ({"reflection": "simple", "question": "closed"}, "closed_question"),
        # A reflection in a raised voice ("You're afraid of losing her?") stays a reflection.
        ({"behavior": "reflection", "reflection": "simple", "question": "closed"}, "reflection"),
        # What informs is information, also where part of it mirrors the client.
        ({"behavior": "input", "input": "information", "reflection": "simple"}, "information"),
        # Advice put as a question stays advice.
        ({"input": "advice", "question": "closed", "moves": ("unsolicited_advice",)}, "advice"),
        # An attack is heard before anything that comes with it, also before a kind word.
        ({"moves": ("confront", "affirm"), "question": "open"}, "confrontation"),
        ({"flags": ("judges",), "question": "open"}, "confrontation"),
        ({"flags": ("minimizes",), "reflection": "simple"}, "minimizing"),
        # Owning a mistake comes through even while the mistake is named.
        ({"flags": ("apologizes", "judges")}, "apology"),
        # Safety is heard through everything.
        ({"flags": ("asks_about_safety", "apologizes"), "question": "open"}, "safety_question"),
        # What leaves the choice counts more than the facts told with it.
        ({"moves": ("emphasize_autonomy",), "input": "information"}, "autonomy"),
        ({"reflection": "simple", "moves": ("affirm",)}, "reflection"),
        ({"flags": ("greets",), "input": "information"}, "information"),
    ],
)
def test_of_several_things_the_client_answers_one(codes: dict[str, Any], what: str) -> None:
    assert heard(TurnCodes.model_validate(codes)) == what


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("How is your job?", "work"),
        ("HOW IS YOUR JOB?", "work"),
        ("Is the delivering hard?", "work"),
        ("What about Renee?", "ex"),
        ("Tell me about Josie.", "daughter"),
        ("Nice weather.", None),
    ],
)
def test_a_text_brings_up_a_topic_by_its_words(text: str, topic: str | None) -> None:
    assert topic_of(text, MARCUS, None) == topic


def test_the_topic_named_last_counts() -> None:
    assert topic_of("We spoke of your job. And Josie?", MARCUS, None) == "daughter"
    assert topic_of("We spoke of Josie. And your job?", MARCUS, None) == "work"


def test_without_a_name_the_topic_goes_on() -> None:
    assert topic_of("How long has that been so?", MARCUS, "father") == "father"


def test_a_star_stands_for_any_ending_and_nothing_else_does() -> None:
    client = talks_about(boats=("boat*",), ring=("ring",))
    assert topic_of("The boats?", client, None) == "boats"
    assert topic_of("A houseboat.", client, None) is None
    assert topic_of("Ringing.", client, None) is None


def test_typographic_apostrophes_are_apostrophes() -> None:
    assert (
        topic_of("Your son\u2019s boat", talks_about(son=("son's",), car=("car",)), None) == "son"
    )


def test_of_two_words_at_one_place_the_longer_counts() -> None:
    client = talks_about(mother=("mother",), inlaws=("your husband's mother",))
    assert topic_of("And your husband's mother?", client, None) == "inlaws"
    short_first = talks_about(ex=("ex", "ex-wife's lawyer"), lawyer=("lawyer",))
    assert topic_of("Your ex-wife's lawyer?", short_first, None) == "ex"


def test_a_word_may_end_in_a_dot() -> None:
    assert topic_of("What did Dr. Hanley say?", talks_about(labs=("dr.",)), None) == "labs"


def test_a_trigger_is_hit_by_its_words_however_they_are_typed() -> None:
    for text in ("You need to calm down.", "CALM DOWN", "Please calm yourself down"):
        assert appraise(TurnCodes(), text, MARCUS, None).trigger == "calm_down"
    typographic = appraise(TurnCodes(), "I\u2019ll tell your mom about this.", ANA, None)
    assert typographic.trigger == "mothers_side"
    assert typographic.judged == pytest.approx(0.6)
    assert appraise(TurnCodes(), "A calm evening, then.", MARCUS, None).trigger is None


def test_of_two_triggers_the_one_that_hurts_more_counts() -> None:
    text = "Calm down, you're just like your father."
    assert appraise(TurnCodes(), text, MARCUS, None).trigger == "like_father"


def test_advice_that_was_asked_for_presses_less() -> None:
    client = persona(sensitivities={})
    bare = TurnCodes(input="advice", moves=("unsolicited_advice",))
    asked = TurnCodes(input="advice", moves=("ask_permission",))
    text = "You could count to ten."
    assert appraise(asked, text, client, None).pressured < 0.5 * (
        appraise(bare, text, client, None).pressured
    )
    assert appraise(asked, text, client, None).respected > 0


def test_sensitivities_scale_harm_and_help() -> None:
    advice, autonomy = TurnCodes(input="advice"), TurnCodes(moves=("emphasize_autonomy",))
    plain, tender = persona(sensitivities={}), persona(sensitivities={"advice": 1.5})
    assert appraise(advice, "Do it.", tender, None).pressured == pytest.approx(
        1.5 * appraise(advice, "Do it.", plain, None).pressured
    )
    halved = persona(sensitivities={"autonomy": 0.5})
    assert appraise(autonomy, "Up to you.", halved, None).respected == pytest.approx(
        0.5 * appraise(autonomy, "Up to you.", plain, None).respected
    )


def test_what_hurts_is_not_softened_by_what_helps() -> None:
    kind_attack = TurnCodes(moves=("confront", "affirm"), reflection="simple")
    meaning = appraise(kind_attack, "You lied, though you are strong.", ELLEN, None)
    assert meaning.heard == "confrontation"
    assert meaning.pressured >= 0.8
    assert meaning.judged >= 0.5


def test_reflections_are_understood_more_the_deeper_they_go() -> None:
    client = persona(sensitivities={})
    simple = appraise(TurnCodes(reflection="simple"), "x", client, None).understood
    deep = appraise(TurnCodes(reflection="complex"), "x", client, None).understood
    warm = TurnCodes(reflection="complex", emotional_reaction=2, flags=("names_feeling",))
    assert 0 < simple < deep < appraise(warm, "x", client, None).understood <= 1


def test_open_questions_invite_more_than_closed_ones() -> None:
    client = persona(sensitivities={})
    opened = appraise(TurnCodes(question="open"), "x", client, None)
    closed = appraise(TurnCodes(question="closed"), "x", client, None)
    assert opened.invited > closed.invited > 0
    assert opened.pressured == 0 < closed.pressured
