from dataclasses import replace

from app.assessment.rules import RuleCoder
from app.engine.echo import EchoEngine
from model_training.starter.corpus import Corpus, load_packs
from model_training.starter.dialogues import Stage
from model_training.starter.evaluate import Reply, figures, judge, talk
from tests.practice.sessions import NumberedReplies
from tests.training.parts import PACKS


def _replies(stage: Stage) -> list[Reply]:
    return [
        Reply(
            client=dialogue.client.persona.id,
            session=number,
            said=turn.said,
            note=turn.note,
            state=turn.state,
            heard=turn.appraisal.heard,
            text=turn.reply,
            attempts=1,
        )
        for number, dialogue in enumerate(stage.dialogues("held_out", 0, 40))
        for turn in dialogue.turns
    ]


def test_the_corpus_itself_is_judged_well(corpus: Corpus, stage: Stage) -> None:
    found = figures(judge(corpus, _replies(stage)))
    assert found.whole > 0.99
    assert found.fits_facts == 1
    assert found.fits_openness > 0.97
    assert found.fits_heard > 0.85
    assert 0.7 < found.offered_told < 0.97
    assert found.verbatim > 0.9


def test_spoiled_replies_are_found(corpus: Corpus, stage: Stage) -> None:
    reply = next(r for r in _replies(stage) if len(r.text.split()) > 5)
    words = reply.text.split()
    spoiled = [
        replace(reply, text=text, session=number)
        for number, text in enumerate(
            [
                " ".join(reversed(words)),
                reply.text.rstrip(".?!") + " and",
                reply.text.lower(),
                reply.text + " Xylophone.",
                "...",
            ]
        )
    ]
    assert not any(judged.whole for judged in judge(corpus, spoiled))


def test_another_clients_name_does_not_fit(corpus: Corpus, stage: Stage) -> None:
    reply = next(r for r in _replies(stage) if r.client == "ana")
    other = replace(reply, text="I call Josie in the evening.")
    assert not judge(corpus, [other])[0].fits_facts


def test_a_reply_said_twice_is_a_repeat(corpus: Corpus, stage: Stage) -> None:
    reply = next(r for r in _replies(stage) if len(r.text.split()) > 5)
    assert [j.repeats for j in judge(corpus, [reply, reply])] == [False, True]


def test_every_client_is_talked_with_and_groups_talk_among_themselves(
    corpus: Corpus, stage: Stage
) -> None:
    engine = EchoEngine(NumberedReplies())
    replies = talk(stage, load_packs(PACKS), engine, RuleCoder(), 1, seed=1)
    assert {reply.client for reply in replies} == {c.persona.id for c in corpus.clients}
    assert any(": " in reply.said and " from " in reply.note for reply in replies)
    judged = figures(judge(corpus, replies))
    assert judged.replies == len(replies)
    assert {each.client for each in judged.clients} == {reply.client for reply in replies}
