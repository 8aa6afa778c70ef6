"""Events as figures read them: those of a time, with what only the whole history knows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from qaforum.extensions import db
from qaforum.models import Event, event

HELP = (event.HELPED, event.SPARED)
GAIN = (event.SOLVED, event.SPARED)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event. `solved_at`: of the question asked, when. `first_given`, `first_received`: the
    first help that its member gave, the first that the other one got."""

    id: int
    kind: str
    at: datetime
    seconds: int | None
    outcome: str | None
    question_id: int | None
    subject_id: int
    member_id: int | None
    other_id: int | None
    institution_id: int | None
    other_institution_id: int | None
    solved_at: datetime | None
    first_given: bool
    first_received: bool


def between(
    start: datetime, end: datetime, kinds: Collection[str], institution_id: int | None = None
) -> list[Happening]:
    """The events of these kinds from `start` to before `end`, oldest first; of one institution,
    those that it did or that were done for it."""
    solution = aliased(Event)
    query = (
        select(
            Event.id, Event.kind, Event.at, Event.seconds, Event.outcome, Event.question_id,
            Event.subject_id, Event.member_id, Event.other_id, Event.institution_id,
            Event.other_institution_id, solution.at,
        )
        .outerjoin(
            solution,
            (Event.kind == event.ASKED)
            & (solution.kind == event.SOLVED)
            & (solution.subject_id == Event.subject_id),
        )
        .where(Event.kind.in_(kinds), Event.at >= start, Event.at < end)
        .order_by(Event.at, Event.kind, Event.subject_id)
    )  # fmt: skip
    if institution_id is not None:
        query = query.where(
            or_(
                Event.institution_id == institution_id,
                Event.other_institution_id == institution_id,
            )
        )
    given = _firsts(Event.member_id, HELP, start, end)
    received = _firsts(Event.other_id, GAIN, start, end)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(query)]
    return [Happening(*(*row, row[0] in given, row[0] in received)) for row in rows]


def _firsts(
    person: InstrumentedAttribute[int | None],
    kinds: Collection[str],
    start: datetime,
    end: datetime,
) -> set[int]:
    """The ids of events of the time that are the first of `kinds` for their person, ever."""
    place: ColumnElement[int] = func.row_number().over(
        partition_by=person, order_by=(Event.at, Event.kind, Event.subject_id)
    )
    placed = (
        select(Event.id, Event.at, place.label("place"))
        .where(Event.kind.in_(kinds), person.is_not(None), Event.at < end)
        .subquery()
    )
    return set(
        db.session.scalars(select(placed.c.id).where(placed.c.place == 1, placed.c.at >= start))
    )
