"""What a panel shows of a test set: the right ones openly, folded, first or not at all, by the
languages of who asks and who wrote; and what it shows to those whose problem is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from search.candidates import Match
from search.evaluation.beir import Asked, TestSet
from search.language import detect_language
from search.shown import to_show

MEASURES = ("shown", "nearest", "first", "nothing", "neither")


def measures(test: TestSet, rankings: Sequence[Sequence[Match]]) -> dict[str, Any]:
    """Shares of the queries, 0..1, for the matches of each, whatever their confidence.

    `shown`: a right one is openly among five; `nearest`: there, or with those folded; `first`: a
    right one comes first of those shown openly; `nothing`: nothing is shown openly; `neither`:
    nothing is folded either. `by_direction` has them with the number of `queries`, and `ranked`,
    the share with a right one among the first five, for each pair of languages: "fr>en" is asked
    in French what was written in English.
    """
    found = [_of_one(asked, matches) for asked, matches in zip(test.queries, rankings, strict=True)]
    by_direction = defaultdict(list)
    for asked, values in zip(test.queries, found, strict=True):
        by_direction[_direction(test, asked)].append(values)
    return {
        **{name: _mean(found, name) for name in MEASURES},
        "by_direction": {
            direction: {
                "queries": len(some),
                **{name: _mean(some, name) for name in ("ranked", *MEASURES)},
            }
            for direction, some in sorted(by_direction.items())
        },
    }


def of_unanswered(test: TestSet, rankings: Sequence[Sequence[Match]]) -> dict[str, Any]:
    """`unanswered`, where the set has such: by kind their number, and the shares for which
    something is `shown` openly, and something called the `same`."""
    by_kind = defaultdict(list)
    for one, matches in zip(test.unanswered, rankings, strict=True):
        openly = to_show(matches).openly
        same = any(match.level == "same" for match in openly)
        by_kind[one.kind].append({"shown": bool(openly), "same": same})
    return {
        "unanswered": {
            kind: {
                "queries": len(some),
                "shown": _mean(some, "shown"),
                "same": _mean(some, "same"),
            }
            for kind, some in by_kind.items()
        }
    }


def _of_one(asked: Asked, matches: Sequence[Match]) -> dict[str, bool]:
    panel = to_show(matches)
    right = [match.id in asked.relevant for match in panel.openly]
    folded = [match.id in asked.relevant for match in panel.nearest]
    return {
        "ranked": any(match.id in asked.relevant for match in matches[:5]),
        "shown": any(right),
        "nearest": any(right) or any(folded),
        "first": any(right[:1]),
        "nothing": not right,
        "neither": not right and not folded,
    }


def _direction(test: TestSet, asked: Asked) -> str:
    """The languages of the query and of the problem that is most its own."""
    best = max(asked.relevant, key=lambda id_: asked.relevant[id_])
    return f"{asked.language or detect_language(asked.title)}>{test.documents[best].language}"


def _mean(values: Sequence[dict[str, bool]], name: str) -> float:
    return float(np.mean([one[name] for one in values])) if values else 0.0
