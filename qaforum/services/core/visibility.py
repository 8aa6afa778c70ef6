"""Questions asked to a few first: until they open, nobody else finds a trace of them.

Time alone opens a question; nothing has to run for that.
"""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Member, Question, Role
from qaforum.models.people.role import ADMINISTRATOR, MODERATOR
from qaforum.services.core.queries import invited, opened


def readers_of(question_id: int) -> ColumnElement[bool]:
    """The condition on `Member` that they may read this question."""
    moderates = Member.roles.any(Role.name.in_((MODERATOR, ADMINISTRATOR)))
    return exists().where(
        Question.id == question_id,
        or_(
            opened(),
            Question.author_id == Member.id,
            invited(Member.id, Question.id),
            moderates,
        ),
    )


def can_read(viewer: Member | None, question: Question) -> bool:
    """The same of a question that is loaded; asks the database only while it is not open."""
    if policies.can_read(viewer, question):
        return True
    return viewer is not None and bool(
        db.session.scalar(select(invited(viewer.id, question.id)))  # asked, and has not declined
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
