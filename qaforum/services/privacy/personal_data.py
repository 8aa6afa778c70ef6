"""All that the forum keeps of a member, for them to take along: theirs, and nobody else's."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, select

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import (
    Attachment,
    Availability,
    Follow,
    Institution,
    Invitation,
    Member,
    Mentorship,
    Notification,
    PastMembership,
    Question,
    Tag,
    Welcome,
)
from qaforum.models.people.availability import availability_tag
from qaforum.services.core.queries import open_to
from qaforum.services.privacy import personal_posts

Data = dict[str, Any]
FORMAT = "qaforum-personal-data/1"


def data_of(member: Member) -> Data:
    """Everything, as JSON can carry it. Titles of other people's questions are there only where
    the member may read them."""
    return {
        "format": FORMAT,
        "made_at": plain(clock.now()),
        "profile": _profile(member),
        "institutions_before": _rows(
            select(Institution.name, PastMembership.until)
            .outerjoin(Institution, Institution.id == PastMembership.institution_id)
            .select_from(PastMembership)
            .where(PastMembership.member_id == member.id)
            .order_by(PastMembership.until)
        ),
        "availability": _availability(member),
        "notification_settings": {
            "when_somebody_turns_to_you": member.mail_personal,
            "where_you_take_part_or_follow": member.mail_rest,
        },
        "follows": _follows(member),
        "invitations": _invitations(member),
        "mentorships": _mentorships(member),
        "notifications": _notifications(member),
        "files": _files(member),
        **{name: _rows(query) for name, query in personal_posts.posts_of(member).items()},
    }


def plain(value: Any) -> Any:
    """Moments and days as ISO 8601 writes them."""
    return value.isoformat() if isinstance(value, (datetime, date)) else value


def _rows(query: Executable) -> list[Data]:
    rows = db.session.execute(query).mappings()
    return [{name: plain(value) for name, value in row.items()} for row in rows]


def _profile(member: Member) -> Data:
    welcome = db.session.get(Welcome, member.id)
    return {
        "name": member.name,
        "user_name": member.username,
        "email": member.email,
        "function": member.function,
        "institution": member.institution.name if member.institution else None,
        "about": member.about,
        "language": member.locale,
        "roles": sorted(role.name for role in member.roles),
        "member_since": plain(member.joined_at),
        "charter_version_accepted": member.charter_number,
        "charter_accepted_at": plain(member.charter_accepted_at),
        "mentor": member.mentor,
        "address_elsewhere": member.source_url,
        "knows": welcome.knows if welcome else "",
        "seeks": welcome.seeks if welcome else "",
        "word_to_the_others": welcome.word if welcome else "",
    }


def _availability(member: Member) -> Data | None:
    said = db.session.get(Availability, member.id)
    if said is None:
        return None
    topics = select(Tag.name).join(availability_tag, availability_tag.c.tag_id == Tag.id)
    return {
        "may_be_asked": said.willing,
        "languages": said.languages.split(),
        "questions_a_week": said.per_week,
        "paused_until": plain(said.paused_until),
        "only_these_topics": said.limited_to_topics,
        "topics": db.session.scalars(
            topics.where(availability_tag.c.member_id == member.id).order_by(Tag.name)
        ).all(),
        "said_at": plain(said.said_at),
    }


def _follows(member: Member) -> list[Data]:
    return _rows(
        select(Question.title.label("question"), Tag.name.label("tag"),
               Member.name.label("member"), Follow.created_at.label("since"))
        .select_from(Follow)
        .outerjoin(Question, (Question.id == Follow.question_id) & open_to(member))
        .outerjoin(Tag, Tag.id == Follow.tag_id)
        .outerjoin(Member, Member.id == Follow.followed_id)
        .where(Follow.member_id == member.id)
        .order_by(Follow.id)
    )  # fmt: skip


def _invitations(member: Member) -> list[Data]:
    """Those they got and those they sent; who sent or got the other end is between the two."""
    return _rows(
        select(Question.id.label("question"), Question.title, Invitation.state,
               (Invitation.member_id == member.id).label("to_me"), Invitation.facts.label("why"),
               Invitation.created_at, Invitation.decided_at)
        .select_from(Invitation)
        .outerjoin(Question, (Question.id == Invitation.question_id) & open_to(member))
        .where((Invitation.member_id == member.id) | (Invitation.invited_by_id == member.id))
        .order_by(Invitation.id)
    )  # fmt: skip


def _mentorships(member: Member) -> list[Data]:
    mine = Mentorship.newcomer_id == member.id
    return _rows(
        select(mine.label("as_newcomer"), Mentorship.word, Mentorship.reply, Mentorship.status,
               Mentorship.created_at, Mentorship.decided_at)
        .where(mine | (Mentorship.mentor_id == member.id))
        .order_by(Mentorship.id)
    )  # fmt: skip


def _notifications(member: Member) -> list[Data]:
    return _rows(
        select(Notification.kind, Question.title.label("question"), Notification.created_at,
               Notification.read_at)
        .select_from(Notification)
        .outerjoin(Question, (Question.id == Notification.question_id) & open_to(member))
        .where(Notification.member_id == member.id)
        .order_by(Notification.id)
    )  # fmt: skip


def _files(member: Member) -> list[Data]:
    return _rows(
        select(Attachment.name, Attachment.media_type, Attachment.size,
               Attachment.practice_id.label("practice"), Attachment.created_at)
        .where(Attachment.member_id == member.id)
        .order_by(Attachment.id)
    )  # fmt: skip
