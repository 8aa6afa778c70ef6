"""Measures of a ranking (Manning et al. 2008; Järvelin and Kekäläinen 2002)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
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
    found = reliability(confidences, outcomes, bins, weights)
    total = sum(one.weight for one in found)
    gaps = sum(one.weight * abs(one.said - one.true) for one in found)
    return float(gaps / total) if total else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Confidences from `start` to `end`: their mean, the share that came true, their weight."""

    start: float
    end: float
    said: float
    true: float
    weight: float


def reliability(
    confidences: ArrayLike,
    outcomes: ArrayLike,
    bins: int = 10,
    weights: ArrayLike | None = None,
) -> list[Bin]:
    """The bins of a reliability diagram, of equal width, lowest first; empty ones left out."""
    said, true = np.asarray(confidences, float), np.asarray(outcomes, float)
    weight = np.ones_like(said) if weights is None else np.asarray(weights, float)
    places = np.minimum((said * bins).astype(int), bins - 1)
    sums, saids, trues = (
        np.bincount(places, weights=weight * values, minlength=bins)
        for values in (np.ones_like(said), said, true)
    )
    return [
        Bin(place / bins, (place + 1) / bins, saids[place] / total, trues[place] / total, total)
        for place, total in enumerate(sums.tolist())
        if total
    ]


def interval(
    differences: ArrayLike, share: float = 0.95, resamples: int = 10_000
) -> tuple[float, float]:
    """Bootstrap interval (Efron 1979) of the mean of paired differences; the same every time."""
    values = np.asarray(differences, float)
    if not len(values):
        return 0.0, 0.0
    places = np.random.default_rng(0).integers(len(values), size=(resamples, len(values)))
    low, high = np.quantile(values[places].mean(axis=1), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)
