"""Shutting a member out, and letting them in again: whoever looks after the community may."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Member
from qaforum.services.core import texts
from qaforum.services.core.transaction import transaction
from qaforum.services.moderation import account_shutdown
from qaforum.services.people import administrators

SHOWN = 100


def list_deactivated() -> Sequence[Member]:
    """Who is shut out, the latest first, with who did it."""
    return db.session.scalars(
        select(Member)
        .where(Member.deactivated_at.is_not(None))
        .options(joinedload(Member.deactivated_by))
        .order_by(Member.deactivated_at.desc())
        .limit(SHOWN)
    ).all()


def deactivate(by: Member, member: Member, reason: str) -> None:
    """The member can no longer log in, and is named to nobody. What they posted stays, and all they
    said of themselves, until they are let in again. The reason is for moderators alone.

    Raises:
        errors.NotAllowed: `by` does not look after this member.
        errors.Invalid: no reason, or a long one. errors.Conflict: they are shut out already.
    """
    if not policies.looks_after(by, member):
        raise errors.NotAllowed(_("You do not look after this account."))
    shut_out(member, reason, by)


def reactivate(by: Member, member: Member) -> None:
    """The member can log in again. Raises NotAllowed; Conflict: they were not shut out."""
    if not policies.looks_after(by, member):
        raise errors.NotAllowed(_("You do not look after this account."))
    let_in(member)


def shut_out(member: Member, reason: str, by: Member | None = None) -> None:
    """As `deactivate`, for whoever looks after the server; `by` is remembered.

    Raises errors.Invalid, errors.Conflict: also when they are the last administrator.
    """
    reason = texts.line(reason, 300, "reason")
    if not reason:
        raise errors.Invalid(_("Say why, for those who moderate with you."), field="reason")
    if not member.active:
        raise errors.Conflict(_("This account is not active."))
    with transaction():
        administrators.require_another(member)
        account_shutdown.withdraw(member)
        member.deactivated_at = clock.now()
        member.deactivated_by_id = by.id if by else None
        member.deactivation_reason = reason


def let_in(member: Member) -> None:
    """As `reactivate`, for whoever looks after the server."""
    if member.active or member.closed_at is not None:
        raise errors.Conflict(_("This account was not deactivated, or its member has left."))
    with transaction():
        member.active = True
        member.deactivated_at = member.deactivated_by_id = None
        member.deactivation_reason = ""
