"""Which matches are shown: openly, or folded away as the nearest that there is.

One place for it: whoever shows matches and whoever measures what is shown asks here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

OPENLY, FOLDED = 5, 3
LOOKED_AT = 12  # matches to ask an engine for: some may be out of date, or not be for every reader


class Judged(Protocol):
    """A match of which the ranking said whether it is worth reading at once."""

    @property
    def openly(self) -> bool: ...


Found = TypeVar("Found", bound=Judged)


@dataclass(frozen=True, slots=True)
class Shown(Generic[Found]):
    """Matches, best first: those to be read at once, and those that are just the nearest."""

    openly: list[Found]
    nearest: list[Found]


def to_show(matches: Sequence[Found], limit: int = OPENLY) -> Shown[Found]:
    """What to show of these matches, which are in the engine's order, whatever their confidence:
    at most `limit` openly, and at most three of those that are not to be shown openly."""
    openly = [match for match in matches if match.openly]
    nearest = [match for match in matches if not match.openly]
    return Shown(openly[:limit], nearest[:FOLDED])
