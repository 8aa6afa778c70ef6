"""Whether the index says what the database says, looked at from outside."""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import func, select

from qaforum.indexing.documents import FOUND, document_id
from qaforum.indexing.indexer import Found
from qaforum.indexing.view import View
from qaforum.models import Embedding

if TYPE_CHECKING:
    from search import Encoder

SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Condition:
    """Numbers of questions and practices by the state of their embedding, deleted ones apart.

    `orphaned` are embeddings that nothing uses: of what was deleted, or of another encoder.
    """

    present: int
    missing: int
    stale: int
    orphaned: int


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


def not_found_by_title(database: sa.Engine, encoder: "Encoder") -> list[int]:
    """Those of up to 50 documents, drawn anew each time, that their own title does not find first
    in a view built for this; another of the same title may come before it.
    """
    from search import Engine

    view = View(database, Engine(encoder))
    view.catch_up()
    with database.connect() as connection:
        titles = {
            id_: title.casefold()
            for table in FOUND
            for id_, title in connection.execute(
                select(document_id(table), table.title).where(table.deleted_at.is_(None))
            )
        }
    missed = []
    for id_ in random.sample(sorted(titles), min(SAMPLE, len(titles))):
        first = next(iter(view.engine.similar(titles[id_], limit=1, minimum=0.0)), None)
        if first is None or titles.get(first.id) != titles[id_]:
            missed.append(id_)
    return missed
