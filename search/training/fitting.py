"""Fitting: a listwise softmax for the order, a logistic function for the confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from search.features import FEATURES
from search.ranking import CROWD, ROWS, Calibration, crowd_of, rivals_of

Floats = NDArray[np.float64]
COMPARED = 5  # candidates of each query that the confidence is fitted to
EVIDENCE_PENALTY = 1e-4
_LEAST_DEVIATION = 1e-3


@dataclass(frozen=True)
class Listed:
    """The candidates of one query: features (n, len(FEATURES)), rows (n,), relevant (n,).

    Not `answered`: it is known that nothing in the whole corpus is relevant.
    """

    features: Floats
    rows: NDArray[np.int64]
    relevant: NDArray[np.bool_]
    answered: bool = True
    weight: float = 1.0  # of what the confidence learns from it

    def scores(self, weights: Floats, intercepts: Floats) -> Floats:
        """Scores (n,) by weights (rows, features) and intercepts (rows,)."""
        scores: Floats = (self.features * weights[self.rows]).sum(axis=-1)
        return scores + intercepts[self.rows]


def fit_weights(
    groups: Sequence[tuple[float, Sequence[Listed]]],
    prior: tuple[Floats, Floats],
    free: NDArray[np.bool_],
    penalty: float,
) -> tuple[Floats, Floats]:
    """Weights (rows, features) and intercepts (rows,) that put the relevant first.

    Minimises the negative log of the softmax share of the relevant candidates (listwise, after
    Cao et al. 2007), each group's mean weighted as given, plus `penalty` times the squared
    distance from the prior. Only the weights marked `free` (rows, features) move.
    """
    start = np.concatenate([prior[0][free], prior[1]])
    padded = [(weight, _padded([one for one in group if one.relevant.any()]))
              for weight, group in groups]  # fmt: skip

    def unpack(values: Floats) -> tuple[Floats, Floats]:
        weights = prior[0].copy()
        weights[free] = values[: -len(ROWS)]
        return weights, values[-len(ROWS) :]

    def loss(values: Floats) -> tuple[float, Floats]:
        away = values - start
        total, gradient = penalty * float(away @ away), 2 * penalty * away
        for weight, lists in padded:
            value, slopes, levels = _listwise(lists, *unpack(values))
            total += weight * value
            gradient += weight * np.concatenate([slopes[free], levels])
        return total, gradient

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return unpack(best.x)


def _padded(lists: Sequence[Listed]) -> tuple[Listed, NDArray[np.bool_]]:
    """All queries in arrays of one length, and which candidates are real."""
    shape = (len(lists), max(len(one.rows) for one in lists))
    features = np.zeros((*shape, len(FEATURES)))
    rows = np.zeros(shape, dtype=np.int64)
    relevant, real = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for place, one in enumerate(lists):
        n = len(one.rows)
        features[place, :n], rows[place, :n] = one.features, one.rows
        relevant[place, :n], real[place, :n] = one.relevant, True
    return Listed(features, rows, relevant), real


def _listwise(
    lists: tuple[Listed, NDArray[np.bool_]], weights: Floats, intercepts: Floats
) -> tuple[float, Floats, Floats]:
    """The mean loss of padded lists, and its gradient by weights and by intercepts."""
    padded, real = lists
    scores = np.where(real, padded.scores(weights, intercepts), -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    share = powers / powers.sum(axis=1, keepdims=True)
    right = np.where(padded.relevant, share, 0.0)
    found = np.maximum(right.sum(axis=1, keepdims=True), 1e-300)
    pull = (share - right / found) / len(share)
    here = [np.where(padded.rows == row, pull, 0.0) for row in range(len(ROWS))]
    slopes = np.stack([np.einsum("qc,qcf->f", one, padded.features) for one in here])
    return float(-np.log(found).mean()), slopes, np.array([one.sum() for one in here])


@dataclass(frozen=True)
class Examples:
    """Candidates among the first of their lists, each value (n,): what confidence learns from."""

    scores: Floats
    rivals: Floats
    crowds: Floats
    relevant: Floats  # 0 or 1
    places: Floats  # 0 is the first of its list
    weights: Floats
    rows: NDArray[np.int64]
    features: Floats  # (n, len(FEATURES))


def examples(
    lists: Sequence[Listed], weights: Floats, intercepts: Floats, usual: Calibration
) -> Examples:
    """The first candidates of each query, with `usual`'s stand-ins for rivals and crowds.

    Each query counts twice: as it is, and with its relevant documents gone, as if the problem
    had never been asked before.
    """
    made = []
    for one in lists:
        scores = one.scores(weights, intercepts)
        for kept in (np.ones_like(one.relevant), ~one.relevant)[: 2 if one.answered else 1]:
            some, right = scores[kept], one.relevant[kept]
            first = np.argsort(-some, kind="stable")[:COMPARED]
            rivals = rivals_of(some, usual.lowest_rival)[first]
            crowds = np.full(len(first), usual.crowd_of(some))
            values = [
                some[first], rivals, crowds, right[first], np.arange(len(first)),
                np.full(len(first), one.weight), one.rows[kept][first],
            ]  # fmt: skip
            made.append(np.stack([*values, *one.features[kept][first].T]))
    scores, rivals, crowds, right, places, weights, rows, *features = np.concatenate(made, axis=1)
    columns = np.stack(features, axis=1)
    return Examples(scores, rivals, crowds, right, places, weights, rows.astype(np.int64), columns)


def stand_ins(
    lists: Sequence[Sequence[Listed]], weights: Floats, intercepts: Floats
) -> Calibration:
    """The median crowd, the lowest rival but for one in twenty and the lowest crowd but for one in
    four, each set counting the same."""
    crowds, lowest, rivals = [], [], []
    for some in lists:
        scores = [one.scores(weights, intercepts) for one in some if len(one.rows) >= CROWD.stop]
        each = [crowd_of(one, 0.0) for one in scores]
        crowds.append(np.median(each))
        lowest.append(np.quantile(each, 0.25))
        rivals.append(np.quantile([np.sort(one)[-2] for one in scores], 0.05))
    return Calibration(
        lowest_rival=float(np.median(rivals)),
        usual_crowd=float(np.median(crowds)),
        lowest_crowd=float(np.median(lowest)),
    )


def fit_confidence(
    groups: Sequence[tuple[float, Examples]], usual: Calibration
) -> tuple[Calibration, Floats]:
    """The logistic function (Platt 1999) to being relevant, from score, rival and crowd, and from
    the features of each row: the calibration and the evidence of a `Ranking`.

    Each group's mean log loss is weighted as given; the stand-ins are those of `usual`.
    """
    columns = np.concatenate([_columns(some) for _, some in groups])
    relevant = np.concatenate([some.relevant for _, some in groups])
    weights = np.concatenate([w * some.weights / some.weights.sum() for w, some in groups])
    deviations = np.sqrt(weights @ np.square(columns - weights @ columns / weights.sum()))
    scale = np.maximum(deviations, _LEAST_DEVIATION)
    columns = columns / scale

    def loss(values: Floats) -> tuple[float, Floats]:
        log_odds = columns @ values
        losses = np.logaddexp(0, log_odds) - relevant * log_odds
        slopes = columns.T @ (weights * (expit(log_odds) - relevant))
        return float(
            weights @ losses + EVIDENCE_PENALTY * values @ values
        ), slopes + 2 * EVIDENCE_PENALTY * values

    best = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B",
                    options={"maxiter": 500})  # fmt: skip
    slope, rival, crowd, intercept, *evidence = (best.x / scale).tolist()
    calibration = replace(usual, slope=slope, rival=rival, crowd=crowd, intercept=intercept)
    return calibration, np.array(evidence).reshape(len(ROWS), len(FEATURES) + 1)


def _columns(some: Examples) -> Floats:
    """What the confidence is made of, (n, 4 + rows * (features + 1)), the features of other rows
    than a candidate's own being 0."""
    ones = np.ones((len(some.scores), 1))
    own = np.eye(len(ROWS))[some.rows]
    evidence = own[:, :, None] * np.hstack([some.features, ones])[:, None, :]
    common = np.stack([some.scores, some.rivals, some.crowds], axis=1)
    return np.hstack([common, ones, evidence.reshape(len(ones), -1)])
