"""One moment of a forum's database, as a file of SQLite."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError

from qaforum.services.operations import database_copies, versions
from qaforum.services.operations.backups.manifest import Refused
from qaforum.services.operations.backups.stage import Stage
from qaforum.services.operations.database_copies import Progress

# What an administrator knows a forum by → its table
COUNTED = {
    "questions": "question",
    "answers": "answer",
    "practices": "practice",
    "members": "member",
    "files": "attachment",
}
_OFTEN = 100_000  # steps of SQLite's virtual machine: some milliseconds


@contextmanager
def opened(file: Path) -> Iterator[Engine]:
    """The database in `file`, which is one file again afterwards."""
    engine = create_engine(URL.create("sqlite", database=str(file)))
    try:
        yield engine
    finally:
        engine.dispose()


def take(database: Engine, file: Path, stage: Stage) -> None:
    """Writes what is committed now into `file`, while others go on reading and writing.

    Raises Refused: a server's tables are not of this program's version.
    """
    if database.dialect.name == "sqlite":
        with stage("Database", size=True) as move:
            _vacuum(database, file, move)
        return
    if versions.version_of(database) != versions.newest():
        raise Refused("The database is of another version. Run first: qaforum init")
    with opened(file) as target, stage("Rows") as move:
        versions.upgrade(target)
        database_copies.copy(database, target, move)


def counts(file: Path) -> dict[str, int]:
    """How much of what the forum has."""
    with _read(file) as database:
        return {
            what: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for what, table in COUNTED.items()
            if _has(database, table)
        }


def attachments(file: Path) -> dict[str, int]:
    """The keys of the attachments it names, and their sizes."""
    with _read(file) as database:
        if not _has(database, "attachment"):
            return {}  # of a version before there were any
        return dict(database.execute("SELECT key, size FROM attachment ORDER BY id"))


@contextmanager
def _read(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
        yield database


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,))
    return found.fetchone() is not None


def _vacuum(database: Engine, file: Path, move: Progress) -> None:
    """VACUUM INTO rather than copying pages: what was deleted is not in the copy any more, and a
    forum that is being written does not make it begin again."""
    with database.connect() as connection, _told(connection, _growth(connection, file, move)):
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (str(file),))
        except OperationalError as error:
            if str(error.orig) == "interrupted":  # what Ctrl+C becomes while it tells
                raise KeyboardInterrupt from error
            raise
    move(file.stat().st_size, file.stat().st_size)


def _growth(connection: Connection, file: Path, move: Progress) -> Callable[[], None]:
    pages, size, unused = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("page_count", "page_size", "freelist_count")
    )
    total = (pages - unused) * size

    def tell() -> None:
        if file.exists():
            move(min(file.stat().st_size, total), total)

    return tell


@contextmanager
def _told(connection: Connection, tell: Callable[[], None]) -> Iterator[None]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(tell, _OFTEN)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
