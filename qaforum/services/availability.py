"""Whether members want to be suggested and invited, for what, and how often: their own word."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import selectinload

from qaforum import clock, policies
from qaforum.extensions import db
from qaforum.models import Availability, Invitation, Member

WEEK = timedelta(days=7)


def of(member: Member) -> Availability | None:
    """What the member said, with their topics; None: they were never asked."""
    return db.session.scalar(
        select(Availability)
        .where(Availability.member_id == member.id)
        .options(selectinload(Availability.topics))
    )


def willing(
    member_ids: Collection[int],
    *,
    viewer: Member | None,
    language: str | None = None,
    tag_ids: Collection[int] = (),
) -> set[int]:
    """Those of `member_ids` who may be named to `viewer` as peers to turn to now.

    That is whoever may be invited; and authors without an account (brought in from another forum,
    never asked), who published their solutions under this name and can be read, not invited.
    """
    return _judged(member_ids, viewer, language, tag_ids)[1]


def invitable(
    member_ids: Collection[int],
    *,
    viewer: Member | None,
    language: str | None = None,
    tag_ids: Collection[int] = (),
) -> set[int]:
    """Those who may be sent a question in `language` with these tags now.

    They have an account, said yes, are not paused, got fewer invitations in the last seven days
    than they want, read the language, and their topics fit. Never `viewer`: nobody is sent to
    themselves.
    """
    return _judged(member_ids, viewer, language, tag_ids)[0]


def _judged(
    member_ids: Collection[int],
    viewer: Member | None,
    language: str | None,
    tag_ids: Collection[int],
) -> tuple[set[int], set[int]]:
    if not member_ids:
        return set(), set()
    rows = db.session.execute(
        select(Member, Availability, _received())
        .outerjoin(Availability, Availability.member_id == Member.id)
        .where(Member.id.in_(member_ids))
        .options(selectinload(Availability.topics))
    )
    sendable, named = set(), set()
    today = clock.now().date()
    for member, said, received in rows:
        if viewer is not None and member.id == viewer.id:
            continue
        fits = policies.can_be_invited(
            member, said, received=received, today=today, language=language, tag_ids=tag_ids
        )
        if fits:
            sendable.add(member.id)
        if policies.can_be_shown(member, said, fits):
            named.add(member.id)
    return sendable, named


def _received() -> ScalarSelect[int]:
    """How many invitations the member got in the last seven days, whatever became of them."""
    return (
        select(func.count(Invitation.id))
        .where(Invitation.member_id == Member.id, Invitation.created_at > clock.now() - WEEK)
        .scalar_subquery()
    )
