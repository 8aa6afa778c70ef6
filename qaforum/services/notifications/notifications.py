"""Telling members what happened: once, whom it concerns, in the transaction of the act itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Invitation, Member, Notification, Practice, Question
from qaforum.models.core.name import NAMELESS
from qaforum.services.core import visibility
from qaforum.services.core.pages import Page, page
from qaforum.services.core.queries import open_to
from qaforum.services.core.transaction import changed, insert_once, transaction
from qaforum.services.notifications.notification_kinds import KINDS

PAGE = 30
_UNREAD = Notification.read_at.is_(None)


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """Notifications of one topic, shown by their latest; `others` are further people in them."""

    latest: Notification
    count: int
    others: int

    @property
    def unread(self) -> bool:
        return self.latest.read_at is None

    @property
    def icon(self) -> str:
        return KINDS[self.latest.kind].icon

    @property
    def title(self) -> str:
        return title_of(self.latest)

    @property
    def language(self) -> str:
        return language_of(self.latest)

    @property
    def sentence(self) -> str:
        """In the language of the moment: the reader's on a page, the recipient's in a mail."""
        return sentence(self.latest, self.others)


def notify(
    member_ids: Iterable[int | None],
    kind: str,
    *,
    key: str,
    actor: Member | None = None,
    question_id: int | None = None,
    answer_id: int | None = None,
    comment_id: int | None = None,
    practice_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Tells these members of an event, as a part of the caller's transaction.

    At most one notification for each (member, `key`), however often it is called. Never to the
    actor, to somebody who cannot log in, or to somebody who may not read the question. `kind` is
    one of KINDS; `facts` are values of its sentence that JSON can carry.
    """
    assert kind in KINDS, kind
    wanted = {id_ for id_ in member_ids if id_ is not None} - {actor.id if actor else None}
    receivers = _receivers(wanted, question_id) if wanted else []
    if not receivers:
        return
    row = {
        "kind": kind,
        "key": key,
        "topic": f"{kind}:{question_id or practice_id or key}"[:160],
        "actor_id": actor.id if actor else None,
        "question_id": question_id,
        "answer_id": answer_id,
        "comment_id": comment_id,
        "practice_id": practice_id,
        "facts": facts or {},
        "created_at": clock.now(),
    }
    rows = [{**row, "member_id": id_} for id_ in receivers]
    told = insert_once(Notification, rows, ["member_id", "key"])
    _count(select(Notification.member_id).where(Notification.id.in_(told)), +1)


def _receivers(member_ids: set[int], question_id: int | None) -> list[int]:
    """Those of `member_ids` who can log in and may read the question, in order."""
    query = select(Member.id).where(
        Member.id.in_(member_ids), Member.active, Member.email.is_not(None)
    )
    if question_id is not None:
        query = query.where(visibility.readers_of(question_id))
    return list(db.session.scalars(query.order_by(Member.id)))


def _count(member_ids: Select[Any] | list[int], step: int) -> None:
    changed(
        update(Member)
        .where(Member.id.in_(member_ids))
        .values(unread_count=Member.unread_count + step)
    )


def forget_name(member: Member) -> None:
    """Where somebody was told that a question was passed on to this member, they are not named any
    more; part of the caller's transaction."""
    invited = select(Invitation.question_id).where(Invitation.member_id == member.id)
    rows = db.session.scalars(
        select(Notification).where(
            Notification.kind == "invitation_passed", Notification.question_id.in_(invited)
        )
    )
    for row in rows:
        if row.facts.get("name") == member.name:
            row.facts = {**row.facts, "name": NAMELESS}


def title_of(notification: Notification) -> str:
    """What the question, practice, resource or path meant is called; empty where there is none, or
    where the sentence says it."""
    about = notification.practice or notification.question
    if about is not None:
        return about.title
    return str(notification.facts["title"]) if "language" in notification.facts else ""


def language_of(notification: Notification) -> str:
    """The language of its title; empty where nobody said it."""
    about = notification.practice or notification.question
    return about.language if about is not None else str(notification.facts.get("language", ""))


def sentence(notification: Notification, others: int = 0) -> str:
    """What happened, in the language of the moment."""
    name = notification.actor.name if notification.actor else _("A former member")
    who = name
    if others:
        who = ngettext(
            "%(name)s and %(num)d other member", "%(name)s and %(num)d other members", others,
            name=name,
        )  # fmt: skip
    facts = {**notification.facts, "who": who}
    if facts.get("name") == NAMELESS:
        facts["name"] = _("A former member")
    return str(KINDS[notification.kind].sentence) % facts


def list_notifications(member: Member, after: str | None = None) -> Page[NotificationRow]:
    """One page of what the member was told, latest first, one line a topic; unread and read apart.

    Raises errors.Invalid for a broken cursor.
    """
    mine = Notification.member_id == member.id
    latest = select(func.max(Notification.id)).where(mine).group_by(Notification.topic, _UNREAD)
    found = page(
        select(Notification).where(Notification.id.in_(latest)).options(*WITH_WHAT),
        [Notification.id],
        after,
        PAGE,
    )
    sizes = _sizes(mine, [row.topic for row in found.rows])
    lines = [NotificationRow(row, *sizes[row.topic, row.read_at is None]) for row in found.rows]
    return Page(lines, found.next_cursor)


def new(member: Member, but: Collection[str] = ()) -> list[NotificationRow]:
    """What the member was told lately and has not seen yet, without kinds that stand elsewhere."""
    if not member.unread_count:
        return []
    return [
        line
        for line in list_notifications(member).rows
        if line.unread and line.latest.kind not in but
    ]


WITH_WHAT = (
    joinedload(Notification.actor).load_only(Member.name, Member.username, raiseload=True),
    joinedload(Notification.question).load_only(
        Question.title, Question.slug, Question.language, Question.deleted_at, raiseload=True
    ),
    joinedload(Notification.practice).load_only(
        Practice.title, Practice.slug, Practice.language, Practice.deleted_at, raiseload=True
    ),
)


def _sizes(mine: ColumnElement[bool], topics: list[str]) -> dict[tuple[str, bool], tuple[int, int]]:
    """(topic, unread) → how many notifications, and how many people beside the latest."""
    people = func.count(func.distinct(Notification.actor_id))
    rows = db.session.execute(
        select(Notification.topic, _UNREAD, func.count(), people)
        .where(mine, Notification.topic.in_(topics))
        .group_by(Notification.topic, _UNREAD)
    )
    return {(topic, bool(unread)): (count, max(who - 1, 0)) for topic, unread, count, who in rows}


def load(member: Member, notification_id: int) -> Notification:
    """The member's notification. Raises NotFound: there is none, or it is somebody else's."""
    found = db.session.scalar(
        select(Notification)
        .where(Notification.id == notification_id, Notification.member_id == member.id)
        .options(*WITH_WHAT)
    )
    if found is None:
        raise errors.NotFound(_("There is no such notification."))
    return found


def for_all(notification_id: int) -> Notification | None:
    """The notification, whosever it is, when everybody may read what it is about."""
    return db.session.scalar(
        select(Notification)
        .join(Notification.question)
        .where(Notification.id == notification_id, open_to(None))
        .options(*WITH_WHAT)
    )


def read(member: Member, notification: Notification) -> None:
    """The member knows of this, and of whatever is shown in one line with it."""
    _read(member, Notification.topic == notification.topic)


def read_all(member: Member, until: int) -> None:
    """The member knows of all up to the notification `until`, the latest that they were shown."""
    _read(member, Notification.id <= until)


def read_of(
    member: Member | None, question_id: int | None = None, *, practice_id: int | None = None
) -> None:
    """The member opens the question or the practice, so they know what happened there.

    What was loaded before is loaded anew afterwards: call it first.
    """
    if member is None or not member.unread_count:
        return
    about = Notification.question_id == question_id
    if practice_id is not None:
        about = Notification.practice_id == practice_id
    # Reading must not take the database's write lock where there is nothing to write
    if db.session.scalar(
        select(Notification.id).where(Notification.member_id == member.id, _UNREAD, about).limit(1)
    ):
        _read(member, about)


def _read(member: Member, which: ColumnElement[bool]) -> None:
    with transaction():
        count = changed(
            update(Notification)
            .where(Notification.member_id == member.id, _UNREAD, which)
            .values(read_at=clock.now())
        )
        if count:
            _count([member.id], -count)
