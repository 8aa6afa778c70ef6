"""What a member asked, answered and solved.

The statements are made once, and read no more than a line shows: a member's page has four of them.
Of all this a viewer sees what they may read.
"""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import contains_eager, load_only

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Tag, question_tag
from qaforum.models.core.tag import key_of
from qaforum.services.core.pages import Page, page
from qaforum.services.core.queries import accepted, live, open_to

Row = TypeVar("Row", Answer, Question)
SHOWN = 20
TOPICS = 10

_OF_MEMBER: BindParameter[int] = bindparam("member_id")
_LINE = (
    Question.id,
    Question.slug,
    Question.title,
    Question.language,
    Question.created_at,
    Question.answer_count,
    Question.accepted_count,
)


def _answers(which: ColumnElement[bool]) -> Select[Answer]:
    return (
        select(Answer)
        .join(Answer.question)
        .where(
            Answer.author_id == _OF_MEMBER,
            live(Answer),
            live(Question),
            which,
        )
        .options(
            load_only(
                Answer.accepted_at,
                Answer.accepted_context,
                Answer.created_at,
                Answer.language,
                raiseload=True,
            ),
            contains_eager(Answer.question).load_only(*_LINE, raiseload=True),
        )
    )


_SOLVED = _answers(accepted())
_ANSWERED = (
    _answers(Answer.accepted_at.is_(None))
    .order_by(Answer.created_at.desc(), Answer.id.desc())
    .limit(SHOWN)
)
_ASKED = (
    select(Question)
    .where(Question.author_id == _OF_MEMBER, live(Question))
    .options(load_only(*_LINE, raiseload=True))
    .order_by(Question.created_at.desc(), Question.id.desc())
    .limit(SHOWN)
)
_PROBLEMS = func.count(func.distinct(Answer.question_id))
_TOPICS = (
    select(Tag, _PROBLEMS)
    .join(question_tag, question_tag.c.tag_id == Tag.id)
    .join(Answer, Answer.question_id == question_tag.c.question_id)
    .join(Question, Question.id == Answer.question_id)
    .where(
        Answer.author_id == _OF_MEMBER,
        accepted(),
        live(Answer),
        live(Question),
    )
    .group_by(Tag.id)
    .order_by(_PROBLEMS.desc(), Tag.key)
    .limit(TOPICS)
)


def solved_by(
    member: Member, viewer: Member | None = None, topic: str = "", after: str | None = None
) -> Page[Answer]:
    """One page of their accepted answers, the latest first, each with the line of its question.

    `topic` is a tag that all have. Raises errors.Invalid for a broken cursor.
    """
    query = _SOLVED.where(open_to(viewer)).params(member_id=member.id)
    if topic:
        query = query.where(Question.tags.any(Tag.key == key_of(topic)))
    return page(query, [Answer.accepted_at, Answer.id], after, SHOWN)


def answered_by(member: Member, viewer: Member | None = None) -> Sequence[Answer]:
    """Their latest answers that are not accepted, each with the line of its question."""
    return _rows(_ANSWERED, member, viewer)


def asked_by(member: Member, viewer: Member | None = None) -> Sequence[Question]:
    """The lines of their latest questions."""
    return _rows(_ASKED, member, viewer)


def topics_of(member: Member, viewer: Member | None = None) -> list[tuple[Tag, int]]:
    """The tags of what they solved, with how many problems each, most first."""
    query = _TOPICS.where(open_to(viewer))
    return [(tag, count) for tag, count in db.session.execute(query, {"member_id": member.id})]


def answers_by(members: Sequence[Member], viewer: Member | None = None) -> dict[int, int]:
    """How many answers each of `members` gave, by id, without those under questions asked to a few
    first that `viewer` may not read."""
    closed = db.session.execute(
        select(Answer.author_id, func.count())
        .join(Answer.question)
        .where(
            Question.opens_at > clock.now(),  # next to none, by its index
            ~open_to(viewer),
            Answer.author_id.in_([member.id for member in members]),
            live(Answer),
        )
        .group_by(Answer.author_id)
    )
    hidden = {author_id: count for author_id, count in closed}
    return {member.id: member.answer_count - hidden.get(member.id, 0) for member in members}


def _rows(query: Select[Row], member: Member, viewer: Member | None) -> Sequence[Row]:
    return db.session.scalars(query.where(open_to(viewer)), {"member_id": member.id}).all()
