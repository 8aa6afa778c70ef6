"""Who may do what alone, whichever process of a forum they run in."""

import fcntl
from pathlib import Path
from typing import IO

_IN_USE = "in-use.lock"


class ForumLock:
    """A lock on a file in the forum's own folder; the system frees it when its process ends.

    Those who hold it `shared` keep out only whoever wants it alone.
    """

    def __init__(self, file: Path, *, shared: bool = False) -> None:
        self._path = file
        self._shared = shared
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Whether this object holds the lock now; never waits."""
        if self._file is not None:
            return True
        file = self._open()
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if self._shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
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

    def _open(self) -> IO[str]:
        try:
            return self._path.open("a")
        except PermissionError:  # another user of the machine made it; to lock it is not to write
            return self._path.open()


def user_of(instance: Path) -> ForumLock:
    """Held by every process that serves the forum or works on it, as long as it does."""
    return ForumLock(instance / _IN_USE, shared=True)


def only_user_of(instance: Path) -> ForumLock:
    """Held by whoever takes the forum away from under all others."""
    return ForumLock(instance / _IN_USE)
