"""Statements and conditions that several areas share: written once, so that they cannot differ.

Statements are made once: putting their options together costs as much as the query. A list never
shows a body, so none is loaded.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import defer, joinedload, selectinload

from qaforum import clock, policies
from qaforum.models import Answer, Invitation, Member, Practice, Question
from qaforum.models.invitations.invitation import DECLINED


def live(thing: Any) -> ColumnElement[bool]:
    """The condition on a kind of post, or an alias of one, that it was not deleted."""
    condition: ColumnElement[bool] = thing.deleted_at.is_(None)
    return condition


def solved() -> ColumnElement[bool]:
    """The condition on `Question` that at least one of its answers was accepted."""
    return Question.accepted_count > 0


def unsolved() -> ColumnElement[bool]:
    """The condition on `Question` that none of its answers was accepted."""
    return Question.accepted_count == 0


def open_to(viewer: Member | None) -> ColumnElement[bool]:
    """The condition on `Question` that `viewer` (None: a guest) may read it.

    It belongs into every query whose result somebody sees.
    """
    if policies.can_moderate(viewer):
        return true()
    if viewer is None:
        return opened()
    return or_(opened(), Question.author_id == viewer.id, invited(viewer.id, Question.id))


def opened() -> ColumnElement[bool]:
    """The condition on `Question` that everybody may read it by now."""
    return or_(Question.opens_at.is_(None), Question.opens_at <= clock.now())


def invited(member_id: Any, question_id: Any) -> ColumnElement[bool]:
    """The condition that a member was asked a question, and has not declined."""
    mine = exists().where(
        Invitation.question_id == question_id,
        Invitation.member_id == member_id,
        Invitation.state != DECLINED,
    )
    return mine.correlate(Question, Member)


WITHOUT_TEXTS = (defer(Question.body, raiseload=True), defer(Question.body_html, raiseload=True))
QUESTIONS: Select[Question] = (
    select(Question)
    .where(live(Question))
    .options(joinedload(Question.author), selectinload(Question.tags), *WITHOUT_TEXTS)
)

PRACTICE_SUMMARY = (
    Practice.id,
    Practice.slug,
    Practice.title,
    Practice.language,
    Practice.created_at,
    Practice.institution_count,
    Practice.worked_count,
    Practice.validity,
)
WITH_PRACTICES = joinedload(Answer.practices).load_only(  # type: ignore[attr-defined]
    *PRACTICE_SUMMARY, Practice.deleted_at, raiseload=True
)
