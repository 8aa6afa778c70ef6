"""What the engine proposes for the queries of each task: what there is to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.encoders import Encoder
from search.engine import Engine
from search.training.fitting import Listed
from search.training.tasks import Task

ELSEWHERE = 4.0  # what a title of another trade weighs: they are few, and should find nothing

Data = Sequence[tuple[Task, list[Listed]]]


def candidates(task: Task, encoder: Encoder) -> list[Listed]:
    """What the engine proposes for each query of a task, and then for those nothing answers."""
    engine = Engine(encoder)
    for start in range(0, len(task.documents), 256):
        batch = task.documents[start : start + 256]
        engine.put(batch, engine.embed(batch))
    lists = []
    for asked in task.queries:
        body = asked.body if task.with_bodies else ""
        own = () if asked.own is None else (asked.own,)
        found = engine.candidates(asked.title, body, exclude=own)
        relevant = np.array([id_ in asked.relevant for id_ in found.ids], dtype=np.bool_)
        lists.append(Listed(found.features.astype(np.float64), found.rows, relevant))
    for one in task.unanswered:
        found = engine.candidates(one.title)
        none = np.zeros(len(found.ids), dtype=np.bool_)
        weight = ELSEWHERE if one.kind == "foreign" else 1.0
        features = found.features.astype(np.float64)
        lists.append(Listed(features, found.rows, none, answered=False, weight=weight))
    return lists


def weighted(data: Data, as_typed: float = 1.0) -> list[tuple[float, list[Listed]]]:
    """Each family counts the same, however many tasks it has; those of titles as people type them
    `as_typed` times as much. All weights together are 1."""
    sizes = Counter(task.family for task, _ in data)
    weights = [(as_typed if task.as_typed else 1.0) / sizes[task.family] for task, _ in data]
    return [(w / sum(weights), lists) for w, (_, lists) in zip(weights, data, strict=True)]
