"""Keeps an embedding of the present text of every document in the database."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from sqlalchemy import delete, exists, func, insert, select

from qaforum.indexing.documents import (
    KINDS,
    Key,
    Kind,
    count,
    documents,
    embedded_as,
    key_of,
)
from qaforum.models import Embedding

if TYPE_CHECKING:
    from search import Document, Engine

BATCH = 16  # documents a transaction: some tenths of a second, so that a fresh post waits no longer
_PLANNED = 512  # documents of a kind found by one look at the database
_LONGEST_PAUSE = 60.0
_log = structlog.get_logger(__name__)


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
        self._highest: dict[str, int] = {}
        # Documents whose text could not be embedded: the hash, how often, and when to try again
        self._refused: dict[Key, tuple[str, int, float]] = {}

    def missing(self) -> int:
        """How many documents have no embedding of their present text by this encoder."""
        with self._database.connect() as connection:
            return sum(
                connection.scalar(
                    select(func.count()).select_from(kind.table).where(*self._unindexed(kind))
                )
                or 0
                for kind in KINDS.values()
            )

    def documents(self) -> int:
        """How many documents there are to embed."""
        with self._database.connect() as connection:
            return count(connection)

    def fresh(self) -> list[Key]:
        """Up to 512 of each kind posted since the last call and not embedded yet, newest first.

        Costs next to nothing however large the forum is; what it may miss, `plan` finds.
        """
        with self._database.connect() as connection:
            return [key for kind in KINDS.values() for key in self._fresh(connection, kind)]

    def _fresh(self, connection: sa.Connection, kind: Kind[Any]) -> list[Key]:
        table = kind.table
        if kind.name not in self._highest:
            self._highest[kind.name] = connection.scalar(select(func.max(table.id))) or 0
            return []
        rows = connection.execute(
            select(table.id, sa.and_(*self._unindexed(kind)))
            .where(table.id > self._highest[kind.name])
            .order_by(table.id.desc())
            .limit(_PLANNED)
        ).all()
        if rows:
            self._highest[kind.name] = rows[0][0]
        return [Key(kind.name, id_) for id_, unindexed in rows if unindexed]

    def plan(self) -> list[Key]:
        """Up to 512 of each kind to embed now, newest first: a fresh post precedes the rest
        of an import."""
        with self._database.connect() as connection:
            kinds = reversed([*KINDS.values()])  # the fewest first
            return [key for kind in kinds for key in self._plan(connection, kind)]

    def _plan(self, connection: sa.Connection, kind: Kind[Any]) -> list[Key]:
        table = kind.table
        rows = connection.execute(
            select(table.id, table.content_hash)
            .where(*self._unindexed(kind))
            .order_by(table.id.desc())
            .limit(_PLANNED + len(self._refused))
        ).all()
        now = time.monotonic()
        keys = [(Key(kind.name, id_), hash_) for id_, hash_ in rows]
        return [key for key, hash_ in keys if not self._is_waiting(key, hash_, now)][:_PLANNED]

    def index(self, keys: Sequence[Key]) -> None:
        """Embed these documents and store that in one transaction; a text that the encoder
        cannot take is logged, left out and tried again later."""
        with self._database.connect() as connection:
            found = documents(connection, keys)
        try:
            rows = self._embedded(found)
        except Exception:  # whatever a model raises: find the one that it cannot take
            rows = [row for document in found for row in self._embedded_alone(document)]
        self._store(rows)

    def forget(self) -> int:
        """Replace the embeddings of what was deleted; how many there were."""
        with self._database.connect() as connection:
            keys = [
                Key(kind.name, id_)
                for kind in KINDS.values()
                for id_ in connection.scalars(
                    kind.gone().where(Embedding.encoder == self._encoder).limit(_PLANNED)
                )
            ]
        if keys:
            self._store([self._row(key, "", b"") for key in keys])
        return len(keys)

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

    def _unindexed(self, kind: Kind[Any]) -> tuple[sa.ColumnElement[bool], ...]:
        present = exists().where(
            Embedding.kind == kind.name,
            Embedding.document_id == kind.table.id,
            Embedding.encoder == self._encoder,
            Embedding.content_hash == kind.table.content_hash,
        )
        return kind.live, ~present

    def _is_waiting(self, key: Key, hash_: str, now: float) -> bool:
        refused = self._refused.get(key)
        return refused is not None and refused[0] == hash_ and now < refused[2]

    def _embedded(self, found: Sequence["Document"]) -> list[dict[str, Any]]:
        matrices = self._engine.embed(found)
        return [
            self._row(key_of(document.id), document.content_hash, matrix.astype("<f2").tobytes())
            for document, matrix in zip(found, matrices, strict=True)
        ]

    def _embedded_alone(self, document: "Document") -> list[dict[str, Any]]:
        key = key_of(document.id)
        try:
            rows = self._embedded([document])
        except Exception:  # the next one must not wait for this one
            hash_, tries, _ = self._refused.get(key, ("", 0, 0.0))
            tries = tries + 1 if hash_ == document.content_hash else 1
            pause = min(2.0**tries, _LONGEST_PAUSE)
            self._refused[key] = document.content_hash, tries, time.monotonic() + pause
            _log.exception("document not indexed", kind=key.kind, document=key.id, tries=tries)
            return []
        self._refused.pop(key, None)
        return rows

    def _row(self, key: Key, hash_: str, vectors: bytes) -> dict[str, Any]:
        return {
            "kind": key.kind,
            "document_id": key.id,
            "encoder": self._encoder,
            "content_hash": hash_,
            "vectors": vectors,
        }

    def _store(self, rows: list[dict[str, Any]]) -> None:
        """Written as they are: what an edit has overtaken meanwhile is found by the next look."""
        if not rows:
            return
        same = embedded_as(Key(row["kind"], row["document_id"]) for row in rows)
        with self._database.begin() as connection:
            connection.execute(delete(Embedding).where(same, Embedding.encoder == self._encoder))
            connection.execute(insert(Embedding), rows)
