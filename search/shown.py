"""Which matches are shown: openly, or folded away as the nearest that there is.

One place for it: whoever shows matches and whoever measures what is shown asks here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

OPENLY, FOLDED = 5, 3
LOOKED_AT = 12  # matches to ask an engine for: some may be out of date, or not be for every reader


class Found(Protocol):
    @property
    def openly(self) -> bool: ...


One = TypeVar("One", bound=Found)


@dataclass(frozen=True, slots=True)
class Shown(Generic[One]):
    """Matches, best first: those to be read at once, and those that are just the nearest."""

    openly: list[One] = field(default_factory=list)
    nearest: list[One] = field(default_factory=list)


def to_show(matches: Sequence[One], limit: int = OPENLY) -> Shown[One]:
    """What to show of these matches, which are in the engine's order, whatever their confidence:
    at most `limit` openly, and at most three of those that are not to be shown openly."""
    openly = [match for match in matches if match.openly]
    nearest = [match for match in matches if not match.openly]
    return Shown(openly[:limit], nearest[:FOLDED])
