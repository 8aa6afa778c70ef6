"""What the search found, by the keys of documents."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from qaforum.indexing.documents import Key, key_of

if TYPE_CHECKING:
    import search

Level = Literal["same", "related"]


@dataclass(frozen=True, slots=True)
class Match:
    """A document found, as `search.Match` says it."""

    key: Key
    content_hash: str
    confidence: float
    level: Level
    language: str
    features: dict[str, float] = field(default_factory=dict, compare=False, repr=False)
    by_words: bool = False
    log_odds: float | None = field(default=None, compare=False)
    level_alone: Level = field(default="related", compare=False)
    openly: bool = True

    @classmethod
    def of(cls, found: "search.Match") -> "Match":
        same = (each.name for each in fields(cls) if each.name != "key")
        return cls(key_of(found.id), **{name: getattr(found, name) for name in same})


@dataclass(frozen=True, slots=True)
class Nearest:
    """A first match, and its log-odds of being the same problem, as `search.Nearest` says it."""

    key: Key
    content_hash: str
    log_odds: float

    @classmethod
    def of(cls, found: "search.Nearest") -> "Nearest":
        return cls(key_of(found.id), found.content_hash, found.log_odds)


def by_likeliness(found: Iterable[Match]) -> list[Match]:
    """Matches from several sources in one order: what is shown openly, then the likeliest."""
    return sorted(found, key=lambda match: (not match.openly, -match.confidence))
