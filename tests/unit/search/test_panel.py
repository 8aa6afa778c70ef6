"""What a panel shows of a test set, on cases small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.candidates import Match
from search.documents import Document
from search.evaluation import beir, panel, similar
from search.evaluation.beir import Asked, TestSet, Unasked
from search.ranking import Level
from search.shown import to_show
from tests.unit.search.conftest import WordEncoder
from tests.unit.search.evaluation.test_evaluation import write


def match(id_: int, *, openly: bool = True, level: Level = "related") -> Match:
    return Match(id_, "", confidence=0.5, level=level, language="en", openly=openly)


def test_five_are_shown_openly_and_of_the_others_three_are_folded() -> None:
    found = to_show([match(n, openly=n < 7) for n in range(12)])

    assert [one.id for one in found.openly] == [0, 1, 2, 3, 4]
    assert [one.id for one in found.nearest] == [7, 8, 9]


DOCUMENTS = [Document(n, f"problem {n}", language="fr" if n % 2 else "en") for n in range(6)]


def asked(right: int, language: str = "en") -> Asked:
    return Asked("q", "a problem", "", {right: 1.0}, None, language)


def test_a_right_one_is_shown_openly_or_folded_or_not_at_all() -> None:
    test = TestSet("desk", DOCUMENTS, [asked(0), asked(1), asked(2), asked(3, "fr")])
    found = panel.measures(
        test,
        [
            [match(0), match(1)],  # first
            [match(0), match(1)],  # second
            [match(0), match(2, openly=False)],  # folded
            [match(4, openly=False)],  # elsewhere
        ],
    )

    assert (found["shown"], found["nearest"], found["first"]) == (0.5, 0.75, 0.25)
    assert (found["nothing"], found["neither"]) == (0.25, 0.0)
    assert found["by_direction"]["en>fr"]["shown"] == 1.0
    assert found["by_direction"]["en>en"]["queries"] == 2
    assert found["by_direction"]["fr>fr"]["ranked"] == 0.0


def test_what_is_shown_to_those_whose_problem_is_new_is_counted_by_kind() -> None:
    test = TestSet("desk", DOCUMENTS, [], [Unasked("a", "near"), Unasked("b", "near")])
    found = panel.of_unanswered(
        test, [[match(0, level="same")], [match(1, openly=False, level="same")]]
    )

    assert found["unanswered"] == {"near": {"queries": 2, "shown": 0.5, "same": 0.5}}


@pytest.mark.parametrize("packed", [True, False])
def test_unanswered_titles_are_read_and_measured(
    tmp_path: Path, word_encoder: WordEncoder, packed: bool
) -> None:
    end = ".gz" if packed else ""
    write(tmp_path / f"corpus.jsonl{end}", {"_id": "a", "title": "reset the password", "text": ""})
    write(tmp_path / f"queries.jsonl{end}", {"_id": "q", "text": "the password", "language": "en"})
    write(tmp_path / f"unanswered.jsonl{end}", {"_id": "u", "text": "zebra", "kind": "foreign"})
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")

    found = similar.evaluate(tmp_path, word_encoder)

    assert beir.read(tmp_path).unanswered == [Unasked("zebra", "foreign")]
    assert found["by_direction"].keys() == {"en>en"}
    assert found["unanswered"]["foreign"]["queries"] == 1
    assert json.dumps(found)
