"""Where a forum is: an instance folder, and a database in it or elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from qaforum import config
from qaforum.indexing import knowledge_map, storage
from qaforum.services.operations import database_copies, versions
from qaforum.services.operations.backups import manifest, snapshot
from qaforum.services.operations.backups.exchange import Exchange
from qaforum.services.operations.backups.manifest import Refused
from qaforum.services.operations.backups.stage import Stage
from qaforum.services.practices import attachment_files

_EMBEDDED = (manifest.DATABASE, f"{manifest.DATABASE}-wal", f"{manifest.DATABASE}-shm")


class Installation:
    """The embedded database is exchanged as a file; any other gets other rows, in one
    transaction."""

    def __init__(self, instance: Path, database: Engine) -> None:
        self._instance = instance
        self._database = database
        self._file = database.url.database if database.dialect.name == "sqlite" else None
        embedded = config.embedded_database(instance).resolve()
        self._embedded = self._file is not None and Path(self._file).resolve() == embedded

    def require_free(self, replace: bool) -> None:
        """Raises Refused, unless nobody has used what is here, or it is to be replaced."""
        if not self._embedded and versions.version_of(self._database) not in (
            None,
            versions.newest(),
        ):
            raise Refused("The database is of another version. Run first: qaforum init")
        if not replace and self._is_used():
            raise Refused(
                f"There is a forum already, in {self._instance}. To replace it, add --force: it is"
                " then kept in a folder there, called before-restore and the time. Nothing was"
                " changed."
            )

    def take(self, exchange: Exchange, anew: Sequence[str], stage: Stage) -> None:
        """What `exchange` has as new is here; what was here, it has as old."""
        files = attachment_files.folder_in(Path()).name
        names = [manifest.SECRETS, files, storage.FOLDER, knowledge_map.FILE, *anew]
        if self._embedded:
            self._database.dispose()
            exchange.put_in_place([*_EMBEDDED, *names])
            return
        self._keep_rows(exchange.beside / manifest.DATABASE, stage)
        exchange.put_in_place(names)
        with snapshot.opened(exchange.new / manifest.DATABASE) as source, stage("Rows") as move:
            database_copies.copy(source, self._database, move)

    def _keep_rows(self, file: Path, stage: Stage) -> None:
        if versions.version_of(self._database) is None:
            versions.upgrade(self._database)
        elif self._is_used():
            snapshot.take(self._database, file, stage)

    def _is_used(self) -> bool:
        """An embedded database that cannot be read may have been used."""
        if self._file and not Path(self._file).exists():
            return False  # looking would make it
        try:
            there = inspect(self._database).has_table("question")
            return there and not database_copies.is_empty(self._database)
        except SQLAlchemyError:
            if self._embedded:
                return True
            raise
