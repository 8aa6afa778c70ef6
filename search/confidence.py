"""How sure the engine is of each candidate: what the ranking says, and what needs no ranking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.candidates import Candidates, Match
from search.features import FEATURES
from search.ranking import Ranking

_APART = 1e-7  # of log-odds


def log_odds_of(
    ranking: Ranking, found: Candidates, exact: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Log-odds (n,) as the ranking alone says them; `exact` (n,) are those asked word for word.

    These are no rivals to the others: the solved question before one must not vanish behind its
    repetition. A higher score is never less likely.
    """
    log_odds = np.empty(len(found.ids))
    for part in (exact, ~exact):
        if part.any():
            features, rows = found.features[part], found.rows[part]
            order = np.argsort(-ranking.scores(features, rows), kind="stable")
            said = ranking.log_odds(features, rows)
            said[order] = descending(said[order])
            log_odds[part] = said
    return log_odds


def descending(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The closest values (n,) that descend (pool adjacent violators, Ayer et al. 1955), equal ones
    set apart by what nobody sees."""
    pools: list[tuple[float, int]] = []
    for value in values.tolist():
        total, count = value, 1
        while pools and total / count >= pools[-1][0] / pools[-1][1]:
            before, more = pools.pop()
            total, count = total + before, count + more
        pools.append((total, count))
    means = np.repeat([total / count for total, count in pools], [count for _, count in pools])
    return means - _APART * np.arange(len(values))


def confidences_of(
    ranking: Ranking, log_odds: NDArray[np.float64], exact: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Confidences (n,), 0..1: a title asked word for word is the same problem, whatever else is
    close."""
    confidences = ranking.probabilities(log_odds)
    certain: NDArray[np.float64] = np.where(exact, 0.99 + 0.01 * confidences, 0.99 * confidences)
    return certain


def match_of(
    ranking: Ranking, found: Candidates, place: int,
    confidence: np.float64, general: np.float64, log_odds: np.float64, openly: np.bool_,
) -> Match:  # fmt: skip
    """The candidate at a place; `general` is its confidence without the verdicts of a community."""
    entry = found.entries[place]
    return Match(
        id=entry.id,
        content_hash=entry.content_hash,
        confidence=float(confidence),
        level=ranking.level(float(confidence)),
        language=entry.language,
        features=dict(zip(FEATURES, found.features[place].tolist(), strict=True)),
        log_odds=float(log_odds),
        level_alone=ranking.level(float(general)),
        openly=bool(openly),
    )
