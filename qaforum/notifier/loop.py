"""Runs the postman beside everything else that a process does."""

import threading
from pathlib import Path

import structlog
from flask import Flask

from qaforum import clock
from qaforum.indexing.lock import ForumLock
from qaforum.notifier.journal import Journal
from qaforum.notifier.sender import MailSender

LOCK_FILE = "notifier.lock"
JOURNAL_FILE = "notifier.journal"
_STOPPING = 3.0  # seconds that stopping waits for the mail at hand
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 900.0
_log = structlog.get_logger(__name__)


class NotifierLoop:
    """Mails until it is told to stop; idle while another process of this forum does it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._mail_sender: MailSender | None = None
        self._failures = 0

    def start(self) -> None:
        """Without a mail server notifications stay in the forum."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self.run, name="notifier", daemon=True)
        self._thread.start()

    def stop(self) -> bool:
        """End after the mail at hand; whether that took no longer than seconds."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_STOPPING)
        return thread is None or not thread.is_alive()

    def run(self) -> None:
        """Looks for work every NOTIFIER_POLL_SECONDS; after failures less and less often."""
        folder = Path(self._app.instance_path)
        lock, poll = ForumLock(folder / LOCK_FILE), float(self._app.config["NOTIFIER_POLL_SECONDS"])
        while not self._stopping.is_set():
            pause = poll
            try:
                if lock.acquire():
                    pause = self._turn(folder, poll)
            except Exception:  # a busy database, a full disk: it may be better later
                self._mail_sender, pause = None, self._longer()
                _log.exception("mailing interrupted", next_try_in_seconds=pause)
            self._stopping.wait(pause)
        self._mail_sender = None
        lock.release()

    def _turn(self, folder: Path, poll: float) -> float:
        """Sends what is due; seconds to rest."""
        if not self._app.config["MAIL_SERVER"]:
            return poll
        if self._mail_sender is None:
            mail_sender = MailSender(self._app, Journal(folder / JOURNAL_FILE))
            mail_sender.pick_up()
            self._mail_sender = mail_sender
        failure = self._mail_sender.round(clock.now(), self._stopping.is_set)
        if failure is None:
            self._failures = 0
            return poll
        pause = self._longer()
        _log.warning("no mail server", reason=failure.reason, next_try_in_seconds=pause)
        return pause

    def _longer(self) -> float:
        self._failures += 1
        return float(min(_FIRST_PAUSE * 2 ** (self._failures - 1), _LONGEST_PAUSE))
