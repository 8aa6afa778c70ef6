"""What a mail tells, looked at when it is sent: only what is still there, still new, and for the
recipient to read."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from qaforum import markup
from qaforum.extensions import db
from qaforum.models import Answer, Comment, Mail, Member, Notification
from qaforum.models.notifications.mail import NEVER
from qaforum.services.core.queries import open_to
from qaforum.services.notifications import mail_choices
from qaforum.services.notifications.notification_kinds import KINDS
from qaforum.services.notifications.notifications import WITH_WHAT, language_of, sentence, title_of

EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Item:
    """Notifications of one topic, in the language of the moment."""

    notification_id: int
    group: str
    sentence: str
    title: str
    language: str
    excerpt: str
    leads_somewhere: bool


def items_of(mail: Mail, member: Member) -> list[Item]:
    """What there is to tell, oldest topic first; one item a topic."""
    rows = db.session.scalars(
        select(Notification)
        .outerjoin(Notification.question)
        .where(
            Notification.mail_id == mail.id,
            Notification.read_at.is_(None),
            or_(Notification.question_id.is_(None), open_to(member)),
        )
        .options(
            *WITH_WHAT,
            joinedload(Notification.answer).load_only(Answer.deleted_at, Answer.body_html),
            joinedload(Notification.comment).load_only(Comment.body_html),
        )
        .order_by(Notification.topic, Notification.id)
    )
    kept = [row for row in rows if _still_there(row) and _wanted(row, member)]
    topics = [list(each) for _topic, each in groupby(kept, lambda row: row.topic)]
    return [_item(each) for each in sorted(topics, key=lambda each: each[0].id)]


def _still_there(row: Notification) -> bool:
    if row.kind == "deleted":
        return True
    if row.question is not None and row.question.deleted_at is not None:
        return False
    if row.answer is not None and row.answer.deleted_at is not None:
        return False
    return not (row.key.startswith("comment:") and row.comment is None)


def _wanted(row: Notification, member: Member) -> bool:
    return mail_choices.choice_of(member, mail_choices.group_of(row.kind)) != NEVER


def _item(rows: list[Notification]) -> Item:
    latest = rows[-1]
    people = {row.actor_id for row in rows}
    return Item(
        notification_id=latest.id,
        group=mail_choices.group_of(latest.kind),
        sentence=sentence(latest, len(people) - 1),
        title=title_of(latest),
        language=language_of(latest),
        excerpt=_excerpt(latest),
        leads_somewhere=KINDS[latest.kind].link(latest) is not None,
    )


def _excerpt(row: Notification) -> str:
    """The beginning of what somebody wrote to the recipient; nothing where nobody wrote."""
    if row.comment is not None:
        return markup.excerpt(row.comment.body_html, EXCERPT)
    if row.answer is not None and row.kind in ("answer", "answer_to_you", "mention"):
        return markup.excerpt(row.answer.body_html, EXCERPT)
    return ""
