"""How a pattern is put together.

Patterns read plain, lower-case sentences. Gaps inside a pattern are bounded, so that matching
takes time linear in the text.
"""

import re

YOURE = r"you(?:'re| are|'ve been| have been| were)"
VERY = r"(?:so |really |very |truly |just |clearly |pretty |quite |a bit |a little )*"
ITS = r"(?:it|that|this)(?:'s| is| was)"


def anywhere(*parts: str) -> re.Pattern[str]:
    """Any of the parts, beginning at a word's edge; for ``search``."""
    return re.compile(r"\b(?:" + "|".join(parts) + ")")


def opening(*parts: str) -> re.Pattern[str]:
    """Any of the parts; for ``match`` at the beginning of a sentence."""
    return re.compile(r"(?:" + "|".join(parts) + ")")
