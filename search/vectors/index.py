"""Exact search over the vectors of all documents, several rows a document."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

TITLE, QUESTION, SOLUTION = 0, 1, 2  # what a row is made from


class VectorIndex:
    """Half-precision vectors, searched exactly by inner product, one faiss index a part.

    A document has a row for its title, one for its question and one for each solution.
    Removing closes the gap at once, so there are no tombstones to search around.
    The caller keeps writers apart from readers.
    """

    def __init__(self, parts: Sequence[slice]) -> None:
        # With more threads a query waits for the slowest core of a busy machine.
        faiss.omp_set_num_threads(1)
        self._parts = tuple(parts)
        self._indexes = [
            faiss.IndexScalarQuantizer(
                part.stop - part.start,
                faiss.ScalarQuantizer.QT_fp16,
                faiss.METRIC_INNER_PRODUCT,
            )
            for part in self._parts
        ]
        self._owners = np.empty(0, dtype=np.int64)
        self._kinds = np.empty(0, dtype=np.int8)
        self._first: dict[int, int] = {}
        self._count: dict[int, int] = {}

    def add(self, ids: Sequence[int], matrices: Sequence[NDArray[np.float16]]) -> None:
        """Add documents that are not yet here: row 0 title, row 1 question, then solutions."""
        if not ids:
            return
        rows = np.concatenate(matrices).astype(np.float32)
        for index, part in zip(self._indexes, self._parts, strict=True):
            index.add(np.ascontiguousarray(rows[:, part]))
        start = len(self._owners)
        for id_, matrix in zip(ids, matrices, strict=True):
            self._first[id_], self._count[id_] = start, len(matrix)
            start += len(matrix)
        counts = [len(matrix) for matrix in matrices]
        kinds = np.concatenate([np.minimum(np.arange(count), SOLUTION) for count in counts])
        self._owners = np.concatenate([self._owners, np.repeat(np.array(ids, np.int64), counts)])
        self._kinds = np.concatenate([self._kinds, kinds.astype(np.int8)])

    def remove(self, ids: Collection[int]) -> None:
        """Forget these documents; unknown ids are ignored."""
        gone = np.isin(self._owners, list(ids))
        if not gone.any():
            return
        for index in self._indexes:
            index.remove_ids(faiss.IDSelectorBatch(np.flatnonzero(gone)))
        self._owners, self._kinds = self._owners[~gone], self._kinds[~gone]
        owners, first, counts = np.unique(self._owners, return_index=True, return_counts=True)
        self._first = dict(zip(owners.tolist(), first.tolist(), strict=True))
        self._count = dict(zip(owners.tolist(), counts.tolist(), strict=True))

    def nearest(self, part: int, query: NDArray[np.float32], k: int) -> list[int]:
        """Ids of the documents that own the k rows nearest to `query`, best first."""
        k = min(k, len(self._owners))
        if not k:
            return []
        _, rows = self._indexes[part].search(query[None, :], k)
        return list(dict.fromkeys(self._owners[rows[0]].tolist()))

    def rows(self, part: int, ids: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """All vectors of these documents, and where each document's rows begin."""
        counts = np.array([self._count[id_] for id_ in ids], dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        starts = np.array([self._first[id_] for id_ in ids], dtype=np.int64)
        rows = np.arange(counts.sum()) + np.repeat(starts - offsets, counts)
        return self._indexes[part].reconstruct_batch(rows), offsets

    def __contains__(self, id_: int) -> bool:
        return id_ in self._first
