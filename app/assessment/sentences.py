"""A turn cut into sentences, with offsets into the text as it was written."""

import re
from dataclasses import dataclass

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "\xa0": " "})
_BARE = re.compile(
    r"\b(?:(?P<m>im)|(?P<ve>ive|youve|weve|theyve)|(?P<re>youre|theyre)|(?P<d>youd)|(?P<ll>youll)"
    r"|(?P<s>thats|whats|hows|its|theres|lets|whos|hes|shes|wheres|heres)"
    r"|(?P<t>(?:do|ca|wo|did|does|is|are|was|were|have|has|would|could|should)nt))\b"
)
_SENTENCE = re.compile(r"[^.?!…;\n]+[.?!…;\n]*")
_FILLER = (
    r"(?:so|okay|ok|um+|uh+|er+|hm+|mm+|mhm|mm-hmm|uh-huh|well(?! done)|and|but|oh|ah|wow|like|"
    r"alright|all right|right|now|yeah|yes|you know(?=,)|i guess|i mean|actually|honestly|"
    r"look(?=,)|listen|then|also|again|basically|just|because|since)"
)
_LEAD = re.compile(rf"[^\w']*(?:{_FILLER}\b[^\w'.]*)*")
# Whole turns that say nothing: dots and dashes, or a stage direction in brackets or asterisks.
_SILENT = re.compile(
    r"[\s.…\-–—_]*(?:(?:\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|\*[^*]{0,80}\*|silence|pause)"
    r"[\s.…\-–—_]*)*"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: its plain text, where it starts, and where its words begin."""

    text: str
    """Lower case, typographic marks made plain, as long as the original."""
    start: int
    end: int
    lead: int
    """Offset in ``text`` behind fillers such as "so, um,"."""

    @property
    def core(self) -> str:
        """The sentence without its fillers."""
        return self.text[self.lead :]

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.endswith("?") or "?" in self.text[-4:]


def plain(text: str) -> str:
    """Lower case with plain apostrophes; every character stays where it was."""
    lower = text.translate(_PLAIN)
    # A few letters grow when lowered ("İ"); those stay, so that offsets hold.
    if len(lower.lower()) == len(lower):
        return lower.lower()
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in lower)


def with_apostrophes(text: str) -> tuple[str, list[int] | None]:
    """Plain text with the apostrophes that hasty typing left out ("dont", "whats").

    Returns:
        The text, and for each of its characters (and its end) the place in ``text`` that it
        stands for; None where nothing was put in.
    """
    cuts = [m.end() - len(m.lastgroup or "") for m in _BARE.finditer(text)]
    if not cuts:
        return text, None
    pieces, places, start = [], list[int](), 0
    for cut in cuts:
        pieces.append(text[start:cut])
        places.extend([*range(start, cut), cut])
        start = cut
    places.extend(range(start, len(text) + 1))
    return "'".join([*pieces, text[start:]]), places


def is_silent(text: str) -> bool:
    """Whether a turn (as ``plain`` gives it) says nothing at all."""
    return _SILENT.fullmatch(text) is not None


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text as ``plain`` gives it."""
    found = []
    for match in _SENTENCE.finditer(text):
        whole = match.group()
        stripped = whole.strip()
        if not any(map(str.isalnum, stripped)):
            continue
        start = match.start() + whole.index(stripped)
        lead = _LEAD.match(stripped)
        at = lead.end() if lead else 0
        # "Right." is all filler: then there is nothing behind it, and it is its own core.
        at = at if any(map(str.isalnum, stripped[at:])) else 0
        found.append(Sentence(stripped, start, start + len(stripped), at))
    return found
