"""A wrong letter in a query, put right by the words of the community.

Word by word: one that no document has, and that the encoder's vocabulary does not have as a
whole either, is replaced when one slip of the finger leads to a word that is known. It may
have been meant as it is all the same, so the search asks both.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from functools import lru_cache

from search.encoders import last
from search.lexical import fold, stem
from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import WORD
from search.store import Store

SHORTEST = 5  # letters: shorter words are too close to one another
LONGEST = 24
_LETTERS = string.ascii_lowercase + "àâçèéêëîïôùûüäöáíóúñß"


class Spelling:
    """Corrects titles by what a store holds at this moment; safe to use from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        encoder = last(store.encoder)
        self._usual: Callable[[str], bool] = getattr(encoder, "knows", lambda word: False)

    def corrected(self, text: str) -> str:
        """The text with unknown words replaced that are one letter away from a known one.

        Names and abbreviations, written with other than lower-case letters inside, stay.
        """
        return WORD.sub(lambda match: self._corrected(match.group()), text)

    def _corrected(self, word: str) -> str:
        lower = word.lower()
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word[1:] != lower[1:]:
            return word
        if _grammatical(lower) or self._known(lower):
            return word
        close = {edit for edit in edits(lower) if edit in self._store.words}
        close = close or {edit for edit in edits(lower) if self._usual(edit)}
        found = [(self._frequency(edit), edit) for edit in sorted(close)]
        frequency, best = max(found, default=(0, lower))
        if not frequency:
            return word
        return best.capitalize() if word[0].isupper() else best

    def _known(self, word: str) -> bool:
        return word in self._store.words or self._usual(word) or self._frequency(word) > 0

    def _frequency(self, word: str) -> int:
        stems = {stem(fold(word), language) for language in list(self._store.languages)}
        return sum(self._store.lexical.frequency(one) for one in stems)


def edits(word: str) -> Iterator[str]:
    """All that one slip makes of a word: two letters swapped, one left out, added or replaced.

    The first letter stays: people rarely mistake it.
    """
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset().union(*FUNCTION_WORDS.values())


def _grammatical(word: str) -> bool:
    return fold(word) in _function_words()
