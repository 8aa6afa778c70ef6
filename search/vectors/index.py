"""Search over the vectors of all documents, several rows a document."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from search.vectors.growing import Growing
from search.vectors.stage import CoarseStage, ExactStage, Stage

TITLE, QUESTION, SOLUTION = 0, 1, 2  # what a row is made from
EXACT_ROWS = 50_000  # above, comparing with all takes longer than encoding the query


class VectorIndex:
    """The rows of documents, which are numbered from 0 as they are added.

    A document has a row for its title, one for its question and one for each solution.
    A document removed is passed over. The caller keeps writers apart from readers.
    """

    def __init__(self, parts: Sequence[slice], stage: Stage | None = None) -> None:
        self.parts = tuple(parts)
        self.stage = stage or ExactStage(self.parts)
        self._first = Growing(np.int64)  # row of each document
        self._owners = Growing(np.int32)  # document of each row, -1 when it was removed

    def add(self, matrices: Sequence[NDArray[np.float16]]) -> None:
        """Add documents: row 0 title, row 1 question, then solutions."""
        self.stage.add(np.concatenate(matrices))
        self.adopt([len(matrix) for matrix in matrices])

    def adopt(self, counts: Sequence[int] | NDArray[np.int64]) -> None:
        """Add documents of so many rows each, which the stage has already."""
        ends = len(self._owners) + np.cumsum(counts)
        documents = np.arange(len(self._first), len(self._first) + len(counts))
        self._first.append(ends - counts)
        self._owners.append(np.repeat(documents, counts))

    def remove(self, documents: Collection[int]) -> None:
        """Never find these documents again; those that are gone already are ignored."""
        for document in documents:
            start, stop = self.span(document)
            self._owners.rows[start:stop] = -1

    def span(self, document: int) -> tuple[int, int]:
        """First row of a document, and the one after its last."""
        last = document + 1 == len(self._first)
        stop = len(self._owners) if last else self._first.rows[document + 1]
        return int(self._first.rows[document]), int(stop)

    def nearest(self, part: int, queries: NDArray[np.float32], k: int) -> list[int]:
        """The documents that own the k rows nearest to each of `queries`, query by query."""
        total = len(self._owners)
        asked = min(k, total)
        while asked:
            _, rows = self.stage.nearest(part, queries, asked)
            owners = np.where(rows >= 0, self._owners.rows[rows], -1)
            kept = [found[found >= 0][:k] for found in owners]
            if asked == total or all(len(found) == min(k, total) for found in kept):
                return list(dict.fromkeys(np.concatenate(kept).tolist()))
            asked = min(4 * asked, total)  # removed documents stood in the way
        return []

    def rows(
        self, part: int, documents: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """All vectors of these documents, and where each document's rows begin."""
        spans = np.array([self.span(document) for document in documents], np.int64).reshape(-1, 2)
        counts = spans[:, 1] - spans[:, 0]
        offsets = np.cumsum(counts) - counts
        rows = np.arange(counts.sum()) + np.repeat(spans[:, 0] - offsets, counts)
        return self.stage.gather(part, rows), offsets

    def kept(self, documents: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which rows are not those of removed documents, and how many each of `documents` has,
        which are all that remain."""
        ends = np.append(self._first.rows[1:], len(self._owners))
        counts: NDArray[np.int64] = (ends - self._first.rows)[documents]
        return self._owners.rows >= 0, counts

    @property
    def is_coarse(self) -> bool:
        """Whether rows are found by codes."""
        return isinstance(self.stage, CoarseStage)

    def __len__(self) -> int:
        """How many rows there are, those of removed documents included."""
        return len(self._owners)
