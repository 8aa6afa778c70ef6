"""An array that grows at its end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Growing:
    """Rows of one type, appended now and then.

    What `rows` gave stays valid: appending never moves or changes it. Only an assignment
    into `rows` itself is seen through it.
    """

    def __init__(self, dtype: DTypeLike, width: int | None = None) -> None:
        self._kept: NDArray[Any] = np.empty((0,) if width is None else (0, width), dtype)
        self._length = 0

    @property
    def rows(self) -> NDArray[Any]:
        """All rows so far."""
        return self._kept[: self._length]

    def append(self, values: Any) -> None:
        """Add one row for each of `values`."""
        fresh = np.asarray(values, dtype=self._kept.dtype)
        length = self._length + len(fresh)
        if length > len(self._kept):
            room = max(length, self._length + self._length // 4, 64)
            larger = np.empty((room, *self._kept.shape[1:]), self._kept.dtype)
            larger[: self._length] = self.rows
            self._kept = larger
        self._kept[self._length : length] = fresh
        self._length = length

    def __len__(self) -> int:
        return self._length
