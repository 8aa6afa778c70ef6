"""Reading test sets in the BEIR layout (Thakur et al. 2021)."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from search.documents import Document, Solution
from search.language import detect_language

# Closed duplicates name the original in their text: a label, not something the asker wrote.
_LEAK = re.compile(
    r"^\W*(possible duplicate|this question already has (an )?answers?( here)?)\W*$"
    r"(\n+.+)?",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Asked:
    """One query of a test set, and the gain of each relevant document."""

    id: str
    title: str
    body: str
    relevant: dict[int, float]
    own: int | None  # the document that is the query itself
    language: str = ""  # as the set says it


@dataclass(frozen=True)
class Unasked:
    """A title that no document answers; `kind` says how far it is from them."""

    title: str
    kind: str


@dataclass(frozen=True)
class TestSet:
    """A corpus whose documents are numbered from 0, and the queries to put to it.

    `unanswered` are those that nothing answers.
    """

    __test__ = False  # no test for pytest to collect

    name: str
    documents: list[Document]
    queries: list[Asked]
    unanswered: list[Unasked] = field(default_factory=list)


def read(directory: Path) -> TestSet:
    """Read `corpus.jsonl[.gz]`, `queries.jsonl[.gz]` and `qrels/test.tsv`, and where it is there
    `unanswered.jsonl[.gz]`.

    Queries without a relevant document in the corpus (their own left aside) are left out.
    Raises FileNotFoundError when a file is missing.
    """
    records = list(_records(directory, "corpus"))
    numbers = {str(record["_id"]): number for number, record in enumerate(records)}
    relevant = _judgements(directory / "qrels" / "test.tsv", numbers)
    queries = []
    for record in _records(directory, "queries"):
        id_ = str(record["_id"])
        own = numbers.get(id_)
        gains = {doc: gain for doc, gain in relevant[id_].items() if doc != own}
        if gains:
            queries.append(_asked(record, gains, own))
    documents = list(map(_document, records, numbers.values()))
    return TestSet(directory.name, documents, queries, _unanswered(directory))


def clean(body: str) -> str:
    """A body without the block that names the question it was closed as a duplicate of."""
    return _LEAK.sub("", body).strip()


def _asked(record: dict[str, Any], gains: dict[int, float], own: int | None) -> Asked:
    title, body = record["text"], clean(record.get("body") or "")
    return Asked(str(record["_id"]), title, body, gains, own, record.get("language") or "")


def _unanswered(directory: Path) -> list[Unasked]:
    if not any((directory / f"unanswered.jsonl{end}").exists() for end in ("", ".gz")):
        return []
    return [Unasked(one["text"], one.get("kind", "")) for one in _records(directory, "unanswered")]


def _document(record: dict[str, Any], number: int) -> Document:
    title, body = record.get("title") or "", clean(record.get("text") or "")
    answers = record.get("answers") or ()
    return Document(
        id=number,
        title=title,
        body=body,
        solutions=tuple(Solution(i, text) for i, text in enumerate(answers) if text.strip()),
        language=detect_language(f"{title}\n{body}"),
    )


def _records(directory: Path, name: str) -> Iterator[dict[str, Any]]:
    with _open(directory, f"{name}.jsonl") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _open(directory: Path, name: str) -> IO[str]:
    packed = directory / f"{name}.gz"
    if packed.exists():
        return gzip.open(packed, "rt", encoding="utf-8")
    return (directory / name).open(encoding="utf-8")


def _judgements(file: Path, numbers: dict[str, int]) -> defaultdict[str, dict[int, float]]:
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            number = numbers.get(row["corpus-id"])
            if number is not None and float(row["score"]) > 0:
                found[row["query-id"]][number] = float(row["score"])
    return found
