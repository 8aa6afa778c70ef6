"""What other houses made of a solution or practice."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum.extensions import db
from qaforum.models import Adaptation, Answer, Practice
from qaforum.services.core.queries import live

SHOWN = 20
SHOWN_ON_QUESTION = 100

_THERE = live(Adaptation)
_NEWEST = Adaptation.used_on.desc(), Adaptation.id.desc()
_LISTED = (
    select(Adaptation)
    .where(_THERE)
    .options(joinedload(Adaptation.member), joinedload(Adaptation.institution))
    .order_by(*_NEWEST)
    .limit(SHOWN)
)


def of_practice(practice: Practice) -> Sequence[Adaptation]:
    """Its latest adaptations, each with member and institution."""
    return db.session.scalars(_LISTED.where(Adaptation.practice_id == practice.id)).all()


def of_answers(answers: Sequence[Answer]) -> dict[int, list[Adaptation]]:
    """The adaptations of these answers by answer id, newest first; no query where none has any."""
    ids = [answer.id for answer in answers if answer.institution_count]
    found: dict[int, list[Adaptation]] = {}
    if ids:
        for row in db.session.scalars(
            _LISTED.where(Adaptation.answer_id.in_(ids)).limit(SHOWN_ON_QUESTION)
        ):
            found.setdefault(row.answer_id or 0, []).append(row)
    return found
