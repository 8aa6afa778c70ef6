"""One indexer per forum, whichever process it runs in."""

import fcntl
from pathlib import Path
from typing import IO


class ForumLock:
    """A lock on a file in the forum's own folder; the system frees it when its process ends."""

    def __init__(self, file: Path) -> None:
        self._path = file
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Whether this object holds the lock now; never waits."""
        if self._file is not None:
            return True
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let another process have it; harmless when not held."""
        if self._file is not None:
            self._file.close()
            self._file = None
