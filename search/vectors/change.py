"""From exact search to coarse codes while others search and add."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.vectors.index import VectorIndex
from search.vectors.lock import ReadWriteLock
from search.vectors.rows import RowFile
from search.vectors.stage import TRAINED, CoarseStage, learned

_AT_ONCE = 2048  # rows copied while writers wait: milliseconds


def change_over(index: VectorIndex, lock: ReadWriteLock, folder: Path | None = None) -> None:
    """Have `index` search by coarse codes from now on; takes seconds, nobody waits for them.

    Documents keep their numbers. The rows go to a file without a name in `folder`.
    """
    file = RowFile(index.parts[-1].stop, folder=folder)
    coarse = CoarseStage(index.parts, file, learned(_sample(index, lock), index.parts))
    while True:
        with lock.reading():
            rows = _next(index, coarse)
        if len(rows) < _AT_ONCE:
            break
        coarse.add(rows)
    with lock.writing():
        coarse.add(_next(index, coarse))
        index.stage = coarse


def _next(index: VectorIndex, coarse: CoarseStage) -> NDArray[np.float16]:
    start = len(coarse)
    return index.stage.between(start, min(start + _AT_ONCE, len(index)))


def _sample(index: VectorIndex, lock: ReadWriteLock) -> NDArray[np.float16]:
    """Runs of rows from all over the index."""
    total = len(index)
    step = max(_AT_ONCE * total // TRAINED, _AT_ONCE)
    pieces = []
    for start in range(0, total, step):
        with lock.reading():
            pieces.append(index.stage.between(start, min(start + _AT_ONCE, total)))
    return np.concatenate(pieces)
