"""From 64-bit keys to places, at twelve bytes a key."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NEWEST = 10_000  # keys in the dictionary before they are sorted into the arrays


class Lookup:
    """Which places a key was given, oldest first. A key may have several; none is ever taken back.

    A dictionary of a million numbers weighs 150 MB; this is a sorted array, and a dictionary
    of the newest keys alone. The caller keeps writers apart from readers.
    """

    def __init__(self) -> None:
        self._keys = np.empty(0, np.int64)
        self._places = np.empty(0, np.int32)
        self._newest: dict[int, list[int]] = {}
        self._waiting = 0

    def add(self, keys: NDArray[np.int64], places: NDArray[np.int64]) -> None:
        """Give each of these keys a place, higher than all before."""
        if len(keys) > _NEWEST:
            return self._settle(keys, places)
        for key, place in zip(keys.tolist(), places.tolist(), strict=True):
            self._newest.setdefault(key, []).append(place)
        self._waiting += len(keys)
        if self._waiting > max(_NEWEST, len(self._keys) // 8):
            self._settle(keys[:0], places[:0])
        return None

    def places(self, key: int) -> list[int]:
        """All places of a key."""
        start = np.searchsorted(self._keys, key, "left")
        end = np.searchsorted(self._keys, key, "right")
        return [*self._places[start:end].tolist(), *self._newest.get(key, ())]

    def _settle(self, keys: NDArray[np.int64], places: NDArray[np.int64]) -> None:
        pairs = [(key, place) for key, found in self._newest.items() for place in found]
        newest = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        all_keys = np.concatenate([self._keys, newest[:, 0], keys])
        all_places = np.concatenate([self._places, newest[:, 1], places]).astype(np.int32)
        order = np.lexsort((all_places, all_keys))
        self._keys, self._places = all_keys[order], all_places[order]
        self._newest, self._waiting = {}, 0
