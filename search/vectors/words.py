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
from search.encoders.together import Together
from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import WORD, fold
from search.vectors.growing import Growing
from search.vectors.rows import RowFile

MOST_WORDS = 30  # of one title
REMEMBERED = 5000  # words that were asked for and are in no title


def telling_words(text: str, language: str) -> tuple[str, ...]:
    """The distinct words of a text in lower case, without function words if others remain."""
    found = [word.lower() for word in WORD.findall(text)]
    dropped = FUNCTION_WORDS.get(language, frozenset())
    telling = [word for word in found if fold(word) not in dropped]
    return tuple(dict.fromkeys(telling or found))[:MOST_WORDS]


class WordVectors:
    """The vector of each word once; titles are numbers of words.

    The caller keeps writers apart from readers; `encode` may be called at any time.
    """

    def __init__(self, encoder: Encoder, rows: RowFile | None = None) -> None:
        """`rows` is where vectors are kept that need not be in memory."""
        self._encoder = encoder
        self._asked = Remembered(Together(encoder, most=MOST_WORDS), REMEMBERED)
        self._numbers: dict[str, int] = {}
        self._rows = rows
        self._vectors = Growing(np.float16, encoder.dimension)

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
            (self._vectors if self._rows is None else self._rows).append(
                np.stack([*fresh.values()])
            )
        self.adopt(fresh)

    def adopt(self, words: Iterable[str]) -> None:
        """Number these words, whose vectors are here already."""
        self._numbers.update((word, number) for number, word in enumerate(words, len(self)))

    def numbers(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The number of each word; all of them must have been added."""
        return np.array([self._numbers[word] for word in words], dtype=np.int32)

    def words(self) -> list[str]:
        """All words, in the order of their numbers."""
        return list(self._numbers)

    def vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (len(words), dimension) of known or unknown words."""
        known = {word: self._numbers[word] for word in words if word in self._numbers}
        unknown = [word for word in words if word not in known]
        found = dict(zip(unknown, self._asked.vectors(unknown), strict=True))
        found.update(zip(known, self.of(np.array([*known.values()], np.int64)), strict=True))
        empty = np.empty((0, self._encoder.dimension), dtype=np.float32)
        return np.stack([found[word] for word in words]) if words else empty

    def of(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of words by their numbers."""
        if self._rows is not None:
            return self._rows.gather(numbers, slice(0, self._encoder.dimension))
        found: NDArray[np.float32] = self._vectors.rows[numbers].astype(np.float32)
        return found

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, word: str) -> bool:
        return word in self._numbers

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
        cosines = (asked @ self.of(distinct.astype(np.int64)).T)[:, places]
        ends = np.cumsum([len(titles[place]) for place in worded])
        closest = np.maximum.reduceat(cosines, np.concatenate([[0], ends[:-1]]), axis=1)
        found[worded] = closest.mean(axis=0)
        return found
