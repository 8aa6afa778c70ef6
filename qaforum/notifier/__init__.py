"""What goes on beside everything else that a process does: mails, sent once each, and upkeep.

One process a forum does each, elected by a file lock; the others stand by. Nothing here is asked by
a page: what is to be mailed stands in the database (`services/mails.py`).
"""

from typing import cast

from flask import Flask

from qaforum.notifier.loop import NotifierLoop
from qaforum.notifier.upkeep import Upkeep

__all__ = ["init_app", "start", "stop"]


def init_app(app: Flask) -> None:
    """Give `app` a notifier that is not started yet."""
    app.extensions["notifier"] = NotifierLoop(app), Upkeep(app)


def start(app: Flask) -> None:
    """Begin in threads of this process. Threads do not survive a fork: call it afterwards."""
    for part in _of(app):
        part.start()


def stop(app: Flask) -> bool:
    """End after the mail at hand; whether that took no longer than seconds."""
    ended = [part.stop() for part in _of(app)]
    return all(ended)


def _of(app: Flask) -> tuple[NotifierLoop, Upkeep]:
    return cast(tuple[NotifierLoop, Upkeep], app.extensions["notifier"])
