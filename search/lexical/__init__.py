"""Lexical candidates: words folded and stemmed in Python, ranked by BM25."""

from search.lexical.folder import link_index
from search.lexical.index import LexicalIndex
from search.lexical.terms import fold, stem, stems_by_word, terms, words

__all__ = ["LexicalIndex", "fold", "link_index", "stem", "stems_by_word", "terms", "words"]
