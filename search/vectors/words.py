"""Titles compared word by word, by the meaning of each word.

The mean, over the words of a query, of the cosine to the closest word of a title: late
interaction (Khattab and Zaharia 2020) over vectors of single words. It sees a rare word that
the vector of a whole sentence blurs, also as a synonym or in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from search.encoders import Encoder
from search.encoders.remembered import Remembered
from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import WORD, fold

MOST_WORDS = 30  # of one title
REMEMBERED = 5000  # words that were asked for and are in no title


def telling_words(text: str, language: str) -> tuple[str, ...]:
    """The distinct words of a text in lower case, without function words if others remain."""
    found = [word.lower() for word in WORD.findall(text)]
    dropped = FUNCTION_WORDS.get(language, frozenset())
    telling = [word for word in found if fold(word) not in dropped]
    return tuple(dict.fromkeys(telling or found))[:MOST_WORDS]


class WordVectors:
    """The vector of each word once, and the titles as numbers of words.

    The caller keeps writers apart from readers; `encode` may be called at any time.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._asked = Remembered(encoder, REMEMBERED)
        self._numbers: dict[str, int] = {}
        self._vectors = np.empty((0, encoder.dimension), dtype=np.float16)

    def encode(self, words: Iterable[str]) -> dict[str, NDArray[np.float16]]:
        """Vectors of those words that are not yet here; the slow part of `add`."""
        unknown = [word for word in dict.fromkeys(words) if word not in self._numbers]
        vectors = self._encoder.encode(unknown).astype(np.float16)
        return dict(zip(unknown, vectors, strict=True))

    def add(self, encoded: dict[str, NDArray[np.float16]]) -> None:
        """Keep what `encode` gave."""
        fresh = {word: vector for word, vector in encoded.items() if word not in self._numbers}
        if fresh:
            # First the vectors: a reader that finds a number must find its vector too.
            self._vectors = np.concatenate([self._vectors, np.stack(list(fresh.values()))])
        self._numbers.update(zip(fresh, range(len(self._numbers), len(self._vectors)), strict=True))

    def numbers(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The number of each word; all of them must have been added."""
        return np.array([self._numbers[word] for word in words], dtype=np.int32)

    def vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (len(words), dimension) of known or unknown words."""
        known = {word: self._numbers[word] for word in words if word in self._numbers}
        kept = self._vectors
        unknown = [word for word in words if word not in known]
        fresh = dict(zip(unknown, self._asked.vectors(unknown), strict=True))
        rows = [fresh[word] if word in fresh else kept[known[word]] for word in words]
        empty = np.empty((0, self._encoder.dimension), dtype=np.float32)
        return np.stack(rows).astype(np.float32) if rows else empty

    def closeness(
        self, asked: NDArray[np.float32], titles: Sequence[NDArray[np.int32]]
    ) -> NDArray[np.float32]:
        """For each title the mean over `asked` (word vectors) of the highest cosine, (n,).

        0 where either has no words.
        """
        found = np.zeros(len(titles), dtype=np.float32)
        worded = [place for place, title in enumerate(titles) if len(title)]
        if not len(asked) or not worded:
            return found
        numbers = np.concatenate([titles[place] for place in worded])
        distinct, places = np.unique(numbers, return_inverse=True)
        cosines = (asked @ self._vectors[distinct].astype(np.float32).T)[:, places]
        ends = np.cumsum([len(titles[place]) for place in worded])
        closest = np.maximum.reduceat(cosines, np.concatenate([[0], ends[:-1]]), axis=1)
        found[worded] = closest.mean(axis=0)
        return found
