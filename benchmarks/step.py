"""Does the index keep step: with a question just posted, after a restart, and under load?

    python -m benchmarks.step --from INSTANCE [--changes 10000]

INSTANCE is a forum whose questions are embedded; it is copied, never changed. Measured are the time
from posting a question until the panel finds it, alone and while three others type; and the time
after a restart until the panel answers by words, by meaning, and finds the last of 10,000 questions
that were written and embedded meanwhile.
"""

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from flask import Flask
from flask_migrate import upgrade
from flask_security import hash_password
from sqlalchemy import func, insert, select

from benchmarks.fill import EMAIL, PASSWORD
from benchmarks.grown import varied
from benchmarks.server import Browser, Server
from qaforum import config, errors
from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.indexing.documents import content_hash
from qaforum.indexing.storage import Storage
from qaforum.models import Embedding, Question
from qaforum.services.people import accounts

POSTS, READERS = 20, 3
_PARTS = (slice(0, 384), slice(384, 896))  # of the default encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="INSTANCE")
    parser.add_argument("--changes", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        instance = Path(temporary) / "instance"
        shutil.copytree(options.source, instance)
        app = prepared(instance)
        print("first start, without a saved index")
        with served(instance) as server:
            followed(server, "")
            told("from post to found", post(server.port, "alone"))
            beside(server.port)
            until(lambda: Storage(instance).newest() is not None)
        title = changed(app, options.changes)
        print(f"restart, with {options.changes} questions written meanwhile")
        with served(instance) as server:
            followed(server, title)


def prepared(instance: Path) -> Flask:
    """The forum, of this version and with one account."""
    config.make_secrets(instance)
    app = create_app({"INSTANCE": instance})
    with app.app_context():
        upgrade()
        accounts.ensure_roles()
        try:
            accounts.create(EMAIL, "Benchmark", PASSWORD)
        except errors.Conflict:  # made under the secrets of the forum that was copied
            accounts.by_email(EMAIL).password = hash_password(PASSWORD)
            db.session.commit()
    return app


def served(instance: Path) -> Server:
    return Server(instance, LIMIT_POST="100000 per minute", SNAPSHOT_CHANGES=1000)


def followed(server: Server, title: str) -> None:
    """Say when the panel answers, from when pages are there on."""
    began = time.perf_counter()
    browser = Browser(server.port)
    seen = set()
    asked = title or "How to prove that a problem is hard"
    while "ready" not in seen or (title and not shows(browser, title)):
        page = panel(browser, asked)
        for state in ("lexical", "ready"):
            if f'data-state="{state}"' in page and state not in seen:
                seen.add(state)
                told(f"the panel answers, {state}", [time.perf_counter() - began])
        time.sleep(0.02)
    if title:
        told("the last of them is found", [time.perf_counter() - began])


def post(port: int, name: str) -> list[float]:
    """Seconds from the answer to a post until the panel has the question."""
    writer, reader = Browser(port), Browser(port)
    writer.log_in()
    times = []
    for number in range(POSTS):
        title = f"Lantern {number} of corridor {name} flickers since Tuesday {time.monotonic_ns()}"
        status, _ = writer.post("/ask", {"title": title, "body": "All night.", "submit": "1"})
        if status not in (302, 303):
            raise RuntimeError(f"posting was answered with {status}")
        began = time.perf_counter()
        until(partial(shows, reader, title))
        times.append(time.perf_counter() - began)
    return times


def beside(port: int) -> None:
    """Post while others type, each title another one."""
    done = threading.Event()
    times: list[float] = []

    def read() -> None:
        browser, number = Browser(port), 0
        while not done.is_set():
            number += 1
            began = time.perf_counter()
            panel(browser, f"What to do with lamp {number} of {threading.get_ident()} at night?")
            times.append(time.perf_counter() - began)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    told(f"from post to found while {READERS} others type", post(port, "busy"))
    done.set()
    for reader in readers:
        reader.join()
    told(f"what those others wait for their panel ({len(times)} titles)", times)


def changed(app: Flask, count: int) -> str:
    """Write questions and their embeddings into the database of a forum that is not served; the
    title of the last."""
    with app.app_context():
        source = db.session.execute(
            select(Embedding.vectors, Embedding.encoder)
            .where(func.length(Embedding.vectors) > 0)
            .limit(count)
        ).all()
        noise = np.random.default_rng(6)
        known = [np.frombuffer(row.vectors, "<f2").reshape(-1, 896)[:2] for row in source]
        matrices = varied([known[number % len(known)] for number in range(count)], _PARTS, noise)
        titles = [
            f"Kettle {number} of the tea kitchen whistles too late" for number in range(count)
        ]
        first = (db.session.scalar(select(func.max(Question.id))) or 0) + 1
        hashes = [content_hash(title, "Since spring.", [], []) for title in titles]
        db.session.execute(
            insert(Question),
            [
                {"id": first + number, "title": title, "slug": "kettle", "body": "Since spring.",
                 "body_html": "<p>Since spring.</p>", "content_hash": hashes[number]}
                for number, title in enumerate(titles)
            ],
        )  # fmt: skip
        db.session.execute(
            insert(Embedding),
            [
                {"kind": "question", "document_id": first + number, "encoder": source[0].encoder,
                 "content_hash": hashes[number], "vectors": matrix.astype("<f2").tobytes()}
                for number, matrix in enumerate(matrices)
            ],
        )  # fmt: skip
        db.session.commit()
    return titles[-1]


def panel(browser: Browser, title: str) -> str:
    """The fragment beside the form."""
    return browser.get("/ask/similar?" + urlencode({"title": title}))[1]


def shows(browser: Browser, title: str) -> bool:
    return title in panel(browser, title)


def until(happened: Callable[[], bool], seconds: float = 300) -> None:
    """Returns as soon as it happened."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not happen")
        time.sleep(0.01)


def told(what: str, seconds: Sequence[float]) -> None:
    p50, p95 = np.percentile(seconds, [50, 95])
    if len(seconds) == 1:
        print(f"  {what:52} {p50:8.2f} s")
    else:
        print(f"  {what:52} p50 {p50:6.3f} s   p95 {p95:6.3f} s")


if __name__ == "__main__":
    main()
