"""Measures of a ranking (Manning et al. 2008; Järvelin and Kekäläinen 2002)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

Relevant = Mapping[Any, float]  # document -> gain, above 0


def reciprocal_rank(ranked: Sequence[Hashable], relevant: Relevant, k: int = 10) -> float:
    """1 / rank of the first relevant document among the first k; 0 when there is none."""
    return next((1 / (i + 1) for i, id_ in enumerate(ranked[:k]) if id_ in relevant), 0.0)


def ndcg(ranked: Sequence[Hashable], relevant: Relevant, k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first k: 0..1."""
    ideal = sorted(relevant.values(), reverse=True)[:k]
    best = sum(gain / math.log2(i + 2) for i, gain in enumerate(ideal))
    got = sum(relevant.get(id_, 0.0) / math.log2(i + 2) for i, id_ in enumerate(ranked[:k]))
    return got / best if best else 0.0


def hit(ranked: Sequence[Hashable], relevant: Relevant, k: int = 5) -> float:
    """1 when a relevant document is among the first k, else 0."""
    return float(any(id_ in relevant for id_ in ranked[:k]))


def recall(ranked: Sequence[Hashable], relevant: Relevant, k: int = 10) -> float:
    """Share of the relevant documents that are among the first k: 0..1."""
    return sum(id_ in relevant for id_ in ranked[:k]) / len(relevant) if relevant else 0.0


def calibration_error(
    confidences: Sequence[float], outcomes: Sequence[bool], bins: int = 10
) -> float:
    """Expected calibration error with bins of equal width (Naeini et al. 2015): 0..1.

    The mean distance between the confidence and the share of true outcomes, bin by bin;
    0.0 for empty input.
    """
    if not len(confidences):
        return 0.0
    said, true = np.asarray(confidences, float), np.asarray(outcomes, float)
    places = np.minimum((said * bins).astype(int), bins - 1)
    gaps = (
        abs(said[places == b].mean() - true[places == b].mean()) * (places == b).mean()
        for b in range(bins)
        if (places == b).any()
    )
    return float(sum(gaps))
