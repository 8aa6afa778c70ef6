"""Texts that are wanted at the same time, encoded in one call: that costs less for each of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import FEW, WORKERS
from search.encoders.protocol import Encoder


@dataclass(slots=True, eq=False)
class _Call:
    """What one thread waits for."""

    texts: list[str]
    vectors: NDArray[np.float32] | None = None
    error: BaseException | None = None

    @property
    def done(self) -> bool:
        return self.vectors is not None or self.error is not None


class Together:
    """An encoder that has at most `at_once` calls under way; those that come meanwhile wait, and go
    on as one. Who finds it free waits for nobody. Safe to use from any thread.
    """

    def __init__(self, encoder: Encoder, *, most: int = FEW, at_once: int = WORKERS) -> None:
        """`most` texts are joined at the most; one call with more of them goes alone."""
        self._encoder = encoder
        self._most = most
        self._free = at_once
        self._waiting: list[_Call] = []
        self._changed = threading.Condition()

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._waiting)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`. What one call raises reaches everybody whose texts were in it."""
        mine = _Call(list(texts))
        with self._changed:
            self._waiting.append(mine)
        while not mine.done:
            if joined := self._turn(mine):
                self._compute(joined)
        if mine.error is not None:
            raise mine.error
        assert mine.vectors is not None
        return mine.vectors

    def _turn(self, mine: _Call) -> list[_Call]:
        """The calls, first come first, that this thread is to compute; none when its own is done.

        They may be those of others alone: then its own comes next.
        """
        with self._changed:
            self._changed.wait_for(lambda: mine.done or (self._free and mine in self._waiting))
            if mine.done:
                return []
            self._free -= 1
            taken, room = 1, self._most - len(self._waiting[0].texts)
            while taken < len(self._waiting) and len(self._waiting[taken].texts) <= room:
                room -= len(self._waiting[taken].texts)
                taken += 1
            joined = self._waiting[:taken]
            del self._waiting[:taken]
            return joined

    def _compute(self, joined: Sequence[_Call]) -> None:
        vectors, error = None, None
        try:
            vectors = self._encoder.encode([text for call in joined for text in call.texts])
        except BaseException as raised:  # nobody may wait for ever
            error = raised
        with self._changed:
            start = 0
            for call in joined:
                stop = start + len(call.texts)
                call.error = error
                call.vectors = None if vectors is None else vectors[start:stop]
                start = stop
            self._free += 1
            self._changed.notify_all()
