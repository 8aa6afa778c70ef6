"""Nothing that was acknowledged is lost, however often the server is killed.

    python -m benchmarks.crash [--questions N]

A member posts questions one after another while the server is killed (SIGKILL) and started again
all the time. Then every question that was answered with its address must be in the database and,
after a moment, in the index.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import select

from benchmarks.fill import forum
from benchmarks.server import Browser, Server
from qaforum.extensions import db
from qaforum.models import Question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        instance = Path(temporary)
        app = forum(instance, questions=20)
        server = Server(instance, LIMIT_POST="100000 per minute")
        acknowledged, kills = post_while_killing(server, options.questions)
        print(f"{len(acknowledged)} questions acknowledged, the server killed {kills} times")
        with app.app_context():
            present = set(db.session.scalars(select(Question.title)))
        lost = sorted(acknowledged - present)
        print(f"{len(lost)} of them lost {lost[:5] if lost else ''}".rstrip())
        well = _indexed(server, instance)
    raise SystemExit(0 if well and not lost else 1)


def post_while_killing(server: Server, number: int) -> tuple[set[str], int]:
    """The titles acknowledged, and how often the server was killed meanwhile."""
    finished = threading.Event()
    kills = [0]
    server.start()
    killer = threading.Thread(target=_kill_again_and_again, args=(server, finished, kills))
    killer.start()
    try:
        return _post(server.port, number), kills[0]
    finally:
        finished.set()
        killer.join()
        server.stop()


def _kill_again_and_again(server: Server, finished: threading.Event, kills: list[int]) -> None:
    dice = random.Random(3)
    while not finished.wait(dice.uniform(0.5, 6.0)):
        server.kill()
        kills[0] += 1
        server.start()


def _post(port: int, number: int) -> set[str]:
    acknowledged: set[str] = set()
    browser: Browser | None = None
    while len(acknowledged) < number:
        title = f"Question {len(acknowledged)} of a night with {time.monotonic_ns()} power cuts"
        try:
            if browser is None:
                browser = Browser(port)
                browser.log_in()
            fields = {"title": title, "body": "The light went out.", "tags": "", "submit": "1"}
            status, location = browser.post("/ask", fields)
            if status == 303 and "/questions/" in location:
                acknowledged.add(title)
        except (OSError, http.client.HTTPException, RuntimeError):
            browser = None
            time.sleep(0.05)
    return acknowledged


def _indexed(server: Server, instance: Path) -> bool:
    """What `qaforum doctor` says once the restarted forum has had time to catch up."""
    with server:
        server.wait_for_search()
        deadline = time.monotonic() + 60
        while not (report := _doctor(instance))["ok"] and time.monotonic() < deadline:
            time.sleep(1)
    for check in report["checks"]:
        print("✓" if check["ok"] else "✗", check["check"] + ":", check["seen"])
    return bool(report["ok"])


def _doctor(instance: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "qaforum", "doctor", "--json"],
        env={**os.environ, "QAFORUM_INSTANCE": str(instance)},
        stdout=subprocess.PIPE,
        check=False,
    )
    report: dict = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    main()
