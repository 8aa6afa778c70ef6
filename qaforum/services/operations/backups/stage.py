"""How whoever waits is told how far a backup is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from qaforum.services.operations.database_copies import Progress


class Stage(Protocol):
    """Begins a part of the work by its name, and gives what is told `(done, total)`; with `size`
    bytes are counted."""

    def __call__(self, what: str, *, size: bool = False) -> AbstractContextManager[Progress]: ...


def adding(move: Progress, total: int) -> Callable[[int], None]:
    """Takes how many more are done, never more than `total` altogether."""
    done = 0

    def hear(count: int) -> None:
        nonlocal done
        done = min(done + count, total)
        move(done, total)

    return hear
