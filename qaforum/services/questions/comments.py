"""Comments under questions and answers."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete as sql_delete
from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from qaforum import errors, policies
from qaforum.extensions import db
from qaforum.models import Answer, Comment, Member, Question
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications import mentions, notification_rules


def under(questions: Sequence[int], answers: Sequence[int]) -> dict[tuple[str, int], list[Comment]]:
    """Comments of these questions and answers (ids), oldest first, by ("question"|"answer", id)."""
    rows = db.session.scalars(
        select(Comment)
        .where(or_(Comment.question_id.in_(questions), Comment.answer_id.in_(answers)))
        .order_by(Comment.created_at, Comment.id)
        .options(joinedload(Comment.author))
    )
    found: dict[tuple[str, int], list[Comment]] = {}
    for row in rows:
        key = ("question", row.question_id) if row.question_id else ("answer", row.answer_id or 0)
        found.setdefault(key, []).append(row)
    return found


def post(member: Member, on: Question | Answer, body: str) -> Comment:
    """Comments on a question or an answer. Raises Invalid, NotAllowed."""
    if not policies.can_comment(member, on):
        raise errors.NotAllowed(_("You cannot comment here."))
    body = texts.comment(body)
    comment = Comment(
        author_id=member.id, body=body, body_html=mentions.render(body), **_post_id(on)
    )
    with transaction():
        db.session.add(comment)
        _count(on, +1)
        db.session.flush()
        notification_rules.commented(on, comment, member, mentions.ids_in(body))
    return comment


def load(comment_id: int) -> Comment:
    """Raises NotFound: there is no such comment."""
    comment = db.session.get(Comment, comment_id, options=[joinedload(Comment.author)])
    if comment is None:
        raise _gone()
    return comment


def _gone() -> errors.NotFound:
    return errors.NotFound(_("This comment does not exist, or it was deleted."))


def delete(member: Member, comment_id: int) -> Question | Answer:
    """Removes a comment; gives the post it stood under. Raises NotFound, NotAllowed."""
    comment = load(comment_id)
    if not policies.can_delete_comment(member, comment):
        raise errors.NotAllowed(_("Only its author or a moderator may delete this comment."))
    on = (
        db.session.get_one(Question, comment.question_id)
        if comment.question_id
        else db.session.get_one(Answer, comment.answer_id)
    )
    with transaction():
        # Counted only by the one who removed it, whoever else is at it
        if changed(sql_delete(Comment).where(Comment.id == comment_id)) != 1:
            raise _gone()
        _count(on, -1)
        notification_rules.moderated("deleted", comment, member)
    return on


def _count(on: Question | Answer, step: int) -> None:
    table = type(on)
    db.session.execute(
        update(table)
        .where(table.id == on.id)
        .values(comment_count=table.comment_count + step)
        .execution_options(synchronize_session=False)
    )


def _post_id(on: Question | Answer) -> dict[str, int]:
    return {"question_id" if isinstance(on, Question) else "answer_id": on.id}
