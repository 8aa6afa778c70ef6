"""What goes by the clock is looked after, whatever else happens."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from qaforum import notifier
from qaforum.notifier import maintenance_loop
from qaforum.notifier.sender import MailSender
from qaforum.services.operations import maintenance


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"MAIL_SERVER": "127.0.0.1"}


@pytest.fixture
def hanging(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set as soon as a mail server hangs; it goes on hanging until the test ends."""
    hangs, ended = threading.Event(), threading.Event()

    def never_answers(*_: object) -> None:
        hangs.set()
        ended.wait()

    monkeypatch.setattr(MailSender, "round", never_answers)
    yield hangs
    ended.set()
    notifier.stop(app)


def test_a_mail_server_that_hangs_holds_up_nothing(
    app: Flask, hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after = threading.Semaphore(0)
    monkeypatch.setattr(maintenance, "run_due", lambda _now: looked_after.release())
    monkeypatch.setattr(maintenance_loop, "EVERY", 0.0)
    monkeypatch.setattr(maintenance_loop, "_LOOK", 0.01)
    notifier.start(app)
    assert hanging.wait(30)
    for _ in range(5):
        assert looked_after.acquire(timeout=30)


def test_what_fails_once_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Semaphore(0)

    def fails(_now: object) -> None:
        tried.release()
        raise OSError("the disk is full")

    monkeypatch.setattr(maintenance, "run_due", fails)
    monkeypatch.setattr(maintenance_loop, "EVERY", 0.0)
    monkeypatch.setattr(maintenance_loop, "_LOOK", 0.01)
    notifier.start(app)
    assert tried.acquire(timeout=30)
    assert tried.acquire(timeout=30)
    assert notifier.stop(app)
