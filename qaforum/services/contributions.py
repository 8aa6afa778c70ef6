"""What a member asked, answered and solved.

The statements are made once, and read no more than a line shows: a member's page has four of them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    UnaryExpression,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import contains_eager, load_only

from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Tag, question_tag

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


def _answers(which: ColumnElement[bool], order: UnaryExpression[Any]) -> Select[Answer]:
    return (
        select(Answer)
        .join(Answer.question)
        .where(
            Answer.author_id == _OF_MEMBER,
            Answer.deleted_at.is_(None),
            Question.deleted_at.is_(None),
            which,
        )
        .options(
            load_only(
                Answer.accepted_at, Answer.accepted_context, Answer.created_at, raiseload=True
            ),
            contains_eager(Answer.question).load_only(*_LINE, raiseload=True),
        )
        .order_by(order, Answer.id.desc())
        .limit(SHOWN)
    )


_SOLVED = _answers(Answer.accepted_at.is_not(None), Answer.accepted_at.desc())
_ANSWERED = _answers(Answer.accepted_at.is_(None), Answer.created_at.desc())
_ASKED = (
    select(Question)
    .where(Question.author_id == _OF_MEMBER, Question.deleted_at.is_(None))
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
        Answer.accepted_at.is_not(None),
        Answer.deleted_at.is_(None),
        Question.deleted_at.is_(None),
    )
    .group_by(Tag.id)
    .order_by(_PROBLEMS.desc(), Tag.name)
    .limit(TOPICS)
)


def solved_by(member: Member) -> Sequence[Answer]:
    """Their latest accepted answers, each with the line of its question."""
    return db.session.scalars(_SOLVED, {"member_id": member.id}).all()


def answered_by(member: Member) -> Sequence[Answer]:
    """Their latest answers that are not accepted, each with the line of its question."""
    return db.session.scalars(_ANSWERED, {"member_id": member.id}).all()


def asked_by(member: Member) -> Sequence[Question]:
    """The lines of their latest questions."""
    return db.session.scalars(_ASKED, {"member_id": member.id}).all()


def topics_of(member: Member) -> list[tuple[Tag, int]]:
    """The tags of what they solved, with how many problems each, most first."""
    return [(tag, count) for tag, count in db.session.execute(_TOPICS, {"member_id": member.id})]
