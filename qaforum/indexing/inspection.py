"""Whether the index says what the database says, looked at from outside."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import func, select

from qaforum.indexing.documents import FOUND, document_id
from qaforum.indexing.embedding.indexer import Found
from qaforum.indexing.storage import Storage
from qaforum.models import Embedding


@dataclass(frozen=True, slots=True)
class Condition:
    """Numbers of questions and practices by the state of their embedding, deleted ones apart.

    `orphaned` are embeddings that nothing uses: of what was deleted, or of another encoder.
    """

    present: int
    missing: int
    stale: int
    orphaned: int


@dataclass(frozen=True, slots=True)
class Saved:
    """How many documents a snapshot holds, None where there is no snapshot; `damage` is why it
    cannot be used."""

    documents: int | None = None
    damage: str = ""


def condition(database: sa.Engine, encoder: str) -> Condition:
    """The embeddings by the encoder of this name, compared with the documents' present texts."""
    with database.connect() as connection:
        counts = [
            [connection.scalar(query) or 0 for query in _counted(table, encoder)] for table in FOUND
        ]
    return Condition(*(sum(of_table) for of_table in zip(*counts, strict=True)))


def _counted(table: Found, encoder: str) -> list[sa.Select[int]]:
    """Counting what of `table` is present, missing, stale and orphaned."""
    current = select(Embedding).where(Embedding.encoder == encoder).subquery()
    there = (
        select(func.count())
        .select_from(table)
        .outerjoin(current, current.c.document_id == document_id(table))
        .where(table.deleted_at.is_(None))
    )
    unused = (
        select(func.count())
        .select_from(Embedding)
        .join(table, document_id(table) == Embedding.document_id)
        .where(
            func.length(Embedding.vectors) > 0,
            (Embedding.encoder != encoder) | table.deleted_at.is_not(None),
        )
    )
    same = current.c.content_hash == table.content_hash
    missing = current.c.id.is_(None)
    return [there.where(same), there.where(missing), there.where(~same), unused]


def saved(instance: Path, encoder: str) -> Saved:
    """The newest snapshot of this forum's index, for a start with the encoder of this name."""
    from search.snapshot import Damaged, checked

    storage = Storage(instance)
    while folder := storage.newest():
        try:
            return Saved(checked(folder, encoder).documents)
        except Damaged as damage:
            if storage.newest() == folder:  # else a running forum has put another in its place
                return Saved(damage=str(damage))
    return Saved()
