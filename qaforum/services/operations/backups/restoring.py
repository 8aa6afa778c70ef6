"""A backup becomes the forum."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import Engine

from qaforum import clock
from qaforum.indexing import storage
from qaforum.services.operations import versions
from qaforum.services.operations.backups import archive, manifest, snapshot
from qaforum.services.operations.backups.exchange import Exchange
from qaforum.services.operations.backups.installation import Installation
from qaforum.services.operations.backups.manifest import Manifest, Refused
from qaforum.services.operations.backups.stage import Stage

_SPARE = 50 * 2**20  # bytes that are left on the disk when all is unpacked


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept` holds what was there before, as an instance folder of its own."""

    manifest: Manifest
    upgraded: bool
    kept: Path | None


def restore(
    file: Path,
    instance: Path,
    database: Engine,
    stage: Stage,
    *,
    replace: bool = False,
    anew: Sequence[str] = (),
) -> Restored:
    """Has the forum that the backup `file` holds in `instance` and `database`, or what was there.

    Nobody else may use them meanwhile. All is unpacked and checked beside what is there before
    that is touched; then what is there is moved aside, with the files that are called as one of
    `anew`, which belong to it. The index is removed: it is made anew.

    Raises Refused: it is no backup, damaged or of a newer version; there is a forum already, which
    it is not to `replace`. OSError. SQLAlchemyError. When not even what was there could be put
    back, `Exchange.half_way`, and the next restoring begins with that.
    """
    exchange, place = Exchange(instance), Installation(instance, database)
    _put_back(exchange, instance)
    with archive.opened(file) as backup:
        said = backup.manifest
        _require_known(said.revision, said.version)
        _require_room(instance, said.size)
        place.require_free(replace)
        try:
            exchange.begin()
            with stage("Unpacking and checking", size=True) as move:
                backup.unpack(exchange.new, move)
            upgraded = _bring_up_to_date(exchange.new / manifest.DATABASE, said.version)
            _give_to_owner(exchange.new.parent, instance)
            place.take(exchange, anew, stage)
        except BaseException:
            _put_back(exchange, instance)
            raise
    return Restored(said, upgraded, exchange.settle(_free_name(instance), [storage.FOLDER]))


def _put_back(exchange: Exchange, instance: Path) -> None:
    exchange.take_back()
    exchange.settle(_free_name(instance))


def _free_name(instance: Path) -> Path:
    name = f"before-restore-{clock.now():%Y-%m-%d-%H%M%S}"
    names = (instance / (name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(path for path in names if not path.exists())


def _require_known(revision: str | None, version: str) -> None:
    if not versions.is_known(revision):
        raise Refused(
            f"This backup is of a newer forum: qaforum {version}, with tables of version"
            f" {revision}; this program knows them up to {versions.newest()}. Install that version,"
            " or a newer one, and try again. Nothing was changed."
        )


def _require_room(instance: Path, size: int) -> None:
    free = shutil.disk_usage(instance).free
    if free < size + _SPARE:
        needed = (size + _SPARE) / 2**20
        raise Refused(
            f"There is no room in {instance}: {needed:.0f} MB are needed, and {free / 2**20:.0f} MB"
            " are free. Nothing was changed."
        )


def _bring_up_to_date(database: Path, version: str) -> bool:
    """Whether there was anything to do."""
    with snapshot.opened(database) as engine:
        revision = versions.version_of(engine)
        _require_known(revision, version)
        if revision == versions.newest():
            return False
        versions.upgrade(engine)
        return True


def _give_to_owner(folder: Path, instance: Path) -> None:
    """Root restores for whom the forum runs as."""
    if os.geteuid() == 0:
        owner = instance.stat()
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
