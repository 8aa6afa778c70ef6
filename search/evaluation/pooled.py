"""Several test sets taken together: what is to be expected of a community that nobody measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.evaluation.metrics import calibration_error, reliability
from search.evaluation.panel import MEASURES

ORDER = ("mrr@10", "ndcg@10", "hit@5", "recall@10", *MEASURES)


def pooled(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The measures of at least one set, as `evaluate` gives them, each set weighing the same.

    `ece` and `reliability` are of all first matches together, so that what one set says too much
    and another too little is evened out; `ece_of_one` is the mean of the sets' own, and
    `ece_floor` what that would be if every confidence were true. `same_precision` is of all
    matches called the same.
    """
    said, true, weights = _bins(results)
    called = [(result["same_share"], result["same_precision"]) for result in results]
    return {
        **{name: _mean(results, name) for name in ORDER},
        "queries": sum(result["queries"] for result in results),
        "sets": len(results),
        "ece": calibration_error(said, true, weights=weights),
        "ece_of_one": _mean(results, "ece"),
        "ece_floor": _mean(results, "ece_floor"),
        "same_precision": _share(called),
        "reliability": [asdict(one) for one in reliability(said, true, weights=weights)],
    }


def _bins(results: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
    """What was said, what was true and how much it weighs, (3, bins); all weights together are as
    many as there are matches."""
    totals = [sum(one["weight"] for one in result["reliability"]) for result in results]
    rows = [
        (one["said"], one["true"], one["weight"] / total * sum(totals) / len(totals))
        for result, total in zip(results, totals, strict=True)
        for one in result["reliability"]
    ]
    return np.array(rows, float).reshape(-1, 3).T


def _mean(results: Sequence[Mapping[str, Any]], name: str) -> float:
    return float(np.mean([result[name] for result in results]))


def _share(called: Sequence[tuple[float, float]]) -> float:
    total = sum(share for share, _ in called)
    return sum(share * precision for share, precision in called) / total if total else 0.0
