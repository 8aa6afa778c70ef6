"""Following a question, a tag or a member."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, Follow, Member, Question, Tag
from qaforum.services.core.pages import Page, page
from qaforum.services.core.queries import WITHOUT_TEXTS, live, open_to
from qaforum.services.core.transaction import changed, insert_once, transaction

PAGE = 30
MOST_SHOWN = 300
Followed = Question | Tag | Member
_COLUMN: dict[type, InstrumentedAttribute[int | None]] = {
    Question: Follow.question_id,
    Tag: Follow.tag_id,
    Member: Follow.followed_id,
}


def follow(member: Member, thing: Followed) -> None:
    """The member is told of what happens there; harmless when they follow it already.

    Raises errors.Invalid: it is the member themselves, or somebody who is not here any more.
    """
    if isinstance(thing, Member) and not thing.active:
        raise errors.Invalid(_("%(name)s is not here at present.", name=thing.name))
    if isinstance(thing, Member) and thing.id == member.id:
        raise errors.Invalid(_("You need not follow yourself."))
    with transaction():
        _add(member.id, _COLUMN[type(thing)], thing.id)


def unfollow(member: Member, thing: Followed) -> None:
    """The member is no longer told; harmless when they do not follow it."""
    with transaction():
        changed(delete(Follow).where(Follow.member_id == member.id, _of(thing)))


def take_part(member: Member, question_id: int) -> None:
    """Whoever asks or answers follows the question; a part of the caller's transaction."""
    _add(member.id, Follow.question_id, question_id)


def take_part_from_elsewhere(question_ids: Iterable[int]) -> None:
    """The same for whoever asked or answered these questions, which were brought in, and can log
    in; a part of the caller's transaction."""
    ids = list(question_ids)
    asked = select(Question.author_id, Question.id).where(Question.id.in_(ids))
    answered = select(Answer.author_id, Answer.question_id).where(Answer.question_id.in_(ids))
    part = asked.union(answered).subquery()
    rows = db.session.execute(
        select(Member.id, part.c[1])
        .join(part, part.c[0] == Member.id)
        .where(Member.email.is_not(None))
    )
    insert_once(
        Follow,
        [{"member_id": member, "question_id": question} for member, question in rows],
        ["member_id", "question_id"],
    )


def following(member: Member | None, thing: Followed) -> bool:
    if member is None:
        return False
    query = select(Follow.id).where(Follow.member_id == member.id, _of(thing))
    return db.session.scalar(query) is not None


def followed(member: Member | None, question_ids: Sequence[int]) -> set[int]:
    """Those of these questions that the member follows."""
    if member is None:
        return set()
    query = select(Follow.question_id).where(
        Follow.member_id == member.id, Follow.question_id.in_(question_ids)
    )
    return {id_ for id_ in db.session.scalars(query) if id_ is not None}


def followers(
    column: InstrumentedAttribute[int | None], ids: Iterable[int]
) -> Sequence[tuple[int, int]]:
    """(the followed thing's id, the follower's id), for `column` of Follow and these ids."""
    rows = db.session.execute(select(column, Follow.member_id).where(column.in_(list(ids))))
    return [(thing, member) for thing, member in rows if thing is not None]


def followers_of(question_id: int) -> list[int]:
    """The ids of those who follow the question."""
    return [member for _thing, member in followers(Follow.question_id, [question_id])]


def questions_of(member: Member, after: str | None = None) -> Page[Follow]:
    """One page of the questions that the member follows, latest first."""
    query = (
        select(Follow)
        .join(Follow.question)
        .where(Follow.member_id == member.id, live(Question), open_to(member))
        .options(joinedload(Follow.question).options(*WITHOUT_TEXTS))
    )
    return page(query, [Follow.id], after, PAGE)


def tags_of(member: Member) -> Sequence[Tag]:
    """The tags that the member follows, by name."""
    return db.session.scalars(
        select(Tag)
        .join(Follow, Follow.tag_id == Tag.id)
        .where(Follow.member_id == member.id)
        .order_by(Tag.key)
        .limit(MOST_SHOWN)
    ).all()


def members_of(member: Member) -> Sequence[Member]:
    """The members whom the member follows, by name."""
    return db.session.scalars(
        select(Member)
        .join(Follow, Follow.followed_id == Member.id)
        .where(Follow.member_id == member.id)
        .order_by(Member.name)
        .limit(MOST_SHOWN)
    ).all()


def _of(thing: Followed) -> ColumnElement[bool]:
    return _COLUMN[type(thing)] == thing.id


def _add(member_id: int, column: InstrumentedAttribute[int | None], id_: int) -> None:
    insert_once(Follow, [{"member_id": member_id, column.key: id_}], ["member_id", column.key])
