"""What finds the nearest rows: exactly while they are few, by short codes when they are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from search.vectors.rows import RowFile

RESCORED = 500  # rows that the codes propose, to be compared exactly
TRAINED = 40_000  # rows that codes are learned from; with 16 centroids more change nothing
_AT_ONCE = 16_384  # rows encoded at once

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class Stage(Protocol):
    """Rows of several parts (see `Encoder.parts`), numbered as they were added.

    The caller keeps writers apart from readers: adding while another thread searches ends
    the process.
    """

    def add(self, rows: NDArray[np.float16]) -> None:
        """Add rows (n, dimension)."""
        ...

    def nearest(self, part: int, queries: Floats, k: int) -> tuple[Floats, Places]:
        """The k rows of highest inner product with each query: products and rows, best first.

        Both have shape (queries, k); fewer rows than k are filled up with the row -1.
        """
        ...

    def gather(self, part: int, rows: Places) -> Floats:
        """One part of these rows."""
        ...

    def between(self, start: int, stop: int) -> NDArray[np.float16]:
        """A copy of all parts of the rows start..stop."""
        ...

    def __len__(self) -> int: ...


class ExactStage:
    """All rows in memory in half precision, each compared with the query."""

    def __init__(self, parts: Sequence[slice]) -> None:
        self._parts = tuple(parts)
        self._indexes = [
            faiss.IndexScalarQuantizer(
                part.stop - part.start, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            for part in self._parts
        ]

    def add(self, rows: NDArray[np.float16]) -> None:
        for index, part in zip(self._indexes, self._parts, strict=True):
            index.add(rows[:, part].astype(np.float32))

    def nearest(self, part: int, queries: Floats, k: int) -> tuple[Floats, Places]:
        one_thread()
        products, rows = self._indexes[part].search(np.ascontiguousarray(queries), k)
        return products, rows

    def gather(self, part: int, rows: Places) -> Floats:
        found: Floats = self._indexes[part].reconstruct_batch(rows)
        return found

    def between(self, start: int, stop: int) -> NDArray[np.float16]:
        wanted = [index.reconstruct_n(start, stop - start) for index in self._indexes]
        return np.hstack(wanted).astype(np.float16)

    def __len__(self) -> int:
        return int(self._indexes[0].ntotal)


class CoarseStage:
    """Four bits for every three or four dimensions in memory, the rows themselves in a file.

    Product quantization in the form that processors scan fast (André et al. 2015). The codes
    propose `RESCORED` rows, and these are compared exactly.
    """

    def __init__(self, parts: Sequence[slice], file: RowFile, codes: Sequence[faiss.Index]) -> None:
        """`codes` hold what `file` holds; see `learned` for empty ones."""
        self._parts = tuple(parts)
        self._file = file
        self.codes = tuple(codes)

    def add(self, rows: NDArray[np.float16]) -> None:
        one_thread()
        for index, part in zip(self.codes, self._parts, strict=True):
            for start in range(0, len(rows), _AT_ONCE):
                index.add(rows[start : start + _AT_ONCE, part].astype(np.float32))
        self._file.append(rows)

    def nearest(self, part: int, queries: Floats, k: int) -> tuple[Floats, Places]:
        one_thread()
        proposed = max(RESCORED, 2 * k)
        _, rows = self.codes[part].search(np.ascontiguousarray(queries), proposed)
        found = [self._compared(part, *pair) for pair in zip(queries, rows, strict=True)]
        products = np.stack([pair[0][:k] for pair in found])
        return products, np.stack([pair[1][:k] for pair in found])

    def gather(self, part: int, rows: Places) -> Floats:
        return self._file.gather(rows, self._parts[part])

    def between(self, start: int, stop: int) -> NDArray[np.float16]:
        return self._file.between(start, stop)

    def __len__(self) -> int:
        return len(self._file)

    def _compared(self, part: int, query: Floats, rows: Places) -> tuple[Floats, Places]:
        there = np.sort(rows[rows >= 0])  # in the order of the file
        products = np.full(len(rows), -np.inf, np.float32)
        products[: len(there)] = self.gather(part, there) @ query
        placed = np.full(len(rows), -1, np.int64)
        placed[: len(there)] = there
        order = np.argsort(-products, kind="stable")
        return products[order], placed[order]


def learned(sample: NDArray[np.float16], parts: Sequence[slice]) -> list[faiss.Index]:
    """Empty codes for each part, learned from some rows."""
    one_thread()
    codes = []
    for part in parts:
        index = faiss.index_factory(
            part.stop - part.start, f"PQ{_pieces(part)}x4fs", faiss.METRIC_INNER_PRODUCT
        )
        index.train(sample[:, part].astype(np.float32))
        codes.append(index)
    return codes


def one_thread() -> None:
    """faiss counts its threads for each thread that calls it; with several, a query waits for the
    slowest core of a busy machine."""
    faiss.omp_set_num_threads(1)


def _pieces(part: slice) -> int:
    """Into how many pieces a vector is cut: of three dimensions or four, 128 for either encoder."""
    width = part.stop - part.start
    return next(width // size for size in (3, 4, 2, 1) if width % size == 0)
