"""What the database keeps twice, for speed: compared with what it was made from, and mended."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import selectinload

from qaforum.extensions import db
from qaforum.indexing.documents import KINDS, PRACTICE, Kind, content_hash, practice, resource
from qaforum.indexing.documents.resource import RESOURCE
from qaforum.models import Question
from qaforum.services.core import tags
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import transaction
from qaforum.services.operations.counters import COUNTERS
from qaforum.services.questions import content_hashes

_AT_ONCE = 500
HashOf = Callable[[Any, Iterable[str]], str]
# What is searched by its own text and tags alone
_BY_TAGS: dict[str, tuple[Kind[Any], HashOf]] = {
    "practices": (KINDS[PRACTICE], practice.hash_of),
    "resources": (KINDS[RESOURCE], resource.hash_of),
}


def wrong_numbers() -> dict[str, int]:
    """How many rows keep another number than what it counts, for each column where any does."""
    found = {}
    for column, counted in COUNTERS:
        query = select(func.count()).select_from(column.class_).where(column != counted)
        if rows := db.session.scalar(query):
            found[str(column).lower()] = rows
    return found


def mend_numbers() -> None:
    """Counts everything again and writes what differs."""
    with transaction():
        for column, counted in COUNTERS:
            db.session.execute(
                update(column.class_)
                .where(column != counted)
                .values({column: counted})
                .execution_options(synchronize_session=False)
            )


def wrong_hashes() -> dict[str, list[int]]:
    """By the name of their kind ("questions", "practices", "resources"), where there are any: the
    ids of those whose content hash is not that of their text, tags and solutions."""
    found = {"questions": _wrong(_hashes())}
    found |= {kind: _wrong(_hashes_of(*how)) for kind, how in _BY_TAGS.items()}
    return {kind: ids for kind, ids in found.items() if ids}


def mend_hashes() -> None:
    """Writes the right hash where it was wrong; the indexer then finds those documents."""
    wrong = wrong_hashes()
    for id_ in wrong.get("questions", []):
        with transaction():
            content_hashes.refresh(db.session.get_one(Question, id_))
    for name, (kind, hash_of) in _BY_TAGS.items():
        for id_ in wrong.get(name, []):
            with transaction():
                row = db.session.get_one(kind.table, id_)
                row.content_hash = hash_of(row, [tag.key for tag in row.tags])


def _wrong(hashes: Iterator[tuple[int, str, str]]) -> list[int]:
    return [id_ for id_, kept, present in hashes if kept != present]


def _hashes() -> Iterator[tuple[int, str, str]]:
    last = 0
    while rows := db.session.execute(
        select(Question.id, Question.title, Question.body, Question.content_hash)
        .where(Question.id > last, live(Question))
        .order_by(Question.id)
        .limit(_AT_ONCE)
    ).all():
        ids = [row.id for row in rows]
        keys, solutions = tags.keys_on_each(ids), content_hashes.solutions_of_each(ids)
        for row in rows:
            present = content_hash(row.title, row.body, keys[row.id], solutions[row.id])
            yield row.id, row.content_hash, present
        last = rows[-1].id


def _hashes_of(kind: Kind[Any], hash_of: HashOf) -> Iterator[tuple[int, str, str]]:
    table, last = kind.table, 0
    while rows := db.session.scalars(
        select(table)
        .where(table.id > last, kind.live)
        .options(selectinload(table.tags))
        .order_by(table.id)
        .limit(_AT_ONCE)
    ).all():
        for row in rows:
            yield row.id, row.content_hash, hash_of(row, [tag.key for tag in row.tags])
        last = rows[-1].id
