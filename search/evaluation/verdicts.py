"""How true the confidence is within one community, and what its members' verdicts make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from search.evaluation.metrics import calibration_error
from search.recalibration import Recalibration, Spread, recalibrated

FEW, MANY = 25, 50  # verdicts that a community has given
SPOKEN = 0.2  # of those whom a suggestion helped say so, where verdicts are volunteered
REPEATS = 100
_SEED = 0

Asked = Sequence[tuple[float, bool]]  # one query, as it is and as if it were new: log-odds, right


def floor(confidences: ArrayLike, repeats: int = 200) -> float:
    """The calibration error to be expected of so few queries even if every confidence were true:
    its mean over outcomes drawn with just these probabilities; 0..1."""
    said = np.asarray(confidences, float)
    dice = np.random.default_rng(_SEED)
    drawn = (calibration_error(said, dice.random(len(said)) < said) for _ in range(repeats))
    return float(np.mean(list(drawn))) if len(said) else 0.0


def after_verdicts(
    queries: Sequence[Asked],
    verdicts: int,
    spread: Spread,
    same: float,
    spoken: float | None = None,
) -> dict[str, Any] | None:
    """The measures of the confidence once so many verdicts were heard; None: too few queries.

    `ece`, its `floor`, and `same_precision`: how often what reaches `same` is true. Some of the
    queries, drawn anew a hundred times, give one verdict each, on what was found as it is or as if
    it were new; the others are measured, each time by themselves: these are the means. The verdicts
    are asked for, or volunteered, where only the share `spoken` of those who were helped say so.
    """
    if len(queries) < verdicts + verdicts // 2:
        return None
    dice = np.random.default_rng(_SEED)
    drawn = [_drawn(queries, verdicts, spread, spoken, dice) for _ in range(REPEATS)]
    called = np.concatenate([true[said >= same] for said, true in drawn])
    return {
        "ece": float(np.mean([calibration_error(*one) for one in drawn])),
        "floor": float(np.mean([floor(said, repeats=10) for said, _ in drawn])),
        "same_precision": float(called.mean()) if len(called) else 0.0,
    }


def _drawn(
    queries: Sequence[Asked],
    verdicts: int,
    spread: Spread,
    spoken: float | None,
    dice: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Confidences and outcomes of the queries that gave no verdict."""
    given: list[tuple[float, bool]] = []
    rest: list[tuple[float, bool]] = []
    for place in dice.permutation(len(queries)).tolist():
        asked = queries[place]
        verdict = asked[int(dice.integers(len(asked)))] if asked else None
        speaks = spoken is None or (verdict and not verdict[1]) or dice.random() < spoken
        if verdict and speaks and len(given) < verdicts:
            given.append(verdict)
        else:
            rest.extend(asked)
    log_odds, same = [odds for odds, _ in given], [right for _, right in given]
    learned = recalibrated(log_odds, same, spread, [spoken is not None] * len(given))
    return said(rest, learned), np.array([right for _, right in rest], float)


def said(asked: Asked, recalibration: Recalibration | None = None) -> NDArray[np.float64]:
    """The confidences (n,) that these log-odds are."""
    log_odds = np.array([odds for odds, _ in asked], float)
    corrected = (recalibration or Recalibration()).of(log_odds)
    confidences: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(corrected, -50, 50)))
    return confidences
