"""Which words English and French have, how frequent they are, and how they are accented.

The lists come with the package `pyspellchecker`: the words of film subtitles that a dictionary has,
160,000 English and 140,000 French ones with their counts. They are kept as numbers, 9 bytes a word.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.encoders.weights import packaged
from search.lexical.terms import fold

_SHA256 = {
    "en": "2474a48af86fd81dccea9edd0bba6cd36dd2ecedc0ae217cefcb233bba28613c",
    "fr": "04c256f6d06c4cadef640b63002e0e390008265e38d3def97172c292d09a141d",
}


class Vocabulary:
    """The words of one language, in lower case. Folded, they are without accents."""

    def __init__(self, counts: dict[str, int]) -> None:
        """`counts` says how often each word was met."""
        self._total = float(sum(counts.values()) or 1)
        accented = {word: fold(word) for word in counts if not word.isascii()}
        folded = {word: count for word, count in counts.items() if word not in accented}
        for word, plain in accented.items():
            folded[plain] = folded.get(plain, 0) + counts[word]
        self._folded, self._written = _Counts(folded), _Counts(counts)
        hashes = _hashes(accented.values())
        order = np.argsort(hashes)
        self._accented = np.array([word.encode() for word in accented], dtype="S")[order]
        self._accented_hashes = hashes[order]

    def counts(self, words: Sequence[str]) -> NDArray[np.int64]:
        """How often each was met, written like this; 0 where it is unknown."""
        return self._written.of(words)

    def count(self, word: str) -> int:
        """The same of one word."""
        return int(self.counts([word])[0])

    def knows(self, folded: str) -> bool:
        """Whether a word is this one when folded."""
        return bool(self._folded.of([folded])[0])

    def log_shares(self, folded: Sequence[str]) -> NDArray[np.float64]:
        """Logarithms of the share that each of these has of all words; -inf where unknown."""
        with np.errstate(divide="ignore"):
            shares: NDArray[np.float64] = np.log(self._folded.of(folded)) - math.log(self._total)
        return shares

    def accented(self, folded: Sequence[str]) -> list[list[str]]:
        """For each of these the words with accents that are this one when folded, the most
        frequent first."""
        asked = _hashes(folded)
        firsts = np.searchsorted(self._accented_hashes, asked, "left").tolist()
        ends = np.searchsorted(self._accented_hashes, asked, "right").tolist()
        return [self._between(*span) for span in zip(firsts, ends, strict=True)]

    def _between(self, first: int, end: int) -> list[str]:
        found = [word.decode() for word in self._accented[first:end]]
        return sorted(found, key=lambda word: -self.count(word)) if len(found) > 1 else found


class _Counts:
    """Counts by word, without the words: by hashes that are of this process alone."""

    def __init__(self, counts: dict[str, int]) -> None:
        hashes = _hashes(counts)
        order = np.argsort(hashes)
        self._hashes = hashes[order]
        self._counts = np.fromiter(counts.values(), np.uint32, len(counts))[order]

    def of(self, words: Sequence[str]) -> NDArray[np.int64]:
        """The count of each word, 0 of an unknown one."""
        asked = _hashes(words)
        places = np.minimum(np.searchsorted(self._hashes, asked), len(self._hashes) - 1)
        if not len(self._hashes):
            return np.zeros(len(asked), np.int64)
        found: NDArray[np.int64] = np.where(
            self._hashes[places] == asked, self._counts[places].astype(np.int64), 0
        )
        return found


def _hashes(words: Iterable[str]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, words), np.int64)


@lru_cache(maxsize=8)
def vocabulary(language: str) -> Vocabulary:
    """The words of a language; of other languages than English and French there are none.

    Raises RuntimeError when the list is not there, or another one than the known.
    """
    if language not in _SHA256:
        return Vocabulary({})
    file = packaged("spellchecker", f"resources/{language}.json.gz", _SHA256[language])
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        return Vocabulary(json.load(stream))
