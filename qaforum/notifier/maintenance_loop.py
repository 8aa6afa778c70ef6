"""Looks after what goes by the clock, whatever the mail server does meanwhile."""

import threading
import time
from pathlib import Path

import structlog
from flask import Flask

from qaforum import clock
from qaforum.indexing.lock import ForumLock
from qaforum.services.operations import maintenance

LOCK_FILE = "maintenance.lock"
EVERY = 300.0  # seconds between two times
_LOOK = 5.0  # how soon somebody takes over from a process that ended
_STOPPING = 3.0
_log = structlog.get_logger(__name__)


class MaintenanceLoop:
    """A thread that works until it is told to stop; idle while another process of this forum does
    it. `EVERY` is measured by the clock that nobody sets."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self.run, name="maintenance", daemon=True)
        self._thread.start()

    def stop(self) -> bool:
        """End after the work at hand; whether that took no longer than seconds."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_STOPPING)
        return thread is None or not thread.is_alive()

    def run(self) -> None:
        lock, due = ForumLock(Path(self._app.instance_path) / LOCK_FILE), time.monotonic()
        while not self._stopping.is_set():
            try:
                if time.monotonic() >= due and lock.acquire():
                    due = time.monotonic() + EVERY
                    with self._app.app_context():
                        maintenance.run_due(clock.now())
            except Exception:  # a busy database, a full disk: it may be better next time
                _log.exception("maintenance interrupted", next_try_in_seconds=EVERY)
            self._stopping.wait(_LOOK)
        lock.release()
