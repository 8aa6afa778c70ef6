"""What a post said before, and saying something new."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Answer, Member, Practice, Question, Revision
from qaforum.services.core.transaction import changed
from qaforum.services.notifications import mentions

Kept = Question | Answer | Practice
_COLUMNS = {Question: "question_id", Answer: "answer_id", Practice: "practice_id"}


def revisions_of(post: Kept) -> Sequence[Revision]:
    """All revisions of an edited post, newest first; none when it was never edited."""
    column = getattr(Revision, _COLUMNS[type(post)])
    return db.session.scalars(
        select(Revision)
        .where(column == post.id)
        .order_by(Revision.number.desc())
        .options(joinedload(Revision.author))
    ).all()


def rewrite(
    member: Member,
    post: Kept,
    seen: int,
    body: str,
    *,
    tags_before: str | None = None,
    tags: str | None = None,
    **changes: Any,
) -> None:
    """Gives `post` a new text and keeps the old one; part of the caller's transaction.

    Raises:
        errors.Conflict: `seen`, the revision on which the edit was begun, is no longer the latest.
    """
    now = clock.now()
    table = type(post)
    if post.revision == 1:
        _keep(post, 1, post.author_id, post.created_at, getattr(post, "title", None), tags_before)
    rows = changed(
        update(table)
        .where(table.id == post.id, table.revision == seen)
        .values(
            body=body,
            body_html=mentions.render(body),
            revision=table.revision + 1,
            edited_at=now,
            **changes,
        )
    )
    if rows != 1:
        raise errors.Conflict(
            _(
                "Somebody edited this while you were writing. Your text is still below: compare it "
                "with the present one, then save again."
            )
        )
    db.session.refresh(post)
    _keep(post, post.revision, member.id, now, getattr(post, "title", None), tags)


def _keep(
    post: Kept,
    number: int,
    author_id: int | None,
    created_at: Any,
    title: str | None,
    tags: str | None,
) -> None:
    db.session.add(
        Revision(
            **{_COLUMNS[type(post)]: post.id},
            number=number,
            title=title,
            tags=tags,
            body=post.body,
            parts={"method": post.method, **post.details} if isinstance(post, Practice) else None,
            author_id=author_id,
            created_at=created_at,
        )
    )
    db.session.flush()
