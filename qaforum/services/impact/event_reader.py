"""Events as figures read them: those of a time, with what only the whole history knows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from qaforum.extensions import db
from qaforum.models import Event
from qaforum.models.activity import event

HELP = (event.HELPED, event.SPARED)
GAIN = (event.SOLVED, event.SPARED)


class EventRow(NamedTuple):
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
) -> list[EventRow]:
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
    rows = db.session.execute(query).all()
    given, received = _Firsts(Event.member_id, HELP, end), _Firsts(Event.other_id, GAIN, end)
    return [
        EventRow._make((*row, given.meets(row, row.member_id), received.meets(row, row.other_id)))
        for row in rows
    ]


class _Firsts:
    """Tells the first event of `kinds` that each person ever had, going through them by time."""

    def __init__(
        self, person: InstrumentedAttribute[int | None], kinds: Collection[str], end: datetime
    ) -> None:
        self._kinds = kinds
        query = (
            select(person, func.min(Event.at))
            .where(Event.kind.in_(kinds), person.is_not(None), Event.at < end)
            .group_by(person)
        )
        self._waiting = {id_: at for id_, at in db.session.execute(query)}

    def meets(self, row: Any, person_id: int | None) -> bool:
        """Whether `row` is that person's first; rows come by time, and each first one once."""
        if row.kind not in self._kinds or self._waiting.get(person_id or 0) != row.at:
            return False
        del self._waiting[person_id or 0]
        return True
