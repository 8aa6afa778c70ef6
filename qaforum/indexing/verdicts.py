"""What is said of what the search finds, so that its confidence becomes that of this forum.

Moderators are asked: they judge a sample of questions and what came closest to each. Members
volunteer: thanks say that the likeliest solution found while typing solved the problem; whoever
posted a question had been shown what came closest and went on, so that was another problem, unless
both were marked as duplicates of one. Who is helped mostly says nothing, which the recalibration
allows for. Questions are compared once more instead of being remembered, whatever the encoder and
the ranking are by then. Imported ones were asked elsewhere, but may be judged; those that came as
duplicates, beside as many that did not, say what to expect before anybody here has said anything.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
import sqlalchemy as sa
import structlog
from numpy.typing import NDArray

from qaforum.indexing import verdict_rows
from qaforum.indexing.documents import QUESTION, Key, key_of, number_of
from qaforum.indexing.matches import Nearest
from qaforum.indexing.verdict_rows import Judgement, Posted

if TYPE_CHECKING:
    from qaforum.indexing.view import View
    from search import Engine
    from search.recalibration import Recalibration

EACH = 3  # of yes and of no at least; of moderators, who were asked, of no alone
_ENOUGH = 0.9  # of the documents must be in the index for comparisons to mean anything
_PAUSE = 600.0  # seconds until they are asked for again
_SOON = 10.0  # while the index is filling
_GENTLY = 0.05  # seconds between two questions compared: whoever asks goes first
_log = structlog.get_logger(__name__)

Verdict = tuple[float, bool]  # the log-odds of a first match, and whether it was the same
Source = Literal["history", "moderators", "members"]


@dataclass(frozen=True, slots=True)
class Judged:
    """How often a first match of this level was `said`, and how often that was `right`, as this
    source of verdicts has it."""

    source: Source
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
        self._found: dict[Source, list[Verdict]] = {}
        # The nearest older question of each, by id and content hash
        self._nearest: dict[tuple[int, str], Nearest | None] = {}

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
                "confidence corrected by verdicts",
                verdicts=learned.verdicts,
                offset=round(learned.offset, 2),
                scale=round(learned.scale, 2),
            )

    def learn(self, engine: "Engine") -> "Recalibration":
        """What the newest verdicts say; no correction while there are few of either kind."""
        from search.recalibration import from_history, recalibrated

        self._found = self._verdicts(engine)
        enough = {name: found for name, found in self._found.items() if _enough(name, found)}
        spread, past = engine.ranking.spread, enough.pop("history", [])
        known = from_history(*_apart(past), spread) if past else None
        volunteered = [name == "members" for name, found in enough.items() for _ in found]
        every = [one for found in enough.values() for one in found]
        return recalibrated(*_apart(every), spread, volunteered, known)

    def _verdicts(self, engine: "Engine") -> dict[Source, list[Verdict]]:
        with self._database.connect() as connection:
            posted, thanked = verdict_rows.together(
                verdict_rows.posted(connection), verdict_rows.thanked(connection)
            )
            judged = verdict_rows.judged(connection)
            opened = verdict_rows.opened(connection)
            history = verdict_rows.history(connection)
        here = {one.id: one for one in [*posted, *(each.question for each in judged)]}
        before = {one.id: one for one in history if one.id not in here}
        nearest = self._compared(engine, [*here.values(), *before.values()], opened)
        roots = self._roots(nearest, judged)
        asked = here.keys() - {one.question.id for one in judged}

        def whether_same(ids: Iterable[int]) -> list[Verdict]:
            found = ((id_, nearest[id_]) for id_ in ids if id_ in nearest)
            return [(one.log_odds, roots(id_) == roots(one.key.id)) for id_, one in found]

        return {
            "history": whether_same(before),
            "moderators": _judgements(judged, nearest, roots),
            "members": [*((log_odds, True) for log_odds in thanked), *whether_same(asked)],
        }

    def judged(self, engine: "Engine") -> list[Judged]:
        """What the verdicts heard last say of each level, as the ranking alone would call it: a
        correction that was learned from them must not be praised by them."""
        ranking = engine.ranking.uncorrected
        found = []
        for source, verdicts in self._found.items():
            said = ranking.probabilities(np.array([log_odds for log_odds, _ in verdicts], float))
            right = np.array([same for _, same in verdicts], bool)
            levels: list[tuple[Literal["same", "related"], NDArray[np.bool_]]] = [
                ("same", said >= ranking.same),
                ("related", (said >= ranking.related) & (said < ranking.same)),
            ]
            found += [
                Judged(source, level, int(at.sum()), int((right & at).sum()))
                for level, at in levels
            ]
        return found

    def _compared(
        self, engine: "Engine", questions: Sequence[Posted], opened: dict[int, datetime]
    ) -> dict[int, Nearest]:
        """For each question the nearest that was there before it, where it was near enough to be
        shown."""
        known: dict[tuple[int, str], Nearest | None] = {}
        for one in questions:
            key = one.id, one.content_hash
            before = self._nearest.get(key)
            if before and engine.holds(number_of(before.key), before.content_hash):
                known[key] = before
            elif key in self._nearest and before is None:
                known[key] = None
            elif not self._stopping.wait(_GENTLY):
                known[key] = _nearest(engine, one, questions, opened)
        self._nearest = known
        shows = engine.ranking.shows
        return {id_: one for (id_, _), one in known.items() if one and shows(one.log_odds)}

    def _roots(
        self, nearest: dict[int, Nearest], judged: Sequence[Judgement]
    ) -> Callable[[int], int]:
        """The first question of all duplicates of a question, itself if it is none."""
        ids = [
            *nearest,
            *(one.key.id for one in nearest.values()),
            *(one.older_id for one in judged),
        ]
        with self._database.connect() as connection:
            root = verdict_rows.roots(connection, ids)
        return lambda id_: root.get(id_, id_)


def _judgements(
    judged: Sequence[Judgement], nearest: dict[int, Nearest], roots: Callable[[int], int]
) -> list[Verdict]:
    """Those about what the search would have named: a judgement of another pair is none of it."""
    return [
        (found.log_odds, one.same)
        for one in judged
        if (found := nearest.get(one.question.id)) and roots(found.key.id) == roots(one.older_id)
    ]


def _apart(verdicts: Sequence[Verdict]) -> tuple[list[float], list[bool]]:
    return [log_odds for log_odds, _ in verdicts], [same for _, same in verdicts]


def _enough(source: Source, verdicts: Sequence[Verdict]) -> bool:
    same = [verdict for _, verdict in verdicts]
    asked_for = source == "moderators"
    return same.count(False) >= EACH and (asked_for or same.count(True) >= EACH)


def _nearest(
    engine: "Engine", one: Posted, questions: Sequence[Posted], opened: dict[int, datetime]
) -> Nearest | None:
    """Of the questions that all could read when it was asked; what else there is may be of it."""
    later = [number_of(Key(QUESTION, other.id)) for other in questions if other.id >= one.id]

    def was_there(number: int) -> bool:
        kind, id_ = key_of(number)
        asked_before = kind == QUESTION and id_ < one.id
        return asked_before and (id_ not in opened or opened[id_] <= one.at)

    found = engine.nearest(one.title, one.body, among=was_there, exclude=later)
    return Nearest.of(found) if found else None
