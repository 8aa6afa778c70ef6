"""Dense candidates: exact vector search, hubs, words, and the lock around them."""

from search.vectors.hubness import Hubness
from search.vectors.index import QUESTION, SOLUTION, TITLE, VectorIndex
from search.vectors.lock import ReadWriteLock
from search.vectors.words import WordVectors, telling_words

__all__ = [
    "QUESTION",
    "SOLUTION",
    "TITLE",
    "Hubness",
    "ReadWriteLock",
    "VectorIndex",
    "WordVectors",
    "telling_words",
]
