"""`qaforum evaluate similar` on one test set, and on a folder of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from qaforum.cli import main
from tests.unit.search.evaluation.test_evaluation import write


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Two sets of one question and one query each; the second asks for what nobody would find."""
    make(tmp_path / "easy", "How do I reset my password?")
    make(tmp_path / "hard", "Blue elephants dance on Tuesdays")
    return tmp_path


def make(folder: Path, asked: str) -> None:
    (folder / "qrels").mkdir(parents=True)
    write(
        folder / "corpus.jsonl.gz",
        {"_id": "a", "title": "How to reset a password?", "text": ""},
        {"_id": "b", "title": "The printer blinks", "text": ""},
    )
    write(folder / "queries.jsonl.gz", {"_id": "q", "text": asked})
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")


def evaluated(app: Flask, *arguments: str | Path) -> Result:
    words = ["evaluate", "similar", *map(str, arguments)]
    return CliRunner().invoke(main, words, obj=lambda: app)


def measured(app: Flask, folder: Path) -> dict[str, Any]:
    result = evaluated(app, "--json", folder)
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_one_set_gives_one_object(app: Flask, sets: Path) -> None:
    assert measured(app, sets / "easy")["mrr@10"] == 1.0


def test_a_folder_of_sets_is_measured_one_by_one_and_together(app: Flask, sets: Path) -> None:
    found = measured(app, sets)

    assert found["sets"].keys() == {"easy", "hard"}
    each = [one["mrr@10"] for one in found["sets"].values()]
    assert found["together"]["mrr@10"] == pytest.approx(sum(each) / 2)
    assert found["together"]["queries"] == 2

    said = evaluated(app, sets).output
    assert "easy" in said
    assert "ece_of_one" in said
    assert "█" in said


def test_a_set_among_others_that_lacks_a_file_is_named(app: Flask, sets: Path) -> None:
    (sets / "hard" / "corpus.jsonl.gz").unlink()

    result = evaluated(app, sets)

    assert result.exit_code == 2
    assert "corpus.jsonl" in result.output
    assert "hard" in result.output
