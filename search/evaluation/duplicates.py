"""The duplicates of a Stack Exchange dump as a test set: what was closed as asked before."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from search.documents import Document, Solution
from search.evaluation import stackexchange
from search.evaluation.beir import Asked, TestSet
from search.evaluation.stackexchange import Question
from search.language import detect_language

_DUPLICATE = "3"  # LinkTypeId


def is_dump(directory: Path) -> bool:
    """Whether the folder is a dump rather than a test set in the BEIR layout."""
    return (directory / "Posts.xml").is_file()


def read(directory: Path) -> TestSet:
    """All questions as documents, with their accepted answers; those closed as a duplicate are the
    queries, and what they duplicate is relevant. Without what closing wrote into them.

    Reads `Posts.xml` and `PostLinks.xml`. Raises ValueError, with a sentence to show, when the
    folder is not such a dump, or nothing in it is a duplicate.
    """
    asked = stackexchange.read(directory)
    numbers = {question.id: number for number, question in enumerate(asked)}
    originals: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for row in stackexchange.rows(directory / "PostLinks.xml"):
        one, other = (numbers.get(int(row.get(name) or 0)) for name in ("PostId", "RelatedPostId"))
        if row.get("LinkTypeId") == _DUPLICATE and one is not None and other is not None:
            originals[one][other] = 1.0
    if not originals:
        raise ValueError(f"{directory / 'PostLinks.xml'} names no duplicate of another question")
    queries = [
        Asked(str(asked[own].id), asked[own].title, asked[own].body, relevant, own)
        for own, relevant in sorted(originals.items())
    ]
    documents = [_document(question, number) for number, question in enumerate(asked)]
    return TestSet(directory.name, documents, queries)


def _document(question: Question, number: int) -> Document:
    return Document(
        id=number,
        title=question.title,
        body=question.body,
        solutions=tuple(
            Solution(answer.id, answer.text)
            for answer in question.answers
            if answer.id == question.accepted_answer_id and answer.text.strip()
        ),
        tags=question.tags,
        language=detect_language(f"{question.title}\n{question.body}"),
    )
