"""Figures measured: their values, who stands behind them, and what is withheld."""

import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from flask import current_app

from qaforum.models import Institution
from qaforum.services.impact import event_reader
from qaforum.services.impact.event_reader import EventRow
from qaforum.services.impact.figures import Figure, shown
from qaforum.services.impact.periods import Period

LARGE = 20_000  # events, from which on counting takes a noticeable time
FRESH = 60.0  # seconds
MOST_KEPT = 64
_KEPT = "qaforum.impact"
FEWEST = 5  # people; a figure about fewer could be read as a figure about one of them


@dataclass(frozen=True, slots=True)
class Measure:
    """`value`: a number, or seconds of a median; None where there is none (a median of nothing)
    or where it is `withheld`, since fewer than 5 people stand behind it."""

    value: float | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure in a period, in the one before, and in each of the period's parts."""

    figure: Figure
    now: Measure
    before: Measure
    parts: Sequence[Measure]


@dataclass(frozen=True, slots=True)
class Impact:
    period: Period
    institution: Institution | None
    figures: Sequence[Measured]


def impact(period: Period, institution: Institution | None = None) -> Impact:
    """Every figure of the community, or of one institution; of a large one, as it was at most a
    minute ago."""
    place = institution.id if institution else None
    kept: dict[Any, tuple[float, list[Measured]]] = current_app.extensions.setdefault(_KEPT, {})
    before = kept.get((period, place))
    if before and time.monotonic() - before[0] < FRESH:
        return Impact(period, institution, before[1])
    found = _happenings(period, place)
    measured = [_measured(figure, found, period, place) for figure in shown(place is not None)]
    if len(found) > LARGE:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[period, place] = time.monotonic(), measured
    return Impact(period, institution, measured)


def _happenings(period: Period, place: int | None) -> list[EventRow]:
    kinds = frozenset[str]().union(*(figure.kinds for figure in shown(place is not None)))
    return event_reader.between(period.before().start, period.end, kinds, place)


def _measured(
    figure: Figure, found: Iterable[EventRow], period: Period, place: int | None
) -> Measured:
    own = _Own(figure, found, place)
    parts = [own.measure(part) for part in period.parts()]
    return Measured(figure, own.measure(period), own.measure(period.before()), parts)


def counted(
    figure: Figure, period: Period, institution: Institution | None = None
) -> list[EventRow] | None:
    """What a figure counts, newest first; None where it is withheld."""
    place = institution.id if institution else None
    found = event_reader.between(period.start, period.end, figure.kinds, place)
    own = _Own(figure, found, place)
    chosen = own.chosen(period)
    return None if own.is_withheld(chosen) else chosen[::-1]


class _Own:
    """The happenings that one figure may count, oldest first, for one institution or for all."""

    def __init__(self, figure: Figure, found: Iterable[EventRow], place: int | None) -> None:
        self._figure, self._place = figure, place
        self._found = [
            event_row
            for event_row in found
            if event_row.kind in figure.kinds
            and (place is None or self._institution_of(event_row) == place)
        ]
        self._moments = [event_row.at for event_row in self._found]

    def measure(self, period: Period) -> Measure:
        chosen = self.chosen(period)
        if self.is_withheld(chosen):
            return Measure(None, withheld=True)
        if not self._figure.median:
            return Measure(len(chosen))
        times = [event_row.seconds for event_row in chosen if event_row.seconds is not None]
        return Measure(median(times) if times else None)

    def chosen(self, period: Period) -> list[EventRow]:
        first = bisect_left(self._moments, period.start)
        last = bisect_left(self._moments, period.end)
        return [each for each in self._found[first:last] if self._figure.counts(each, period)]

    def is_withheld(self, chosen: Sequence[EventRow]) -> bool:
        """People are those of the figure's side. Nothing at all is no figure about anybody."""
        mine = self._figure.side == "member"
        people = {each.member_id if mine else each.other_id for each in chosen}
        return len(chosen) > 0 and len(people - {None}) < FEWEST

    def _institution_of(self, event_row: EventRow) -> int | None:
        if self._figure.side == "member":
            return event_row.institution_id
        return event_row.other_institution_id
