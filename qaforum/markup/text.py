"""Text before it means anything: without what cannot be seen, and as it is compared."""

import re
import unicodedata

# Bidirectional overrides can make a text read as something it is not; other controls are noise.
# So are letters that show nothing: fillers and spaces of no width (joiners shape words: they stay)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069"
    "\u200b\u2060-\u2064\ufeff\u115f\u1160\u3164\uffa0]"
)
# Letters that Unicode does not take apart, and the apostrophe that keyboards have
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "ʼ": "'"})


def clean(text: str) -> str:
    """`text` with one kind of line end, without control characters and without characters that
    nobody can see; Unicode otherwise kept."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """`text` as it is compared when somebody looks for a name: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", clean(text)).casefold().translate(_LETTERS)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
