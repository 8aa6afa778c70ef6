"""Answers given a moment ago: many ask the same, and who goes back to a title asks it again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Recent(Generic[Answer]):
    """The last `most` answers, each of one version of what was asked; safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, tuple[int, Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, question: Hashable, version: int | None, find: Callable[[], Answer]) -> Answer:
        """What `find` gave for this question at this version, or gives now.

        `version` is read before the call: an answer found while things change belongs to what was
        before, and is never given afterwards. None: it is changing, and nothing is kept.
        """
        if version is None:
            return find()
        with self._lock:
            kept = self._answers.get(question)
            if kept is not None and kept[0] == version:
                self._answers.move_to_end(question)
                return kept[1]
        found = find()
        with self._lock:
            self._answers[question] = version, found
            self._answers.move_to_end(question)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found
