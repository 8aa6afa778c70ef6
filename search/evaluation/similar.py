"""How well similar questions are found: the very engine of the ask page on a test set."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import numpy as np

from search.candidates import Match
from search.encoders import Encoder
from search.engine import Engine
from search.evaluation import beir, metrics, panel, sets, verdicts
from search.ranking import Ranking
from search.shown import LOOKED_AT

Fields = Literal["title", "title+body"]
Progress = Callable[[int, int], None]  # (done, total), called now and then
BATCH = 256


def evaluate(
    directory: Path,
    encoder: Encoder,
    fields: Fields = "title",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure a BEIR folder: rank the whole corpus for each query, its own document left out. Or a
    Stack Exchange dump by what its members closed as duplicates.

    Returns `mrr@10 ndcg@10 hit@5 recall@10` (0..1), `p50_ms p95_ms` of one query with
    encoding, the numbers `queries corpus`, and what `confidence` and `search.evaluation.panel`
    give. `progress` counts documents and then queries. Raises FileNotFoundError when the folder
    lacks a file, ValueError when the dump is none.
    """
    test = sets.read(directory)
    total = len(test.documents) + len(test.queries)
    engine = indexed(test, encoder, progress and (lambda done, _: progress(done, total)))
    engine.similar("warm up")
    rankings, gone, times = [], [], []
    for asked in test.queries:
        body = asked.body if fields == "title+body" else ""
        own = set() if asked.own is None else {asked.own}
        began = time.perf_counter()
        rankings.append(
            engine.similar(asked.title, body, limit=LOOKED_AT, exclude=own, minimum=0.0)
        )
        times.append((time.perf_counter() - began) * 1000)
        new = own.union(asked.relevant)
        gone.append(engine.similar(asked.title, body, limit=1, exclude=new, minimum=0.0))
        if progress:
            progress(len(test.documents) + len(rankings), total)
    unasked = [engine.similar(one.title, limit=LOOKED_AT, minimum=0.0) for one in test.unanswered]
    p50, p95 = np.percentile(times, [50, 95]).tolist() if times else (0.0, 0.0)
    return {
        **order(test, rankings),
        "p50_ms": p50,
        "p95_ms": p95,
        "queries": len(test.queries),
        "corpus": len(test.documents),
        **confidence(test, rankings, gone, engine.ranking),
        **panel.measures(test, rankings),
        **panel.of_unanswered(test, unasked),
    }


def indexed(test: beir.TestSet, encoder: Encoder, progress: Progress | None = None) -> Engine:
    """An engine that holds the documents of a test set."""
    engine = Engine(encoder)
    for start in range(0, len(test.documents), BATCH):
        batch = test.documents[start : start + BATCH]
        engine.put(batch, engine.embed(batch))
        if progress:
            progress(start + len(batch), len(test.documents))
    return engine


def order(test: beir.TestSet, rankings: Sequence[Sequence[Match]]) -> dict[str, float]:
    """How early the relevant documents come, a mean over the queries of the test set."""
    pairs = [
        ([match.id for match in matches], asked.relevant)
        for matches, asked in zip(rankings, test.queries, strict=True)
    ]
    return {
        "mrr@10": _mean([metrics.reciprocal_rank(*pair) for pair in pairs]),
        "ndcg@10": _mean([metrics.ndcg(*pair) for pair in pairs]),
        "hit@5": _mean([metrics.hit(*pair) for pair in pairs]),
        "recall@10": _mean([metrics.recall(*pair) for pair in pairs]),
    }


def confidence(
    test: beir.TestSet,
    rankings: Sequence[Sequence[Match]],
    unanswered: Sequence[Sequence[Match]],
    ranking: Ranking,
) -> dict[str, Any]:
    """How true the confidence is of the first match of every query.

    Each query counts twice: as it is (`rankings`), and with its relevant documents gone
    (`unanswered`), as if the problem were new. `ece` is the expected calibration error,
    `ece_floor` what it would be for so few queries if every confidence were true,
    `after_verdicts` what it becomes once moderators judged a sample, `after_volunteered` once
    members told who mostly say nothing when they were helped, and `reliability` its bins;
    `same_precision` is how often level "same" is true, `same_share` how often it is said,
    `same_recall` the share of the right first matches it is said of; `related_precision` how
    often a first match that is shown, at the ranking's confidence `related` at least, is the
    very problem. `abstains` is the share of new problems for which nothing is shown,
    `abstains_same` of those for which nothing is called "same".
    """
    answered = [
        (matches[0], matches[0].id in asked.relevant)
        for matches, asked in zip(rankings, test.queries, strict=True)
        if matches
    ]
    new = [matches[0] for matches in unanswered if matches]
    first = answered + [(match, False) for match in new]
    said = [match.confidence for match, _ in first]
    same = [right for match, right in first if match.level == "same"]
    shown = [right for match, right in first if match.confidence >= ranking.related]
    outcomes = [right for _, right in first]
    return {
        "ece": metrics.calibration_error(said, outcomes),
        "ece_floor": verdicts.floor(said),
        "after_verdicts": _after_verdicts(test, rankings, unanswered, ranking),
        "after_volunteered": _after_verdicts(test, rankings, unanswered, ranking, verdicts.SPOKEN),
        "same_precision": _mean(same),
        "same_share": len(same) / max(len(first), 1),
        "same_recall": sum(same) / max(sum(outcomes), 1),
        "related_precision": _mean(shown),
        "abstains": 1 - sum(m.confidence >= ranking.related for m in new) / max(len(unanswered), 1),
        "abstains_same": 1 - sum(m.level == "same" for m in new) / max(len(unanswered), 1),
        "reliability": [asdict(one) for one in metrics.reliability(said, outcomes)],
    }


def _after_verdicts(
    test: beir.TestSet,
    rankings: Sequence[Sequence[Match]],
    unanswered: Sequence[Sequence[Match]],
    ranking: Ranking,
    spoken: float | None = None,
) -> dict[str, Any]:
    """The measures by the number of verdicts, as a text: an object in JSON has no other keys."""
    queries = [
        [(m.log_odds or 0.0, m.id in asked.relevant) for m in [*matches[:1], *new[:1]]]
        for asked, matches, new in zip(test.queries, rankings, unanswered, strict=True)
    ]
    return {
        str(many): verdicts.after_verdicts(queries, many, ranking.spread, ranking.same, spoken)
        for many in (verdicts.FEW, verdicts.MANY)
    }


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
