import threading

import pytest

from app.engine.echo import EchoEngine
from app.engine.protocol import ContextFull, EngineGone, Message, Request
from tests.engine.conversations import SYSTEM, request, said


def test_it_answers_from_a_list_in_turn() -> None:
    engine = EchoEngine(["One.", "Two."])
    texts = [engine.answer(request(said("Hello."))).text for _ in range(3)]
    assert texts == ["One.", "Two.", "Two."]


def test_it_answers_by_a_function() -> None:
    def shout(ask: Request) -> str:
        return ask.messages[-1].content.upper()

    assert EchoEngine(shout).answer(request(said("hello there"))).text == "HELLO THERE"


def test_by_itself_it_depends_on_the_words_and_the_seed() -> None:
    engine = EchoEngine()
    texts = {engine.answer(request(said("Hello."), seed=n)).text for n in range(20)}
    assert len(texts) > 2
    assert (
        engine.answer(request(said("Hello."))).text
        == EchoEngine().answer(request(said("Hello."))).text
    )


def test_pieces_make_up_the_text() -> None:
    pieces: list[str] = []
    answer = EchoEngine(["It  is\nwhat it is."]).answer(request(said("So?")), pieces.append)
    assert "".join(pieces) == answer.text == "It  is\nwhat it is."
    assert len(pieces) == answer.generated == 5


def test_only_new_words_are_counted_as_computed() -> None:
    engine = EchoEngine(["I came by bus."])
    first = engine.answer(request(SYSTEM, said("How did you come?")))
    assert (
        first.prefilled == first.prompt_tokens == engine.count([SYSTEM, said("How did you come?")])
    )
    second = engine.answer(
        request(SYSTEM, said("How did you come?"), Message("assistant", first.text), said("Oh."))
    )
    assert second.prefilled == 5  # the answer's end, the new message's three, the invitation


def test_it_stops_ends_and_refuses_like_an_engine() -> None:
    engine = EchoEngine(["one two three four"], context=50)
    assert engine.answer(request(said("Count."), max_tokens=2)).finish == "length"
    assert engine.answer(request(said("Count."), stop=("two t",))).text == "one "
    with pytest.raises(ContextFull):
        engine.answer(request(said("word " * 50)))
    slow = EchoEngine(["one two three four"], delay_s=0.2)
    threading.Timer(0.3, slow.stop).start()
    answer = slow.answer(request(said("Count.")))
    assert answer.finish == "stopped"
    assert answer.text == "one"
    slow.close()
    with pytest.raises(EngineGone):
        slow.answer(request(said("Count.")))
