"""What a client feels, what of it shows, and how the note tells both."""

import pytest

from app.client.affect import mixture_of
from app.client.ambivalence import chance
from app.client.feeling_words import feeling_named
from app.client.mind import draw_noise, start, step
from app.client.script import note
from app.domain.feelings import Feelings, Primary
from app.domain.mind import Appraisal, MindState, Noise
from app.domain.persona import FeelingAboutFeeling, Persona
from tests.client.shipped import persona, tempered

SHAMED = FeelingAboutFeeling(feeling="anger", response="ashamed", shows="sadness", until=0.5)


def feeling(client: Persona, trust: float = 0.3, **weights: float) -> MindState:
    """The client with these feelings and no mixture kept, as earlier versions left it."""
    return start(client).model_copy(
        update={"feelings": Feelings.of(**weights), "mixture": (), "trust": trust}
    )


def test_a_client_ashamed_of_anger_shows_something_else() -> None:
    client = persona(feelings_about=(SHAMED,))
    state = step(client, feeling(client, anger=1), Appraisal(heard="other"), Noise())
    assert (state.feelings.dominant, state.shown, state.about) == ("anger", "sadness", "ashamed")
    said = note(client, state, Appraisal(heard="other"))
    assert "you feel anger, are ashamed of it, and show sadness" in said


def test_with_enough_trust_the_feeling_itself_may_be_seen() -> None:
    client = persona(feelings_about=(SHAMED,))
    state = step(client, feeling(client, trust=0.7, anger=1), Appraisal(heard="other"), Noise())
    assert state.shown == "anger"
    assert state.about is None
    assert "show" not in note(client, state, Appraisal(heard="other"))


def test_two_feelings_of_one_strength_are_both_in_the_note() -> None:
    client = persona(feelings_about=())
    state = feeling(client, anger=1, fear=1).model_copy(update={"shows": None, "about": None})
    assert "you feel fear and anger." in note(client, state, Appraisal(heard="other"))


def test_a_feeling_that_is_named_is_settled_one_way_or_the_other() -> None:
    client = tempered(persona(feelings_about=()), emotion_half_life=20)
    state = feeling(client, trust=0.5, sadness=1, anger=1)
    asked = Appraisal(heard="reflection", understood=0.8, asked="sadness")
    yes = step(client, state, asked, Noise(feeling=-3))
    no = step(client, state, asked, Noise(feeling=3))
    assert chance(mixture_of(yes), "sadness") > 0.99
    assert chance(mixture_of(no), "sadness") < 0.01


@pytest.mark.parametrize(
    ("pressure", "stirred"), [("fight", "anger"), ("withdraw", "fear"), ("please", "fear")]
)
def test_a_threat_turns_feelings_the_way_this_person_meets_it(
    pressure: str, stirred: Primary
) -> None:
    client = tempered(persona(feelings_about=()), pressure=pressure, emotion_half_life=20)
    before = feeling(client, joy=1)
    after = step(client, before, Appraisal(heard="confrontation", judged=0.9), Noise())
    assert after.feelings.weight(stirred) > 0.15


def test_emotions_with_a_short_half_life_are_gone_sooner() -> None:
    quick, slow = (tempered(persona(), emotion_half_life=value) for value in (0.5, 10))
    left = []
    for client in (quick, slow):
        state = feeling(client, joy=1)
        for turn in range(3):
            state = step(client, state, Appraisal(heard="other"), draw_noise(1, turn))
        left.append(state.feelings.weight("joy"))
    assert left[0] < 0.1 < 0.5 < left[1]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("You sound really angry.", "anger"),
        ("Are you scared, or is it more that you are sad?", "sadness"),
        ("It's lonely.", "sadness"),
        ("Are you ashamed of that?", "disgust"),
        ("What did you hope for?", "anticipation"),
        ("Tell me about the van.", None),
        ("You should calm down.", None),
        ("You've been feeling down.", "sadness"),
        ("Are you safe at home?", None),
    ],
)
def test_feeling_words_name_a_primary(text: str, named: Primary | None) -> None:
    assert feeling_named(text) == named
