"""The file of a backup: written member by member, and read back checked. Never more than a chunk
of it is in memory."""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

from qaforum.services.operations.backups import manifest
from qaforum.services.operations.backups.manifest import File, Manifest, Refused
from qaforum.services.operations.backups.stage import adding
from qaforum.services.operations.database_copies import Progress

_CHUNK = 1 << 20
# What `zipfile` raises for bytes that are not those that were written
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

Hear = Callable[[int], None]


class Writer:
    """Adds members to an archive, and remembers what they are. Without `end` it is no backup."""

    def __init__(self, file: IO[bytes]) -> None:
        # Beyond the fastest level, minutes of a large forum save a few per cent
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.files: dict[str, File] = {}

    def add(self, name: str, path: Path, hear: Hear, *, packed: bool = True) -> None:
        """`hear` is told how many bytes more are done. Raises FileNotFoundError, and adds
        nothing."""
        member = name if packed else zipfile.ZipInfo(name)
        with path.open("rb") as source, self._zip.open(member, "w", force_zip64=True) as target:
            self.files[name] = _copy(source, target, hear)

    def end(self, said: Manifest) -> None:
        """It is a backup from now on."""
        self._zip.writestr(manifest.NAME, said.to_json())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


class Reader:
    """A backup whose manifest was read, and whose members are those it names."""

    def __init__(self, opened: zipfile.ZipFile, said: Manifest) -> None:
        self._zip = opened
        self.manifest = said

    def unpack(self, folder: Path, move: Progress) -> None:
        """Writes all members into `folder`. Raises Refused where one is not what it was."""
        hear = adding(move, self.manifest.size)
        for name, file in self.manifest.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with _damage_said(name), self._zip.open(name) as source:
                if _write(source, target, hear, file.size) != file:
                    raise zipfile.BadZipFile(name)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The backup in `path`. Raises Refused where it is none, or not whole. OSError."""
    with path.open("rb") as file:
        _require_zip(file)
        with _damage_said("the list of what it contains"):
            archive = zipfile.ZipFile(file)
        with archive:
            yield Reader(archive, _manifest_of(archive))


def _require_zip(file: IO[bytes]) -> None:
    begin = file.read(4)
    file.seek(0)
    if begin != b"PK\3\4":
        raise Refused("This is not a backup made by `qaforum backup`.")


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if manifest.NAME not in names:
        raise Refused("This is not a backup made by `qaforum backup`: it has no manifest.")
    with _damage_said(manifest.NAME):
        said = archive.read(manifest.NAME)
    found = Manifest.from_json(said)
    if sorted(names) != sorted([manifest.NAME, *found.files]):
        raise Refused("The backup is damaged: it does not contain what its manifest says.")
    return found


@contextmanager
def _damage_said(what: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise Refused(
            f"The backup is damaged: {what} is not as it was written. Nothing was changed."
            " Take another backup, or fetch this one again from where it was copied."
        ) from error


def _write(source: IO[bytes], target: Path, hear: Hear, most: int) -> File:
    """Readable by us alone; stops at more than it should be."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        return _copy(source, file, hear, most)


def _copy(source: IO[bytes], target: Any, hear: Hear, most: int | None = None) -> File:
    size, digest = 0, hashlib.sha256()
    while (chunk := source.read(_CHUNK)) and (most is None or size <= most):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
        hear(len(chunk))
    return File(size, digest.hexdigest())
