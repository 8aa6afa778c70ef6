"""A forum's rows, from the embedded database into a server's: as they are, with their ids."""

from collections.abc import Callable, Iterator
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text, update

from qaforum.extensions import db
from qaforum.models import Member, Question, Role
from qaforum.models.role import ROLES

_AT_ONCE = 500  # rows: some megabytes, where they are embeddings

Progress = Callable[[int, int], None]


def same_version(source: Engine, target: Engine) -> bool:
    """Whether both have the tables of one version of the forum."""
    return _version(source) == _version(target)


def is_empty(target: Engine) -> bool:
    """Whether nobody has used the forum of this database."""
    with target.connect() as connection:
        used = [connection.scalar(select(table.id).limit(1)) for table in (Member, Question)]
        return used == [None, None]


def copy(source: Engine, target: Engine, progress: Progress) -> int:
    """Copies every row of every table into an empty forum, all in one transaction; how many.

    What the source has is read as of one moment. Ids that were given once are not given again.
    """
    tables = db.metadata.sorted_tables
    with source.connect() as reading, target.begin() as writing:
        reading.exec_driver_sql("BEGIN")
        total = sum(
            reading.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        )
        done = 0
        writing.execute(delete(Role).where(Role.name.in_(ROLES)))
        for table in tables:
            for rows in _rows(reading, table):
                _write(writing, table, rows)
                done += len(rows)
                progress(done, total)
            _go_on_counting(reading, writing, table)
        reading.rollback()
    return done


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _rows(reading: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key)
    found = reading.execution_options(yield_per=_AT_ONCE).execute(query)
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _write(writing: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """What points to a row of the same table does so when that row is there too."""
    within = [key.parent for key in table.foreign_keys if key.column.table is table]
    absent = {column.name: None for column in within}
    writing.execute(insert(table), [{**row, **absent} for row in rows])
    for column in within:
        for row in rows:
            if row[column.name] is not None:
                same = table.c.id == row["id"]
                writing.execute(update(table).where(same).values({column.name: row[column.name]}))


def _go_on_counting(reading: Connection, writing: Connection, table: Table) -> None:
    """PostgreSQL counts for itself, and was given numbers."""
    column = table.autoincrement_column
    if column is None or writing.dialect.name != "postgresql":
        return
    highest = reading.scalar(select(func.max(column))) or 0
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    highest = max(highest, reading.scalar(given, {"table": table.name}) or 0)
    if highest:
        counter = func.pg_get_serial_sequence(table.name, column.name)
        writing.execute(select(func.setval(counter, highest)))
