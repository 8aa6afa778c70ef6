"""Similar problems and the peers who solved them. Knows nothing of any forum."""

from search.candidates import Candidates, Match, Nearest
from search.documents import Document, Solution
from search.encoders import Encoder, load_encoder
from search.engine import Engine
from search.language import detect_language
from search.passages import Passage
from search.sentences import unpacked
from search.shown import Shown, to_show

__all__ = [
    "Candidates",
    "Document",
    "Encoder",
    "Engine",
    "Match",
    "Nearest",
    "Passage",
    "Shown",
    "Solution",
    "detect_language",
    "load_encoder",
    "to_show",
    "unpacked",
]
