"""Documents that may be like a query, before and after they are ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from search.features import Entry
from search.ranking import Level


@dataclass(frozen=True, slots=True)
class Match:
    """A document found, and the probability (0..1) that it is the same problem.

    `log_odds` and `level_alone` are what the ranking alone makes of it, before the verdicts of a
    community are heard.
    `by_words`: found by its words alone, without any; see `search.words_only`.
    `openly`: worth reading; what is not is only the nearest that there is. See `search.shown`.
    """

    id: int
    content_hash: str
    confidence: float
    level: Level
    language: str
    features: dict[str, float] = field(default_factory=dict, compare=False, repr=False)
    by_words: bool = False
    log_odds: float | None = field(default=None, compare=False)
    level_alone: Level = field(default="related", compare=False)
    openly: bool = True


@dataclass(frozen=True, slots=True)
class Nearest:
    """A first match, and its log-odds of being the same problem as the ranking alone says them."""

    id: int
    content_hash: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents to rank: ids, features (n, len(FEATURES)), and each one's row of weights."""

    ids: list[int]
    features: NDArray[np.float32]
    rows: NDArray[np.int64]
    entries: list[Entry] = field(default_factory=list)

    def only(self, places: Sequence[int]) -> Candidates:
        """Those at these places, in their order."""
        at = list(places)
        ids, entries = [self.ids[i] for i in at], [self.entries[i] for i in at]
        return Candidates(ids, self.features[at], self.rows[at], entries)


def merged(found: Sequence[Candidates]) -> Candidates:
    """The candidates of several readings of one query: of each feature the highest counts."""
    first, *others = found
    for other in others:
        places = {id_: place for place, id_ in enumerate(first.ids)}
        both = [(places[id_], place) for place, id_ in enumerate(other.ids) if id_ in places]
        if both:
            mine, theirs = map(list, zip(*both, strict=True))
            first.features[mine] = np.maximum(first.features[mine], other.features[theirs])
        fresh = [place for place, id_ in enumerate(other.ids) if id_ not in places]
        first = Candidates(
            first.ids + [other.ids[place] for place in fresh],
            np.concatenate([first.features, other.features[fresh]]),
            np.concatenate([first.rows, other.rows[fresh]]),
            first.entries + [other.entries[place] for place in fresh],
        )
    return first
