"""Runs the indexer beside everything else that a process does."""

import threading
import time

import structlog

from qaforum.indexing.indexer import BATCH, Indexer
from qaforum.indexing.lock import ForumLock

_LOOK_SHARE = 20  # at most a twentieth of a processor goes into looking for work
_LONGEST_PAUSE = 10.0
_log = structlog.get_logger(__name__)


class IndexerLoop:
    """Indexes until it is told to stop; idle while another process of this forum does it."""

    def __init__(self, indexer: Indexer, lock: ForumLock, poll_seconds: float) -> None:
        self.indexer = indexer
        self._lock = lock
        self._poll = poll_seconds
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """There may be something to do; returns at once."""
        self._woken.set()

    def stop(self) -> None:
        """Have `run` return after the batch it is at; returns at once."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Looks for work when woken and every `poll_seconds`, until `stop`."""
        failures = 0
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                pause = self._turn() if self._lock.acquire() else self._poll
                failures = 0
                self._woken.wait(pause)
            except Exception:  # a busy database, a full disk: it may be better later
                failures += 1
                pause = min(0.25 * 2**failures, _LONGEST_PAUSE)
                _log.exception("indexing interrupted", next_try_in_seconds=pause)
                self._stopping.wait(pause)
        self._lock.release()

    def _turn(self) -> float:
        """Index what one look finds, or as much as until something newer came; seconds to rest."""
        began = time.monotonic()
        self.indexer.forget()
        ids = self.indexer.plan()
        look = time.monotonic() - began
        if not ids:
            self.indexer.drop_other_encoders()
            return max(self._poll, _LOOK_SHARE * look)
        enough = began + max(4 * self._poll, _LOOK_SHARE * look)
        for start in range(0, len(ids), BATCH):
            self.indexer.index(ids[start : start + BATCH])
            if self._woken.is_set() or time.monotonic() > enough:
                break
        return 0.0
