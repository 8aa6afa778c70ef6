"""What an engine holds at one moment, as arrays: what a snapshot is made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.catalogue import Cut
from search.vectors import References


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything but the vectors. Documents are numbered anew, without gaps.

    `kept` says of each row of the engine whether it belongs to these documents, which own
    `counts` of the kept ones, in order. `means` and `references` are there for each part.
    """

    catalogue: Cut
    kept: NDArray[np.bool_]
    counts: NDArray[np.int64]
    means: list[NDArray[np.float32]]
    references: list[References]
    words: list[str]
