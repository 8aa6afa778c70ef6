"""Files that are whole or not there."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

_AT_ONCE = 1 << 22  # bytes


class Damaged(Exception):
    """A snapshot that cannot be used; the message says why."""


def checksum(file: Path) -> int:
    """The CRC-32 of a file: against accidents, not against forgers."""
    found = 0
    with file.open("rb") as stream:
        while piece := stream.read(_AT_ONCE):
            found = zlib.crc32(piece, found)
    return found


def flush(path: Path) -> None:
    """Returns when a file or a folder's list of files would outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(file: Path, text: str) -> None:
    """Put `text` in place of what `file` holds: whoever reads sees one or the other."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    flush(temporary)
    temporary.replace(file)
    flush(file.parent)
