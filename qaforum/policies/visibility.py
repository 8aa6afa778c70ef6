"""Who may read a question that was asked to a few first."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, true

from qaforum import clock
from qaforum.models import Invitation, Member, Question
from qaforum.models.invitations.invitation import DECLINED
from qaforum.policies.accounts import can_moderate


def is_open(question: Question) -> bool:
    """Whether everybody may read it: it was asked to all, or its time among a few is over."""
    return question.opens_at is None or question.opens_at <= clock.now()


def can_read(member: Member | None, question: Question, invited: bool = False) -> bool:
    """Everybody once it is open; until then who asked, who was asked, and the moderators."""
    if is_open(question):
        return True
    mine = member is not None and question.author_id == member.id
    return mine or (member is not None and invited) or can_moderate(member)


def open_to(member: Member | None) -> ColumnElement[bool]:
    """The same as a condition on `Question`; who was asked and has declined was not asked.

    It belongs into every query whose result somebody sees.
    """
    if can_moderate(member):
        return true()
    if member is None:
        return opened()
    return or_(opened(), Question.author_id == member.id, invited(member.id, Question.id))


def opened() -> ColumnElement[bool]:
    """The condition on `Question` that everybody may read it."""
    return or_(Question.opens_at.is_(None), Question.opens_at <= clock.now())


def invited(member_id: Any, question_id: Any) -> ColumnElement[bool]:
    """The condition that this member was asked this question, and has not declined."""
    mine = exists().where(
        Invitation.question_id == question_id,
        Invitation.member_id == member_id,
        Invitation.state != DECLINED,
    )
    return mine.correlate(Question, Member)
