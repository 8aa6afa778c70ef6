"""Dense candidates: vector search exact or by codes, hubs, words, and the lock around them."""

from search.vectors.change import change_over
from search.vectors.hubness import Hubness, References
from search.vectors.index import EXACT_ROWS, QUESTION, SOLUTION, TITLE, VectorIndex
from search.vectors.lock import ReadWriteLock
from search.vectors.rows import RowFile
from search.vectors.stage import TRAINED, CoarseStage, ExactStage, Stage, learned
from search.vectors.words import WordVectors, telling_words

__all__ = [
    "EXACT_ROWS",
    "QUESTION",
    "SOLUTION",
    "TITLE",
    "TRAINED",
    "CoarseStage",
    "ExactStage",
    "Hubness",
    "ReadWriteLock",
    "References",
    "RowFile",
    "Stage",
    "VectorIndex",
    "WordVectors",
    "change_over",
    "learned",
    "telling_words",
]
