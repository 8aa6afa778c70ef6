"""What the ranking learns from: test sets alone, turned round, and mixed into communities."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from search.documents import Document
from search.evaluation import beir
from search.language import detect_language

DISTRACTORS = 800  # documents of other sets put beside a set to make a mixed community


@dataclass(frozen=True)
class Task:
    """Documents and the questions put to them; tasks of one family are left out together."""

    name: str
    family: str
    with_bodies: bool
    documents: Sequence[Document]
    queries: Sequence[beir.Asked]
    unanswered: Sequence[beir.Unasked] = ()

    @property
    def as_typed(self) -> bool:
        """Whether these are titles as people type them: such sets also have unanswered ones."""
        return bool(self.unanswered)


def tasks(
    directories: Sequence[Path], without: Collection[str] = (), mixed: bool = True
) -> list[Task]:
    """All tasks from the BEIR folders in some directories, those named in `without` left aside.

    Each set once as it is, once with bodies where its queries have them, once turned round
    (documents asked, queries found) where they differ in language, and, if `mixed`, each of these
    once more among documents of the other sets.
    """
    folders = [
        folder
        for directory in directories
        for folder in sorted(directory.iterdir())
        if folder.is_dir() and folder.name not in without
    ]
    sets = [beir.read(folder) for folder in folders]
    single = [task for test in sets for task in _tasks_of(test)]
    return single + ([_mixed(task, single) for task in single] if mixed else [])


def family(name: str) -> str:
    """Sets that share texts share the first word of their name."""
    return name.split("-")[0]


def _tasks_of(test: beir.TestSet) -> Iterator[Task]:
    yield Task(test.name, family(test.name), False, test.documents, test.queries, test.unanswered)
    if test.unanswered:  # in both languages already
        return
    if any(asked.body for asked in test.queries):
        name = f"{test.name} with bodies"
        yield Task(name, family(test.name), True, test.documents, test.queries)
    elif _language(asked.title for asked in test.queries) != test.documents[0].language:
        yield _turned(test)


def _turned(test: beir.TestSet) -> Task:
    documents = [
        Document(number, asked.title, asked.body, language=detect_language(asked.title))
        for number, asked in enumerate(test.queries)
    ]
    queries = []
    for document in test.documents:
        found = {n: 1.0 for n, asked in enumerate(test.queries) if document.id in asked.relevant}
        if found:
            queries.append(beir.Asked(str(document.id), document.title, "", found, None))
    return Task(f"{test.name} turned", family(test.name), False, documents, queries)


def _mixed(task: Task, others: Sequence[Task]) -> Task:
    """The task among documents of other families, in both languages alike."""
    pool = [
        document
        for other in others
        if other.family != task.family and not other.with_bodies and "turned" not in other.name
        for document in other.documents
    ]
    chooser = random.Random(task.name)
    added: list[Document] = []
    for language in ("en", "fr"):
        some = [document for document in pool if document.language == language]
        added += chooser.sample(some, min(len(some), DISTRACTORS // 2))
    start = 1 + max(document.id for document in task.documents)
    fresh = [replace(document, id=start + place) for place, document in enumerate(added)]
    return replace(task, name=f"{task.name} mixed", documents=[*task.documents, *fresh])


def _language(titles: Iterator[str]) -> str:
    return detect_language(" ".join(titles))
