"""Searching, adding, editing and removing at once, for minutes: does anything break or get lost?

    python -m benchmarks.soak [--minutes 5] [--documents 30000] [--real]

Four threads search, two add, edit and remove, and one changes the index over to codes, saves it and
loads what was saved, again and again. An encoder that costs nothing keeps all of that busier than
the real ones would, which `--real` takes instead. Exit code 1 when a thread failed, a document that
was put is not found by its title, or one that was removed or edited is found as it was.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.word_encoder import WordEncoder
from search import Document, Encoder, Engine, load_encoder, snapshot

SEARCHERS, WRITERS = 4, 2
LOOKED_FOR = 2_000  # documents, present and past, that are looked for at the end
_RENEWAL = 15.0  # seconds between two snapshots


@dataclass
class Held:
    """The engine, which is exchanged at times, and what must be in it."""

    engine: Engine
    present: dict[int, Document]
    counts: Counter[str]
    past: list[Document]  # removed, or edited since: never to be found again


class Soak:
    def __init__(self, documents: int, folder: Path, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._next = documents
        self._exact_rows = 2 * documents // 3  # of two each: it soon changes over
        self.held = Held(Engine(encoder, folder=folder / "0"), {}, Counter(), [])
        self.failures: list[str] = []
        self._writing = threading.Lock()  # as in the forum: one indexer
        self._stop = threading.Event()
        for start in range(0, documents, 500):
            self._put(
                [self._document(number, 0) for number in range(start, min(start + 500, documents))]
            )

    def run(self, seconds: float) -> None:
        jobs = [self._search] * SEARCHERS + [self._write] * WRITERS + [self._renew]
        threads = [threading.Thread(target=self._guarded, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        self._stop.wait(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()

    def check(self) -> None:
        """Everything that was put is found, by its latest title; nothing else is there."""
        held = self.held
        expected = {id_: document.content_hash for id_, document in held.present.items()}
        if held.engine.hashes() != expected:
            self.failures.append("what the engine holds is not what was put")
        present = sorted(held.present.values(), key=lambda document: document.id)
        for document in random.sample(present, min(LOOKED_FOR, len(present))):
            self._find(held.engine, document)
        for document in random.sample(held.past, min(LOOKED_FOR, len(held.past))):
            self._miss(held.engine, document)

    def _find(self, engine: Engine, document: Document) -> None:
        first = next(iter(engine.similar(document.title, limit=1)), None)
        if first is None or (first.id, first.content_hash) != (document.id, document.content_hash):
            self.failures.append(f"{document.title!r} found {first}")

    def _miss(self, engine: Engine, document: Document) -> None:
        gone = document.id, document.content_hash
        found = engine.similar(document.title, limit=20, minimum=0.0)
        if gone in [(match.id, match.content_hash) for match in found]:
            self.failures.append(f"{document.title!r} is found as it was")

    def _guarded(self, job: Callable[[random.Random], str]) -> None:
        dice = random.Random(threading.get_ident())
        while not self._stop.is_set():
            try:
                self.held.counts[job(dice)] += 1
            except Exception as error:
                self.failures.append(f"{job.__name__}: {error!r}")
                self._stop.set()

    def _search(self, dice: random.Random) -> str:
        past = self.held.past
        if past and dice.random() < 0.1:
            # Chosen before the engine is looked up: a later engine has forgotten it, too
            document = dice.choice(past)
            self._miss(self.held.engine, document)
            return "searches for what was"
        held = self.held
        number = dice.randrange(self._next)
        before = held.present.get(_id(number))
        title = before.title if before else self._document(number, 0).title
        found = held.engine.similar(title, limit=1)
        after = self.held.present.get(_id(number))
        untouched = before is not None and before is after and held is self.held
        if (
            untouched
            and before
            and [match.content_hash for match in found] != [before.content_hash]
        ):
            self.failures.append(f"{title!r} found {found}")
        return "searches"

    def _write(self, dice: random.Random) -> str:
        with self._writing:
            kind = dice.random()
            if kind < 0.5:
                numbers = range(self._next, self._next + dice.randrange(1, 17))
                self._put([self._document(number, 0) for number in numbers])
                self._next = numbers.stop
                return "additions"
            id_ = dice.choice(list(self.held.present))
            known = self.held.present[id_]
            if kind < 0.8:
                version = int(known.content_hash.split(".")[1]) + 1
                self.held.present.pop(id_)
                self._put([self._document(abs(id_), version)])
                self.held.past.append(known)
                return "edits"
            self.held.present.pop(id_)
            self.held.engine.remove([id_])
            self.held.past.append(known)
            return "removals"

    def _renew(self, dice: random.Random) -> str:
        """What the forum's keeper does; changes made meanwhile are brought over by their hashes."""
        self._stop.wait(_RENEWAL)
        engine = self.held.engine
        engine.store.settle(exact_rows=self._exact_rows)
        place = self._folder / f"snapshot-{time.monotonic_ns()}"
        snapshot.save(engine, place, exact_rows=self._exact_rows)
        loaded = snapshot.load(place, self._encoder, self._folder / f"own-{place.name}")
        shutil.rmtree(place)  # what is open stays
        with self._writing:
            held = self.held
            hashes = loaded.hashes()
            stale = [id_ for id_ in hashes if id_ not in held.present]
            wrong = [d for id_, d in held.present.items() if hashes.get(id_) != d.content_hash]
            loaded.remove(stale)
            if wrong:
                loaded.put(wrong, loaded.embed(wrong))
            self.held = Held(loaded, held.present, held.counts, held.past)
        return "snapshots"

    def _put(self, documents: list[Document]) -> None:
        engine = self.held.engine
        engine.put(documents, engine.embed(documents))
        self.held.present.update((document.id, document) for document in documents)

    def _document(self, number: int, version: int) -> Document:
        title = f"matter n{number} of house h{number % 97} version v{version}"
        return Document(_id(number), title, content_hash=f"{number}.{version}")


def _id(number: int) -> int:
    """Every third is a practice, whose id is negative."""
    return -number if number % 3 == 0 else number


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--documents", type=int, default=30_000)
    parser.add_argument("--real", action="store_true", help="the encoders of a forum")
    options = parser.parse_args()
    if options.real:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # as a forum does
    encoder: Encoder = load_encoder() if options.real else WordEncoder()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(options.documents, Path(folder), encoder)
        soak.run(60 * options.minutes)
        soak.check()
        counts = ", ".join(f"{number} {what}" for what, number in sorted(soak.held.counts.items()))
        print(f"{len(soak.held.engine)} documents after {counts}")
    for failure in soak.failures[:20]:
        print(failure, file=sys.stderr)
    print("nothing failed" if not soak.failures else f"{len(soak.failures)} failures")
    sys.exit(bool(soak.failures))


if __name__ == "__main__":
    main()
