"""Which mail was at the point of no return when a notifier ended without a word."""

import mmap
import os
import secrets
from pathlib import Path

_NAME, _SLOT = 16, 8


class Journal:
    """One number in a file that is mapped into memory: the mail whose last byte goes out now.

    Writing it is a store into memory that the operating system owns, so it takes no time between
    the two steps it stands between, and it is there after the process was killed. After a power
    cut it may not be; then the mail in question is sent again.
    """

    def __init__(self, file: Path) -> None:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size != _NAME + _SLOT:
                os.ftruncate(descriptor, 0)
                os.write(descriptor, secrets.token_bytes(_NAME) + bytes(_SLOT))
            self._map = mmap.mmap(descriptor, _NAME + _SLOT)
        finally:
            os.close(descriptor)

    @property
    def name(self) -> str:
        """Of whoever sends with this journal, the same after a restart."""
        return self._map[:_NAME].hex()

    @property
    def handing_over(self) -> int:
        """The mail that was being handed over, or 0."""
        return int.from_bytes(self._map[_NAME:])

    def hand_over(self, mail_id: int) -> None:
        """From now on, until `settled`, the mail server may have this mail."""
        self._map[_NAME:] = mail_id.to_bytes(_SLOT)

    def settled(self) -> None:
        """What became of the mail is known elsewhere."""
        self._map[_NAME:] = bytes(_SLOT)
