"""How near a document is to everything: the correction for hubs.

In spaces of many dimensions a few points are among the nearest neighbours of very many
others (Radovanović et al. 2010). Subtracting the mean similarity to a point's own nearest
neighbours (CSLS, Conneau et al. 2018) lets them sink.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from search.vectors.growing import Growing
from search.vectors.stage import one_thread

NEAREST = 10
REFERENCES = 2048  # titles compared with: more change little, and cost memory and start-up time
FLOOR = 0.2  # stands in for the neighbours that a small corpus does not have

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class References:
    """The titles compared with: their documents, vectors, and 10 highest cosines of each."""

    documents: NDArray[np.int64]
    titles: Floats
    nearest: Floats


class Hubness:
    """The mean cosine of each title to its 10 nearest among at most 2,048 reference titles.

    The first titles added are the references, so a small corpus is compared with all of
    itself, and a title costs the same in a large one. Documents are numbered from 0 as they
    are added. The caller keeps writers apart from readers.
    """

    def __init__(self, dimension: int) -> None:
        empty = np.empty((0, dimension), np.float32), np.empty((0, NEAREST), np.float32)
        self.references = References(np.empty(0, np.int64), *empty)
        self._means = Growing(np.float32)

    def add(self, titles: Floats) -> None:
        """Add the title (a unit vector, one a row) of each next document."""
        if not len(titles):
            return
        documents = np.arange(len(self._means), len(self._means) + len(titles))
        fresh = max(0, REFERENCES - len(self.references.documents))
        if fresh:
            self._add_references(documents[:fresh], titles[:fresh])
        nearest = self._nearest(titles, documents)
        self._means.append(nearest.mean(axis=1))
        added = self.references.documents >= documents[0]
        self.references.nearest[added] = nearest[: np.count_nonzero(added)]

    def adopt(self, means: Floats, references: References) -> None:
        """Take over what an instance that holds nothing yet is to know of the first documents."""
        self._means.append(means)
        self.references = references

    def remove(self, documents: Collection[int]) -> None:
        """Compare with these titles no more; what they once added to others stays."""
        known = self.references
        keep = ~np.isin(known.documents, list(documents))
        if not keep.all():
            self.references = References(
                known.documents[keep], known.titles[keep], known.nearest[keep]
            )

    def of(self, documents: Sequence[int] | NDArray[np.int64]) -> Floats:
        """The correction of each document, between 0.2 and 1."""
        means: Floats = self._means.rows[np.asarray(documents, dtype=np.int64)]
        return means

    def renumbered(self, documents: NDArray[np.int64]) -> References:
        """The references as they are called when only `documents` (ascending) are left."""
        known = self.references
        numbers = np.searchsorted(documents, known.documents)
        return References(numbers, known.titles.copy(), known.nearest.copy())

    def _nearest(self, titles: Floats, documents: NDArray[np.int64]) -> Floats:
        """The 10 highest cosines of each title to references other than itself."""
        one_thread()
        known = self.references
        k = min(NEAREST + 1, len(known.documents))  # one more, since a title may find itself
        cosines, places = faiss.knn(
            np.ascontiguousarray(titles), known.titles, k, faiss.METRIC_INNER_PRODUCT
        )
        itself = np.append(known.documents, -1)[places] == documents[:, None]
        cosines[itself | (places < 0)] = FLOOR
        return _highest(cosines)

    def _add_references(self, documents: NDArray[np.int64], titles: Floats) -> None:
        known = self.references
        if len(known.documents):
            nearest = _highest(np.hstack([known.nearest, known.titles @ titles.T]))
            self._means.rows[known.documents] = nearest.mean(axis=1)
        else:
            nearest = known.nearest
        unknown = np.full((len(titles), NEAREST), FLOOR, np.float32)  # `add` finds it out
        self.references = References(
            np.concatenate([known.documents, documents]),
            np.concatenate([known.titles, titles]),
            np.concatenate([nearest, unknown]),
        )


def _highest(cosines: Floats) -> Floats:
    """The 10 highest values of each row, at least FLOOR each."""
    floor = np.full((len(cosines), NEAREST), FLOOR, dtype=np.float32)
    padded = np.maximum(np.hstack([cosines, floor]), np.float32(FLOOR))
    return np.partition(padded, -NEAREST, axis=1)[:, -NEAREST:]
