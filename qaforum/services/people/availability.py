"""Whether members want to be suggested and invited, for what, and how often: their own word."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Availability, Invitation, Member, Tag
from qaforum.models.core.tag import key_of
from qaforum.services.core import tags, texts
from qaforum.services.core.transaction import changed, transaction

WEEK = timedelta(days=7)
MOST_PER_WEEK = 20
MOST_TOPICS = 50


def availability_of(member: Member) -> Availability | None:
    """What the member said, with their topics; None: they were never asked."""
    rows = db.session.scalars(
        select(Availability)
        .where(Availability.member_id == member.id)
        .options(joinedload(Availability.topics))
    )
    return rows.unique().one_or_none()


def said(willing: bool) -> Availability:
    """A plain yes or no: about everything, in the language that was just read."""
    return Availability(willing=willing, languages=str(get_locale() or ""), topics=[])


def answer(member: Member, willing: bool) -> None:
    """The member's yes or no; what else they said before stays."""
    with transaction():
        if before := availability_of(member):
            before.willing, before.said_at = willing, clock.now()
        else:
            db.session.add(_of(member, said(willing)))


def say(
    member: Member,
    willing: bool,
    *,
    topics: str = "",
    only_these: bool = False,
    languages: Sequence[str] = (),
    per_week: int,
    paused_until: date | None = None,
) -> None:
    """All that the member wants to say. `topics` are tags with spaces between, for which they are
    named first, or `only_these`.

    Raises errors.Invalid, with the field.
    """
    tags = _topics(topics)
    if only_these and not tags:
        raise errors.Invalid(_("Name at least one topic, or allow all."), field="topics")
    known = [code for code in current_app.config["LANGUAGES"] if code in languages]
    if willing and not known:
        raise errors.Invalid(_("Choose at least one language."), field="languages")
    if not 1 <= per_week <= MOST_PER_WEEK:
        raise errors.Invalid(
            _("Choose a number from 1 to %(most)d.", most=MOST_PER_WEEK), field="per_week"
        )
    if paused_until is not None and paused_until <= clock.now().date():
        raise errors.Invalid(_("Choose a day to come, or leave it empty."), field="paused_until")
    with transaction():
        row = availability_of(member)
        if row is None:
            row = _of(member, said(willing))
            db.session.add(row)
        row.willing, row.per_week, row.paused_until = willing, per_week, paused_until
        row.languages = " ".join(known)
        row.topics, row.limited_to_topics = tags, only_these
        row.said_at = clock.now()


def _of(member: Member, row: Availability) -> Availability:
    row.member_id = member.id
    return row


def _topics(text: str) -> list[Tag]:
    names = texts.tag_names(text, MOST_TOPICS, "topics")
    known = tags.known_by_key(names)
    for name in names:
        if key_of(name) not in known:
            raise errors.Invalid(_("There is no tag %(name)s.", name=name), field="topics")
    return list(known.values())


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


def hold(member_ids: Collection[int]) -> None:
    """What these members say, and whether they are still here, cannot change until the caller's
    transaction ends, and is read afresh: whoever invites and whoever leaves take turns."""
    changed(
        update(Availability)
        .where(Availability.member_id.in_(member_ids))
        .values(per_week=Availability.per_week)
    )
    db.session.execute(
        select(Member, Availability)
        .outerjoin(Availability, Availability.member_id == Member.id)
        .where(Member.id.in_(member_ids))
        .execution_options(populate_existing=True)
    ).all()


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
