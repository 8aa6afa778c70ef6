"""Nothing about the writing may change the answer: queries in one way of writing."""

from search.writing.characters import plain
from search.writing.courtesy import bare, problem
from search.writing.protocol import Community
from search.writing.reader import Reader

__all__ = ["Community", "Reader", "bare", "plain", "problem"]
