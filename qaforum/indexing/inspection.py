"""Whether the index says what the database says, looked at from outside."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, exists, func, select

from qaforum.indexing.documents import KINDS, Kind
from qaforum.indexing.storage import Storage
from qaforum.models import Embedding


@dataclass(frozen=True, slots=True)
class Condition:
    """Numbers of documents by the state of their embedding, deleted ones apart.

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
            [connection.scalar(query) or 0 for query in _counted(kind, encoder)]
            for kind in KINDS.values()
        ]
    return Condition(*(sum(of_kinds) for of_kinds in zip(*counts, strict=True)))


def _counted(kind: Kind[Any], encoder: str) -> list[sa.Select[int]]:
    """Counting what of this kind is present, missing, stale and orphaned."""
    table, of_kind = kind.table, Embedding.kind == kind.name
    current = select(Embedding).where(of_kind, Embedding.encoder == encoder).subquery()
    there = (
        select(func.count())
        .select_from(table)
        .outerjoin(current, current.c.document_id == table.id)
        .where(kind.live)
    )
    used = exists().where(and_(table.id == Embedding.document_id, kind.live))
    unused = select(func.count()).where(
        of_kind,
        func.length(Embedding.vectors) > 0,
        (Embedding.encoder != encoder) | ~used,
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
