"""A forum's rows, from one database into another: as they are, with their ids."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text, update

from qaforum.extensions import db
from qaforum.models import Member, Question
from qaforum.services.operations import versions

_AT_ONCE = 500  # rows: some megabytes, where they are embeddings

Progress = Callable[[int, int], None]


def same_version(source: Engine, target: Engine) -> bool:
    """Whether both have the tables of one version of the forum."""
    return versions.version_of(source) == versions.version_of(target)


def is_empty(target: Engine) -> bool:
    """Whether nobody has used the forum of this database."""
    with target.connect() as connection:
        used = [connection.scalar(select(table.id).limit(1)) for table in (Member, Question)]
        return used == [None, None]


def copy(source: Engine, target: Engine, progress: Progress) -> int:
    """Copies every row of every table, in place of what the target has, all in one transaction;
    how many.

    What the source has is read as of one moment. Ids that were given once are not given again.
    """
    tables = db.metadata.sorted_tables
    with _one_moment_of(source) as reading, target.begin() as writing:
        total = sum(
            reading.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        )
        done = 0
        _clear(writing)
        for table in tables:
            for rows in _rows(reading, table):
                _write(writing, table, rows)
                done += len(rows)
                progress(done, total)
            _go_on_counting(reading, writing, table)
    return done


@contextmanager
def _one_moment_of(source: Engine) -> Iterator[Connection]:
    with source.connect() as reading:
        if reading.dialect.name == "sqlite":
            reading.exec_driver_sql("BEGIN")
        else:
            reading.execution_options(isolation_level="REPEATABLE READ")
        yield reading
        reading.rollback()


def _clear(writing: Connection) -> None:
    tables = db.metadata.sorted_tables
    if writing.dialect.name == "postgresql":
        # Deleting row by row, it would look for references to each among all that are gone
        names = map(writing.dialect.identifier_preparer.format_table, tables)
        writing.execute(text(f"TRUNCATE {', '.join(names)}"))
        return
    for table in reversed(tables):
        writing.execute(delete(table))


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
    """Both databases count for themselves, and the target was given numbers."""
    column = table.autoincrement_column
    if column is None:
        return
    highest = reading.scalar(select(func.max(column))) or 0
    highest = max(highest, _given(reading, table) or 0)
    if not highest:
        return
    if writing.dialect.name == "postgresql":
        writing.execute(select(func.setval(_counter(table), highest)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        name = {"table": table.name}
        writing.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), name)
        count = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :highest)")
        writing.execute(count, {**name, "highest": highest})


def _given(reading: Connection, table: Table) -> int | None:
    """The last id that this database gave by itself."""
    if reading.dialect.name == "postgresql":
        return reading.scalar(select(func.pg_sequence_last_value(_counter(table))))
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    return reading.scalar(given, {"table": table.name})


def _counter(table: Table) -> Any:
    column = table.autoincrement_column
    assert column is not None
    return func.pg_get_serial_sequence(table.name, column.name)
