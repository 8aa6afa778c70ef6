"""How near a document is to everything: the correction for hubs.

In spaces of many dimensions a few points are among the nearest neighbours of very many
others (Radovanović et al. 2010). Subtracting the mean similarity to a point's own nearest
neighbours (CSLS, Conneau et al. 2018) lets them sink.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

NEAREST = 10
REFERENCES = 2048  # titles compared with: more change little, and cost memory and start-up time
FLOOR = 0.2  # stands in for the neighbours that a small corpus does not have


class Hubness:
    """The mean cosine of each title to its 10 nearest among at most 2,048 reference titles.

    The first titles added are the references, so a small corpus is compared with all of
    itself. The caller keeps writers apart from readers.
    """

    def __init__(self, dimension: int) -> None:
        self._references = np.empty((0, dimension), dtype=np.float32)
        self._reference_ids: list[int] = []
        self._nearest: dict[int, NDArray[np.float32]] = {}

    def add(self, ids: Sequence[int], titles: NDArray[np.float32]) -> None:
        """Add titles (unit vectors, one a row) that are not yet here."""
        fresh = max(0, REFERENCES - len(self._reference_ids))
        self._add_references(ids[:fresh], titles[:fresh])
        known = {id_: place for place, id_ in enumerate(self._reference_ids)}
        itself = np.array([known.get(id_, -1) for id_ in ids])
        for id_, best in zip(ids, self._nearest_references(titles, itself), strict=True):
            self._nearest[id_] = best

    def remove(self, ids: Collection[int]) -> None:
        """Forget these titles; what they once added to others stays until the next start."""
        gone = set(ids)
        for id_ in gone:
            self._nearest.pop(id_, None)
        if gone.intersection(self._reference_ids):
            keep = [place for place, id_ in enumerate(self._reference_ids) if id_ not in gone]
            self._references = self._references[keep]
            self._reference_ids = [self._reference_ids[place] for place in keep]

    def of(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The correction of each document, between 0.2 and 1."""
        if not ids:
            return np.empty(0, dtype=np.float32)
        means: NDArray[np.float32] = np.stack([self._nearest[id_] for id_ in ids]).mean(axis=1)
        return means

    def _nearest_references(
        self, titles: NDArray[np.float32], itself: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The 10 highest cosines of each title; `itself` is its own place, or -1."""
        k = min(NEAREST + 1, len(self._references))  # one more, since a title may find itself
        cosines, places = faiss.knn(
            np.ascontiguousarray(titles), self._references, k, faiss.METRIC_INNER_PRODUCT
        )
        cosines[(places == itself[:, None]) | (places < 0)] = FLOOR
        return _highest(cosines)

    def _add_references(self, ids: Sequence[int], titles: NDArray[np.float32]) -> None:
        if not ids:
            return
        if self._reference_ids:
            cosines = self._references @ titles.T
            older = np.stack([self._nearest[id_] for id_ in self._reference_ids])
            merged = _highest(np.hstack([older, cosines]))
            self._nearest.update(zip(self._reference_ids, merged, strict=True))
        self._references = np.concatenate([self._references, titles])
        self._reference_ids.extend(ids)


def _highest(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """The 10 highest values of each row, at least FLOOR each."""
    floor = np.full((len(cosines), NEAREST), FLOOR, dtype=np.float32)
    padded = np.maximum(np.hstack([cosines, floor]), np.float32(FLOOR))
    return np.partition(padded, -NEAREST, axis=1)[:, -NEAREST:]
