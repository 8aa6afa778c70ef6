"""A member closes their account: they are gone, what they gave to the others stays."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_security import verify_password
from sqlalchemy import delete, func, or_, update

from qaforum import clock, errors
from qaforum.models import (
    Answer,
    Attachment,
    Availability,
    Comment,
    Follow,
    Member,
    Mentorship,
    Notification,
    PathTick,
    Question,
    ReportRecipient,
    Welcome,
)
from qaforum.models.core.name import NAMELESS
from qaforum.models.notifications.mail import NEVER
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.moderation import account_shutdown
from qaforum.services.notifications import notifications
from qaforum.services.people import administrators

# What a person is asked of themselves, as if they had never said it
_NOTHING: dict[str, Any] = {
    "email": None,
    "password": None,
    "function": "",
    "about": "",
    "locale": None,
    "mentor": False,
    "unread_count": 0,
    "mail_personal": NEVER,
    "mail_rest": NEVER,
    "mail_since": None,
    "mail_problem": "",
    "deactivated_at": None,
    "deactivated_by_id": None,
    "deactivation_reason": "",
}


def close(member: Member, password: str, *, named: bool) -> None:
    """The member leaves. What they posted stays, under their name or that of a former member.

    Raises:
        errors.Invalid: it is not their password.
        errors.Conflict: they are the last administrator, or they have left already.
    """
    # As the log-in reads it: one é is like another, however it was typed
    typed = current_app.extensions["security"].password_util.normalize(password)
    if not member.password or not verify_password(typed, member.password):
        raise errors.Invalid(_("This is not your password."), field="password")
    end(member, named=named)


def end(member: Member, *, named: bool) -> None:
    """The same without asking for the password: for whoever looks after the server."""
    if member.closed_at is not None:
        raise errors.Conflict(_("This account is closed already."))
    with transaction():
        administrators.require_another(member)
        account_shutdown.withdraw(member)
        _forget(member)
        if not named:
            _take_the_name(member)
        for name, value in _NOTHING.items():
            setattr(member, name, value)
        member.roles = []
        member.closed_at = clock.now()


def _forget(member: Member) -> None:
    """What was theirs alone goes: what they said, followed, were told of, ticked off."""
    unposted = (Attachment.member_id == member.id) & Attachment.practice_id.is_(None)
    address = func.lower(ReportRecipient.email) == (member.email or "").lower()
    for table, theirs in (
        (Availability, Availability.member_id == member.id),
        (Welcome, Welcome.member_id == member.id),
        (Follow, or_(Follow.member_id == member.id, Follow.followed_id == member.id)),
        (Notification, Notification.member_id == member.id),
        (PathTick, PathTick.member_id == member.id),
        (Attachment, unposted),
        (ReportRecipient, address),
    ):
        changed(delete(table).where(theirs))
    for side, words in (("newcomer_id", "word"), ("mentor_id", "reply")):
        theirs = getattr(Mentorship, side) == member.id
        changed(update(Mentorship).where(theirs).values({words: ""}))


def _take_the_name(member: Member) -> None:
    """Nothing of ours names them any more; what others wrote stays as they wrote it, and where it
    led to the member's page it leads nowhere."""
    nameless = f"{NAMELESS}{member.id}"
    link, dead = (f'href="/members/{name}"' for name in (member.username, nameless))
    for table in (Question, Answer, Comment):
        linking = table.body_html.contains(link, autoescape=True)
        html = func.replace(table.body_html, link, dead)
        changed(update(table).where(linking).values(body_html=html))
    notifications.forget_name(member)
    member.username, member.name, member.source_url = nameless, "", None
