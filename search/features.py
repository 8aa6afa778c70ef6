"""What the ranking knows of a candidate."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.lexical import fold, terms
from search.vectors import QUESTION, SOLUTION, TITLE


@dataclass(frozen=True, slots=True)
class Query:
    """A question being asked: its texts, its language and its vectors."""

    title: str
    body: str
    language: str
    title_vector: NDArray[np.float32]  # (dimension,)
    question_vector: NDArray[np.float32]  # of title and body

    @property
    def vectors(self) -> tuple[NDArray[np.float32], ...]:
        """The vectors to search with: one where there is no body, else two."""
        whole = (self.question_vector,) if self.title and self.body else ()
        return (self.title_vector, *whole)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept in memory of a document beside its vectors."""

    content_hash: str
    language: str
    folded_title: str
    title_terms: frozenset[str]
    solved: bool
    wordless: bool  # an encoder's vector of such a text means nothing


def cosine_features(
    rows: NDArray[np.float32], offsets: NDArray[np.int64], title: NDArray[np.float32],
    question: NDArray[np.float32],
) -> NDArray[np.float32]:  # fmt: skip
    """Cosines to question, title and closest solution, shape (n, 3).

    `rows` are the vectors of all candidates of one encoder part, candidate i from row
    `offsets[i]` on: title, question, solutions. Without a solution the question stands in.
    """
    to_question = rows @ question
    own = to_question[offsets + QUESTION]
    ends = [*offsets[1:].tolist(), len(rows)]
    solutions = [
        to_question[start + SOLUTION : end].max(initial=-1.0) if end - start > SOLUTION else own[i]
        for i, (start, end) in enumerate(zip(offsets.tolist(), ends, strict=True))
    ]
    to_title = rows[offsets + TITLE] @ title
    return np.stack([own, to_title, np.array(solutions, dtype=np.float32)], axis=1)


class TitleWords:
    """How rare each word is among the titles, and how much of a query a title covers."""

    def __init__(self) -> None:
        self._titles = 0
        self._counts: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        self._titles += 1
        self._counts.update(entry.title_terms)

    def remove(self, entry: Entry) -> None:
        self._titles -= 1
        self._counts.subtract(entry.title_terms)

    def rarity(self, term: str) -> float:
        """Inverse document frequency, smoothed; above 0."""
        return math.log(1.0 + (self._titles + 1) / (self._counts[term] + 0.5))

    def overlap(self, query_terms: Sequence[str], entry: Entry) -> float:
        """The share of the query's words, weighted by rarity, that the title has: 0..1."""
        total = sum(map(self.rarity, query_terms))
        shared = sum(self.rarity(term) for term in query_terms if term in entry.title_terms)
        return shared / total if total else 0.0


def folded_title(title: str) -> str:
    """A title as compared for being the very same: folded, one space between words."""
    return " ".join(fold(title).split())


def title_terms(title: str, language: str) -> frozenset[str]:
    return frozenset(terms(title, language))
