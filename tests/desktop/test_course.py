"""The course of a session in words, and why a turn moved the client."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.assessment.coder import TrainedCoder
from app.client.whatif import Ahead, Range
from app.desktop.debrief.course import STAGE_WORDS, course, feels, hides, marks, stage_word, summary
from app.desktop.debrief.forecast import BASIS, forecast_view
from app.desktop.debrief.room import Room
from app.desktop.debrief.why import WhyView
from app.desktop.debrief.why_words import (
    HEARD,
    coming,
    felt_words,
    heard_sentence,
    other_sentences,
    share_sentence,
)
from app.desktop.theme.look import Look
from app.domain.events import Event
from app.domain.feelings import Feelings
from app.domain.mind import Appraisal, MindState
from app.practice.debrief import Debrief, debrief, with_outlook
from app.practice.whatif import what_if
from app.store.sessions import Sessions
from tests.client.shipped import CLIENTS, SCENARIOS
from tests.desktop.looking_back import mixed, practiced
from tests.desktop.seen import said
from tests.store.made import open_database

# What Qt says of every window that is shown where there is no screen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
MARCUS = CLIENTS["marcus"]
HURT = 19
"""The place of the poorest turn among the mixed ones."""


@pytest.fixture(scope="module")
def events(
    tmp_path_factory: pytest.TempPathFactory, trained: TrainedCoder
) -> Iterator[tuple[Event, ...]]:
    database = open_database(tmp_path_factory.mktemp("home"))
    sessions = Sessions(database)
    yield tuple(sessions.events(practiced(sessions, trained, mixed())))
    database.close()


@pytest.fixture(scope="module")
def found(events: tuple[Event, ...]) -> Debrief:
    return with_outlook(debrief(events, MARCUS, SCENARIOS["marcus"]), events, MARCUS)


def state(**changes: object) -> MindState:
    values: dict[str, object] = {
        "trust": 0.2,
        "resistance": 0.6,
        "arousal": 0.5,
        "valence": 0.0,
        "feelings": Feelings.of(fear=3, anger=1),
        "openness": "guarded",
        "stance": "wary",
    }
    return MindState.model_validate({**values, **changes})


def test_a_point_for_the_beginning_and_each_turn(found: Debrief) -> None:
    moments = course(found)
    assert [moment.number for moment in moments] == ["start", *map(str, range(1, 11))]
    assert [moment.index for moment in moments] == [point.index for point in found.timeline]
    words = summary(found, moments)
    assert words.startswith("Timeline of 11 points. Trust from 0.15 to ")
    assert "Ruptures after turn 10." in words
    assert "Marcus feels mostly anger" in words


def test_feelings_are_said_as_they_are_felt_and_as_they_show() -> None:
    assert feels(state()) == "fear (75%)"
    assert (
        feels(state(feelings=Feelings.of(fear=1, trust=1)))
        == "trust (50%)".replace("trust", "closeness") + " and fear (50%)"
    )
    assert hides(state()) == ""
    assert hides(state(shows="anger", about="ashamed")) == (
        "hides the fear, ashamed of it, and shows anger"
    )


def test_ruptures_and_repairs_are_marked() -> None:
    course_of = [state(rupture=value) for value in (0.0, 0.02, 0.5, 0.47, 0.3, 0.28, 0.0)]
    assert marks(course_of) == ["", "", "rupture", "", "repair", "", "repair"]


def test_every_stage_has_a_word() -> None:
    stages = [state(readiness=tuple(float(n == at) for n in range(5))) for at in range(5)]
    assert [stage_word(one) for one in stages] == list(STAGE_WORDS.values())


def test_what_was_heard_and_felt_is_said() -> None:
    appraisal = Appraisal(heard="advice", pressured=0.6, judged=0.1, asked="trust")
    assert heard_sentence("Ana", appraisal) == "Ana heard advice that touched on closeness."
    assert felt_words(appraisal) == "clearly pressed and hardly judged"
    assert felt_words(Appraisal(heard="other")) == ""
    assert heard_sentence("Noah", Appraisal(heard="blame"), "Luis") == "Noah heard blame from Luis."
    assert all(HEARD.values())


def test_a_turn_says_its_share_of_the_whole(found: Debrief) -> None:
    assert found.attribution is not None
    share = share_sentence(found, found.attribution, HURT)
    assert share.startswith("By the end this turn had cost 0.")
    assert "of a change of " in share
    assert share_sentence(found, found.attribution, 0) == ""


def test_other_words_are_said_in_their_effect(
    found: Debrief, events: tuple[Event, ...], trained: TrainedCoder
) -> None:
    personas, scenario = {"marcus": MARCUS}, SCENARIOS["marcus"]
    other = what_if(
        events, personas, scenario, trained, HURT, "It sounds like you miss her, and it's lonely."
    )
    words = " ".join(other_sentences(found, other))
    ends = [world.states[-1].trust for world in (other.other, other.actual)]
    assert words.startswith("Marcus would have heard what was said, in other words")
    assert f"Trust would have ended at {ends[0]:.2f} instead of {ends[1]:.2f}" in words
    assert "There would have been no rupture in turn 10." in words
    same = what_if(events, personas, scenario, trained, HURT, found.turns[HURT].text)
    assert other_sentences(found, same)[-1] == "It would have changed nothing."


def test_the_explanation_says_all_that_is_seen(qtbot: QtBot, look: Look, found: Debrief) -> None:
    view = WhyView(look)
    qtbot.addWidget(view)
    room = Room({"marcus": "Marcus"}, "marcus")
    view.show_turn(found, room, HURT)
    QApplication.processEvents()
    words = said(view)
    assert "Turn 10: why it moved Marcus" in words
    assert "Something between you broke." in words
    assert view.accessibleName() == view.words
    for part in ("Turn 10", "Marcus heard", "Trust fell by", "Something between you broke", "cost"):
        assert part in view.words
    view.show_turn(found, room, 0)
    assert view.words.startswith("How Marcus came in. Trust 0.15, resistance 0.80.")
    assert "With neutral words alone" in view.words


def test_a_sore_spot_is_named(qtbot: QtBot, look: Look, found: Debrief) -> None:
    turn = found.turns[HURT].model_copy(update={"reaction": "He hears contempt."})
    turns = tuple(turn if one.index == HURT else one for one in found.turns)
    view = WhyView(look)
    qtbot.addWidget(view)
    view.show_turn(found.model_copy(update={"turns": turns}), Room({}, ""), HURT)
    assert "A sore spot: He hears contempt." in view.words


def ahead(change: float, sustain: float, left: float) -> Ahead:
    return Ahead(
        talk={"change": change, "neutral": 1 - change - sustain, "sustain": sustain},
        feeling={"fear": 0.7, "anger": 0.3},
        left=left,
        trust=Range(low=0.1, middle=0.2, high=0.3),
    )


def test_a_forecast_is_modest() -> None:
    clear, close, unsure = coming(
        [ahead(0.1, 0.8, 0.0), ahead(0.4, 0.38, 0.11), ahead(0.48, 0.22, 0.4)]
    )
    assert clear.talk == "speaks for leaving things as they are"
    assert clear.feeling == "mostly fear"
    assert (clear.leaving, clear.tone) == ("hardly likely", "neutral")
    assert close.talk == "speaks for a change or for leaving things as they are"
    assert (close.leaving, close.tone) == ("about 2 in 20", "caution")
    assert unsure.talk == "perhaps speaks for a change"
    assert unsure.tone == "attention"


def test_the_forecast_is_shown_with_what_it_rests_on(
    qtbot: QtBot, look: Look, found: Debrief
) -> None:
    view = forecast_view(look, found)
    assert view is not None
    qtbot.addWidget(view)
    words = said(view)
    assert "What might have come next" in words
    assert BASIS in words
    assert words.count("left by then") == 3
    assert forecast_view(look, found.model_copy(update={"forecast": None})) is None
