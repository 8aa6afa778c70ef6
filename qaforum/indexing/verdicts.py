"""What members said of what the search found, so that its confidence becomes that of this forum.

Two kinds of rows say so. Thanks: a solution found while typing solved the problem. And questions:
whoever posted one had seen what came closest and went on, so that was another problem, unless the
question was marked as a duplicate of it. Questions are compared once more instead of being
remembered, whatever the encoder and the ranking are by then. Imported ones were asked elsewhere.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
import sqlalchemy as sa
import structlog
from numpy.typing import NDArray
from sqlalchemy import select

from qaforum.models import Question, QuestionLink, Thanks
from qaforum.models.question_link import DUPLICATE

if TYPE_CHECKING:
    from search import Engine
    from search.recalibration import Recalibration

MOST = 200  # verdicts, the newest: a community changes
EACH = 3  # of both kinds at least: silence is no verdict
_PAUSE = 600.0  # seconds until they are asked for again
_GENTLY = 0.05  # seconds between two questions compared: whoever asks goes first
_log = structlog.get_logger(__name__)

Verdict = tuple[datetime, float, bool]  # when, the log-odds of the match, whether it was the same


@dataclass(frozen=True, slots=True)
class Judged:
    """How often a first match of this level was `said`, and how often that was `right`."""

    level: Literal["same", "related"]
    said: int
    right: int


@dataclass(frozen=True, slots=True)
class _Posted:
    id: int
    title: str
    content_hash: str
    at: datetime


class Verdicts:
    """Corrects the confidence of one process's engine; one thread may use it."""

    def __init__(self, database: sa.Engine, stopping: threading.Event) -> None:
        self._database = database
        self._stopping = stopping
        self._heard: Engine | None = None
        self._due = 0.0
        self._found: list[Verdict] = []
        # The nearest older question of each, and its log-odds, by id and content hash
        self._nearest: dict[tuple[int, str], tuple[int, float] | None] = {}

    def hear(self, engine: "Engine") -> None:
        """Take the verdicts into account, when this engine is new or some minutes have passed."""
        if engine is self._heard and time.monotonic() < self._due:
            return
        self._heard, self._due = engine, time.monotonic() + _PAUSE
        learned = self.learn(engine)
        if learned != engine.ranking.recalibration:
            engine.ranking = replace(engine.ranking, recalibration=learned)
            _log.info(
                "confidence corrected by members' verdicts",
                verdicts=learned.verdicts,
                offset=round(learned.offset, 2),
                scale=round(learned.scale, 2),
            )

    def learn(self, engine: "Engine") -> "Recalibration":
        """What the newest 200 verdicts say; no correction while either kind is scarce."""
        from search.recalibration import Recalibration, recalibrated

        with self._database.connect() as connection:
            posted, thanked = _posted(connection), _thanked(connection)
            originals = _originals(connection, [one.id for one in posted])
        found = sorted([*thanked, *self._compared(engine, posted, originals)], reverse=True)[:MOST]
        self._found = found
        same = [verdict for _, _, verdict in found]
        if min(same.count(True), same.count(False)) < EACH:
            return Recalibration()
        return recalibrated([log_odds for _, log_odds, _ in found], same, engine.ranking.spread)

    def judged(self, engine: "Engine") -> list[Judged]:
        """What the verdicts heard last say of each level, as the confidence is now."""
        found, ranking = self._found, engine.ranking
        said = ranking.probabilities(np.array([log_odds for _, log_odds, _ in found], float))
        right = np.array([same for _, _, same in found], bool)
        levels: list[tuple[Literal["same", "related"], NDArray[np.bool_]]] = [
            ("same", said >= ranking.same),
            ("related", (said >= ranking.related) & (said < ranking.same)),
        ]
        return [Judged(name, int(at.sum()), int((right & at).sum())) for name, at in levels]

    def _compared(
        self, engine: "Engine", posted: Sequence[_Posted], originals: set[tuple[int, int]]
    ) -> Iterator[Verdict]:
        known, self._nearest = self._nearest, {}
        for one in posted:
            key = one.id, one.content_hash
            if key not in known and not self._stopping.wait(_GENTLY):
                known[key] = _nearest(engine, one, posted)
            nearest = self._nearest[key] = known.get(key)
            if nearest:
                id_, log_odds = nearest
                yield one.at, log_odds, (one.id, id_) in originals


def _nearest(engine: "Engine", one: _Posted, posted: Sequence[_Posted]) -> tuple[int, float] | None:
    """Of the questions that were there when it was asked; practices may have come of it."""
    later = [other.id for other in posted if other.id >= one.id]
    return engine.nearest(one.title, among=lambda id_: 0 < id_ < one.id, exclude=later)


def _posted(connection: sa.Connection) -> list[_Posted]:
    rows = connection.execute(
        select(Question.id, Question.title, Question.content_hash, Question.created_at)
        .where(Question.source.is_(None), Question.deleted_at.is_(None))
        .order_by(Question.id.desc())
        .limit(MOST)
    )
    return [_Posted(*row) for row in rows]


def _thanked(connection: sa.Connection) -> list[Verdict]:
    rows = connection.execute(
        select(Thanks.created_at, Thanks.log_odds)
        .where(Thanks.log_odds.is_not(None))
        .order_by(Thanks.id.desc())
        .limit(MOST)
    )
    return [(at, log_odds or 0.0, True) for at, log_odds in rows]


def _originals(connection: sa.Connection, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Each duplicate of these with its original."""
    rows = connection.execute(
        select(QuestionLink.from_id, QuestionLink.to_id).where(
            QuestionLink.kind == DUPLICATE, QuestionLink.from_id.in_(ids)
        )
    )
    return {(from_id, to_id) for from_id, to_id in rows}
