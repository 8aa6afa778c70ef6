"""Embedding everything while somebody watches."""

import time
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from flask import Flask

from qaforum.extensions import db
from qaforum.indexing.documents import Key
from qaforum.indexing.embedding.indexer import BATCH, Indexer
from qaforum.indexing.embedding.sentences import SentenceIndexer
from qaforum.indexing.index import indexer_lock, load_encoder

_LOOK = 0.5  # seconds between two looks at what another process does


def database_of(app: Flask) -> sa.Engine:
    """The engine of the forum's database, for threads and commands of the index."""
    with app.app_context():
        return db.engine


def embed_all(app: Flask, *, anew: bool, progress: Callable[[int, int], None]) -> int:
    """Embed what is missing, or everything `anew`; how many documents could not be.

    Calls `progress(done, total)` after each batch, with what had been embedded before among the
    done. While another process of this forum indexes, it does the work and is only watched. Can
    be interrupted at any time, by SIGKILL too, and called again.
    """
    from search import Engine

    indexer = Indexer(database_of(app), Engine(load_encoder(app.config["ENCODER"])))
    lock = indexer_lock(app)
    if anew:
        indexer.mark_all()
    try:
        while True:
            left, total = indexer.missing(), indexer.documents()
            progress(total - left, total)
            if not left:
                break
            if not lock.acquire():
                time.sleep(_LOOK)
                continue
            if not (keys := indexer.plan()):
                break
            for count in _index(indexer, keys):
                left -= count
                progress(total - max(left, 0), total)
        if lock.acquire():
            indexer.drop_other_encoders()
    finally:
        lock.release()
    return left


def embed_sentences(app: Flask, *, progress: Callable[[int, int], None]) -> None:
    """Embed the sentences of solutions where they are missing, so that passages are found at once.

    Left to another process of this forum where one indexes. Can be interrupted and called again.
    """
    from search import Engine

    database, lock = database_of(app), indexer_lock(app)
    sentences = SentenceIndexer(database, Engine(load_encoder(app.config["ENCODER"])))
    if not lock.acquire():
        return
    try:
        done, total = 0, sentences.missing()
        progress(done, total)
        while count := sentences.step():
            done += count
            progress(min(done, total), total)
    finally:
        lock.release()


def _index(indexer: Indexer, keys: list[Key]) -> Iterator[int]:
    """Index these, and before the rest what is asked meanwhile; gives the size of each batch."""
    while keys:
        keys = indexer.fresh() + keys
        batch, keys = keys[:BATCH], keys[BATCH:]
        indexer.index(batch)
        yield len(batch)
