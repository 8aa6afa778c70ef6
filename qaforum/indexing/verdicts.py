"""What members said of what the search found, so that its confidence becomes that of this forum.

Two kinds of rows say so. Thanks: the likeliest solution found while typing solved the problem. And
questions: whoever posted one had been shown what came closest and went on, so that was another
problem, unless both were marked as duplicates of one. Questions are compared once more instead of
being remembered, whatever the encoder and the ranking are by then. Imported ones were asked
elsewhere. Whoever is helped and says nothing is not known: they are taken for like the others.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
import sqlalchemy as sa
import structlog
from numpy.typing import NDArray

from qaforum.indexing import verdict_rows
from qaforum.indexing.verdict_rows import Posted

if TYPE_CHECKING:
    from qaforum.indexing.view import View
    from search import Engine
    from search.recalibration import Recalibration

EACH = 3  # of both kinds at least: silence is no verdict
_ENOUGH = 0.9  # of the documents must be in the index for comparisons to mean anything
_PAUSE = 600.0  # seconds until they are asked for again
_SOON = 10.0  # while the index is filling
_GENTLY = 0.05  # seconds between two questions compared: whoever asks goes first
_log = structlog.get_logger(__name__)

Verdict = tuple[float, bool]  # the log-odds of a first match, and whether it was the same


@dataclass(frozen=True, slots=True)
class Judged:
    """How often a first match of this level was `said`, and how often that was `right`."""

    level: Literal["same", "related"]
    said: int
    right: int


class Verdicts:
    """Corrects the confidence of one process's engine; one thread hears, any may ask `judged`."""

    def __init__(self, database: sa.Engine, stopping: threading.Event) -> None:
        self._database = database
        self._stopping = stopping
        self._heard: Engine | None = None
        self._due = 0.0
        self._found: list[Verdict] = []
        # The nearest older question of each, and its log-odds, by id and content hash
        self._nearest: dict[tuple[int, str], tuple[int, float] | None] = {}

    def hear(self, view: "View") -> None:
        """Take the verdicts into account, when the engine is new or some minutes have passed."""
        engine = view.engine
        if engine is self._heard and time.monotonic() < self._due:
            return
        if len(engine) < _ENOUGH * view.documents():
            self._heard, self._due = engine, time.monotonic() + _SOON
            return
        if engine is not self._heard:  # it may hold what the one before did not
            self._nearest = {}
        learned = self.learn(engine)
        self._heard, self._due = engine, time.monotonic() + _PAUSE
        if learned != engine.ranking.recalibration:
            engine.ranking = replace(engine.ranking, recalibration=learned)
            _log.info(
                "confidence corrected by members' verdicts",
                verdicts=learned.verdicts,
                offset=round(learned.offset, 2),
                scale=round(learned.scale, 2),
            )

    def learn(self, engine: "Engine") -> "Recalibration":
        """What the newest verdicts say; no correction while either kind is scarce."""
        from search.recalibration import Recalibration, recalibrated

        with self._database.connect() as connection:
            posted, thanked = verdict_rows.together(
                verdict_rows.posted(connection), verdict_rows.thanked(connection)
            )
            opened = verdict_rows.opened(connection)
        nearest = self._compared(engine, posted, opened)
        with self._database.connect() as connection:
            root = verdict_rows.roots(connection, [*nearest, *(id_ for id_, _ in nearest.values())])
        asked = [
            (log_odds, root.get(one, one) == root.get(id_, id_))
            for one, (id_, log_odds) in nearest.items()
        ]
        self._found = found = [*((log_odds, True) for log_odds in thanked), *asked]
        same = [verdict for _, verdict in found]
        if min(same.count(True), same.count(False)) < EACH:
            return Recalibration()
        return recalibrated([log_odds for log_odds, _ in found], same, engine.ranking.spread)

    def judged(self, engine: "Engine") -> list[Judged]:
        """What the verdicts heard last say of each level, as the ranking alone would call it: a
        correction that was learned from them must not be praised by them."""
        ranking, found = engine.ranking.uncorrected, self._found  # which may be replaced meanwhile
        said = ranking.probabilities(np.array([log_odds for log_odds, _ in found], float))
        right = np.array([same for _, same in found], bool)
        levels: list[tuple[Literal["same", "related"], NDArray[np.bool_]]] = [
            ("same", said >= ranking.same),
            ("related", (said >= ranking.related) & (said < ranking.same)),
        ]
        return [Judged(name, int(at.sum()), int((right & at).sum())) for name, at in levels]

    def _compared(
        self, engine: "Engine", posted: Sequence[Posted], opened: dict[int, datetime]
    ) -> dict[int, tuple[int, float]]:
        """For each question the nearest that was there before it, where it was near enough to be
        shown, and its log-odds."""
        known: dict[tuple[int, str], tuple[int, float] | None] = {}
        for one in posted:
            key = one.id, one.content_hash
            if key in self._nearest:
                known[key] = self._nearest[key]
            elif not self._stopping.wait(_GENTLY):
                known[key] = _nearest(engine, one, posted, opened)
        self._nearest = known
        related = engine.ranking.related
        least = float(np.log(related / (1 - related)))
        return {id_: found for (id_, _), found in known.items() if found and found[1] >= least}


def _nearest(
    engine: "Engine", one: Posted, posted: Sequence[Posted], opened: dict[int, datetime]
) -> tuple[int, float] | None:
    """Of the questions that all could read when it was asked; practices may have come of it."""
    later = [other.id for other in posted if other.id >= one.id]

    def was_there(id_: int) -> bool:
        return 0 < id_ < one.id and (id_ not in opened or opened[id_] <= one.at)

    return engine.nearest(one.title, among=was_there, exclude=later)
