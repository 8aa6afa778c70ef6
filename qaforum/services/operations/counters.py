"""All numbers that are kept beside what they count, each column with its recount.

A new `*_count` column has its line here, or a test fails.
"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from qaforum.models import (
    Adaptation,
    Answer,
    Comment,
    Member,
    Notification,
    Path,
    PathStep,
    Practice,
    Question,
    Resource,
    ResourceThanks,
    Review,
    ReviewComment,
    Tag,
    Thanks,
    Vote,
    question_tag,
)
from qaforum.models.practices import adaptation
from qaforum.services.core.queries import accepted, live

Counter = InstrumentedAttribute[int]


def _number(of: Any, *where: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(of).where(*where).scalar_subquery()


def _votes(
    post: type[Question] | type[Answer], column: InstrumentedAttribute[int | None]
) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(Vote.value), 0)
    return select(total).where(column == post.id).scalar_subquery()


def _institutions(
    thing: type[Answer] | type[Practice],
    column: InstrumentedAttribute[int | None],
    *where: ColumnElement[bool],
) -> ScalarSelect[int]:
    institutions = func.count(func.distinct(Adaptation.institution_id))
    there = column == thing.id, live(Adaptation)
    return select(institutions).where(*there, *where).scalar_subquery()


_WORKED = Adaptation.outcome == adaptation.WORKED
_STANDS = live(Answer)
_SOLVES = accepted() & _STANDS
_SHOWN = (question_tag.c.question_id == Question.id) & live(Question)

COUNTERS: tuple[tuple[Counter, ScalarSelect[int]], ...] = (
    (Question.answer_count, _number(Answer, Answer.question_id == Question.id, _STANDS)),
    (Question.accepted_count, _number(Answer, Answer.question_id == Question.id, _SOLVES)),
    (Question.comment_count, _number(Comment, Comment.question_id == Question.id)),
    # Nobody comments on a practice; it has the column as every post has it
    (Practice.comment_count, select(literal(0)).scalar_subquery()),
    (Answer.comment_count, _number(Comment, Comment.answer_id == Answer.id)),
    (Tag.question_count, _number(Question, question_tag.c.tag_id == Tag.id, _SHOWN)),
    (Member.answer_count, _number(Answer, Answer.author_id == Member.id, _STANDS)),
    (Member.solved_count, _number(Answer, Answer.author_id == Member.id, _SOLVES)),
    (Member.thanks_count, _number(Thanks, Thanks.solver_id == Member.id)),
    (
        Member.unread_count,
        _number(Notification, Notification.member_id == Member.id, Notification.read_at.is_(None)),
    ),
    (Answer.institution_count, _institutions(Answer, Adaptation.answer_id)),
    (Answer.worked_count, _institutions(Answer, Adaptation.answer_id, _WORKED)),
    (Practice.institution_count, _institutions(Practice, Adaptation.practice_id)),
    (Practice.worked_count, _institutions(Practice, Adaptation.practice_id, _WORKED)),
    (Resource.thanks_count, _number(ResourceThanks, ResourceThanks.resource_id == Resource.id)),
    (Path.step_count, _number(PathStep, PathStep.path_id == Path.id)),
    (Review.comment_count, _number(ReviewComment, ReviewComment.review_id == Review.id)),
    (Question.score, _votes(Question, Vote.question_id)),
    (Answer.score, _votes(Answer, Vote.answer_id)),
)
