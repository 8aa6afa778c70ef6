"""One process's view of the index: what the database says, in the shape that can be searched."""

import threading
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import func, select

from qaforum.indexing.documents import (
    KINDS,
    Key,
    count,
    documents,
    embedded_as,
    key_of,
    keys_of,
    number_of,
)
from qaforum.indexing.matches import Match
from qaforum.models import Embedding

if TYPE_CHECKING:
    from search import Document, Engine

    EmbeddingRow = sa.Row[int, str, int, str, bytes]

_AT_ONCE = 2000  # rows read at once: some ten megabytes
_COMPARED = 500  # ids in one condition


class View:
    """Follows the embedding table by its ids; may be called from any thread.

    A row is taken up when it was made from the document's present text. Otherwise the document is
    forgotten and looked at again each time, because a text can also come back (an edit taken back,
    a post restored) without a new row.
    """

    def __init__(self, database: sa.Engine, engine: "Engine") -> None:
        self._database = database
        self.engine = engine
        self._newest = 0
        self._awaited: set[Key] = set()
        self._catching_up = threading.Lock()

    def catch_up(self, patience: float = -1) -> None:
        """Take up everything that was committed before the call.

        When another thread is at it already, wait for that `patience` seconds (-1: as long as it
        takes), then leave it to that thread.
        """
        with self._database.connect() as connection:
            newest = connection.scalar(select(func.max(Embedding.id))) or 0
            if newest == self._newest and not self._awaited:
                return
            if not self._catching_up.acquire(timeout=patience):
                return
            try:
                self._follow(connection, newest)
            finally:
                self._catching_up.release()

    def build(self) -> None:
        """Take up everything there is into an engine that holds nothing, however much it is."""
        with self._database.connect() as connection, self._catching_up:
            newest = connection.scalar(select(func.max(Embedding.id))) or 0
            self._follow(connection, newest, settle=True)

    def resume(self) -> None:
        """Bring an engine that holds what once was up to date: by content hashes, since rows may
        have gone, and even the database may be another one."""
        with self._database.connect() as connection, self._catching_up:
            newest = connection.scalar(select(func.max(Embedding.id))) or 0
            changed, gone = self.engine.store.differences(*self._stored(connection))
            self.engine.remove(gone)
            for start in range(0, len(changed), _COMPARED):
                self._take_up(connection, keys_of(changed[start : start + _COMPARED]))
            self._newest = newest
        self.catch_up()

    def take_up(self, keys: Collection[Key]) -> None:
        """Take up these few documents as the others are, and no more than these."""
        with self._database.connect() as connection, self._catching_up:
            self._take_up(connection, keys)

    def _take_up(self, connection: sa.Connection, keys: Collection[Key]) -> None:
        self._take(connection, self._rows(connection, embedded_as(keys)))

    def _stored(self, connection: sa.Connection) -> "tuple[NDArray[np.int64], NDArray[np.bytes_]]":
        """Number and content hash of the document of every embedding."""
        numbers: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        hashes: list[NDArray[np.bytes_]] = [np.empty(0, "S32")]
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(
            select(Embedding.kind, Embedding.document_id, Embedding.content_hash).where(
                Embedding.encoder == self.engine.encoder.name,
                Embedding.kind.in_(KINDS),
                func.length(Embedding.vectors) > 0,
            )
        )
        for some in rows.partitions():
            numbers.append(np.array([number_of(_key(row)) for row in some], np.int64))
            hashes.append(np.array([row.content_hash.encode() for row in some], "S32"))
        return np.concatenate(numbers), np.concatenate(hashes)

    def similar(
        self, title: str, body: str, *, exclude: Collection[Key], **how: Any
    ) -> list[Match]:
        """See `search.Engine.similar`; by the keys of documents."""
        left_out = [number_of(key) for key in exclude]
        return [Match.of(one) for one in self.engine.similar(title, body, exclude=left_out, **how)]

    def holds(self, match: Match) -> bool:
        """Whether the document matched is held with the text that the match is of."""
        return self.engine.holds(number_of(match.key), match.content_hash)

    def documents(self) -> int:
        """How many there are to be found."""
        with self._database.connect() as connection:
            return count(connection)

    def _follow(self, connection: sa.Connection, newest: int, settle: bool = False) -> None:
        if newest < self._newest:  # another database stands there now
            self.engine.remove(list(self.engine.hashes()))
            self._newest, self._awaited = 0, set()
        if self._awaited:
            self._take_up(connection, self._awaited)
        while self._newest < newest:
            rows = self._rows(connection, Embedding.id > self._newest)
            self._take(connection, rows)
            if settle:
                self.engine.settle()
            self._newest = rows[-1].id if len(rows) == _AT_ONCE else max(newest, self._newest)

    def _rows(
        self, connection: sa.Connection, which: sa.ColumnElement[bool]
    ) -> "Sequence[EmbeddingRow]":
        return connection.execute(
            select(
                Embedding.id,
                Embedding.kind,
                Embedding.document_id,
                Embedding.content_hash,
                Embedding.vectors,
            )
            .where(Embedding.encoder == self.engine.encoder.name, Embedding.kind.in_(KINDS), which)
            .order_by(Embedding.id)
            .limit(_AT_ONCE)
        ).all()

    def _take(self, connection: sa.Connection, rows: "Sequence[EmbeddingRow]") -> None:
        present = {key_of(d.id): d for d in documents(connection, [_key(row) for row in rows])}
        taken: dict[Key, tuple[Document, NDArray[np.float16]]] = {}
        for row in rows:
            document = present.get(_key(row))
            vectors = self._vectors(row, document) if document else None
            if document and vectors is not None:
                taken[_key(row)] = document, vectors
        seen = {_key(row) for row in rows}
        self.engine.remove([number_of(key) for key in seen - taken.keys()])
        if taken:
            found, embeddings = zip(*taken.values(), strict=True)
            self.engine.put(found, embeddings)
        self._awaited -= seen
        # A row without vectors says that the document is gone: a restored one gets a new row
        self._awaited |= {_key(row) for row in rows if row.vectors} - taken.keys()

    def _vectors(self, row: "EmbeddingRow", document: "Document") -> NDArray[np.float16] | None:
        """The matrix of an embedding, if it is one of the document as it is now."""
        if row.content_hash != document.content_hash:
            return None
        width = self.engine.encoder.dimension
        values = np.frombuffer(row.vectors, dtype="<f2")
        if len(values) != (2 + len(document.solutions)) * width:
            return None
        return values.reshape(-1, width)


def _key(row: sa.Row[*tuple[Any, ...]]) -> Key:
    return Key(row.kind, row.document_id)
