"""Dense candidates: exact vector search, the hub correction and the lock around both."""

from search.vectors.hubness import Hubness
from search.vectors.index import QUESTION, SOLUTION, TITLE, VectorIndex
from search.vectors.lock import ReadWriteLock

__all__ = ["QUESTION", "SOLUTION", "TITLE", "Hubness", "ReadWriteLock", "VectorIndex"]
