"""A trigger is hit by what is said to the client, not by what is told as feared or denied."""

import pytest

from app.client.appraisal import appraise
from app.domain.codes import TurnCodes
from tests.client.shipped import CLIENTS


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("owen", "That would be selfish."),
        ("owen", "You have so much to live for."),
        ("owen", "I'm going to call the police."),
        ("claire", "You should leave him."),
        ("claire", "People like to talk. You need to get out of there."),
        ("claire", "Don't you think you're letting him do this?"),
        ("victor", "You're just like your father."),
        ("victor", "You told me about Emil, and you don't deserve him."),
        ("julian", "You're being manipulative."),
        ("julian", "Maybe Tess was right."),
    ],
)
def test_said_to_the_client_it_hurts(client: str, text: str) -> None:
    assert appraise(TurnCodes(), text, CLIENTS[client], None).trigger is not None


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("owen", "Part of you thinks it would be selfish, and part of you is so tired."),
        ("owen", "Everyone keeps telling you there's so much to live for."),
        ("owen", "You\u2019re scared of being locked up if you say yes."),
        ("claire", "Everyone thinks you should leave, and nobody asks what it would cost."),
        ("claire", "I would never bring him in here without your consent."),
        ("claire", "You have to leave at one, I know."),
        ("victor", "You're afraid you're turning into your father."),
        ("victor", "I don't think you're a bad father for saying this out loud."),
        ("julian", "You feel like you're too much for people."),
        ("julian", "It hurts when I say our time is up."),
        ("julian", "I can see why Tess left such a hole."),
    ],
)
def test_told_as_feared_thought_or_denied_it_does_not(client: str, text: str) -> None:
    assert appraise(TurnCodes(), text, CLIENTS[client], None).trigger is None
