"""A dump's duplicates are asked as if they were new."""

from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from search.evaluation import duplicates, sets
from search.evaluation.similar import evaluate
from tests.unit.search.conftest import WordEncoder

DUPLICATE, LINKED = 3, 1


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    text = "".join(f"<row {' '.join(f'{k}={quoteattr(str(v))}' for k, v in row.items())} />"
                   for row in rows)  # fmt: skip
    (folder / f"{name}.xml").write_text(f"<{name}>{text}</{name}>", encoding="utf-8")


def question(id_: int, title: str, **more: Any) -> dict[str, Any]:
    date = f"2020-01-{id_:02}T09:00:00.000"
    return {"Id": id_, "PostTypeId": 1, "CreationDate": date, "Title": title,
            "Body": "<p>Please help.</p>", **more}  # fmt: skip


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    answer = {"Id": 9, "PostTypeId": 2, "ParentId": 1, "CreationDate": "2020-01-09T09:00:00.000",
              "Body": "<p>Bleed the radiators.</p>"}  # fmt: skip
    write(tmp_path, "Posts", [
        question(1, "The heating stays cold in the morning", AcceptedAnswerId=9),
        question(2, "Who waters the plants in August"),
        question(3, "Heating cold every morning [duplicate]"),
        answer,
    ])  # fmt: skip
    write(tmp_path, "PostLinks", [
        {"Id": 1, "PostId": 3, "RelatedPostId": 1, "LinkTypeId": DUPLICATE},
        {"Id": 2, "PostId": 3, "RelatedPostId": 2, "LinkTypeId": LINKED},
        {"Id": 3, "PostId": 3, "RelatedPostId": 77, "LinkTypeId": DUPLICATE},
    ])  # fmt: skip
    return tmp_path


def test_what_was_closed_as_a_duplicate_is_asked_and_its_original_relevant(dump: Path) -> None:
    test = sets.read(dump)

    (asked,) = test.queries
    assert asked.title == "Heating cold every morning"
    assert (asked.own, asked.relevant) == (2, {0: 1.0})
    assert [solution.text for solution in test.documents[0].solutions] == ["Bleed the radiators."]
    assert [len(document.solutions) for document in test.documents] == [1, 0, 0]


def test_a_dump_is_measured_like_a_test_set(dump: Path) -> None:
    found = evaluate(dump, WordEncoder())

    assert (found["mrr@10"], found["queries"], found["corpus"]) == (1.0, 1, 3)


def test_a_dump_without_duplicates_says_so(dump: Path) -> None:
    write(dump, "PostLinks", [{"Id": 2, "PostId": 3, "RelatedPostId": 2, "LinkTypeId": LINKED}])
    with pytest.raises(ValueError, match="no duplicate"):
        duplicates.read(dump)
    (dump / "PostLinks.xml").unlink()
    with pytest.raises(ValueError, match="does not exist"):
        duplicates.read(dump)
