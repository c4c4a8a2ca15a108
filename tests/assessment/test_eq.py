"""The five domains, each shown by a trainee who does what it is made of and one who does not."""

import time
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.eq import DOMAINS, MEASURES, Domain, domains, measured
from app.assessment.session import CodedTurn
from app.domain.codes import ClientCodes, TurnCodes

PLAIN = TurnCodes()
REFLECTS = TurnCodes(
    behavior="reflection",
    reflection="complex",
    probabilities={"reflection:simple": 0.2, "reflection:complex": 0.7},
)
OPENS = TurnCodes(behavior="question", question="open", exploration=2)
CLOSES = TurnCodes(behavior="question", question="closed")
ARGUES = TurnCodes(behavior="input", moves=("confront", "persuade"), flags=("judges",))
SORRY = TurnCodes(flags=("apologizes",))
WARM = TurnCodes(emotional_reaction=2, moves=("affirm",))
PARTNER = TurnCodes(behavior="question", question="open", moves=("seek_collaboration", "affirm"))
MYSELF = TurnCodes(flags=("self_discloses",))
SILENT = TurnCodes(flags=("silent",), probabilities={"flag:silent": 1.0})

SAD = ClientCodes(feelings={"sadness": 0.8})
ANGRY = ClientCodes(talk="sustain", strength=2, feelings={"anger": 0.7})
CHANGE = ClientCodes(talk="change", strength=2)
CALM = ClientCodes(feelings={"neutral": 0.9})


def trainee(codes: TurnCodes) -> CodedTurn:
    return CodedTurn(speaker="trainee", text="Said.", codes=codes)


def client(codes: ClientCodes, text: str = "Yes.") -> CodedTurn:
    return CodedTurn(speaker="client", text=text, client=codes)


def session(*pairs: tuple[ClientCodes, TurnCodes]) -> list[CodedTurn]:
    """Exchanges: what the client's turn is coded, then the trainee's."""
    return [turn for said, codes in pairs for turn in (client(said), trainee(codes))]


def score(turns: Sequence[CodedTurn], domain: Domain) -> float:
    scored = domains(turns)[domain]
    assert scored is not None
    return scored.value


def points(turns: Sequence[CodedTurn], what: str) -> float | None:
    [found] = [part for part in measured(turns) if part.what.startswith(what)]
    return found.points


@pytest.mark.parametrize(
    ("domain", "better", "worse"),
    [
        ("empathy", [(SAD, REFLECTS), (SAD, WARM), (CALM, OPENS)], [(SAD, CLOSES)] * 3),
        ("self_regulation", [(ANGRY, REFLECTS), (CALM, OPENS)], [(ANGRY, ARGUES), (CALM, OPENS)]),
        ("self_awareness", [(CALM, PARTNER), (CALM, OPENS)], [(CALM, MYSELF), (CALM, OPENS)]),
        ("motivation", [(CHANGE, OPENS), (CALM, REFLECTS)], [(CHANGE, PLAIN), (CALM, CLOSES)]),
        ("social_skill", [(CALM, PARTNER), (CALM, REFLECTS)], [(CALM, ARGUES), (CALM, CLOSES)]),
    ],
)
def test_each_domain_tells_skill_from_its_lack(
    domain: Domain,
    better: list[tuple[ClientCodes, TurnCodes]],
    worse: list[tuple[ClientCodes, TurnCodes]],
) -> None:
    assert score(session(*better * 4), domain) > score(session(*worse * 4), domain) + 30


def test_arguing_weighs_most_right_after_anger() -> None:
    calmly = session(*[(ANGRY, REFLECTS), (CALM, ARGUES)] * 4)
    heatedly = session(*[(CALM, REFLECTS), (ANGRY, ARGUES)] * 4)
    assert score(heatedly, "self_regulation") < score(calmly, "self_regulation") - 30


def test_an_apology_repairs_a_misstep() -> None:
    talk = [(CALM, OPENS)] * 4
    mended = session(*talk, (ANGRY, ARGUES), (ANGRY, SORRY))
    left = session(*talk, (ANGRY, ARGUES), (ANGRY, PLAIN))
    assert points(mended, "Repairs") == 100
    assert points(left, "Repairs") == 0
    assert points(session(*talk, (CALM, SORRY)), "Repairs") is None


def test_fading_costs_motivation() -> None:
    kept = session(*[(CALM, OPENS)] * 3, *[(CALM, PLAIN)] * 3, *[(CALM, OPENS)] * 3)
    faded = session(*[(CALM, OPENS)] * 6, *[(CALM, PLAIN)] * 3)
    assert points(kept, "Does not fade") == 100
    assert points(faded, "Does not fade") == 0


def test_a_silence_may_be_borne_or_filled() -> None:
    talk = session(*[(CALM, OPENS)] * 5)
    quiet = client(CALM, "...")
    assert points([*talk, quiet, trainee(SILENT)], "Stays") == 100
    assert points([*talk, quiet, trainee(CLOSES)], "Stays") == 0
    assert points(talk, "Stays") is None


def test_chances_count_by_their_size() -> None:
    def sure(chance: float) -> TurnCodes:
        return TurnCodes(probabilities={"reflection:simple": chance, "reflection:complex": 0.0})

    scores = [score(session(*[(CALM, sure(chance))] * 6), "empathy") for chance in (0.0, 0.2, 0.4)]
    assert scores[0] == 0
    assert scores == sorted(set(scores))


def test_too_little_said_has_no_domains() -> None:
    for turns in (
        [],
        session((SAD, REFLECTS)),
        session(*[(SAD, REFLECTS)] * 4, *[(SAD, SILENT)] * 9),
        [CodedTurn(speaker="trainee", text="Uncoded.")] * 20,
    ):
        assert domains(turns) == dict.fromkeys(DOMAINS)
        assert measured(turns) == ()


def test_every_measure_is_stated_once_and_counts_one_way() -> None:
    assert {measure.domain for measure in MEASURES} == set(DOMAINS)
    assert len({measure.what for measure in MEASURES}) == len(MEASURES)
    for measure in MEASURES:
        assert measure.weight > 0
        assert measure.worst != measure.best


def test_a_score_is_the_weighted_mean_of_what_is_measured() -> None:
    turns = session(*[(SAD, REFLECTS), (ANGRY, ARGUES), (CHANGE, OPENS)] * 3)
    for domain in DOMAINS:
        parts = [p for p in measured(turns) if p.domain == domain and p.points is not None]
        whole = sum(p.weight * (p.points or 0) for p in parts) / sum(p.weight for p in parts)
        assert score(turns, domain) == pytest.approx(whole, abs=0.1)


_PAIR = st.tuples(
    st.sampled_from([SAD, ANGRY, CHANGE, CALM]),
    st.sampled_from([PLAIN, REFLECTS, OPENS, CLOSES, ARGUES, SORRY, WARM, PARTNER, MYSELF, SILENT]),
)


@given(st.lists(_PAIR, max_size=14))
def test_any_session_scores_within_its_bounds(pairs: list[tuple[ClientCodes, TurnCodes]]) -> None:
    turns = session(*pairs)
    assert domains(turns) == domains(turns)
    for scored in domains(turns).values():
        assert scored is None or 0 <= scored.low <= scored.value <= scored.high <= 100


@settings(max_examples=30)
@given(st.lists(_PAIR, min_size=6, max_size=10), st.randoms(use_true_random=False))
def test_empathy_does_not_depend_on_the_order_of_exchanges(
    pairs: list[tuple[ClientCodes, TurnCodes]], random: Random
) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    first, second = (domains(session(*order))["empathy"] for order in (pairs, shuffled))
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.value == pytest.approx(second.value, abs=0.002)


def test_more_talk_of_the_same_kind_narrows_the_interval() -> None:
    mixed = [(SAD, REFLECTS), (SAD, CLOSES), (CALM, OPENS)]
    short, long = (domains(session(*mixed * times))["empathy"] for times in (2, 30))
    assert short is not None
    assert long is not None
    assert long.high - long.low < (short.high - short.low) / 2


def test_three_thousand_turns_take_little_time() -> None:
    turns = session(*[(SAD, REFLECTS), (ANGRY, ARGUES), (CALM, OPENS)] * 500)
    start = time.perf_counter()
    assert all(domains(turns).values())
    assert time.perf_counter() - start < 5
