"""The kinds of documents there are, each in a file of its own: a new one is that file and a line.

A document is known by its `Key` wherever it is spoken of. The index takes numbers; what these are
made of is known in this folder alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from qaforum.indexing.documents.key import Key
from qaforum.indexing.documents.kind import CODE_BITS, Kind
from qaforum.indexing.documents.making import content_hash, language_of
from qaforum.indexing.documents.practice import PRACTICE, Practices
from qaforum.indexing.documents.question import QUESTION, Questions
from qaforum.indexing.documents.resource import Resources
from qaforum.models import Embedding

if TYPE_CHECKING:
    from search import Document

__all__ = [
    "KINDS",
    "PRACTICE",
    "QUESTION",
    "Key",
    "Kind",
    "content_hash",
    "count",
    "documents",
    "embedded_as",
    "key_of",
    "keys_of",
    "language_of",
    "number_of",
]

KINDS: Mapping[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        Questions(),
        Practices(),
        Resources(),
    )
}
_BY_CODE = {kind.code: kind.name for kind in KINDS.values()}


def number_of(key: Key) -> int:
    """What the index calls this document."""
    return KINDS[key.kind].number(key.id)


def key_of(number: int) -> Key:
    """The document that the index calls so. Raises KeyError: no kind has such numbers."""
    return Key(_BY_CODE[number >> CODE_BITS], number & ((1 << CODE_BITS) - 1))


def keys_of(numbers: Iterable[int]) -> list[Key]:
    """Those of these numbers that are documents': an index of before may hold others."""
    return [key_of(number) for number in numbers if number >> CODE_BITS in _BY_CODE]


def documents(connection: Connection, keys: Iterable[Key]) -> list["Document"]:
    """These documents as the database has them now, without those that are gone, in no particular
    order. A few queries for each kind, whatever the number of documents."""
    return [
        found
        for kind, ids in _by_kind(keys).items()
        for found in KINDS[kind].documents(connection, ids)
    ]


def count(connection: Connection) -> int:
    """How many documents there are to be found."""
    return sum(
        connection.scalar(select(func.count()).select_from(kind.table).where(kind.live)) or 0
        for kind in KINDS.values()
    )


def embedded_as(keys: Iterable[Key]) -> ColumnElement[bool]:
    """The condition on `Embedding` that it is of one of these documents."""
    return or_(
        false(),
        *(
            and_(Embedding.kind == kind, Embedding.document_id.in_(ids))
            for kind, ids in _by_kind(keys).items()
        ),
    )


def _by_kind(keys: Iterable[Key]) -> dict[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for key in keys:
        if key.kind in KINDS:
            found.setdefault(key.kind, []).append(key.id)
    return dict(found)
