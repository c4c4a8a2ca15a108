"""Patterns that could take for ever are told from those that cannot."""

import subprocess
import sys

import pytest

from app.library.slow_patterns import is_slow


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:o+w?)+e\b",
        r"(\w+\s*)+$",
        r"(a|a)*$x",
        r"(a|aa){0,19}b",
        r"(a|b|ab)*c",
        r"(a?a?)*b",
        r"((a+)+b)*",
        r"(\w\w|ё)*x",
        r"(([a-z]b|A\w)+c?)+!",
        r"(a*b*)*c",
        r"(\w{0,19}){0,19}!",
        r"(((a{0,5}){0,5}){0,5})b",
        r"(\w+ ?){0,5}x",
        r".*.*.*.*.*.*x",
        r".*(a).*(b).*c",
        r"\s*\s*\s*\s*x",
        r"(?=(a+)+$)b",
        r"(?>a+)+b|(c|cc)*d",
        "a?" * 30 + "a" * 30,
        # Too intricate to be judged in time.
        "(?:" + "|".join("ab" * n for n in range(1, 90)) + ")+c",
        "(?:" * 30 + "a" + "){5}" * 30,
        "(?:(?:|)" * 40 + "a" + ")" * 40 + "{20}",
    ],
)
def test_slow_patterns(pattern: str) -> None:
    assert is_slow(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bcalm(ing)? (yourself )?down\b",
        r"(?<!afraid )\byou( are|.re) (just |exactly |a lot )?like your (father|dad)\b",
        r"(?:you|they|we)(?: really| truly| just)* (?:did|do)",
        r"(?:\w+ )?(?:\w+ )?(?:\w+ )?foo",
        r"(?:\w+ ){0,5}x",
        r"(\w+ )+x",
        r"\bapple\b.{0,30}\btree\b.{0,30}\bfall",
        r".*foo.*bar.*",
        r"([^,]*,){3}x",
        r"\d{4}-\d{2}-\d{2}",
        r"(\d{3}-?)+x",
        r"(?:a|b|c)+x",
        r"(\w+) \1",
        r"(a)?b(?(1)c|d)",
        "ж+ё+",
        "",
    ],
)
def test_harmless_patterns(pattern: str) -> None:
    assert not is_slow(pattern)


def test_a_pattern_called_slow_is_slow() -> None:
    script = r"import re; re.search(r'(a|a)*$x', 'a' * 40)"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", script], timeout=1, check=False)
