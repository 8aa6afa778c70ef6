"""One way to write each character: what keyboards, word processors and systems make of it."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "’‘ʼ‛′´"
_QUOTES = "“”„‟«»″"
_DASHES = "‐‑‒–—―−"
_NOTHING = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # soft hyphens, joiners, marks
_SAME = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(_QUOTES, '"'),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_NOTHING, None),
        "…": "...",
    }
)
_SPACES = re.compile(r"[^\S\n]+")
_REPEATED = re.compile(r"([!?])[!?]+")


def composed(text: str) -> str:
    """The same text in NFC, with ordinary spaces and valid Unicode; line ends stay."""
    if text.isascii():
        return text
    valid = text.encode("utf-8", "replace").decode("utf-8")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", valid))


def plain(text: str) -> str:
    """In one line, composed, with one kind of apostrophe, quote, dash and space, and no more than
    one exclamation or question mark at a place."""
    spaced = " ".join(composed(text).split()).replace("« ", "«").replace(" »", "»")
    return " ".join(_REPEATED.sub(r"\1", spaced.translate(_SAME)).split())
