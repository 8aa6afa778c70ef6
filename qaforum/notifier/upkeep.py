"""What has to happen by the clock, with or without mail: telling and asking inside the forum."""

import threading
from pathlib import Path

import structlog
from flask import Flask

from qaforum import clock
from qaforum.indexing.lock import ForumLock
from qaforum.services import news, revalidation

LOCK_FILE = "upkeep.lock"
_FIRST, _EVERY = 20.0, 60.0  # seconds
_STOPPING = 2.0
_log = structlog.get_logger(__name__)


class Upkeep:
    """Does its round each minute, in one process of the forum. Each task can be done again at any
    time without doing anything twice, so nothing is remembered here."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
            self._thread.start()

    def stop(self) -> bool:
        """Whether it ended within seconds."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_STOPPING)
        return thread is None or not thread.is_alive()

    def round(self) -> None:
        """Who follows is told what has opened; who should know is asked what still holds."""
        now = clock.now()
        with self._app.app_context():
            news.opened(now)
        with self._app.app_context():
            revalidation.ask_for_revalidation(now)

    def _run(self) -> None:
        lock, pause = ForumLock(Path(self._app.instance_path) / LOCK_FILE), _FIRST
        while not self._stopping.wait(pause):
            pause = _EVERY
            try:
                if lock.acquire():
                    self.round()
            except Exception:  # a busy database: the next round does it
                _log.exception("upkeep interrupted")
        lock.release()
