"""Keeps an embedding of the present text of every question and practice in the database."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from sqlalchemy import delete, exists, func, insert, select

from qaforum.indexing.documents import FOUND, document_id, documents
from qaforum.models import Embedding, Practice, Question

if TYPE_CHECKING:
    from search import Document, Engine

BATCH = 16  # documents a transaction: some tenths of a second, so that a fresh post waits no longer
_PLANNED = 512  # documents of a kind found by one look at the database
_LONGEST_PAUSE = 60.0
_log = structlog.get_logger(__name__)

Found = type[Question] | type[Practice]


class Indexer:
    """Compares content hashes and makes what is missing; remembers nothing that matters.

    A deleted document gets a row without vectors and hash in place of its embedding, so that
    deletions too reach every view as a new row. Only one
    thread may write with an indexer; any may look.
    """

    def __init__(self, database: sa.Engine, engine: "Engine") -> None:
        self._database = database
        self._engine = engine
        self._encoder = engine.encoder.name
        self._highest: dict[Found, int] = {}
        # Documents whose text could not be embedded: the hash, how often, and when to try again
        self._refused: dict[int, tuple[str, int, float]] = {}

    def missing(self) -> int:
        """How many documents have no embedding of their present text by this encoder."""
        with self._database.connect() as connection:
            return sum(
                connection.scalar(
                    select(func.count()).select_from(table).where(*self._unindexed(table))
                )
                or 0
                for table in FOUND
            )

    def documents(self) -> int:
        """How many documents there are to embed."""
        with self._database.connect() as connection:
            return sum(
                connection.scalar(
                    select(func.count()).select_from(table).where(table.deleted_at.is_(None))
                )
                or 0
                for table in FOUND
            )

    def fresh(self) -> list[int]:
        """Up to 512 ids of each kind posted since the last call and not embedded yet, newest first.

        Costs next to nothing however large the forum is; what it may miss, `plan` finds.
        """
        with self._database.connect() as connection:
            return [id_ for table in FOUND for id_ in self._fresh(connection, table)]

    def _fresh(self, connection: sa.Connection, table: Found) -> list[int]:
        if table not in self._highest:
            self._highest[table] = connection.scalar(select(func.max(table.id))) or 0
            return []
        rows = connection.execute(
            select(table.id, document_id(table), sa.and_(*self._unindexed(table)))
            .where(table.id > self._highest[table])
            .order_by(table.id.desc())
            .limit(_PLANNED)
        ).all()
        if rows:
            self._highest[table] = rows[0][0]
        return [document for _, document, unindexed in rows if unindexed]

    def plan(self) -> list[int]:
        """Up to 512 ids of each kind to embed now, newest first: a fresh post precedes the rest
        of an import."""
        with self._database.connect() as connection:
            return [id_ for table in reversed(FOUND) for id_ in self._plan(connection, table)]

    def _plan(self, connection: sa.Connection, table: Found) -> list[int]:
        rows = connection.execute(
            select(document_id(table), table.content_hash)
            .where(*self._unindexed(table))
            .order_by(table.id.desc())
            .limit(_PLANNED + len(self._refused))
        ).all()
        now = time.monotonic()
        return [id_ for id_, hash_ in rows if not self._is_waiting(id_, hash_, now)][:_PLANNED]

    def index(self, ids: Sequence[int]) -> None:
        """Embed these documents and store that in one transaction; a text that the encoder
        cannot take is logged, left out and tried again later."""
        with self._database.connect() as connection:
            found = documents(connection, ids)
        try:
            rows = self._embedded(found)
        except Exception:  # whatever a model raises: find the one that it cannot take
            rows = [row for document in found for row in self._embedded_alone(document)]
        self._store(rows)

    def forget(self) -> int:
        """Replace the embeddings of what was deleted; how many there were."""
        with self._database.connect() as connection:
            ids = [id_ for table in FOUND for id_ in connection.scalars(self._gone(table))]
        if ids:
            self._store([self._row(id_, "", b"") for id_ in ids])
        return len(ids)

    def _gone(self, table: Found) -> sa.Select[int]:
        return (
            select(Embedding.document_id)
            .join(table, document_id(table) == Embedding.document_id)
            .where(
                table.deleted_at.is_not(None),
                Embedding.encoder == self._encoder,
                func.length(Embedding.vectors) > 0,
            )
            .limit(_PLANNED)
        )

    def drop_other_encoders(self) -> None:
        """Remove what an encoder made that is not in use any more."""
        with self._database.connect() as connection:
            other = select(Embedding.id).where(Embedding.encoder != self._encoder).limit(1)
            if connection.scalar(other) is None:
                return
        with self._database.begin() as connection:
            connection.execute(delete(Embedding).where(Embedding.encoder != self._encoder))

    def mark_all(self) -> None:
        """Have every embedding made anew; until then views keep what they hold."""
        with self._database.begin() as connection:
            connection.execute(
                sa.update(Embedding)
                .where(Embedding.encoder == self._encoder, Embedding.content_hash != "")
                .values(content_hash="")
            )

    def _unindexed(self, table: Found) -> tuple[sa.ColumnElement[bool], ...]:
        present = exists().where(
            Embedding.document_id == document_id(table),
            Embedding.encoder == self._encoder,
            Embedding.content_hash == table.content_hash,
        )
        return table.deleted_at.is_(None), ~present

    def _is_waiting(self, id_: int, hash_: str, now: float) -> bool:
        refused = self._refused.get(id_)
        return refused is not None and refused[0] == hash_ and now < refused[2]

    def _embedded(self, found: Sequence["Document"]) -> list[dict[str, object]]:
        matrices = self._engine.embed(found)
        return [
            self._row(document.id, document.content_hash, matrix.astype("<f2").tobytes())
            for document, matrix in zip(found, matrices, strict=True)
        ]

    def _embedded_alone(self, document: "Document") -> list[dict[str, object]]:
        try:
            rows = self._embedded([document])
        except Exception:  # the next one must not wait for this one
            hash_, tries, _ = self._refused.get(document.id, ("", 0, 0.0))
            tries = tries + 1 if hash_ == document.content_hash else 1
            pause = min(2.0**tries, _LONGEST_PAUSE)
            self._refused[document.id] = document.content_hash, tries, time.monotonic() + pause
            _log.exception("document not indexed", document=document.id, tries=tries)
            return []
        self._refused.pop(document.id, None)
        return rows

    def _row(self, id_: int, hash_: str, vectors: bytes) -> dict[str, object]:
        return {
            "document_id": id_,
            "encoder": self._encoder,
            "content_hash": hash_,
            "vectors": vectors,
        }

    def _store(self, rows: list[dict[str, object]]) -> None:
        """Written as they are: what an edit has overtaken meanwhile is found by the next look."""
        if not rows:
            return
        ids = [row["document_id"] for row in rows]
        with self._database.begin() as connection:
            connection.execute(
                delete(Embedding).where(
                    Embedding.document_id.in_(ids), Embedding.encoder == self._encoder
                )
            )
            connection.execute(insert(Embedding), rows)
