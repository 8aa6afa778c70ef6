"""What a member or a house wrote up for the others, and what it used of theirs.

One query for both: a member's page shows much else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    cast,
    literal,
    null,
    select,
    union_all,
)

from qaforum.extensions import db
from qaforum.models import Adaptation, Answer, Institution, Member, Practice, Question
from qaforum.services.core.queries import live, open_to

SHOWN = 10  # of each kind
_NO_OUTCOME, _NO_ANSWER = cast(null(), String), cast(null(), Integer)


@dataclass(frozen=True, slots=True)
class ReuseRow:
    """A practice (`outcome` is None: written here), or a practice or question whose solution was
    used with this outcome; `id` and `slug` are those of the page to read."""

    kind: Literal["practice", "answer"]
    id: int
    slug: str
    title: str
    language: str
    created_at: datetime
    answer_id: int | None
    outcome: str | None
    validity: str
    institution_count: int
    worked_count: int


@dataclass(frozen=True, slots=True)
class Reuse:
    written: list[ReuseRow] = field(default_factory=list)
    used: list[ReuseRow] = field(default_factory=list)


def by_member(member: Member, viewer: Member | None) -> Reuse:
    """The latest of each, as `viewer` (None: a guest) may read."""
    return _of(Practice.author_id == member.id, Adaptation.member_id == member.id, viewer)


def by_institution(institution: Institution, viewer: Member | None) -> Reuse:
    """The same for what its members did while they worked there."""
    key = institution.id
    return _of(Practice.institution_id == key, Adaptation.institution_id == key, viewer)


def _of(wrote: ColumnElement[bool], used: ColumnElement[bool], viewer: Member | None) -> Reuse:
    there = live(Practice)
    practices = _latest(_columns("practice", Practice, Practice.created_at).where(there, wrote))
    of_practices = _latest(
        _columns("practice", Practice, Adaptation.created_at, Adaptation.outcome)
        .join(Adaptation, Adaptation.practice_id == Practice.id)
        .where(there, used, live(Adaptation))
    )
    of_answers = _latest(
        _columns("answer", Question, Adaptation.created_at, Adaptation.outcome, Answer.id)
        .join(Answer, Answer.question_id == Question.id)
        .join(Adaptation, Adaptation.answer_id == Answer.id)
        .where(
            live(Question),
            live(Answer),
            open_to(viewer),
            used,
            live(Adaptation),
        )
    )
    rows = db.session.execute(union_all(practices, of_practices, of_answers))
    lines = sorted((ReuseRow(*row) for row in rows), key=lambda line: line.created_at, reverse=True)
    return Reuse(_first(lines, written=True), _first(lines, written=False))


def _first(lines: Sequence[ReuseRow], *, written: bool) -> list[ReuseRow]:
    return [line for line in lines if (line.outcome is None) == written][:SHOWN]


def _columns(
    kind: str,
    page: type[Practice] | type[Question],
    at: Any,
    outcome: Any = _NO_OUTCOME,
    answer: Any = _NO_ANSWER,
) -> Select[Any]:
    its_own = [Practice.validity, Practice.institution_count, Practice.worked_count]
    of_no_interest = [literal(""), literal(0), literal(0)]
    # Named, since two NULLs without a name pass for one
    return select(
        literal(kind),
        page.id,
        page.slug,
        page.title,
        page.language,
        at.label("at"),
        answer.label("answer_id"),
        outcome.label("outcome"),
        *(its_own if page is Practice else of_no_interest),
    )


def _latest(query: Select[Any]) -> Select[Any]:
    """As a subquery, since SQLite cuts only a whole union."""
    cut = query.order_by(query.selected_columns[5].desc()).limit(SHOWN).subquery()
    return select(*(column for column in cut.c))
