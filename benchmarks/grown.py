"""A large forum's documents from a small one's: real texts and vectors, repeated with variations.

The first documents are the real ones. Every further one is one of them with a fifth of its title's
words exchanged for words of another title, and with noise added to its vectors (cosine to the real
one about .9), which are unit vectors again.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import func, select

from qaforum.config import database_url
from qaforum.indexing.documents import Key, documents, key_of
from qaforum.models import Embedding
from search import Document, Solution

HELD_OUT = 400  # real documents whose titles are asked, and which are in no engine
_NOISE = 0.48  # of the length of a vector
_SHORT = 400  # characters of a body or a solution: their number, not their length, is measured
_AT_ONCE = 2000

Matrix = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Real:
    """Embedded questions of a forum; `asked` are titles of others."""

    encoder: str
    parts: tuple[slice, ...]
    documents: list[Document]
    matrices: list[Matrix]
    asked: list[str]


def real(instance: Path, parts: tuple[slice, ...], encoder: str) -> Real:
    """All questions of the forum in `instance` that this encoder has embedded."""
    database = sa.create_engine(database_url(instance, ""))
    found: list[Document] = []
    matrices: list[Matrix] = []
    newest = 0
    with database.connect() as connection:
        while rows := connection.execute(
            select(Embedding.id, Embedding.kind, Embedding.document_id, Embedding.vectors)
            .where(
                Embedding.id > newest,
                Embedding.encoder == encoder,
                func.length(Embedding.vectors) > 0,
            )
            .order_by(Embedding.id)
            .limit(_AT_ONCE)
        ).all():
            newest = rows[-1].id
            keys = [Key(row.kind, row.document_id) for row in rows]
            known = {key_of(d.id): d for d in documents(connection, keys)}
            for key, row in zip(keys, rows, strict=True):
                matrix = np.frombuffer(row.vectors, "<f2").reshape(-1, parts[-1].stop)
                document = known.get(key)
                if document and len(matrix) == 2 + len(document.solutions):
                    found.append(_shortened(document))
                    matrices.append(matrix)
    order = random.Random(3).sample(range(len(found)), len(found))
    held, kept = order[:HELD_OUT], order[HELD_OUT:]
    return Real(
        encoder,
        parts,
        [found[i] for i in kept],
        [matrices[i] for i in kept],
        [found[i].title for i in held],
    )


def grown(real: Real, size: int) -> Iterator[tuple[list[Document], list[Matrix]]]:
    """`size` documents with their matrices, in batches."""
    dice = random.Random(4)
    noise = np.random.default_rng(4)
    count = len(real.documents)
    for start in range(0, size, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, size))
        matrices = [real.matrices[number % count] for number in numbers]
        if start >= count:
            matrices = varied(matrices, real.parts, noise)
        yield [_varied(real, number, dice) for number in numbers], matrices


def _varied(real: Real, number: int, dice: random.Random) -> Document:
    count = len(real.documents)
    document = real.documents[number % count]
    words, others = document.title.split(), dice.choice(real.documents).title.split()
    if number >= count and words and others:
        for _ in range(max(1, len(words) // 5)):
            words[dice.randrange(len(words))] = dice.choice(others)
    return replace(document, id=number + 1, content_hash=f"{number:032x}", title=" ".join(words))


def varied(
    matrices: Sequence[Matrix], parts: Sequence[slice], noise: np.random.Generator
) -> list[Matrix]:
    """Unit vectors near those of `matrices`."""
    rows = np.concatenate(matrices).astype(np.float32)
    for part in parts:
        width = part.stop - part.start
        rows[:, part] += (
            _NOISE / np.sqrt(width) * noise.standard_normal((len(rows), width), np.float32)
        )
        rows[:, part] /= np.linalg.norm(rows[:, part], axis=1, keepdims=True)
    ends = np.cumsum([len(matrix) for matrix in matrices])[:-1]
    return np.split(rows.astype(np.float16), ends)


def _shortened(document: Document) -> Document:
    solutions = tuple(Solution(one.id, one.text[:_SHORT]) for one in document.solutions)
    return replace(document, body=document.body[:_SHORT], solutions=solutions)
