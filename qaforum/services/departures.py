"""Accounts that are closed by their owners, and those that somebody who may puts to rest."""

import secrets

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import (
    Attempt,
    Availability,
    Follow,
    Member,
    Mentorship,
    Notification,
    PathTick,
    Role,
    Welcome,
)
from qaforum.models.mentorship import ACCEPTED, ASKED, ENDED
from qaforum.models.role import ADMINISTRATOR
from qaforum.services import invitation_replies, members
from qaforum.services.transaction import transaction

# What is a member's alone and says nothing to others
_OWN = (Attempt, Availability, Notification, PathTick, Welcome)


def close(member: Member, password: str, *, named: bool) -> None:
    """Ends the member's account for good. What they posted stays, under their name if `named`.

    Their address, password and all that only concerned them is gone; whatever waited for them
    waits no longer. Raises Invalid (the password), Conflict (nobody else administers the forum).
    """
    if not member.verify_and_update_password(password):
        raise errors.Invalid(_("This is not your password."), field="password")
    with transaction():
        _lock_administrators()
        if member.is_administrator and _administrators() == 1:
            raise errors.Conflict(
                _("You are the only administrator. Name another one before you leave.")
            )
        _rest(member)
        _erase(member)
        if not named:
            _unname(member)


def deactivate(acting: Member, username: str) -> Member:
    """Nobody can log in to this account, and it is neither shown, asked nor mailed, until it is
    reactivated. Raises NotFound, NotAllowed."""
    member = _load(acting, username)
    with transaction():
        _rest(member)
    return member


def reactivate(acting: Member, username: str) -> Member:
    """Everything is as before it was deactivated. Raises NotFound, NotAllowed."""
    member = _load(acting, username)
    with transaction():
        member.active = True
    return member


def _load(acting: Member, username: str) -> Member:
    member = members.load(username)
    if not policies.can_deactivate(acting, member):
        raise errors.NotAllowed(_("You cannot deactivate this account."))
    return member


def _rest(member: Member) -> None:
    """No session goes on, no invitation waits."""
    member.active = False
    member.fs_uniquifier = secrets.token_hex(16)
    invitation_replies.leave(member)
    db.session.execute(
        update(Mentorship)
        .where(
            or_(Mentorship.mentor_id == member.id, Mentorship.newcomer_id == member.id),
            Mentorship.status.in_((ASKED, ACCEPTED)),
        )
        .values(status=ENDED, decided_at=clock.now())
    )


def _erase(member: Member) -> None:
    for table in _OWN:
        db.session.execute(delete(table).where(table.member_id == member.id))
    db.session.execute(
        delete(Follow).where(or_(Follow.member_id == member.id, Follow.followed_id == member.id))
    )
    member.email = member.password = member.locale = None
    member.function = member.about = member.mail_problem = ""
    member.mentor, member.unread_count, member.roles = False, 0, []


def _unname(member: Member) -> None:
    """In the language of the forum, since it stands under their posts for everybody."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        member.name = str(_("A former member"))
    member.username = members.free_username(f"former {member.id}")


def _lock_administrators() -> None:
    """The last two of them do not leave at the same moment."""
    db.session.execute(update(Role).where(Role.name == ADMINISTRATOR).values(name=ADMINISTRATOR))


def _administrators() -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Member)
            .where(Member.active, Member.roles.any(Role.name == ADMINISTRATOR))
        )
        or 0
    )
