"""Whether the stored vectors can be what an encoder gave: all of them, a batch at a time."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import func, literal, select

from qaforum.indexing.documents import FOUND, SOLVES, document_id
from qaforum.models import Answer, Embedding, Practice, Question

if TYPE_CHECKING:
    from search import Encoder

_AT_ONCE = 500  # embeddings read at once: some three megabytes
_ROUNDING = 0.01  # far more than half precision takes off a unit vector, far less than damage


def damaged(database: sa.Engine, encoder: "Encoder") -> Iterator[int]:
    """The documents whose embedding says that it is of their present text and cannot be: it has
    not one unit vector for the title, one for the question and one for each solution.

    Holds one batch of embeddings at a time, however many there are.
    """
    newest = 0
    with database.connect() as connection:
        while rows := connection.execute(
            select(Embedding.id, Embedding.document_id, Embedding.content_hash, Embedding.vectors)
            .where(Embedding.encoder == encoder.name, Embedding.id > newest)
            .order_by(Embedding.id)
            .limit(_AT_ONCE)
        ).all():
            newest = rows[-1].id
            expected = _expected(connection, [row.document_id for row in rows])
            yield from _damaged(
                {
                    row.document_id: (row.vectors, expected[row.document_id, row.content_hash])
                    for row in rows
                    if (row.document_id, row.content_hash) in expected
                },
                encoder,
            )


def _expected(connection: sa.Connection, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """How many vectors each of these documents asks for, by its id and present content hash."""
    accepted = (
        select(func.count())
        .select_from(Answer)
        .where(Answer.question_id == Question.id, *SOLVES)
        .scalar_subquery()
    )
    found = {}
    for table in FOUND:
        solutions = literal(1) if table is Practice else accepted
        keys = [abs(id_) for id_ in ids if (id_ < 0) is (table is Practice)]
        for id_, hash_, count in connection.execute(
            select(document_id(table), table.content_hash, solutions).where(
                table.id.in_(keys), table.deleted_at.is_(None)
            )
        ):
            found[id_, hash_] = 2 + count
    return found


def _damaged(stored: dict[int, tuple[bytes, int]], encoder: "Encoder") -> Iterator[int]:
    """Which of these documents have other vectors than so many of length 1."""
    row = 2 * encoder.dimension
    whole = {id_: count for id_, (vectors, count) in stored.items() if len(vectors) == row * count}
    yield from stored.keys() - whole.keys()
    if whole:
        vectors = np.frombuffer(b"".join(stored[id_][0] for id_ in whole), "<f2")
        owners = np.repeat(np.array([*whole]), [*whole.values()])
        yield from set(owners[~_unit(vectors.reshape(len(owners), -1), encoder)].tolist())


def _unit(vectors: NDArray[np.float16], encoder: "Encoder") -> NDArray[np.bool_]:
    """Whether each part of each vector has the length 1; what is no number has not."""
    from search.encoders import parts

    single = vectors.astype(np.float32)
    lengths = [np.linalg.norm(single[:, part], axis=1) for part in parts(encoder)]
    unit: NDArray[np.bool_] = np.all(np.abs(np.array(lengths) - 1) < _ROUNDING, axis=0)
    return unit
