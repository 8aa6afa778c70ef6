"""The ranking beside its parts, and queries with a wrong letter."""

from __future__ import annotations

import numpy as np
import pytest

from search.evaluation import beir, metrics
from search.evaluation.systems import Systems, compare, fused, recalls
from search.evaluation.typos import with_typo
from tests.unit.search.conftest import QUESTIONS, WordEncoder


@pytest.fixture
def desk() -> beir.TestSet:
    """Three questions put to six documents; the last one is its own document."""
    queries = [
        beir.Asked("a", "move a course to another server", "", {1: 1.0}, None),
        beir.Asked("b", "gloves for formaldehyde", "", {5: 1.0}, None),
        beir.Asked("3", "The autoclave stops before the end of the cycle", "", {6: 1.0}, 3),
    ]
    return beir.TestSet("desk", QUESTIONS, queries)


def test_every_system_gets_one_value_for_each_query(
    desk: beir.TestSet, word_encoder: WordEncoder
) -> None:
    systems = Systems(desk, word_encoder)
    systems = Systems(desk, word_encoder, left_out=systems.engine.ranking)

    found = compare(desk, systems)

    assert list(found) == ["BM25", "encoder 1", "fusion", "ours", "left out"]
    assert {len(values["mrr@10"]) for values in found.values()} == {3}
    assert found["ours"]["mrr@10"].tolist()[:2] == [1.0, 1.0]
    assert found["ours"]["mrr@10"].tolist() == found["left out"]["mrr@10"].tolist()


def test_no_system_finds_the_query_itself(desk: beir.TestSet, word_encoder: WordEncoder) -> None:
    systems = Systems(desk, word_encoder)

    assert compare(desk, systems)["BM25"]["recall@10"].tolist() == [1.0, 1.0, 0.0]


def test_fusion_puts_first_what_several_rankings_have_high() -> None:
    assert fused([[1, 2, 3], [2, 3, 4], [2, 1, 4]])[0] == 2


def test_a_typo_changes_one_word_that_tells_something() -> None:
    title = "How do I move a course to another server?"

    typed = with_typo(title, "en")

    assert typed != title
    assert typed == with_typo(title, "en")
    changed = [w for w, v in zip(title.split(), typed.split(), strict=True) if w != v]
    assert changed[0].strip("?") in {"move", "course", "another", "server"}
    assert with_typo("R or C++", "en") == "R or C++"


def test_recall_of_queries_with_typos_is_measured_query_by_query(
    desk: beir.TestSet, word_encoder: WordEncoder
) -> None:
    engine = Systems(desk, word_encoder).engine

    assert recalls(desk, engine, typos=False).shape == recalls(desk, engine, typos=True).shape


def test_the_interval_of_paired_differences_tells_noise_from_gain() -> None:
    noise, gain = [0.1, -0.1] * 20, [0.1, 0.2] * 20

    low, high = metrics.interval(noise)
    assert low < 0 < high
    assert metrics.interval(gain)[0] > 0
    assert metrics.interval(np.zeros(0)) == (0.0, 0.0)
