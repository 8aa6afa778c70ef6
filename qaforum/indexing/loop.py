"""Runs the indexer beside everything else that a process does."""

import os
import sys
import threading
import time

import structlog

from qaforum.indexing.documents import Key
from qaforum.indexing.embedding.indexer import BATCH, Indexer
from qaforum.indexing.embedding.sentences import SentenceIndexer
from qaforum.indexing.lock import ForumLock

_LOOK_SHARE = 20  # at most a twentieth of a processor goes into looking for work
_LONGEST_PAUSE = 10.0
_NICE = 10
_log = structlog.get_logger(__name__)


class IndexerLoop:
    """Indexes until it is told to stop; idle while another process of this forum does it."""

    def __init__(
        self, indexer: Indexer, sentences: SentenceIndexer, lock: ForumLock, poll_seconds: float
    ) -> None:
        self.indexer = indexer
        self._sentences = sentences
        self._lock = lock
        self._poll = poll_seconds
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._backlog: list[Key] = []
        self._next_look = 0.0
        self._tidy = False

    def wake(self) -> None:
        """There may be something to do; returns at once."""
        self._woken.set()

    def stop(self) -> None:
        """Have `run` return after the batch it is at; returns at once."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Looks for work when woken and every `poll_seconds`, until `stop`."""
        _give_way()
        failures = 0
        while not self._stopping.is_set():
            try:
                pause = self._turn() if self._lock.acquire() else self._poll
                failures = 0
                self._woken.wait(pause)
            except Exception:  # a busy database, a full disk: it may be better later
                failures += 1
                pause = min(0.25 * 2**failures, _LONGEST_PAUSE)
                _log.exception("indexing interrupted", next_try_in_seconds=pause)
                self._next_look = 0.0
                self._stopping.wait(pause)
        self._lock.release()

    def _turn(self) -> float:
        """Index one batch, what was just asked before anything else; seconds to rest."""
        if self._woken.is_set():
            self._woken.clear()
            self._next_look = 0.0
        if fresh := self.indexer.fresh():
            self._backlog = fresh + self._backlog
        elif time.monotonic() >= self._next_look:
            self._look()
        if not self._backlog:
            if self._sentences.step():  # nobody waits for these to find anything
                return 0.0
            return min(self._poll, max(0.0, self._next_look - time.monotonic()))
        batch, self._backlog = self._backlog[:BATCH], self._backlog[BATCH:]
        self.indexer.index(batch)
        return 0.0

    def _look(self) -> None:
        """Compare all hashes. That costs more the larger the forum is, so it happens less often
        there; what is asked is indexed without waiting for it."""
        began = time.monotonic()
        self.indexer.forget()
        self._backlog = self.indexer.plan()
        if not self._backlog and not self._tidy:
            self.indexer.drop_other_encoders()
            self._tidy = True
        now = time.monotonic()
        self._next_look = now + max(self._poll, _LOOK_SHARE * (now - began))


def _give_way() -> None:
    """Whoever asks goes first: this thread, and the encoder's that it begins, wait for them."""
    if sys.platform == "linux":  # elsewhere that would be the priority of the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
