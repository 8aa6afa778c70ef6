"""Questions asked to a few first: until they open, nobody else finds a trace of them.

Time alone opens a question; nothing has to run for that.
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select, true

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Invitation, Member, Question, Role
from qaforum.models.invitations.invitation import DECLINED
from qaforum.models.people.role import ADMINISTRATOR, MODERATOR


def readable_by(viewer: Member | None) -> ColumnElement[bool]:
    """The condition on `Question` that `viewer` (None: a guest) may read it.

    It belongs into every query whose result somebody sees.
    """
    if policies.can_moderate(viewer):
        return true()
    if viewer is None:
        return _opened()
    return or_(_opened(), Question.author_id == viewer.id, _invited(viewer.id, Question.id))


def readers_of(question_id: int) -> ColumnElement[bool]:
    """The condition on `Member` that they may read this question."""
    moderates = Member.roles.any(Role.name.in_((MODERATOR, ADMINISTRATOR)))
    return exists().where(
        Question.id == question_id,
        or_(
            _opened(),
            Question.author_id == Member.id,
            _invited(Member.id, Question.id),
            moderates,
        ),
    )


def can_read(viewer: Member | None, question: Question) -> bool:
    """The same of a question that is loaded; asks the database only while it is not open."""
    if policies.can_read(viewer, question):
        return True
    return viewer is not None and bool(
        db.session.scalar(select(_invited(viewer.id, question.id)))  # asked, and has not declined
    )


def require(viewer: Member | None, question: Question) -> None:
    """Raises NotFound, as if there were no such question, unless `viewer` may read it."""
    if not can_read(viewer, question):
        raise errors.NotFound(_("This question does not exist, or it was deleted."))


def open_to_all(question: Question) -> bool:
    """Opens the question now, as part of the caller's transaction; whether it was closed."""
    if policies.is_open(question):
        return False
    question.opens_at = clock.now()
    return True


def _opened() -> ColumnElement[bool]:
    return or_(Question.opens_at.is_(None), Question.opens_at <= clock.now())


def _invited(member_id: Any, question_id: Any) -> ColumnElement[bool]:
    mine = exists().where(
        Invitation.question_id == question_id,
        Invitation.member_id == member_id,
        Invitation.state != DECLINED,
    )
    return mine.correlate(Question, Member)
