"""Mails: made from notifications and sent, once each, beside everything else that a process does.

One notifier a forum works, elected by a file lock; the others stand by. Nothing here is asked by a
page: what is to be mailed stands in the database (`services/mails.py`). What goes by the clock
has a thread of its own, so that no mail server can hold it up.
"""

from typing import cast

from flask import Flask

from qaforum.notifier.loop import NotifierLoop
from qaforum.notifier.maintenance_loop import MaintenanceLoop

__all__ = ["init_app", "start", "stop"]


def init_app(app: Flask) -> None:
    """Give `app` a notifier that is not started yet."""
    app.extensions["notifier"] = NotifierLoop(app), MaintenanceLoop(app)


def start(app: Flask) -> None:
    """Begin in threads of this process. Threads do not survive a fork: call it afterwards."""
    for loop in _of(app):
        loop.start()


def stop(app: Flask) -> bool:
    """End after the mail and the work at hand; whether that took no longer than seconds."""
    ended = [loop.stop() for loop in _of(app)]
    return all(ended)


def _of(app: Flask) -> tuple[NotifierLoop, MaintenanceLoop]:
    return cast(tuple[NotifierLoop, MaintenanceLoop], app.extensions["notifier"])
