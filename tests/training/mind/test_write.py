"""The file of coefficients is rewritten in place: comments, order and all other values stay."""

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from app.client.coefficients import Coefficients
from app.domain.errors import KnownError
from model_training.mind.figures import read_figures
from model_training.mind.start import fitted_names
from model_training.mind.write import comment_on, rewritten, write

FILE = """# The numbers.

# By hand.
[hand_set]
push = 0.10  # as ever

# Old figures.
# More of them.
[fitted]
# Readiness.
rate = 0.2 # a turn
bias = -1.60
"""


def test_values_and_the_comment_above_them_change_and_nothing_else() -> None:
    assert rewritten(FILE, {"rate": 0.25, "bias": -2.0}, "# New figures.") == (
        FILE.replace("# Old figures.\n# More of them.", "# New figures.")
        .replace("rate = 0.2 #", "rate = 0.25 #")
        .replace("bias = -1.60", "bias = -2.0")
    )


@pytest.mark.parametrize("values", [{"rate": 1.0}, {"rate": 1.0, "bias": 1.0, "more": 1.0}])
def test_a_table_of_other_names_is_left_alone(values: dict[str, float], tmp_path: Path) -> None:
    path = tmp_path / "coefficients.toml"
    path.write_text(FILE)
    with pytest.raises(KnownError, match=r"\[fitted\] and the fit differ in (bias|more)\.$"):
        write(path, values, "# x")
    assert path.read_text() == FILE


def test_a_file_without_the_table_is_one_sentence() -> None:
    with pytest.raises(KnownError, match=r"there is no table \[fitted\] to write to\.$"):
        rewritten("[hand_set]\n", {}, "# x")


def test_the_programs_file_can_be_written_and_read_again() -> None:
    text = resources.files("app.client").joinpath("coefficients.toml").read_text(encoding="utf-8")
    values = dict.fromkeys(fitted_names(), 0.125)
    comment = comment_on(read_figures())
    assert all(line.startswith("# ") for line in comment.splitlines())
    tables = tomllib.loads(rewritten(text, values, comment))
    assert tables["fitted"] == values
    assert tables["hand_set"] == tomllib.loads(text)["hand_set"]
    Coefficients.model_validate({**tables["hand_set"], **tables["fitted"]})
