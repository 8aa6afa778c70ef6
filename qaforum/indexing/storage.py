"""Where the index keeps files, in the forum's own folder: all of them can be made anew."""

import fcntl
import os
import shutil
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from qaforum.indexing.lock import ForumLock

if TYPE_CHECKING:
    from search import Encoder, Engine

FOLDER = "index"
_CURRENT = "current"  # a file that names the newest snapshot
_SNAPSHOT, _PROCESS = "snapshot-", "process-"
_log = structlog.get_logger(__name__)


class Storage:
    """Snapshots, which all processes of a forum share, and a folder for each open engine.

    Does nothing before it is first used: a folder of this process must not outlive a fork.
    """

    def __init__(self, instance: Path) -> None:
        self._folder = instance / FOLDER
        self._numbers = count()
        self._process: Path | None = None
        self._alive: ForumLock | None = None

    def newest(self) -> Path | None:
        """The folder of the newest snapshot, if there is one."""
        try:
            name = (self._folder / _CURRENT).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return self._folder / name if name.startswith(_SNAPSHOT) and "/" not in name else None

    def load(self, folder: Path, encoder: "Encoder") -> "Engine | None":
        """The engine of a snapshot; None, and the reason in the log, when it cannot be used."""
        from search import snapshot

        own = self.own()
        try:
            engine = snapshot.load(folder, encoder, own)
        except snapshot.Damaged as damage:
            _log.warning("the snapshot of the index cannot be used", reason=str(damage))
            shutil.rmtree(own, ignore_errors=True)
            return None
        weakref.finalize(engine, shutil.rmtree, own, True)
        return engine

    def empty(self, encoder: "Encoder") -> "Engine":
        """An engine that holds nothing yet, with a folder to keep it in."""
        from search import Engine

        own = self.own()
        engine = Engine(encoder, folder=own)
        weakref.finalize(engine, shutil.rmtree, own, True)
        return engine

    def save(self, engine: "Engine") -> Path | None:
        """Write a snapshot and make it the newest; None while another process is writing one."""
        from search import snapshot
        from search.snapshot.files import replace

        lock = ForumLock(self._folder / "snapshot.lock")
        if not lock.acquire():
            return None
        try:
            began = time.monotonic()
            folder = self._folder / f"{_SNAPSHOT}{time.time_ns()}"
            made = snapshot.save(engine, folder)
            replace(self._folder / _CURRENT, folder.name)
            self._sweep(folder)
        finally:
            lock.release()
        seconds = round(time.monotonic() - began, 1)
        _log.info("index saved", questions=made.documents, rows=made.rows, seconds=seconds)
        return folder

    def discard(self, folder: Path) -> None:
        """Let nobody load this snapshot any more."""
        lock = ForumLock(self._folder / "snapshot.lock")
        if lock.acquire():
            try:
                if self.newest() == folder:
                    (self._folder / _CURRENT).unlink()
                    self._sweep(None)
            finally:
                lock.release()

    def own(self) -> Path:
        """A new folder for this process alone, which goes with the process at the latest."""
        if self._process is None:
            self._begin()
        folder = Path(f"{self._process}/{next(self._numbers)}")
        folder.mkdir()
        return folder

    def close(self) -> None:
        """Take away what is of this process alone."""
        if self._process and self._alive:
            shutil.rmtree(self._process, ignore_errors=True)
            self._alive.release()
        self._process = self._alive = None

    def _begin(self) -> None:
        self._folder.mkdir(exist_ok=True)
        with self._alone():
            for folder in self._folder.glob(f"{_PROCESS}*"):
                self._remove_if_dead(folder)
            self._process = self._folder / f"{_PROCESS}{os.getpid()}-{time.time_ns()}"
            self._process.mkdir()
            self._alive = ForumLock(self._process / "alive")
            self._alive.acquire()

    def _remove_if_dead(self, folder: Path) -> None:
        lock = ForumLock(folder / "alive")
        if lock.acquire():
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()

    def _sweep(self, keep: Path | None) -> None:
        """Remove other snapshots, whole or not; who has one open keeps its files as long."""
        for pattern in (f"{_SNAPSHOT}*", f".{_SNAPSHOT}*"):
            for folder in self._folder.glob(pattern):
                if folder != keep and folder.is_dir():
                    shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / "folders.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
