"""How long it takes to bring in a large community, and what the site is like meanwhile.

    python -m benchmarks.bulk [--questions N] [--served N] [--data DIR...] [--instance DIR]

A dump of N questions is made of BEIR folders by turns (or invented); what goes beyond them repeats
them with variations. They are brought in by `qaforum import stackexchange` and embedded by
`qaforum reindex`; both are killed (SIGKILL) in the middle and go on. Some more are imported while
the forum is served and indexes by itself, and one client asks for similar problems all the time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from sqlalchemy import func, select

from benchmarks.fill import Texts, texts
from benchmarks.memory import peak_mb
from benchmarks.server import Browser, Server
from benchmarks.suggestions import titles
from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.models import Embedding, Question

FORUM = 100_000  # questions that the time is extrapolated to
_QUIET = 200  # titles asked before anything happens
_LOOK = 0.2  # seconds between two looks at a process
_DATE = "2020-01-01T00:00:00.000"

Rows = type[Question] | type[Embedding]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--data", type=Path, nargs="+", default=[], help="BEIR folders; their texts are used"
    )
    parser.add_argument("--questions", type=int, default=1_250)
    parser.add_argument("--served", type=int, default=250, help="that come while it is served")
    parser.add_argument("--instance", type=Path, help="a forum to make and keep; none may be there")
    options = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        written = list(texts(options.data, options.questions + options.served))
        forum = Forum(options.instance or folder / "forum")
        fill(forum, folder / "first", written[options.served :])
        serve(forum, folder / "second", written[: options.served], options.data)


def fill(forum: "Forum", dump: Path, questions: Sequence[Texts]) -> None:
    """Import and embed the questions; prints each figure as soon as it is known."""
    write_dump(dump, 1, questions)
    forum.killed_once(Question, len(questions), "import", "stackexchange", str(dump)).tell()
    forum.killed_once(Embedding, len(questions), "reindex").tell()


def serve(forum: "Forum", dump: Path, late: Sequence[Texts], data: Sequence[Path]) -> None:
    """Import and embed `late` questions while somebody asks."""
    many = forum.count(Question)
    write_dump(dump, 1 + many, late)
    asked = chain(*(titles(forum.app, folder) for folder in [*data[:1], None]))
    with Server(forum.instance) as server:
        began = time.monotonic()
        server.wait_for_search()
        print(f"answers by meaning {time.monotonic() - began:.0f} s after its start", flush=True)
        ask(server.port, islice(asked, 10))
        tell_times("before", ask(server.port, islice(asked, _QUIET)))
        began = time.monotonic()
        with asking(server.port, asked) as times:
            forum.command("import", "stackexchange", str(dump)).wait()
            forum.wait_for(Embedding, many + len(late))
        rate = len(late) / (time.monotonic() - began)
        tell_times("while importing and indexing", times)
        print(f"{len(late)} questions imported and indexed beside that: {rate:.1f} a second")
        print(f"peak memory of the server: {server.peak_mb():.0f} MB")


@dataclass
class Done:
    """What a command took that was killed in the middle and ran again."""

    name: str
    rows: int
    seconds: float = 0.0
    peak_mb: float = 0.0
    killed_at: int = 0

    def tell(self) -> None:
        rate = self.rows / self.seconds
        print(
            f"{self.name}: {self.rows:,} questions in {self.seconds:,.0f} s, killed at"
            f" {self.killed_at:,}, {rate:.1f} a second with two starts, peak memory"
            f" {self.peak_mb:.0f} MB; {FORUM:,} at this rate: {FORUM / rate / 3600:.1f} h",
            flush=True,
        )


class Forum:
    """A new forum in `instance`, its commands as processes and what its database holds."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        if self.command("init").wait():
            raise RuntimeError("the forum could not be made")
        self.app = create_app({"INSTANCE": instance})

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "qaforum", *arguments],
            env={**os.environ, "QAFORUM_INSTANCE": str(self.instance)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def killed_once(self, table: Rows, total: int, *command: str) -> Done:
        """Runs a command that writes `total` rows, kills it at half of them, runs it again."""
        done = Done(command[0], total)
        for stop_at in (total // 2, None):
            began = time.monotonic()
            process = self.command(*command)
            while process.poll() is None:
                done.peak_mb = max(done.peak_mb, peak_mb(process.pid))
                if stop_at and self.count(table) >= stop_at:
                    process.kill()
                    process.wait()
                    done.killed_at = self.count(table)
                time.sleep(_LOOK)
            done.seconds += time.monotonic() - began
        if (count := self.count(table)) != total:
            raise RuntimeError(f"{command[0]} left {count} rows of {total}")
        return done

    def count(self, table: Rows) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(table)) or 0

    def wait_for(self, table: Rows, total: int) -> None:
        while self.count(table) < total:
            time.sleep(_LOOK)


def write_dump(folder: Path, start: int, questions: Sequence[Texts]) -> None:
    """A Posts.xml of solved questions, numbered from `start` on."""
    folder.mkdir()
    with (folder / "Posts.xml").open("w", encoding="utf-8") as file:
        file.write("<posts>\n")
        for number, (title, body, solution) in enumerate(questions, start=start):
            asked, solved = 2 * number, 2 * number + 1
            facts = {"Title": title, "Tags": "<benchmark>", "AcceptedAnswerId": solved}
            _write_row(file, {"Id": asked, "PostTypeId": 1, **facts}, body)
            _write_row(file, {"Id": solved, "PostTypeId": 2, "ParentId": asked}, solution)
        file.write("</posts>\n")


def _write_row(file: IO[str], facts: dict[str, object], text: str) -> None:
    row = {**facts, "Body": f"<p>{escape(text)}</p>", "CreationDate": _DATE, "Score": 0}
    file.write(f"<row {' '.join(f'{name}={quoteattr(str(row[name]))}' for name in row)} />\n")


@contextmanager
def asking(port: int, asked: Iterator[str]) -> Iterator[list[float]]:
    """Has a client ask without a pause until the block ends; the list holds its milliseconds."""
    times: list[float] = []
    ended = threading.Event()

    def until_ended() -> Iterator[str]:
        while not ended.is_set():
            yield next(asked)

    client = threading.Thread(target=lambda: times.extend(ask(port, until_ended())))
    client.start()
    try:
        yield times
    finally:
        ended.set()
        client.join()


def ask(port: int, asked: Iterable[str]) -> list[float]:
    """Milliseconds until similar problems are shown, for each title."""
    browser = Browser(port)
    times = []
    for title in asked:
        began = time.perf_counter()
        status, page = browser.get("/ask/similar?" + urlencode({"title": title[:500]}))
        times.append((time.perf_counter() - began) * 1000)
        if status != 200 or 'data-state="ready"' not in page:
            raise RuntimeError(f"{title!r} was answered with {status}")
    return times


def tell_times(when: str, times: Sequence[float]) -> None:
    p50, p95 = np.percentile(times, [50, 95])
    print(f"/ask/similar {when}: {len(times)} titles, p50 {p50:.0f} ms, p95 {p95:.0f} ms")


if __name__ == "__main__":
    main()
