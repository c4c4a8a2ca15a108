"""Texts that people and machines come up with."""

from hypothesis import strategies as st

ODD = (
    "😀",
    "🏳️‍🌈👩‍👩‍👧",
    "مرحبا، كيف حالك؟",
    "\u202eback to front\u202c",
    "שלום. מה שלומך?",
    "\u0301",
    "e\u0301 o\u0308 \u0301\u0301\u0301",
    "\u200b",
    "\x00\x07",
    "\ufffd",
    "İstanbul İ",
    "日本語の文。次の文？",
    "a" * 500,
    "-" * 300,
    "[SEP] [CLS] ##ing [MASK]",
    "tab\tand\r\nreturn",
    "I\u00a0know\u2003that.",
    "Why???!!! …",
    "2^10 = 1024; x_1 != y",
    "No.No.No.No.",
)
WORDS = st.sampled_from(
    ["so", "tired", "Unbelievably", "don't", "étude", "😀", "漢字", "uh-huh", "x" * 120, "?", "."]
)
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=200),
    st.lists(WORDS, max_size=80).map(" ".join),
)
