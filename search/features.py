"""What the ranking knows of a candidate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.documents import Document
from search.lexical import fold
from search.vectors import QUESTION, SOLUTION, TITLE, telling_words

# Every feature is there for the first part of the encoder (English, MiniLM) and for the last
# (multilingual, USE); with a single model both are the same.
FEATURES = (
    "english_question",  # cosine of the query to title and body,
    "english_title",  # to the title alone,
    "english_solution",  # to the closest solution (to the question where there is none)
    "english_hub",  # mean cosine of the document's title to its nearest titles
    "multilingual_question",
    "multilingual_title",
    "multilingual_solution",
    "multilingual_hub",
    "bm25",  # divided by the highest of this query
    "coverage",  # share of the words of the query that it has, the rare ones weighing more
    "words",  # how close the title comes to each word of the query, on average
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question being asked: its texts, its language and its vectors."""

    title: str
    body: str
    language: str
    title_vector: NDArray[np.float32]  # (dimension,)
    question_vector: NDArray[np.float32]  # of title and body
    word_vectors: NDArray[np.float32]  # one row a word of the title

    @property
    def vectors(self) -> tuple[NDArray[np.float32], ...]:
        """The vectors to search with: one where there is no body, else two."""
        whole = (self.question_vector,) if self.title and self.body else ()
        return (self.title_vector, *whole)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a document beside its vectors."""

    id: int
    content_hash: str
    language: str
    title_words: NDArray[np.int32]
    wordless: bool  # an encoder's vector of such a text means nothing


def words_of(document: Document) -> tuple[str, ...]:
    """The words a document's title is compared by; without a title, the first of its body."""
    return telling_words(document.title or document.body[:200], document.language)


def folded(title: str) -> str:
    """A title as compared for being the very same: folded, one space between words."""
    return " ".join(fold(title).split())


def cosine_features(
    rows: NDArray[np.float32],
    offsets: NDArray[np.int64],
    title: NDArray[np.float32],
    question: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Cosines to question, title and closest solution, shape (n, 3).

    `rows` are the vectors of all candidates of one encoder part, candidate i from row
    `offsets[i]` on: title, question, solutions. Without a solution the question stands in.
    """
    to_question = rows @ question
    own = to_question[offsets + QUESTION]
    ends = [*offsets[1:].tolist(), len(rows)]
    solutions = [
        to_question[start + SOLUTION : end].max() if end - start > SOLUTION else own[i]
        for i, (start, end) in enumerate(zip(offsets.tolist(), ends, strict=True))
    ]
    to_title = rows[offsets + TITLE] @ title
    return np.stack([own, to_title, np.array(solutions, dtype=np.float32)], axis=1)
