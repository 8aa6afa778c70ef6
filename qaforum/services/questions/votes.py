"""Votes: one a member and post, up, down or taken back."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ColumnElement

from qaforum import errors, policies
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Vote
from qaforum.services.core.transaction import changed, transaction


def cast(member: Member, post: Question | Answer, value: int) -> int:
    """Votes `value` (1 up, -1 down, 0 takes back) on `post`; gives the post's new score.

    Raises:
        errors.NotAllowed: it is the member's own post.
        errors.Conflict: the member voted just so already, or has no vote to take back.
        errors.Invalid: another value.
    """
    if value not in (1, -1, 0):
        raise errors.Invalid(_("A vote is up, down, or taken back."), field="value")
    if not policies.can_vote(member, post):
        raise errors.NotAllowed(_("Your own post is for others to judge."))
    with transaction():
        before = _replace(member, post, value)
        table = type(post)
        db.session.execute(
            update(table)
            .where(table.id == post.id)
            .values(score=table.score + value - before)
            .execution_options(synchronize_session=False)
        )
    db.session.refresh(post, ["score"])
    return post.score


def _replace(member: Member, post: Question | Answer, value: int) -> int:
    """Writes the vote and gives the value it had; a vote that changed meanwhile is a conflict."""
    mine = Vote.member_id == member.id
    vote = db.session.scalar(select(Vote).where(mine, _on(post)))
    before = vote.value if vote else 0
    if before == value:
        if value == 0:
            raise errors.Conflict(_("You have no vote here to take back."))
        raise errors.Conflict(_("You voted so already. A second vote does not count."))
    if vote is None:
        post_id = {"question_id" if isinstance(post, Question) else "answer_id": post.id}
        db.session.add(Vote(member_id=member.id, value=value, **post_id))
        return 0
    unchanged = (Vote.id == vote.id, Vote.value == before)
    statement: UpdateBase = (
        delete(Vote).where(*unchanged)
        if value == 0
        else update(Vote).where(*unchanged).values(value=value)
    )
    if changed(statement) != 1:
        raise errors.Conflict(_("Your vote changed at the same moment elsewhere. Look again."))
    return before


def mine(
    member: Member | None, question: Question, answers: Sequence[Answer]
) -> dict[tuple[str, int], int]:
    """The member's votes on a question and its answers, by ("question" | "answer", id)."""
    if member is None:
        return {}
    rows = db.session.scalars(
        select(Vote).where(
            Vote.member_id == member.id,
            (Vote.question_id == question.id)
            | Vote.answer_id.in_([answer.id for answer in answers]),
        )
    )
    return {
        ("question", row.question_id) if row.question_id else ("answer", row.answer_id or 0): (
            row.value
        )
        for row in rows
    }


def _on(post: Question | Answer) -> ColumnElement[bool]:
    return (Vote.question_id if isinstance(post, Question) else Vote.answer_id) == post.id
