"""What SQLite and PostgreSQL are told so that the forum finds the same order on both.

One writes at a time: from the first change of a transaction to its end nobody else changes
anything, while everybody reads. SQLite knows no other way. On PostgreSQL a lock of the whole
database says the same, so that no two acts can wait for each other, what is counted under it is
right, and ids are committed in the order in which they were given.
"""

import sqlite3
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

LONGEST_WAIT = 10_000  # milliseconds for another writer, then it is said that nothing was saved
_WRITE_LOCK = 0x71616672  # any number: this database's advisory locks are the forum's own
_WRITER = "qaforum_writer"


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        _prepare_sqlite(connection)
    elif hasattr(connection, "info"):  # psycopg's
        _prepare_postgresql(connection)


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    """Readers do not wait for the writer (WAL), a second writer waits instead of failing,
    and what was acknowledged outlives a power cut (synchronous=FULL)."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA busy_timeout={LONGEST_WAIT}")
    # SQLite's own knows no letters beyond ASCII: Élodie would not be found under "élodie"
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _prepare_postgresql(connection: Any) -> None:
    """Each statement sees what is committed, nobody waits for ever, and any text may be asked
    for."""
    connection.adapters.register_dumper(str, _any_text())
    with connection.transaction():
        connection.execute("SET default_transaction_isolation = 'read committed'")
        connection.execute(f"SET lock_timeout = {LONGEST_WAIT}")


@lru_cache(maxsize=1)
def _any_text() -> type:
    """PostgreSQL takes no NUL. The sign for what is no text stands in for it: nothing that
    members write holds that, so nothing is found where somebody asks for a NUL."""
    from psycopg.types.string import StrDumperUnknown

    class AnyText(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    return AnyText


@event.listens_for(Engine, "before_cursor_execute")
def _write_alone(
    connection: Connection, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """Before the first change of a transaction; the lock ends with the transaction, after what it
    wrote can be seen."""
    if connection.dialect.name != "postgresql" or not _changes(context):
        return
    transaction = connection.get_transaction()
    if connection.info.get(_WRITER) is not transaction:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")
        connection.info[_WRITER] = transaction


@event.listens_for(Engine, "rollback_savepoint")
def _written_no_more(connection: Connection, _name: str, _context: object) -> None:
    """PostgreSQL may have let the lock go with it."""
    connection.info.pop(_WRITER, None)


def _changes(context: Any) -> bool:
    return bool(context and (context.isinsert or context.isupdate or context.isdelete))
