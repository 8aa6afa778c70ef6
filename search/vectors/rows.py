"""Rows of half-precision vectors in files, read where they are needed."""

from __future__ import annotations

import mmap
import os
import tempfile
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

_FIRST_ROOM = 4096  # rows that a new file has room for
_RESIDENT = 480_000_000  # bytes of files, libraries too, that may count as this process's memory
_LOOKED = 500  # rows read between two looks at that: each may map a megabyte around it
_PAGE = mmap.PAGESIZE


class RowFile:
    """A matrix of float16 rows: a shared file that is only read, then rows added by this process.

    Processes that open the same file share what the system keeps of it in memory. Added rows go
    to a file without a name, which ends with this process. The caller keeps writers apart from
    readers.
    """

    def __init__(self, width: int, shared: Path | None = None, folder: Path | None = None) -> None:
        """`folder` is where the file for added rows lies, by default the system's for such."""
        self._width = width
        self._folder = folder
        self._shared = _Mapped(width, shared.open("rb"), writable=False) if shared else None
        self._added: _Mapped | None = None
        self._length = 0

    def append(self, rows: NDArray[np.float16]) -> None:
        """Add rows (n, width) at the end."""
        if self._added is None:
            file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - as long as this object
            self._added = _Mapped(self._width, file)
        self._added.write(self._length, rows)
        self._length += len(rows)

    def gather(self, places: NDArray[np.int64], columns: slice) -> NDArray[np.float32]:
        """These rows' columns, in this order."""
        found = np.empty((len(places), columns.stop - columns.start), np.float32)
        border = len(self._shared.rows) if self._shared else 0
        old = places < border
        if self._shared:
            found[old] = self._shared.read(places[old], columns)
        if self._added:
            found[~old] = self._added.read(places[~old] - border, columns)
        return found

    def between(self, start: int, stop: int) -> NDArray[np.float16]:
        """A copy of the rows start..stop."""
        border = len(self._shared.rows) if self._shared else 0
        pieces = []
        if self._shared and start < border:
            pieces.append(self._shared.copy(start, min(stop, border)))
        if self._added and stop > border:
            pieces.append(self._added.copy(max(start - border, 0), stop - border))
        return np.concatenate(pieces) if pieces else np.empty((0, self._width), np.float16)

    def __len__(self) -> int:
        return (len(self._shared.rows) if self._shared else 0) + self._length


class _Mapped:
    """A file as a matrix. Pages that were read count as memory of the process until they are let
    go of; the system keeps them all the same, so that costs little."""

    def __init__(self, width: int, file: IO[bytes], writable: bool = True) -> None:
        self._width, self._file, self._writable = width, file, writable
        self._touched = 0
        self.rows = np.empty((0, width), np.float16)
        if writable:
            self._make_room(_FIRST_ROOM)
        else:
            self._map()

    def read(self, places: NDArray[np.int64], columns: slice) -> NDArray[np.float16]:
        found = self.rows[places, columns]
        self._let_go(len(places))
        return found

    def copy(self, start: int, stop: int) -> NDArray[np.float16]:
        # Read, not mapped: the system reads ahead then, and what it had let go comes back quickly
        row = 2 * self._width
        found = os.pread(self._file.fileno(), row * (stop - start), row * start)
        return np.frombuffer(found, np.float16).reshape(-1, self._width)

    def write(self, start: int, rows: NDArray[np.float16]) -> None:
        stop = start + len(rows)
        if stop > len(self.rows):
            self._make_room(max(stop, 2 * len(self.rows)))
        self.rows[start:stop] = rows
        self._let_go(len(rows))

    def _make_room(self, count: int) -> None:
        self._file.truncate(2 * self._width * count)
        self._map()

    def _map(self) -> None:
        size = self._file.seek(0, 2)
        if not size:
            return
        access = mmap.ACCESS_WRITE if self._writable else mmap.ACCESS_READ
        self._map_ = mmap.mmap(self._file.fileno(), size, access=access)
        self._map_.madvise(mmap.MADV_RANDOM)
        self.rows = np.frombuffer(self._map_, np.float16).reshape(-1, self._width)

    def _let_go(self, touched: int) -> None:
        self._touched += touched
        if self._touched > _LOOKED:
            self._touched = 0
            if _resident() > _RESIDENT:
                self._map_.madvise(mmap.MADV_DONTNEED)


def _resident() -> int:
    """Bytes of files that count as this process's memory; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[2]) * _PAGE
    except OSError:
        return 0
