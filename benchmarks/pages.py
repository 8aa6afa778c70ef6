"""What a page costs: processor time of the server, and pages a second.

python -m benchmarks.pages [--data DIR] [--instance DIR] [--seconds N]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote_plus

from flask import Flask
from sqlalchemy import select

from benchmarks.fill import QUESTIONS, forum
from benchmarks.server import Browser, Server
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question

AIM_MS = 7.0


def addresses(app: Flask) -> dict[str, list[str]]:
    """For each kind of page, addresses to ask for in turn."""
    with app.app_context():
        asked = db.session.execute(select(Question.id, Question.slug).limit(200)).all()
        solvers = select(Member.username).join(Answer, Answer.author_id == Member.id)
        members = db.session.scalars(solvers.distinct().limit(100)).all()
        titles = db.session.scalars(select(Question.title).limit(50)).all()
    return {
        "list": ["/questions", "/questions?sort=votes", "/questions?sort=unsolved"],
        "question": [f"/questions/{id_}/{slug}" for id_, slug in asked],
        "search": ["/search?q=" + quote_plus(" ".join(title.split()[-5:])) for title in titles],
        "member": [f"/members/{username}" for username in members],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--instance", type=Path, help="a forum to keep and use again")
    parser.add_argument("--data", type=Path, help="a BEIR folder; its corpus becomes questions")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="without --data")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each line of the result")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        instance = options.instance or Path(temporary)
        kinds = addresses(forum(instance, options.data, options.questions))
        with Server(instance) as server:
            server.wait_for_search()
            idle = _idle(server)
            print(f"{'page':<10}{'clients':>8}{'pages/s':>10}{'ms a page':>11}  aim {AIM_MS:g} ms")
            for kind, paths in kinds.items():
                for clients in (1, 8):
                    rate, cost = measure(server, paths, clients, options.seconds, idle)
                    print(f"{kind:<10}{clients:>8}{rate:>10.0f}{cost:>11.2f}  {_verdict(cost)}")


def _idle(server: Server) -> float:
    """Processor seconds a second when nobody asks for anything."""
    before = server.processor_seconds()
    time.sleep(3)
    return (server.processor_seconds() - before) / 3


def _verdict(cost: float) -> str:
    return "reached" if cost <= AIM_MS else f"{cost / AIM_MS:.1f} times the aim"


def measure(
    server: Server, paths: list[str], clients: int, seconds: float, idle: float
) -> tuple[float, float]:
    """Pages a second, and milliseconds of the server's processor time for each."""
    _ask(server.port, paths, lambda count: count < len(paths[:20]))
    before, began = server.processor_seconds(), time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        until = began + seconds
        asked = [
            pool.submit(
                _ask, server.port, paths[n:] + paths[:n], lambda _: time.monotonic() < until
            )
            for n in range(clients)
        ]
        pages = sum(one.result() for one in asked)
    took = time.monotonic() - began
    used = server.processor_seconds() - before - idle * took
    return pages / took, 1000 * used / pages


def _ask(port: int, paths: list[str], more: Callable[[int], bool]) -> int:
    browser = Browser(port)
    count = 0
    while more(count):
        status, _ = browser.get(paths[count % len(paths)])
        if status != 200:
            raise RuntimeError(f"{paths[count % len(paths)]} was answered with {status}")
        count += 1
    return count


if __name__ == "__main__":
    main()
