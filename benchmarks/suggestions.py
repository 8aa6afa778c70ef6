"""How long a member who types a title waits for similar problems.

    python -m benchmarks.suggestions [--data DIR] [--instance DIR] [--queries N] [--typists N]

One client, or several at once, asks a served forum for `/ask/similar`, each time with another
title, so that nothing is remembered from the time before.
"""

import argparse
import gzip
import json
import random
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from flask import Flask
from sqlalchemy import select

from benchmarks.fill import QUESTIONS, forum
from benchmarks.server import Browser, Server
from qaforum.extensions import db
from qaforum.models import Question

AIM_MS = 80


def titles(app: Flask, data: Path | None) -> Iterator[str]:
    """Titles that are in no question: of the queries in `data`, or questions' with words mixed."""
    if data:
        with gzip.open(data / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    dice = random.Random(2)
    with app.app_context():
        known = db.session.scalars(select(Question.title)).all()
    while True:
        words = f"{dice.choice(known)} {dice.choice(known)}".split()
        yield " ".join(dice.sample(words, min(9, len(words))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="a BEIR folder; its corpus becomes questions")
    parser.add_argument("--instance", type=Path, help="a forum to keep and use again")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="without --data")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--typists", type=int, default=1, help="who ask at the same time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        instance = options.instance or Path(temporary)
        app = forum(instance, options.data, options.questions)
        asked = list(islice(titles(app, options.data), options.queries))
        with Server(instance) as server:
            server.wait_for_search()
            measure(server.port, asked, options.typists)


def measure(port: int, asked: list[str], typists: int) -> None:
    ask(port, [f"{title} warm" for title in asked[:10]])
    began = time.perf_counter()
    with ThreadPoolExecutor(typists) as threads:
        answers = threads.map(ask, [port] * typists, [asked[n::typists] for n in range(typists)])
        found = [answer for some in answers for answer in some]
    rate = len(found) / (time.perf_counter() - began)
    p50, p95, p99 = np.percentile([ms for ms, _ in found], [50, 95, 99])
    print(f"{len(found)} titles, {sum(any_ for _, any_ in found)} with something similar")
    print(f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms (aim: p95 under {AIM_MS} ms)")
    print(f"{rate:.1f} answers a second, {typists} at once")


def ask(port: int, titles: list[str]) -> list[tuple[float, bool]]:
    """Milliseconds of each, one after the other, and whether there was something similar."""
    browser, found = Browser(port), []
    for title in titles:
        began = time.perf_counter()
        status, page = browser.get("/ask/similar?" + urlencode({"title": title[:500]}))
        took = (time.perf_counter() - began) * 1000
        if status != 200 or 'data-state="ready"' not in page:
            raise RuntimeError(f"{title!r} was answered with {status}")
        found.append((took, "/questions/" in page))
    return found


if __name__ == "__main__":
    main()
