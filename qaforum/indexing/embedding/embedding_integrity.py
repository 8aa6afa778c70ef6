"""Whether the stored vectors can be what an encoder gave: all of them, a batch at a time."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import select

from qaforum.indexing.documents import KINDS, Key
from qaforum.models import Embedding

if TYPE_CHECKING:
    from search import Encoder

_AT_ONCE = 500  # embeddings read at once: some three megabytes
_ROUNDING = 0.01  # far more than half precision takes off a unit vector, far less than damage


def damaged(database: sa.Engine, encoder: "Encoder") -> Iterator[Key]:
    """The documents whose embedding says that it is of their present text and cannot be: it has
    not one unit vector for the title, one for the question and one for each solution.

    Holds one batch of embeddings at a time, however many there are.
    """
    newest = 0
    with database.connect() as connection:
        while rows := connection.execute(
            select(
                Embedding.id,
                Embedding.kind,
                Embedding.document_id,
                Embedding.content_hash,
                Embedding.vectors,
            )
            .where(Embedding.encoder == encoder.name, Embedding.id > newest)
            .order_by(Embedding.id)
            .limit(_AT_ONCE)
        ).all():
            newest = rows[-1].id
            keys = [Key(row.kind, row.document_id) for row in rows]
            expected = _expected(connection, keys)
            yield from _damaged(
                {
                    key: (row.vectors, expected[key, row.content_hash])
                    for key, row in zip(keys, rows, strict=True)
                    if (key, row.content_hash) in expected
                },
                encoder,
            )


def _expected(connection: sa.Connection, keys: Sequence[Key]) -> dict[tuple[Key, str], int]:
    """How many vectors each of these documents asks for, by its key and present content hash."""
    found = {}
    for kind in KINDS.values():
        ids = [key.id for key in keys if key.kind == kind.name]
        for id_, hash_, count in connection.execute(
            select(kind.table.id, kind.table.content_hash, kind.solutions).where(
                kind.table.id.in_(ids), kind.live
            )
        ):
            found[Key(kind.name, id_), hash_] = 2 + count
    return found


def _damaged(stored: dict[Key, tuple[bytes, int]], encoder: "Encoder") -> Iterator[Key]:
    """Which of these documents have other vectors than so many of length 1."""
    row = 2 * encoder.dimension
    whole = {key: count for key, (vectors, count) in stored.items() if len(vectors) == row * count}
    yield from (key for key in stored if key not in whole)
    if whole:
        vectors = np.frombuffer(b"".join(stored[key][0] for key in whole), "<f2")
        owners = np.repeat(np.arange(len(whole)), [*whole.values()])
        wrong = owners[~_unit(vectors.reshape(len(owners), -1), encoder)]
        keys = [*whole]
        yield from {keys[place] for place in wrong.tolist()}


def _unit(vectors: NDArray[np.float16], encoder: "Encoder") -> NDArray[np.bool_]:
    """Whether each part of each vector has the length 1; what is no number has not."""
    from search.encoders import parts

    single = vectors.astype(np.float32)
    lengths = [np.linalg.norm(single[:, part], axis=1) for part in parts(encoder)]
    unit: NDArray[np.bool_] = np.all(np.abs(np.array(lengths) - 1) < _ROUNDING, axis=0)
    return unit
