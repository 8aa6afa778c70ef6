"""What the engine proposes for the queries of each task: what there is to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.encoders import Encoder
from search.engine import Engine
from search.training.fitting import Listed
from search.training.tasks import Task

Data = Sequence[tuple[Task, list[Listed]]]


def candidates(task: Task, encoder: Encoder) -> list[Listed]:
    """What the engine proposes for each query of a task."""
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
    return lists


def weighted(data: Data) -> list[tuple[float, list[Listed]]]:
    """Each family counts the same, however many tasks it has."""
    sizes = Counter(task.family for task, _ in data)
    return [(1 / sizes[task.family] / len(sizes), lists) for task, lists in data]
