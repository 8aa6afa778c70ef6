"""Embedding everything while somebody watches."""

import time
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from qaforum.extensions import db
from qaforum.indexing.index import indexer_lock, load_encoder
from qaforum.indexing.indexer import BATCH, Indexer

_BETWEEN = 4 * BATCH  # questions between two movements of the progress
_LOOK = 0.5  # seconds between two looks at what another process does


def database_of(app: Flask) -> sa.Engine:
    """The engine of the forum's database, for threads and commands of the index."""
    with app.app_context():
        return db.engine


def embed_all(app: Flask, *, anew: bool, progress: Callable[[int, int], None]) -> int:
    """Embed what is missing, or everything `anew`; how many questions could not be.

    Calls `progress(done, total)` now and then. While another process of this forum indexes, it
    does the work and is only watched. Can be interrupted at any time and called again.
    """
    from search import Engine

    indexer = Indexer(database_of(app), Engine(load_encoder(app.config["ENCODER"])))
    lock = indexer_lock(app)
    if anew:
        indexer.mark_all()
    total = left = indexer.missing()
    try:
        while left:
            progress(total - left, total)
            if not lock.acquire():
                time.sleep(_LOOK)
            elif ids := indexer.plan():
                for start in range(0, min(_BETWEEN, len(ids)), BATCH):
                    indexer.index(ids[start : start + BATCH])
            else:
                break
            left = indexer.missing()
            total = max(total, left)
        if lock.acquire():
            indexer.drop_other_encoders()
    finally:
        lock.release()
    progress(total - left, total)
    return left
