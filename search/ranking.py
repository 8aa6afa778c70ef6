"""Candidates to one list with calibrated confidence.

A linear score of few named features, one row of weights for each kind of language pair, all
rows on one scale, since a list may mix languages. The score becomes a probability by a
logistic function that also sees the best rival and the crowd: where other documents come
nearly as close, the closest is less likely to be the same problem. The coefficients are data
(`data/ranking.json`), learned by `search.training.ranking`. What is true of communities in general
is then corrected by what is known of this one (`search.recalibration`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from search.features import FEATURES
from search.recalibration import Recalibration, Spread

Level = Literal["same", "related"]

ROWS = ("english", "same language", "across languages")
CROWD = slice(2, 6)  # places in the list whose mean score is the crowd; two may be duplicates


def row_of(query_language: str, language: str) -> int:
    """Which row of weights a pair of languages uses (an index into ROWS)."""
    if query_language != language:
        return 2
    return 0 if language == "en" else 1


@dataclass(frozen=True)
class Calibration:
    """From scores to log-odds: slope * score + rival * (rival's score) + crowd * (crowd's) + ...

    The rival of a candidate is the best of the others. `lowest_rival` stands in where there is
    none or a lower one, so that a small corpus makes nothing certain; `lowest_crowd` likewise, and
    `usual_crowd` for the places that a small corpus does not fill.
    """

    slope: float = 1.0
    rival: float = 0.0
    crowd: float = 0.0
    intercept: float = 0.0
    lowest_rival: float = 0.0
    usual_crowd: float = 0.0
    lowest_crowd: float = -math.inf

    def log_odds(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds (n,) of being the same problem, for the scores of one query's candidates.

        They are in the order of the scores.
        """
        crowds = np.full(len(scores), self.crowd_of(scores))
        return self.of(scores, rivals_of(scores, self.lowest_rival), crowds)

    def crowd_of(self, scores: NDArray[np.float64]) -> float:
        """The crowd among these scores, in any order."""
        return max(crowd_of(scores, self.usual_crowd), self.lowest_crowd)

    def of(
        self,
        scores: NDArray[np.float64],
        rivals: NDArray[np.float64],
        crowds: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Log-odds (n,) for scores, and the rival and the crowd that each of them has."""
        log_odds: NDArray[np.float64] = (
            self.slope * scores + self.rival * rivals + self.crowd * crowds + self.intercept
        )
        return log_odds


def rivals_of(scores: NDArray[np.float64], lowest: float) -> NDArray[np.float64]:
    """For each candidate the best score of the others (n,), `lowest` at least."""
    first, second = np.sort(np.append(scores, [lowest, lowest]))[::-1][:2]
    rivals: NDArray[np.float64] = np.where(scores == first, second, first)
    return np.maximum(rivals, lowest)


def crowd_of(scores: NDArray[np.float64], usual: float) -> float:
    """The mean score of the 3rd to the 6th candidate; missing ones count as `usual`."""
    best = np.sort(scores)[::-1][CROWD]
    missing = CROWD.stop - CROWD.start - len(best)
    return float((best.sum() + missing * usual) / (len(best) + missing))


def _no_evidence() -> NDArray[np.float64]:
    return np.zeros((len(ROWS), len(FEATURES) + 1))


@dataclass(frozen=True)
class Ranking:
    """Weights of shape (len(ROWS), len(FEATURES)), an intercept a row, and three thresholds.

    `evidence`, of the same shape as the weights and its intercepts after them, (len(ROWS),
    len(FEATURES) + 1), is what the features say of the confidence beyond the score. `same` is what
    a match is called from; a list is shown where its first match reaches `related`, and of the
    others those that reach `beside`.
    """

    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    calibration: Calibration
    same: float
    related: float
    beside: float = 0.0
    evidence: NDArray[np.float64] = field(default_factory=_no_evidence)
    spread: Spread = field(default_factory=Spread)
    recalibration: Recalibration = field(default_factory=Recalibration)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Ranking:
        """Read the JSON form; a feature that is not named weighs nothing."""
        rows = data["rows"]
        weights = [[rows[row]["weights"].get(name, 0.0) for name in FEATURES] for row in ROWS]
        intercepts = [rows[row]["intercept"] for row in ROWS]
        calibration = Calibration(**data["calibration"])
        spread = Spread(**data.get("spread", {}))
        levels = data["thresholds"]
        evidence = _no_evidence()
        for place, row in enumerate(ROWS):
            said = rows[row].get("evidence", {})
            evidence[place] = [*(said.get(name, 0.0) for name in FEATURES), said.get("", 0.0)]
        return cls(
            np.array(weights), np.array(intercepts), calibration,
            **{"beside": levels["related"], **levels}, evidence=evidence, spread=spread,
        )  # fmt: skip

    def scores(self, features: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Scores (n,) to rank by. `features` (n, len(FEATURES)); `rows` (n,) index ROWS."""
        scores: NDArray[np.float64] = (features * self.weights[rows]).sum(axis=1)
        return scores + self.intercepts[rows]

    @cached_property
    def uncorrected(self) -> Ranking:
        """The same, as if nothing were known of the community."""
        return replace(self, recalibration=Recalibration())

    def log_odds(
        self, features: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Log-odds (n,) of being the same problem, for all candidates of a query, in a community
        of which nothing is known."""
        log_odds = self.calibration.log_odds(self.scores(features, rows))
        return log_odds + self.evident(features, rows)

    def evident(
        self, features: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """What the features (n, len(FEATURES)) add to the log-odds, (n,), whatever else is near."""
        said = self.evidence[rows]
        added: NDArray[np.float64] = (features * said[:, :-1]).sum(axis=1) + said[:, -1]
        return added

    def probabilities(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds (n,) as probabilities, 0..1, corrected by what is known of the community."""
        return _probabilities(self.recalibration.of(log_odds))

    def unrivalled(
        self, features: NDArray[np.float32], rows: NDArray[np.int64], most: int
    ) -> NDArray[np.float64]:
        """The confidence of the first `most` candidates, given best first, each as if those before
        it were not there: a strong match takes nothing away from what else is related. Uncorrected.
        """
        scores, first = self.scores(features, rows), min(most, len(features))
        alone = np.array([self.calibration.log_odds(scores[i:])[0] for i in range(first)])
        return _probabilities(alone + self.evident(features[:first], rows[:first]))

    def shows(self, log_odds: float) -> bool:
        """Whether a first match is near enough to be shown, whatever verdicts say."""
        return bool(_probabilities(np.array(log_odds)) >= self.related)

    def level(self, confidence: float) -> Level:
        """What to call a match of this confidence."""
        return "same" if confidence >= self.same else "related"


def _probabilities(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -50, 50)))
    return probabilities


def load_ranking(models: int = 2) -> Ranking:
    """The ranking that comes with the package, for an encoder of so many models."""
    name = "ranking.json" if models > 1 else "ranking_of_one.json"
    return Ranking.from_dict(json.loads((files("search") / "data" / name).read_text()))
