"""Each mail arrives once, whenever the process that sends it is killed."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Member, Notification
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications.notifications import notify
from tests.factories import Factory
from tests.smtp import MailServer, mail_server

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def start(instance: Path, server: MailServer) -> Iterator[Start]:
    """Starts a process that mails; `kill()` it at will."""
    environment = os.environ | {
        "QAFORUM_INSTANCE": str(instance),
        "QAFORUM_MAIL_SERVER": "127.0.0.1",
        "QAFORUM_MAIL_PORT": str(server.port),
        "QAFORUM_NOTIFIER_POLL_SECONDS": "0.05",
    }
    command = [sys.executable, "-m", "qaforum", "worker", "--only", "mail"]
    started = []

    def new() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        started.append(process)
        return process

    yield new
    for process in started:
        process.kill()
        process.wait()


def digests(app: Flask, make: Factory, count: int) -> list[str]:
    """So many members have a digest to come this morning; their addresses."""
    question = make.question()
    rows = [
        Member(username=f"m{number}", name=f"Member {number}", email=f"m{number}@example.org")
        for number in range(count)
    ]
    with transaction():
        db.session.add_all(rows)
        db.session.flush()
        for number in range(2):
            ids = [row.id for row in rows]
            notify(ids, "answer", key=f"answer:{number}", question_id=question.id)
        db.session.execute(
            update(Notification).values(created_at=clock.now() - timedelta(hours=25))
        )
    addresses = [str(row.email) for row in rows]
    db.session.remove()
    return addresses


def test_of_200_digests_each_arrives_once_however_often_the_worker_is_killed(
    app: Flask, make: Factory, server: MailServer, start: Start
) -> None:
    wanted = digests(app, make, 200)
    seed = random.randrange(10**9)
    choose = random.Random(seed)
    for kill_after in sorted(choose.sample(range(1, 190), 3)):
        process = start()
        server.wait_for(kill_after)
        threading.Event().wait(choose.random() / 100)  # anywhere between two mails
        process.kill()
        process.wait()
    start()
    server.wait_for(len(wanted))
    assert Counter(server.recipients) == Counter(wanted), f"seed {seed}"
    assert len({mail["Message-ID"] for mail in server.taken}) == 200


def test_killed_when_the_server_has_a_mail_and_has_not_said_so(
    app: Flask, make: Factory, server: MailServer, start: Start
) -> None:
    wanted = digests(app, make, 5)
    goes_on = threading.Event()

    def keeps_silent() -> None:
        if len(server.taken) == 3:
            goes_on.wait(60)

    server.before_answer = keeps_silent
    process = start()
    server.wait_for(3)
    process.kill()
    process.wait()
    goes_on.set()
    start()
    server.wait_for(5)
    assert Counter(server.recipients) == Counter(wanted)


def test_killed_before_the_server_has_a_mail(
    app: Flask, make: Factory, server: MailServer, start: Start
) -> None:
    wanted = digests(app, make, 5)
    asked, goes_on = threading.Event(), threading.Event()

    def hesitates(address: str) -> str:
        if len(server.taken) == 3 and not asked.is_set():
            asked.set()
            goes_on.wait(60)
        return "250 OK"

    server.answer = hesitates
    process = start()
    assert asked.wait(60)
    process.kill()
    process.wait()
    goes_on.set()
    start()
    server.wait_for(5)
    assert Counter(server.recipients) == Counter(wanted)
