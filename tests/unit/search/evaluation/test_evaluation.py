"""Measures and test sets, on cases small enough to count by hand."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from search.evaluation import beir, metrics, similar
from search.evaluation.pooled import ORDER, pooled
from search.features import FEATURES
from search.training.fitting import Listed
from search.training.ranking import with_one_model
from search.training.tasks import Task, tasks
from tests.unit.search.conftest import WordEncoder


def test_measures_of_a_ranking() -> None:
    ranked, relevant = ["a", "b", "c", "d"], {"b": 2.0, "d": 1.0, "gone": 1.0}

    assert metrics.reciprocal_rank(ranked, relevant) == 0.5
    assert metrics.hit(ranked, relevant, k=1) == 0.0
    assert metrics.hit(ranked, relevant, k=2) == 1.0
    assert metrics.recall(ranked, relevant) == pytest.approx(2 / 3)
    assert metrics.ndcg(["b", "d", "gone"], relevant) == pytest.approx(1.0)
    assert metrics.ndcg([], relevant) == 0.0


def test_calibration_error_is_the_gap_between_said_and_true() -> None:
    assert metrics.calibration_error([], []) == 0.0
    assert metrics.calibration_error([0.75] * 4, [1, 1, 1, 0]) == pytest.approx(0.0)
    assert metrics.calibration_error([1.0, 1.0], [True, False]) == pytest.approx(0.5)
    assert metrics.calibration_error([1.0, 0.0], [0, 0], weights=[1, 3]) == pytest.approx(0.25)


def test_a_reliability_diagram_has_a_bin_for_each_tenth_that_was_said() -> None:
    low, high = metrics.reliability([0.21, 0.27, 1.0], [False, True, True])

    assert (low.start, low.end, low.weight) == (0.2, 0.3, 2)
    assert low.said == pytest.approx(0.24)
    assert low.true == 0.5
    assert (high.start, high.said, high.true, high.weight) == (0.9, 1.0, 1.0, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A BEIR folder of three questions; the second query is in the corpus itself."""
    folder = tmp_path / "sets" / "desk"
    (folder / "qrels").mkdir(parents=True)
    write(
        folder / "corpus.jsonl.gz",
        {"_id": "a", "title": "reset the password", "text": "", "answers": ["ask the desk"]},
        {"_id": "b", "title": "forgotten password", "text": "since monday"},
        {"_id": "c", "title": "printer out of paper", "text": "it blinks"},
    )
    write(
        folder / "queries.jsonl.gz",
        {"_id": "q", "text": "password reset", "body": "it is gone"},
        {"_id": "b", "text": "forgotten password"},
        {"_id": "alone", "text": "nothing is relevant to this"},
    )
    rows = ["query-id\tcorpus-id\tscore", "q\ta\t2", "b\ta\t1", "b\tb\t1", "q\tz\t1", "q\tc\t0"]
    (folder / "qrels" / "test.tsv").write_text("\n".join(rows) + "\n")
    return folder


def write(file: Path, *records: dict[str, Any]) -> None:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


def test_a_folder_is_read_with_its_own_documents_marked(folder: Path) -> None:
    test = beir.read(folder)

    assert test.documents[0].title == "reset the password"
    assert [solution.text for solution in test.documents[0].solutions] == ["ask the desk"]
    assert [(asked.id, asked.own) for asked in test.queries] == [("q", None), ("b", 1)]
    assert [asked.relevant for asked in test.queries] == [{0: 2.0}, {0: 1.0}]


@pytest.mark.parametrize("fields", ["title", "title+body"])
def test_evaluating_a_folder(
    folder: Path, word_encoder: WordEncoder, fields: similar.Fields
) -> None:
    seen: list[tuple[int, int]] = []

    found = similar.evaluate(folder, word_encoder, fields, lambda *done: seen.append(done))

    assert {"mrr@10", "ndcg@10", "hit@5", "recall@10", "p50_ms", "p95_ms"} <= found.keys()
    assert (found["queries"], found["corpus"]) == (2, 3)
    assert found["mrr@10"] == found["recall@10"] == 1.0
    assert 0 <= found["abstains"] <= found["abstains_same"] <= 1
    assert sum(one["weight"] for one in found["reliability"]) == 4  # as they are, and as if new
    assert seen == [(3, 5), (4, 5), (5, 5)]  # three documents, then two queries


def test_sets_taken_together_weigh_the_same_and_even_each_other_out() -> None:
    def measured(true: float, queries: int) -> dict[str, Any]:
        said = metrics.Bin(0.6, 0.7, said=0.6, true=true, weight=2.0 * queries)
        return {
            **dict.fromkeys(ORDER, true),
            "queries": queries, "ece": abs(true - 0.6), "ece_floor": 0.01,
            "same_share": 1.0, "same_precision": true, "reliability": [asdict(said)],
        }  # fmt: skip

    both = pooled([measured(0.4, 10), measured(0.8, 1000)])

    assert both["mrr@10"] == both["same_precision"] == pytest.approx(0.6)
    assert both["ece"] == pytest.approx(0.0)
    assert both["ece_of_one"] == pytest.approx(0.2)
    assert (both["sets"], both["queries"]) == (2, 1010)
    assert both["reliability"][0]["weight"] == pytest.approx(2020)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        beir.read(tmp_path)


def test_tasks_add_bodies_and_mixed_communities(folder: Path) -> None:
    names = [task.name for task in tasks([folder.parent])]

    assert names == ["desk", "desk with bodies", "desk mixed", "desk with bodies mixed"]


def test_a_single_model_is_learned_as_if_each_of_the_two_were_it() -> None:
    features = np.arange(len(FEATURES), dtype=np.float64)[None, :]
    listed = Listed(features, np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.bool_))
    task = Task("desk", "desk", False, [], [])

    (_, (english,)), (_, (multilingual,)) = with_one_model([(task, [listed])])

    def value(one: Listed, name: str) -> float:
        return float(one.features[0, FEATURES.index(name)])

    for name in ("english_title", "multilingual_title"):
        assert value(english, name) == value(listed, "english_title")
        assert value(multilingual, name) == value(listed, "multilingual_title")
    assert value(english, "bm25") == value(multilingual, "bm25") == value(listed, "bm25")
