"""A backup is made."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from qaforum import clock, config
from qaforum.indexing.lock import ForumLock
from qaforum.services.operations import versions
from qaforum.services.operations.backups import manifest, snapshot
from qaforum.services.operations.backups.archive import Writer
from qaforum.services.operations.backups.disk import make_sure_of
from qaforum.services.operations.backups.manifest import Manifest, Refused
from qaforum.services.operations.backups.stage import Stage, adding
from qaforum.services.practices import attachment_files


def write(
    target: Path, instance: Path, database: Engine, stage: Stage, *, replace: bool = False
) -> Manifest:
    """Writes the forum, as it is now, into `target`, for its owner's eyes alone.

    The forum may be served and written meanwhile. `target` is there when it is whole and safe on
    the disk, and not before; until then a hidden folder beside it holds what is made.

    Raises Refused: there is such a file, which it is not to `replace`. OSError. SQLAlchemyError.
    """
    _require_place(target, replace)
    with _workshop(target) as workshop:
        copy, begun = workshop / manifest.DATABASE, workshop / "begun"
        made_at = clock.now()
        snapshot.take(database, copy, stage)
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            said = _fill(file, copy, instance, made_at, stage)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(target)
        make_sure_of(target.parent)
    return said


def _require_place(target: Path, replace: bool) -> None:
    if target.is_dir():
        raise Refused(f"{target} is a folder. Name a file in it.")
    if target.exists() and not replace:
        raise Refused(f"{target} is there already. Choose another name, or add --force.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}.")


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A folder on the disk of `target`. What a backup left there that was killed is removed."""
    folder = target.parent / f".{target.name}.part"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = ForumLock(folder / "lock")
    if not lock.acquire():
        raise Refused(f"Another backup is being written to {target}.")
    try:
        for left in folder.iterdir():
            if left.name != "lock":
                left.unlink()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def _fill(file: IO[bytes], copy: Path, instance: Path, made_at: datetime, stage: Stage) -> Manifest:
    attachments = snapshot.attachments(copy)
    total = copy.stat().st_size + sum(attachments.values())
    with Writer(file) as writer, stage("Writing", size=True) as move:
        hear = adding(move, total)
        missing = _add_attachments(writer, attachments, instance, hear)
        writer.add(manifest.SECRETS, config.secrets_file(instance), hear)
        writer.add(manifest.DATABASE, copy, hear)
        move(total, total)
        said = _manifest(copy, writer, made_at, missing)
        writer.end(said)
    return said


def _add_attachments(
    writer: Writer, keys: Iterable[str], instance: Path, hear: Callable[[int], None]
) -> list[str]:
    """Right after the copy of the database was made; gives those that were removed meanwhile."""
    missing = []
    for key in keys:
        name = attachment_files.path(attachment_files.folder_in(Path()), key)
        try:
            # Documents and pictures are packed already
            writer.add(name.as_posix(), instance / name, hear, packed=False)
        except FileNotFoundError:
            missing.append(key)
    return missing


def _manifest(copy: Path, writer: Writer, made_at: datetime, missing: list[str]) -> Manifest:
    with snapshot.opened(copy) as database:
        revision = versions.version_of(database)
    return Manifest(
        made_at=made_at,
        version=version("qaforum"),
        revision=revision or "",
        counts=snapshot.counts(copy),
        files=writer.files,
        missing=missing,
    )
