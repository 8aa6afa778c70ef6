"""How well similar questions are found: the very engine of the ask page on a test set."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np

from search.encoders import Encoder
from search.engine import Engine, Match
from search.evaluation import beir, metrics

Fields = Literal["title", "title+body"]
Progress = Callable[[int, int], None]  # (done, total), called now and then
BATCH = 256


def evaluate(
    directory: Path,
    encoder: Encoder,
    fields: Fields = "title",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure a BEIR folder: rank the whole corpus for each query, its own document left out.

    Returns `mrr@10 ndcg@10 hit@5 recall@10` (0..1), `p50_ms p95_ms` of one query with
    encoding, and the numbers `queries corpus`; beside them `ece`, the calibration error of
    the first match, `same_precision` and `same_share` of those at level "same".
    Raises FileNotFoundError when the folder lacks a file.
    """
    test = beir.read(directory)
    engine = indexed(test, encoder, progress)
    engine.similar("warm up")
    rankings: list[list[Match]] = []
    times = []
    for asked in test.queries:
        body = asked.body if fields == "title+body" else ""
        exclude = () if asked.own is None else (asked.own,)
        began = time.perf_counter()
        rankings.append(engine.similar(asked.title, body, limit=10, exclude=exclude, minimum=0.0))
        times.append((time.perf_counter() - began) * 1000)
    return {**measures(test, rankings), **_timing(times), "corpus": len(test.documents)}


def indexed(test: beir.TestSet, encoder: Encoder, progress: Progress | None = None) -> Engine:
    """An engine that holds the documents of a test set."""
    engine = Engine(encoder)
    for start in range(0, len(test.documents), BATCH):
        batch = test.documents[start : start + BATCH]
        engine.put(batch, engine.embed(batch))
        if progress:
            progress(start + len(batch), len(test.documents))
    return engine


def measures(test: beir.TestSet, rankings: list[list[Match]]) -> dict[str, Any]:
    """The measures of the rankings, one for each query of the test set."""
    ranked = [[match.id for match in matches] for matches in rankings]
    gains = [asked.relevant for asked in test.queries]
    pairs = list(zip(ranked, gains, strict=True))
    first = [
        (m[0].confidence, m[0].level, m[0].id in g)
        for m, g in zip(rankings, gains, strict=True)
        if m
    ]
    same = [right for _, level, right in first if level == "same"]
    return {
        "mrr@10": _mean([metrics.reciprocal_rank(r, g) for r, g in pairs]),
        "ndcg@10": _mean([metrics.ndcg(r, g) for r, g in pairs]),
        "hit@5": _mean([metrics.hit(r, g) for r, g in pairs]),
        "recall@10": _mean([metrics.recall(r, g) for r, g in pairs]),
        "ece": metrics.calibration_error([c for c, _, _ in first], [r for _, _, r in first]),
        "same_precision": _mean(same),
        "same_share": len(same) / max(len(pairs), 1),
        "queries": len(pairs),
    }


def _mean(values: list[float] | list[bool]) -> float:
    return float(np.mean(values)) if values else 0.0


def _timing(times: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(times, [50, 95]) if times else (0.0, 0.0)
    return {"p50_ms": float(p50), "p95_ms": float(p95)}
