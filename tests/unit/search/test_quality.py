"""How good the search is on short titles, so that a change which breaks it does not go unnoticed.

The floors are some queries below what was measured; the ranking has learned from this community.
"""

from __future__ import annotations

from pathlib import Path

from search import Encoder
from search.evaluation import similar

COMMUNITIES = Path(__file__).parents[3] / "benchmarks" / "communities"


def test_short_titles_find_what_was_asked_in_either_language(encoder: Encoder) -> None:
    found = similar.evaluate(COMMUNITIES / "pools", encoder)

    assert found["first"] >= 0.55
    assert found["shown"] >= 0.7
    assert found["nearest"] >= 0.85
    assert found["ece"] <= 0.1
    assert min(one["shown"] for one in found["by_direction"].values()) >= 0.55
    assert found["unanswered"]["same trade"]["shown"] <= 0.5
    assert found["unanswered"]["foreign"]["shown"] <= 0.2
    assert found["unanswered"]["same trade"]["same"] <= 0.02
