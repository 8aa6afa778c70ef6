"""What one process holds of the index: the encoder, its view and perhaps the indexer."""

import os
import threading
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa
import structlog
from flask import Flask
from flask_babel import gettext as _

from qaforum.errors import Unavailable
from qaforum.extensions import db
from qaforum.indexing.documents import QUESTION, Key, key_of
from qaforum.indexing.embedding.indexer import Indexer
from qaforum.indexing.embedding.sentences import SentenceIndexer, stored_sentences
from qaforum.indexing.lexical_fallback import LexicalFallback
from qaforum.indexing.lock import ForumLock
from qaforum.indexing.loop import IndexerLoop
from qaforum.indexing.map_scheduler import MapScheduler
from qaforum.indexing.matches import Match, Nearest, by_likeliness
from qaforum.indexing.snapshots import Snapshots
from qaforum.indexing.storage import Storage
from qaforum.indexing.verdicts import Judged, Verdicts
from qaforum.indexing.view import View

if TYPE_CHECKING:
    from search import Encoder, Passage

State = Literal["off", "warming", "lexical", "ready"]

LOCK_FILE = "indexer.lock"
_PATIENCE = 0.2  # seconds that a query waits for another thread which is catching up
_LONGEST_PAUSE = 60.0
_STOPPING = 1.5  # seconds that stopping waits for a batch or a model to be done
_FILLING = 120.0  # seconds that a first start waits for most questions to be embedded
_ENOUGH = 0.9
_RENEWAL = 0.5  # seconds between two looks at whether the index is due for something
_log = structlog.get_logger(__name__)


class WarmingUp(Unavailable):
    """The index cannot answer yet; in a moment it will."""

    def __init__(self) -> None:
        super().__init__(_("The search is getting ready. Please try again in a moment."))


@lru_cache(maxsize=1)
def load_encoder(model: str) -> "Encoder":
    """The encoder of this process, loaded once; takes seconds. Raises what `search` raises."""
    # Threads of one batch wait for each other: on a busy machine two took four times the
    # processor time of one. Read when PyTorch is first imported; a setting from outside stands.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from search import load_encoder as load

    return load(model)


def indexer_lock(app: Flask) -> ForumLock:
    """The lock that the one indexer of this forum holds."""
    return ForumLock(Path(app.instance_path) / LOCK_FILE)


class Index:
    """Does nothing before `start`. Any thread may call any method but `start` and `stop`."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._state: Literal["off", "warming", "ready"] = "off"
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._storage = Storage(Path(app.instance_path))
        self._lexical_fallback: LexicalFallback | None = None
        self._snapshots: Snapshots | None = None
        self._loop: IndexerLoop | None = None
        self._verdicts: Verdicts | None = None

    @property
    def state(self) -> State:
        """See `indexing.state`."""
        lexical_fallback = self._lexical_fallback
        if self._state == "warming" and lexical_fallback and lexical_fallback.ready:
            return "lexical"
        return self._state

    def start(self, *, indexer: bool, view: bool = True, wait: bool = False) -> None:
        """See `indexing.start`; without `view` the process indexes and never answers."""
        if self._state == "off":
            self._state = "warming"
            self._stopping.clear()
            if wait:
                self._warm_up(indexer, view)
                self._be_ready()
                self._begin("index", self._follow)
                self._begin("renewal", self._renew)
            else:
                self._begin("index", self._run, indexer, view)
        if wait:
            self._wait_until_caught_up()

    def stop(self) -> bool:
        """End the threads, waiting a few seconds at most; whether all have ended."""
        self._stopping.set()
        if self._loop:
            self._loop.stop()
        if self._lexical_fallback:
            self._lexical_fallback.end()
        deadline = time.monotonic() + _STOPPING
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        ended = not any(thread.is_alive() for thread in self._threads)
        self._threads.clear()
        self._snapshots = self._lexical_fallback = self._loop = self._verdicts = None
        self._storage.close()
        self._state = "off"
        return ended

    def wake(self) -> None:
        """See `indexing.wake`."""
        loop = self._loop
        if loop:
            loop.wake()

    def similar(
        self,
        title: str,
        body: str,
        *,
        tags: Collection[str],
        limit: int,
        exclude: Collection[Key],
        minimum: float | None,
    ) -> list[Match]:
        """See `indexing.similar`."""
        view, lexical_fallback = self._view, self._lexical_fallback
        if self._state == "ready" and view:
            view.catch_up(_PATIENCE)
            found = view.similar(
                title, body, tags=list(tags), limit=limit, exclude=exclude, minimum=minimum
            )
            waiting = lexical_fallback.similar(title, limit, exclude) if lexical_fallback else []
            waiting = [one for one in waiting if not view.holds(one)]
        elif lexical_fallback and lexical_fallback.ready:
            found, waiting = [], lexical_fallback.similar(title, limit, exclude)
        else:
            raise WarmingUp
        found += [match for match in waiting if match.confidence >= (minimum or 0.0)]
        return by_likeliness(found)[:limit] if waiting else found

    def nearest(self, title: str, body: str, *, before: int) -> Nearest | None:
        """See `indexing.nearest`."""
        view = self._view
        if self._state != "ready" or not view:
            raise WarmingUp
        view.catch_up(_PATIENCE)

        def was_there(number: int) -> bool:
            key = key_of(number)
            return key.kind == QUESTION and key.id < before

        found = view.engine.nearest(title, body, among=was_there)
        return Nearest.of(found) if found and view.engine.ranking.shows(found.log_odds) else None

    def passages(
        self, query: str, texts: Sequence[tuple[Hashable, str]], documents: Collection[Key]
    ) -> "list[Passage]":
        """See `indexing.passages`."""
        view, lexical_fallback = self._view, self._lexical_fallback
        if view:
            name = view.engine.encoder.name
            stored = partial(stored_sentences, self._database(), name, documents)
            return view.engine.passages(query, texts, stored)
        if lexical_fallback:
            return lexical_fallback.passages(query, texts)
        raise WarmingUp

    def judged(self) -> list[Judged]:
        """See `indexing.judged`."""
        view, verdicts = self._view, self._verdicts
        return verdicts.judged(view.engine) if view and verdicts else []

    @property
    def _view(self) -> View | None:
        return self._snapshots.view if self._snapshots else None

    def _begin(self, name: str, run: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, indexer: bool, view: bool) -> None:
        if view:
            self._lexical_fallback = LexicalFallback(self._database(), self._storage)
            self._begin("words", self._lexical_fallback.prepare)
        pause = 1.0
        while not self._stopping.is_set():
            try:
                self._warm_up(indexer, view)
                self._fill()
                self._be_ready()
                self._begin("renewal", self._renew)
                return self._follow()
            except Exception:  # no such model, no database yet: an administrator may mend it
                _log.exception("search cannot start", next_try_in_seconds=pause)
                self._stopping.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        return None

    def _warm_up(self, indexer: bool, view: bool) -> None:
        """Load the encoder, start the indexer, build the view."""
        from search import Engine

        encoder = load_encoder(self._app.config["ENCODER"])
        database = self._database()
        if indexer and self._loop is None and not self._stopping.is_set():
            engine = Engine(encoder)
            self._loop = IndexerLoop(
                Indexer(database, engine),
                SentenceIndexer(database, engine),
                indexer_lock(self._app),
                self._app.config["INDEXER_POLL_SECONDS"],
            )
            self._begin("indexer", self._loop.run)
            if self._app.config["MAP"]:
                instance = Path(self._app.instance_path)
                self._begin("map", MapScheduler(database, instance, self._stopping).run)
        if view:
            snapshots = Snapshots(database, self._storage, self._app.config["SNAPSHOT_CHANGES"])
            snapshots.open(encoder)
            self._snapshots = snapshots

    def _database(self) -> sa.Engine:
        with self._app.app_context():
            return db.engine

    def _fill(self) -> None:
        """Wait, not for ever, while most questions still lack an embedding, as after a first
        import: "nothing similar yet" would not be true."""
        view = self._view
        if not view:
            return
        deadline = time.monotonic() + _FILLING
        while time.monotonic() < deadline and not self._stopping.wait(0.1):
            view.catch_up()
            if len(view.engine) >= _ENOUGH * view.documents():
                return

    def _be_ready(self) -> None:
        self._state = "ready"
        self._end_fallback()
        if (fallback := self._lexical_fallback) and self._view:
            self._begin("waiting", fallback.add_all_but, self._view.engine.hashes().keys())
        _log.info("search is ready", documents=len(self._view.engine) if self._view else 0)

    def _end_fallback(self) -> None:
        """Words alone are asked no more once the view has everything."""
        fallback, view = self._lexical_fallback, self._view
        if fallback and (not view or len(view.engine) >= view.documents()):
            self._lexical_fallback = None
            fallback.end()

    def _renew(self) -> None:
        """Save the index, exchange it for a newer one and hear what members say of what it finds,
        beside everything else."""
        self._verdicts = verdicts = Verdicts(self._database(), self._stopping)
        while not self._stopping.wait(_RENEWAL):
            try:
                if self._snapshots:
                    self._snapshots.renew()
                if view := self._view:
                    verdicts.hear(view)
            except Exception:  # a full disk: what is there goes on answering
                _log.exception("the index could not be renewed")
                self._stopping.wait(_LONGEST_PAUSE)

    def _follow(self) -> None:
        """Catch up in the background too, so that a query seldom finds anything to do."""
        while not self._stopping.wait(self._app.config["INDEXER_POLL_SECONDS"]):
            try:
                if view := self._view:
                    view.catch_up()
                    self._end_fallback()
            except Exception:  # the next query tries again, and shows what this process holds
                _log.exception("the view could not catch up")
                self._stopping.wait(1.0)

    def _wait_until_caught_up(self) -> None:
        while self._state == "warming":
            time.sleep(0.01)
        if self._loop:
            self._loop.wake()
            while self._loop.indexer.plan():
                time.sleep(0.01)
        if view := self._view:
            view.catch_up()
