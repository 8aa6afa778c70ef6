"""The ranking of the ask page beside each of its parts alone, query by query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.documents import joined
from search.encoders import Encoder, parts
from search.engine import Engine
from search.evaluation import beir, metrics
from search.evaluation.typos import with_typo
from search.language import detect_language
from search.lexical import LexicalIndex, terms
from search.ranking import Ranking
from search.vectors import QUESTION

MEASURES = {
    "mrr@10": metrics.reciprocal_rank,
    "ndcg@10": metrics.ndcg,
    "recall@10": metrics.recall,
}
FUSED = 100  # documents of each list that are fused
FUSION = 60  # the constant of reciprocal rank fusion (Cormack et al. 2009)
BATCH = 256

Values = NDArray[np.float64]  # one value a query


@dataclass(frozen=True)
class Asking:
    """One query as every system is given it."""

    title: str
    body: str
    exclude: frozenset[int]


class Systems:
    """All systems over the documents of one test set."""

    def __init__(
        self, test: beir.TestSet, encoder: Encoder, left_out: Ranking | None = None
    ) -> None:
        self.engine = Engine(encoder)
        self._left_out = left_out
        self._lexical = LexicalIndex()
        self._lexical.put(test.documents)
        self._languages = sorted({document.language for document in test.documents})
        self._ids = np.array([document.id for document in test.documents])
        rows = []
        for start in range(0, len(test.documents), BATCH):
            batch = test.documents[start : start + BATCH]
            embedded = self.engine.embed(batch)
            self.engine.put(batch, embedded)
            rows += [matrix[QUESTION].astype(np.float32) for matrix in embedded]
        self._questions = np.stack(rows)

    def rankings(self, asking: Asking) -> dict[str, list[int]]:
        """The first documents of each system, best first."""
        alone = {"BM25": self._bm25(asking), **dict(self._cosines(asking))}
        ours = self.engine.ranking
        found = {**alone, "fusion": fused(list(alone.values())), "ours": self._ours(asking, ours)}
        if self._left_out:
            found["left out"] = self._ours(asking, self._left_out)
        return found

    def _ours(self, asking: Asking, ranking: Ranking) -> list[int]:
        self.engine.ranking, usual = ranking, self.engine.ranking
        matches = self.engine.similar(
            asking.title, asking.body, limit=10, exclude=asking.exclude, minimum=0.0
        )
        self.engine.ranking = usual
        return [match.id for match in matches]

    def _bm25(self, asking: Asking) -> list[int]:
        whole = joined(asking.title, asking.body)
        asked = [term for language in self._languages for term in terms(whole, language)]
        found = self._lexical.search(asked, FUSED + len(asking.exclude)) if asked else []
        return [id_ for id_, _ in found if id_ not in asking.exclude]

    def _cosines(self, asking: Asking) -> Iterator[tuple[str, list[int]]]:
        vector = self.engine.encoder.encode([joined(asking.title, asking.body)])[0]
        columns = parts(self.engine.encoder)
        for name, part in zip(names(self.engine.encoder), columns, strict=True):
            order = np.argsort(-(self._questions[:, part] @ vector[part]), kind="stable")
            ids = self._ids[order[: FUSED + len(asking.exclude)]].tolist()
            yield name, [id_ for id_ in ids if id_ not in asking.exclude]


def names(encoder: Encoder) -> list[str]:
    """What to call each part of an encoder."""
    if len(parts(encoder)) == 2:
        return ["MiniLM", "USE"]
    return [f"encoder {place + 1}" for place in range(len(parts(encoder)))]


def fused(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion, every ranking the same weight."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, id_ in enumerate(ranking[:FUSED]):
            scores[id_] = scores.get(id_, 0.0) + 1 / (FUSION + place + 1)
    return sorted(scores, key=lambda id_: -scores[id_])


def compare(
    test: beir.TestSet,
    systems: Systems,
    with_bodies: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, dict[str, Values]]:
    """For each system and measure one value a query, in the order of the test's queries."""
    values: dict[str, dict[str, list[float]]] = {}
    for place, asked in enumerate(test.queries):
        own = frozenset(() if asked.own is None else (asked.own,))
        asking = Asking(asked.title, asked.body if with_bodies else "", own)
        for name, ranked in systems.rankings(asking).items():
            kept = values.setdefault(name, {measure: [] for measure in MEASURES})
            for measure, function in MEASURES.items():
                kept[measure].append(function(ranked, asked.relevant, 10))
        if progress:
            progress(place + 1, len(test.queries))
    return {
        name: {measure: np.array(some) for measure, some in measures.items()}
        for name, measures in values.items()
    }


def recalls(test: beir.TestSet, engine: Engine, typos: bool) -> Values:
    """Recall@10 of each query by its title; with `typos`, of the title with a wrong letter."""
    found = []
    for asked in test.queries:
        title = with_typo(asked.title, detect_language(asked.title)) if typos else asked.title
        own = () if asked.own is None else (asked.own,)
        matches = engine.similar(title, limit=10, exclude=own, minimum=0.0)
        found.append(metrics.recall([match.id for match in matches], asked.relevant))
    return np.array(found)
