"""Measures of a ranking (Manning et al. 2008; Järvelin and Kekäläinen 2002)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

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
    confidences: ArrayLike,
    outcomes: ArrayLike,
    bins: int = 10,
    weights: ArrayLike | None = None,
) -> float:
    """Expected calibration error with bins of equal width (Naeini et al. 2015): 0..1.

    The mean distance between the confidence and the share of true outcomes, bin by bin, each
    bin as heavy as the weights (by default 1 each) in it; 0.0 for empty input.
    """
    said, true = np.asarray(confidences, float), np.asarray(outcomes, float)
    if not len(said):
        return 0.0
    weight = np.ones_like(said) if weights is None else np.asarray(weights, float)
    places = np.minimum((said * bins).astype(int), bins - 1)
    gaps = np.bincount(places, weights=weight * (said - true), minlength=bins)
    return float(np.abs(gaps).sum() / weight.sum())
