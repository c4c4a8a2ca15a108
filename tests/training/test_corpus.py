import shutil
from pathlib import Path

import pytest

from app.domain.errors import KnownError
from model_training.starter.corpus import Corpus, fingerprint, load
from tests.training.parts import CORPUS, PACKS


def test_every_client_of_the_packs_has_lines_and_trainees(corpus: Corpus) -> None:
    assert {client.persona.id for client in corpus.clients} >= {"ana", "ellen", "marcus"}
    assert all(client.cells and client.trainee for client in corpus.clients)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('stance = "hostile"', 'stance = "cross"', "cell.0.stance"),
        ('topic = "any"', 'topic = "the moon"', "no topic 'the moon'"),
        ('client = "marcus"', 'client = "nobody"', "it should be 'marcus'"),
        ("[[cell]]", "[[cell", "not TOML"),
        ('lines = [\n  "', 'lines = [\n  "{{', "Nested brace"),
    ],
)
def test_a_wrong_file_is_named_with_the_place(
    tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    file = folder / "marcus.toml"
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, becomes, 1))
    with pytest.raises(KnownError) as caught:
        load(folder, PACKS)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


def test_the_fingerprint_changes_with_any_byte(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    assert fingerprint([folder]) == fingerprint([CORPUS])
    (folder / "ana.toml").write_text((folder / "ana.toml").read_text() + " ")
    assert fingerprint([folder]) != fingerprint([CORPUS])
