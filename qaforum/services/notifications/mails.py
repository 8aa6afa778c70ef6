"""Which mails there are to send, and what became of each.

The database says at any moment what is to be done: `collect` puts notifications into mails, each
into one, and `claim` gives a mail to one notifier. Whoever stops in between, the next goes on.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import joinedload

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Mail, Member, Notification, ReportRecipient
from qaforum.models.notifications.mail import (
    DAILY,
    DIGEST,
    DROPPED,
    NEWS,
    NOW,
    REFUSED,
    REPORT,
    RESET,
    RESET_DONE,
    SENDING,
    SENT,
    WAITING,
    WEEKLY,
)
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications import digest_times
from qaforum.services.notifications.notification_kinds import PERSONAL

MEMBERS_AT_ONCE = 100
LATE = timedelta(days=3)  # what a stopped notifier makes up for
GIVEN_UP = timedelta(days=5)
KEPT = timedelta(days=60)
_LONGEST_PAUSE = timedelta(hours=6)
_FIRST_PAUSE = timedelta(minutes=2)


def enabled() -> bool:
    """Whether there is a mail server to send through."""
    return bool(current_app.config["MAIL_SERVER"])


def collect(now: datetime) -> int:
    """Puts what members are to be mailed by `now` into mails; how many were made.

    What they read in the forum meanwhile is left out, and so is what happened before they chose
    to be mailed.
    """
    made = 0
    wanted = _wanted(now)
    while members := list(
        db.session.scalars(
            select(Notification.member_id)
            .join(Member, Member.id == Notification.member_id)
            .where(wanted)
            .distinct()
            .order_by(Notification.member_id)
            .limit(MEMBERS_AT_ONCE)
        )
    ):
        with transaction():
            made += _collect_for(members, wanted, now)
    return made


def _collect_for(members: list[int], wanted: ColumnElement[bool], now: datetime) -> int:
    rows = db.session.execute(
        select(Notification.id, Notification.member_id, Notification.kind, Member.mail_personal,
               Member.mail_rest)
        .join(Member, Member.id == Notification.member_id)
        .where(wanted, Notification.member_id.in_(members))
        .order_by(Notification.id)
    )  # fmt: skip
    mails: list[tuple[Mail, list[int]]] = []
    digests: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        choice = row.mail_personal if row.kind in PERSONAL else row.mail_rest
        if choice == NOW:
            mails.append((_mail(row.member_id, NEWS, now), [row.id]))
        else:
            digests[row.member_id].append(row.id)
    mails += [(_mail(member, DIGEST, now), ids) for member, ids in digests.items()]
    db.session.add_all([mail for mail, _ids in mails])
    db.session.flush()
    for mail, ids in mails:
        changed(update(Notification).where(Notification.id.in_(ids)).values(mail_id=mail.id))
    return len(mails)


def _mail(member_id: int, kind: str, now: datetime) -> Mail:
    return Mail(member_id=member_id, kind=kind, created_at=now, due_at=now)


def _wanted(now: datetime) -> ColumnElement[bool]:
    """Of notifications joined with their members: those that belong into a mail by now."""
    config = current_app.config
    zone, hour = ZoneInfo(config["TIMEZONE"]), config["DIGEST_HOUR"]
    personal = Notification.kind.in_(PERSONAL)
    at = Notification.created_at
    ways = []
    for group, choice in ((personal, Member.mail_personal), (~personal, Member.mail_rest)):
        ways.append(and_(group, choice == NOW, at > now - LATE))
        for period in (DAILY, WEEKLY):
            end = digest_times.latest(period, now, zone, hour)
            begin = end - digest_times.SPAN[period] - LATE
            ways.append(and_(group, choice == period, at > begin, at <= end))
    return and_(
        Notification.mail_id.is_(None),
        Notification.read_at.is_(None),
        at > now - digest_times.SPAN[WEEKLY] * 2 - LATE,
        Member.active,
        Member.email.is_not(None),
        Member.mail_problem == "",
        or_(Member.mail_since.is_(None), at > Member.mail_since),
        or_(*ways),
    )


def order(member: Member, kind: str) -> None:
    """A mail about the member's account, to be sent at once; a part of no other transaction."""
    assert kind in (RESET, RESET_DONE), kind
    with transaction():
        db.session.add(Mail(member_id=member.id, kind=kind))


def leave(member: Member) -> None:
    """The member has left or was blocked: what waits to be sent to them is not sent, and what a
    mail server said about their address is forgotten; part of the caller's transaction."""
    theirs = Mail.member_id == member.id
    changed(update(Mail).where(theirs).values(error=""))
    changed(
        update(Mail)
        .where(theirs, Mail.state == WAITING)
        .values(state=DROPPED, ended_at=clock.now())
    )


def due(now: datetime, limit: int) -> Sequence[int]:
    """The ids of mails to send now, those about accounts first."""
    return db.session.scalars(
        select(Mail.id)
        .where(Mail.state == WAITING, Mail.due_at <= now)
        .order_by(Mail.kind.in_((NEWS, DIGEST, REPORT)), Mail.due_at, Mail.id)
        .limit(limit)
    ).all()


def claim(mail_id: int, notifier: str) -> Mail | None:
    """The mail, which nobody else sends from now on; None when somebody else has it."""
    with transaction():
        mine = changed(
            update(Mail)
            .where(Mail.id == mail_id, Mail.state == WAITING)
            .values(state=SENDING, notifier=notifier)
        )
    if not mine:
        return None
    recipient = joinedload(Mail.recipient)
    return db.session.scalar(
        select(Mail)
        .where(Mail.id == mail_id)
        .options(
            joinedload(Mail.member),
            recipient.joinedload(ReportRecipient.institution),
            recipient.joinedload(ReportRecipient.named_by),
        )
    )


def sent(mail_id: int) -> None:
    """The mail server has it: it is never sent again."""
    _end(mail_id, SENT, "")


def drop(mail_id: int, reason: str) -> None:
    """There is nothing to send, or nobody to send it to."""
    _end(mail_id, DROPPED, reason)


def refuse(mail_id: int, reason: str, *, bad_address: bool) -> None:
    """The mail server will not take it. With `bad_address` nothing more goes to that address
    until the member says that it is right, or a report's recipient is named anew."""
    _end(mail_id, REFUSED, reason)
    if not bad_address:
        return
    problem, mail = reason[:300], Mail.id == mail_id
    member = select(Mail.member_id).where(mail).scalar_subquery()
    recipient = select(Mail.recipient_id).where(mail).scalar_subquery()
    with transaction():
        changed(update(Member).where(Member.id == member).values(mail_problem=problem))
        changed(
            update(ReportRecipient).where(ReportRecipient.id == recipient).values(problem=problem)
        )


def postpone(mail_id: int, reason: str, *, now: datetime, counted: bool = True) -> None:
    """Tries again later, each time after a longer pause; after five days no more. Where the fault
    is not this mail's, it is not `counted` and waits for nothing but the server."""
    mail = db.session.get_one(Mail, mail_id)
    if mail.created_at < now - GIVEN_UP:
        return _end(mail_id, REFUSED, reason)
    pause = min(_FIRST_PAUSE * 2 ** min(mail.tries, 20), _LONGEST_PAUSE)
    with transaction():
        changed(
            update(Mail)
            .where(Mail.id == mail_id)
            .values(
                state=WAITING,
                error=reason[:300],
                tries=Mail.tries + (1 if counted else 0),
                due_at=now + pause if counted else Mail.due_at,
            )
        )
    return None


def left_by(notifier: str) -> Sequence[int]:
    """The mails that this notifier was sending when it ended."""
    return db.session.scalars(
        select(Mail.id).where(Mail.state == SENDING, Mail.notifier == notifier)
    ).all()


def take_up(now: datetime) -> None:
    """What a notifier that never came back was sending a day ago waits again."""
    with transaction():
        changed(
            update(Mail)
            .where(Mail.state == SENDING, Mail.due_at < now - timedelta(days=1))
            .values(state=WAITING)
        )


def tidy(now: datetime) -> None:
    """Forgets mails that ended two months ago, but not which quarters were reported to whom."""
    with transaction():
        changed(sql_delete(Mail).where(Mail.ended_at < now - KEPT, Mail.quarter.is_(None)))


def _end(mail_id: int, state: str, reason: str) -> None:
    with transaction():
        changed(
            update(Mail)
            .where(Mail.id == mail_id)
            .values(state=state, error=reason[:300], ended_at=clock.now())
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """How mailing is: numbers of mails, of the last week where they have ended, how many have
    waited for an hour, and the user names of members whose address a mail server refused."""

    waiting: int
    late: int
    sent: int
    refused: int
    last_error: str
    addresses: Sequence[str]


def condition(now: datetime) -> Condition:
    def count(*where: ColumnElement[bool]) -> int:
        return db.session.scalar(select(func.count()).select_from(Mail).where(*where)) or 0

    lately, waits = Mail.ended_at > now - timedelta(days=7), Mail.state.in_((WAITING, SENDING))
    errors = select(Mail.error).where(Mail.error != "", or_(waits, Mail.state == REFUSED))
    bad = select(Member.username).where(Member.mail_problem != "").order_by(Member.username)
    return Condition(
        waiting=count(waits),
        late=count(waits, Mail.created_at < now - timedelta(hours=1)),
        sent=count(Mail.state == SENT, lately),
        refused=count(Mail.state == REFUSED, lately),
        last_error=db.session.scalar(errors.order_by(Mail.id.desc()).limit(1)) or "",
        addresses=db.session.scalars(bad.limit(10)).all(),
    )
