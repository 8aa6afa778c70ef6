"""Mails: made from notifications and sent, once each, beside everything else that a process does.

One notifier a forum works, elected by a file lock; the others stand by. Nothing here is asked by a
page: what is to be mailed stands in the database (`services/mails.py`).
"""

from typing import cast

from flask import Flask

from qaforum.notifier.loop import NotifierLoop

__all__ = ["init_app", "start", "stop"]


def init_app(app: Flask) -> None:
    """Give `app` a notifier that is not started yet."""
    app.extensions["notifier"] = NotifierLoop(app)


def start(app: Flask) -> None:
    """Begin in a thread of this process. Threads do not survive a fork: call it afterwards."""
    _of(app).start()


def stop(app: Flask) -> bool:
    """End after the mail at hand; whether that took no longer than seconds."""
    return _of(app).stop()


def _of(app: Flask) -> NotifierLoop:
    return cast(NotifierLoop, app.extensions["notifier"])
