"""Asks that members begin: known by when and by whom, never by what was typed."""

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Attempt, Member
from qaforum.services.activity import events
from qaforum.services.core.transaction import transaction

ONE = timedelta(days=1)  # within this time, typing on is the same ask; after it, it was abandoned


def begin(member: Member) -> None:
    """Similar problems were shown to the member; once a day until something comes of it.

    A database that cannot write now is no reason to show nothing: then the ask is not known.
    """
    if _open(member) is None:
        with suppress(errors.Unavailable), transaction():
            attempt = Attempt(member_id=member.id)
            db.session.add(attempt)
            events.record_attempt(attempt)


def end(member: Member) -> None:
    """The member posted a question, or what was shown solved it; part of the caller's
    transaction."""
    attempt = _open(member)
    if attempt is not None:
        attempt.ended_at = clock.now()
        events.record_attempt(attempt)


def _open(member: Member) -> Attempt | None:
    return db.session.scalar(
        select(Attempt)
        .where(
            Attempt.member_id == member.id,
            Attempt.ended_at.is_(None),
            Attempt.begun_at > clock.now() - ONE,
        )
        .order_by(Attempt.begun_at.desc())
        .limit(1)
    )
