"""Several encoders as one: their unit vectors side by side."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import FEW
from search.encoders.protocol import Encoder


class ConcatenatedEncoder:
    """Vectors of several encoders, concatenated; `parts` are the columns of each.

    The dot product of a query whose parts are scaled by w and 1 - w is the weighted sum of
    the cosines, so one stored vector serves every mixture.
    """

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self.encoders = tuple(encoders)
        self.name = " + ".join(encoder.name for encoder in self.encoders)
        ends = list(accumulate(encoder.dimension for encoder in self.encoders))
        self.parts = tuple(slice(a, b) for a, b in zip([0, *ends], ends, strict=False))
        self.dimension = ends[-1]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), float32: one unit vector for each part."""
        if len(texts) <= FEW:
            return np.hstack([encoder.encode(texts) for encoder in self.encoders])
        # Made for each call: threads have the priority of the one that makes them
        with ThreadPoolExecutor(len(self.encoders)) as pool:
            return np.hstack(list(pool.map(lambda encoder: encoder.encode(texts), self.encoders)))
