"""Has the map of knowledge made anew when it is due, in a process of its own."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy import func, select

from qaforum.indexing.documents import QUESTION
from qaforum.indexing.knowledge_map import FILE
from qaforum.indexing.lock import ForumLock
from qaforum.models import Embedding

DAY = 86_400.0
SOON = 300.0  # seconds after which a first map, or many new questions, are worth a new one
MANY = 0.1
LOOK = 15.0
_log = structlog.get_logger(__name__)


class MapScheduler:
    """A loop for one thread of the process that indexes: the map costs minutes of a processor and
    libraries that nothing else needs, so it is made by `qaforum map` beside the forum."""

    def __init__(self, database: sa.Engine, instance: Path, stopping: threading.Event) -> None:
        self._database = database
        self._instance = instance
        self._stopping = stopping
        self._made_of = 0

    def run(self) -> None:
        # Several processes may index by turns; one of them has maps made
        alone = ForumLock(self._instance / "map-scheduler.lock")
        while not self._stopping.wait(LOOK):
            try:
                if not alone.acquire():
                    continue
                count = self._questions()
                if self.is_due(count, time.time()):
                    self._make()
                    self._made_of = count
            except Exception:  # a map of yesterday is better than no forum
                _log.exception("the map could not be made")
        alone.release()

    def is_due(self, count: int, now: float) -> bool:
        """Whether `count` embedded questions are worth a new map at the time `now` (seconds)."""
        try:
            age = now - (self._instance / FILE).stat().st_mtime
        except FileNotFoundError:
            return count not in (0, self._made_of)
        many = abs(count - self._made_of) > MANY * max(count, 1)
        return age > DAY or (age > SOON and many)

    def _questions(self) -> int:
        with self._database.connect() as connection:
            there = Embedding.kind == QUESTION, func.length(Embedding.vectors) > 0
            return connection.scalar(select(func.count()).where(*there)) or 0

    def _make(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "qaforum", "map"],
            env=os.environ | {"QAFORUM_INSTANCE": str(self._instance)},
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.nice(15),
        )
        while process.poll() is None:
            if self._stopping.wait(0.5):
                process.terminate()
                return
