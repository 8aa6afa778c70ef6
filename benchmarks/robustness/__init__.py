"""How often another writing of a query changes what is suggested first."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from search.encoders import Encoder
from search.engine import Engine
from search.evaluation import beir
from search.evaluation.similar import indexed
from search.evaluation.writings import VARIATIONS
from search.language import detect_language

AIM, AIMS = 0.01, {"wrong letter": 0.06}


@dataclass(frozen=True)
class First:
    """The first suggestion for a writing of a query: an id, and whether it is shown."""

    id: int | None
    shown: bool

    @property
    def as_shown(self) -> int | None:
        """The id, None where nothing is shown."""
        return self.id if self.shown else None


@dataclass(frozen=True)
class Asked:
    """A query, another writing of it, and what came first."""

    kind: str
    typed: str
    varied: str
    before: First
    after: First


def sampled(test: beir.TestSet, queries: int, documents: int) -> beir.TestSet:
    """At most so many queries, and documents, among them all that belong to these queries."""
    chooser = random.Random(test.name)
    asked = test.queries
    if len(asked) > queries:
        asked = chooser.sample(asked, queries)
    needed = {id_ for one in asked for id_ in (*one.relevant, one.own) if id_ is not None}
    others = [document for document in test.documents if document.id not in needed]
    room = max(documents - len(needed), 0)
    dropped = {d.id for d in chooser.sample(others, max(len(others) - room, 0))}
    kept = [document for document in test.documents if document.id not in dropped]
    return replace(test, documents=kept, queries=asked)


def asked(test: beir.TestSet, encoder: Encoder) -> Iterator[Asked]:
    """Every query in every writing that differs from it."""
    engine = indexed(test, encoder)
    for query in test.queries:
        own = set() if query.own is None else {query.own}
        before = first(engine, query.title, own)
        language = detect_language(query.title)
        for kind, vary in VARIATIONS.items():
            varied = vary(query.title, language)
            if varied != query.title:
                yield Asked(kind, query.title, varied, before, first(engine, varied, own))


def first(engine: Engine, title: str, exclude: set[int]) -> First:
    """The first suggestion for a title."""
    matches = engine.similar(title, limit=1, exclude=exclude, minimum=0.0)
    if not matches:
        return First(None, shown=False)
    return First(matches[0].id, matches[0].openly)


def figures(found: dict[str, list[Asked]]) -> dict[str, Any]:
    """For each kind how many were asked, the shares that changed, and the aim; also by set."""
    kinds: defaultdict[str, list[Asked]] = defaultdict(list)
    for some in found.values():
        for one in some:
            kinds[one.kind].append(one)
    return {
        kind: {
            **shares(kinds[kind]),
            "aim": AIMS.get(kind, AIM),
            "sets": {
                name: shares([one for one in some if one.kind == kind])
                for name, some in found.items()
            },
        }
        for kind in VARIATIONS
    }


def shares(some: list[Asked]) -> dict[str, float]:
    """How many were asked, and of how many the first suggestion changed, ranked and shown."""
    most = max(len(some), 1)
    return {
        "asked": len(some),
        "ranked": sum(one.before.id != one.after.id for one in some) / most,
        "shown": sum(one.before.as_shown != one.after.as_shown for one in some) / most,
    }
