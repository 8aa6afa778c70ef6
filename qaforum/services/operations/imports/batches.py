"""Cutting a stream into lists, one transaction each."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Lists of `size` things, the last one shorter; never more than one of them in memory."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch
