"""Keeps the sentences of solutions embedded: then why something was found is said at once."""

from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from sqlalchemy import exists, func, insert, select

from qaforum.indexing.documents import KINDS, Key, documents, embedded_as, key_of
from qaforum.models import Embedding, SentenceEmbedding

if TYPE_CHECKING:
    from search import Document, Engine

    EmbeddingRow = sa.Row[int, str, int, str]

_AT_ONCE = 16  # documents a transaction: a fresh post waits no longer than that
_log = structlog.get_logger(__name__)


class SentenceIndexer:
    """Follows the embedding table by its ids and gives each row its sentences.

    What it has seen it does not look at again before the next start; what is not there then, as
    after an upgrade, is made. Only one thread may use it.
    """

    def __init__(self, database: sa.Engine, engine: "Engine") -> None:
        self._database = database
        self._engine = engine
        self._encoder = engine.encoder.name
        self._seen = 0

    def missing(self) -> int:
        """How many documents have an embedding, and their sentences none yet."""
        with self._database.connect() as connection:
            counted = select(func.count()).select_from(Embedding).where(*self._without())
            return connection.scalar(counted) or 0

    def step(self) -> int:
        """Embed the sentences of a few documents in one transaction; how many documents were
        looked at, 0 when there is nothing left."""
        with self._database.connect() as connection:
            newest = connection.scalar(select(func.max(Embedding.id))) or 0
            if newest == self._seen:
                return 0
            if newest < self._seen:  # another database stands there now
                self._seen = 0
            rows = self._next(connection)
            found = {
                key_of(one.id): one for one in documents(connection, [_key(row) for row in rows])
            }
        self._store(rows, found)
        self._seen = rows[-1].id if rows else newest
        return len(rows)

    def _next(self, connection: sa.Connection) -> "Sequence[EmbeddingRow]":
        return connection.execute(
            select(Embedding.id, Embedding.kind, Embedding.document_id, Embedding.content_hash)
            .where(*self._without(), Embedding.id > self._seen)
            .order_by(Embedding.id)
            .limit(_AT_ONCE)
        ).all()

    def _without(self) -> tuple[sa.ColumnElement[bool], ...]:
        there = exists().where(SentenceEmbedding.embedding_id == Embedding.id)
        embedded = Embedding.kind.in_(KINDS), func.length(Embedding.vectors) > 0
        return Embedding.encoder == self._encoder, *embedded, ~there

    def _store(self, rows: "Sequence[EmbeddingRow]", found: "dict[Key, Document]") -> None:
        """An embedding that an edit has overtaken gets none: another one comes in its place."""
        present = [
            row
            for row in rows
            if _key(row) in found and found[_key(row)].content_hash == row.content_hash
        ]
        if not present:
            return
        vectors = self._embedded([found[_key(row)] for row in present])
        with self._database.begin() as connection:
            ids = [row.id for row in present]
            there = set(connection.scalars(select(Embedding.id).where(Embedding.id.in_(ids))))
            kept = [
                {"embedding_id": row.id, "vectors": some}
                for row, some in zip(present, vectors, strict=True)
                if row.id in there
            ]
            if kept:
                connection.execute(insert(SentenceEmbedding), kept)

    def _embedded(self, found: "Sequence[Document]") -> list[bytes]:
        """Of a text that the encoder cannot take nothing, so that it is not tried again."""
        try:
            return self._engine.embed_sentences(found)
        except Exception:  # whatever a model raises
            if len(found) == 1:
                _log.exception("sentences not embedded", document=key_of(found[0].id))
                return [b""]
            return [some for one in found for some in self._embedded([one])]


def stored_sentences(
    database: sa.Engine, encoder: str, keys: Collection[Key]
) -> "dict[Hashable, bytes]":
    """What is stored of the sentences of these documents' solutions, by the key of the solution."""
    from search import unpacked

    if not keys:
        return {}
    with database.connect() as connection:
        rows = connection.execute(
            select(Embedding.kind, Embedding.document_id, SentenceEmbedding.vectors)
            .join(Embedding, Embedding.id == SentenceEmbedding.embedding_id)
            .where(embedded_as(keys), Embedding.encoder == encoder)
        ).all()
    return {
        KINDS[kind].solution_key(id_, int(str(solution))): some
        for kind, id_, vectors in rows
        for solution, some in unpacked(vectors).items()
    }


def _key(row: "EmbeddingRow") -> Key:
    return Key(row.kind, row.document_id)
