"""Words told as someone's, or taken back: what a trigger in them is not said to the client.

"You're weak" wounds; "you're afraid people will think that you're weak" is a reflection, and
"I won't call the police" a promise, though both hold the wounding words.
"""

import re
from typing import Final

_CLAUSE: Final = re.compile(r"[.!?;:]|, ?(?:and|but|so|because)\b")
"""Where a clause ends, and with it what was said to be someone's."""
_FRAME: Final = re.compile(
    r"\b(?:part of you|people|others|(?:every|some)(?:one|body)"
    r"|(?:he|she|they|them|who) (?:say|said|tell|told|think|thought|call|made)\w*"
    r"|when (?:I|we) say|(?:don't|do not) (?:have|need|want) to|needn't"
    r"|I (?:don't|do not) (?:think|believe|mean)|not (?:going to|saying|telling|asking)"
    r"|(?:I|we)(?: won't| will not| wouldn't| would never| will never|'ll never)"
    r"|(?<!do )(?<!don't )you(?:'ve|'re| are| have)?(?: \w{2,9})? ?"
    r"\b(?:think|thinks|thought|believe|believed)"
    r"|you(?:'ve|'re| are| have)?(?: \w{2,9})? ?\b(?:feel|felt|wonder\w*|afraid|scared|terrified"
    r"|worr\w+|fear\w*|dread\w*|hate\w*|tell yourself|told|ask\w*|hear|heard|called))\b",
    re.IGNORECASE,
)


def is_reported(text: str, start: int) -> bool:
    """Whether the words that begin at ``start`` are framed as thought, feared, said or denied.

    Only the clause before them counts; ``text`` has straight apostrophes.
    """
    begin = max((end.end() for end in _CLAUSE.finditer(text, 0, start)), default=0)
    return _FRAME.search(text, begin, start) is not None
