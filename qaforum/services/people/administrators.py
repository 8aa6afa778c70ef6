"""Who runs the forum: there is always somebody."""

from flask_babel import gettext as _
from sqlalchemy import select, update

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member, Role
from qaforum.models.people.role import ADMINISTRATOR
from qaforum.services.core.transaction import changed


def is_last(member: Member) -> bool:
    """Whether the forum would have no administrator without this member."""
    if not member.is_administrator or not member.active:
        return False
    others = select(Member.id).where(
        Member.active,
        Member.email.is_not(None),
        Member.id != member.id,
        Member.roles.any(Role.name == ADMINISTRATOR),
    )
    return db.session.scalar(others.limit(1)) is None


def require_another(member: Member) -> None:
    """Part of the caller's transaction, at its beginning: two who leave at once take turns.

    Raises errors.Conflict: the forum would have no administrator any more.
    """
    if not member.is_administrator:
        return
    changed(update(Role).where(Role.name == ADMINISTRATOR).values(description=Role.description))
    if is_last(member):
        raise errors.Conflict(
            _("The forum would have no administrator any more. Name another one first.")
        )
