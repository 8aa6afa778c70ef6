"""Lists of questions, and all that a question's own page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Answer, Institution, Member, Question, QuestionLink, Tag, Thanks
from qaforum.models import question_tag as tagged
from qaforum.models.questions.question_link import DISTINCT
from qaforum.services.core.pages import Page, page
from qaforum.services.core.queries import (
    QUESTIONS,
    WITH_PRACTICES,
    WITHOUT_TEXTS,
    live,
    open_to,
    solved,
    unsolved,
)

PAGE = 20
_FREQUENT = 1000  # questions of a tag
SORTS = ("newest", "unanswered", "unsolved", "votes")


@dataclass(frozen=True, slots=True)
class Link:
    """Another question that has to do with this one; `outgoing`: it was said of this one."""

    kind: str
    question: Question
    reason: str
    outgoing: bool


def list_questions(
    sort: str = "newest",
    tag: Tag | None = None,
    after: str | None = None,
    size: int = PAGE,
    *,
    viewer: Member | None = None,
) -> Page[Question]:
    """One page of the `size` questions that `viewer` may read.

    Raises errors.Invalid for a broken cursor.
    """
    query = QUESTIONS.where(open_to(viewer))
    keys: list[InstrumentedAttribute[Any]] = [Question.created_at, Question.id]
    if sort == "unanswered":
        query = query.where(Question.answer_count == 0)
    elif sort == "unsolved":
        query = query.where(unsolved())
    elif sort == "votes":
        keys = [Question.score, Question.id]
    if tag is not None:
        query = _with_tag(query, tag)
    return page(query, keys, after, size)


def _with_tag(query: Select[Question], tag: Tag) -> Select[Question]:
    """Of a frequent tag the list is gone along until a page is full; the questions of a rare one
    are all looked up. A database that has no statistics would look up a hundred thousand."""
    if tag.question_count > _FREQUENT:
        return query.where(
            exists().where(tagged.c.question_id == Question.id, tagged.c.tag_id == tag.id)
        )
    return query.join(tagged, tagged.c.question_id == Question.id).where(tagged.c.tag_id == tag.id)


def answers_of(question: Question) -> Sequence[Answer]:
    """Its answers: accepted first, then by votes, then the oldest; with the practices made of
    them."""
    return (
        db.session.scalars(
            select(Answer)
            .where(Answer.question_id == question.id, live(Answer))
            .options(joinedload(Answer.author), joinedload(Answer.accepted_by), WITH_PRACTICES)
            .order_by(
                Answer.accepted_at.is_(None), Answer.score.desc(), Answer.created_at, Answer.id
            )
        )
        .unique()
        .all()
    )


def links_of(question: Question, viewer: Member | None = None) -> list[Link]:
    """Its duplicates, related questions and those it differs from, in both directions, as far as
    `viewer` may read them."""
    rows = db.session.execute(
        select(QuestionLink, Question)
        .join(
            Question,
            ((QuestionLink.from_id == question.id) & (Question.id == QuestionLink.to_id))
            | ((QuestionLink.to_id == question.id) & (Question.id == QuestionLink.from_id)),
        )
        .where(
            live(Question),
            open_to(viewer),
            QuestionLink.kind != DISTINCT,
        )
        .options(*WITHOUT_TEXTS)
        .order_by(QuestionLink.kind, QuestionLink.id)
        .limit(20)
    )
    return [
        Link(link.kind, other, link.reason, link.from_id == question.id) for link, other in rows
    ]


def figures() -> dict[str, int]:
    """What the community has done so far in the open, in one query."""
    row = db.session.execute(
        select(
            _open_to_all(),
            _open_to_all(solved()),
            *(
                select(func.count()).select_from(table).scalar_subquery()
                for table in (Member, Institution, Thanks)
            ),
        )
    ).one()
    names = ("questions", "solved", "members", "institutions", "needed_no_asking")
    return dict(zip(names, row, strict=True))


def _open_to_all(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """Counted by indexes alone: all that are there, less the few that are not open yet."""
    there = select(func.count()).select_from(Question).where(live(Question), *which)
    hidden = there.where(Question.opens_at > clock.now())
    return there.scalar_subquery() - hidden.scalar_subquery()
