"""What a community's own verdicts say about the confidence.

Communities differ: where thousands ask about one subject much comes close and little is the very
same problem; where people use everyday words for what experts wrote, little comes close and much
is. Nothing but the verdicts of its members tells which of them a community is. Verdicts are asked
for, of a sample, or volunteered; of those who volunteer, whoever was helped says so less often than
whoever was not. A community that comes with a history has closed duplicates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

CERTAIN = 6.0  # odds of 400 to 1: beyond them one mistaken or false verdict would outweigh many
LEAST_SCALE = 0.25  # whatever is said: a higher score stays more likely
# Of those who were helped a third say so for each that says no, or a tenth, or all: nobody knows.
# What that adds to the log-odds of volunteered verdicts, and how far it may be off.
SILENCE, SILENCE_SPREAD = -1.1, 1.0
# What questions that came here as duplicates say first: further ones went unnoticed, so that they
# tell the offset and hardly the scale; and how far what members say here may be from it.
HISTORY_SCALE, AFTER_HISTORY = 0.1, 0.5
_FIXED = 1e9  # times the precision: it does not move
_STEPS = 50
_CLOSE = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far communities are from the ranking's confidence: standard deviations of the offset
    and of the scale that suit each of them."""

    offset: float = 0.9
    scale: float = 0.3


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Log-odds become `scale` times what they were, plus `offset`; without any it changes nothing.

    `verdicts` is how many it was learned from.
    """

    offset: float = 0.0
    scale: float = 1.0
    verdicts: int = 0

    def of(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The log-odds (n,) as this community knows them, in the same order."""
        return self.scale * log_odds + self.offset


def recalibrated(
    log_odds: ArrayLike,
    same: Sequence[bool],
    spread: Spread,
    volunteered: Sequence[bool] | None = None,
    around: Recalibration | None = None,
) -> Recalibration:
    """The recalibration that verdicts make likely.

    `log_odds` (n,) are those of first matches as the ranking alone says them, `same` whether each
    was the same problem, `volunteered` which verdicts were not asked for, by default none. A
    logistic regression (Platt 1999) with normal priors around "no change", as wide as communities
    differ (empirical Bayes, Efron and Morris 1973): few verdicts change little, and none nothing.
    Volunteered ones have one offset more, around SILENCE, which is the speakers' and not the
    community's. Log-odds beyond 6 count as 6, either way. `around` is what `from_history` made of
    the community before these verdicts, in place of "no change".
    """
    before = around or Recalibration()
    if before.verdicts:
        spread = Spread(min(spread.offset, AFTER_HISTORY), spread.scale)
    expected = np.array([before.offset, before.scale, SILENCE])
    x = np.clip(np.asarray(log_odds, float), -CERTAIN, CERTAIN)
    y = np.asarray(same, float)
    spoken = np.zeros_like(x) if volunteered is None else np.asarray(volunteered, float)
    columns = np.stack([np.ones_like(x), x, spoken], axis=1)
    precision = 1 / np.square([spread.offset, spread.scale, SILENCE_SPREAD])
    offset, scale, _ = _fitted(columns, y, expected, precision).tolist()
    if scale < LEAST_SCALE:  # the offset has to suit the scale that is taken
        least = np.array([before.offset, LEAST_SCALE, SILENCE])
        fixed = precision * np.array([1.0, _FIXED, 1.0])
        offset, scale, _ = _fitted(columns, y, least, fixed).tolist()
    return Recalibration(offset, scale, before.verdicts + len(x))


def from_history(log_odds: ArrayLike, same: Sequence[bool], spread: Spread) -> Recalibration:
    """What first matches say that were found for questions of which it is known whether they were
    closed as duplicates: log-odds (n,), and whether the match is of the same problem."""
    return recalibrated(log_odds, same, Spread(spread.offset, HISTORY_SCALE))


def _fitted(columns: Floats, y: Floats, around: Floats, precision: Floats) -> Floats:
    """The values by Newton's method; the loss is convex, so that halving a step ends."""
    found: Floats = around.copy()
    for _ in range(_STEPS):
        step = _step(columns, y, found, around, precision)
        before = _loss(columns, y, found, around, precision)
        while _loss(columns, y, found - step, around, precision) > before:
            step = step / 2
        found -= step
        if np.abs(step).max() < _CLOSE:
            break
    return found


def _step(columns: Floats, y: Floats, values: Floats, around: Floats, precision: Floats) -> Floats:
    likely = 1 / (1 + np.exp(-np.clip(columns @ values, -50, 50)))
    slope = columns.T @ (likely - y) + precision * (values - around)
    curve = (columns.T * (likely * (1 - likely))) @ columns + np.diag(precision)
    return np.asarray(np.linalg.solve(curve, slope), np.float64)


def _loss(columns: Floats, y: Floats, values: Floats, around: Floats, precision: Floats) -> float:
    log_odds = columns @ values
    losses = np.logaddexp(0, log_odds) - y * log_odds
    return float(losses.sum() + precision @ np.square(values - around) / 2)
