"""How an error is put into words."""

import pytest

from app.commands.main import as_sentence


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("that is too long; say less", "That is too long; say less."),
        ("There is no model.", "There is no model."),
        ("lines.txt, line 3: no title", "lines.txt, line 3: no title."),
        ("packs/mine is empty", "packs/mine is empty."),
    ],
)
def test_an_error_is_a_sentence_and_a_name_stays_as_it_is(words: str, sentence: str) -> None:
    assert as_sentence(words) == sentence
