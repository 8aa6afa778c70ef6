"""Candidates to one list with calibrated confidence.

A logistic model of few named features, one row of weights for each pair of languages, all
rows on the one scale of a log-odds: a list may mix languages. The coefficients are data
(`data/ranking.json`), learned by `search.training.ranking`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Level = Literal["same", "related"]

FEATURES = (
    "english_question",  # cosines of the first encoder part: query to title and body,
    "english_title",  # to the title alone,
    "english_solution",  # to the closest solution (to the question where there is none)
    "english_hub",  # mean cosine of the document's title to its nearest titles
    "multilingual_question",  # the same of the last encoder part
    "multilingual_title",
    "multilingual_solution",
    "multilingual_hub",
    "bm25",  # BM25 divided by the highest of this query
    "overlap",  # share of the query's words in the title, weighted by their rarity
    "solved",  # 1 where the document has a solution
)
ROWS = ("english", "same language", "across languages")


def row_of(query_language: str, language: str) -> int:
    """Which row of weights a pair of languages uses (an index into ROWS)."""
    if query_language != language:
        return 2
    return 0 if language == "en" else 1


@dataclass(frozen=True)
class Ranking:
    """Weights of shape (len(ROWS), len(FEATURES)), an intercept a row, and two thresholds."""

    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    same: float
    related: float

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Ranking:
        """Read the JSON form; a feature that is not named weighs nothing."""
        rows: Mapping[str, Any] = data["rows"]  # type: ignore[assignment]
        thresholds: Mapping[str, float] = data["thresholds"]  # type: ignore[assignment]
        weights = [[rows[row]["weights"].get(name, 0.0) for name in FEATURES] for row in ROWS]
        intercepts = [rows[row]["intercept"] for row in ROWS]
        return cls(np.array(weights), np.array(intercepts), **thresholds)

    def confidences(
        self, features: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Probabilities (n,), 0..1, of being the same problem.

        `features` has shape (n, len(FEATURES)); `rows` (n,) names the row of each candidate.
        """
        log_odds = (features * self.weights[rows]).sum(axis=1) + self.intercepts[rows]
        probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-log_odds))
        return probabilities

    def level(self, confidence: float) -> Level:
        """What to call a match of this confidence."""
        return "same" if confidence >= self.same else "related"


def load_ranking() -> Ranking:
    """The ranking that comes with the package."""
    return Ranking.from_dict(json.loads((files("search") / "data" / "ranking.json").read_text()))


def best_first(confidences: Sequence[float] | NDArray[np.float64]) -> NDArray[np.int64]:
    """Places of the candidates, the most confident first; ties keep their order."""
    return np.argsort(-np.asarray(confidences), kind="stable")
