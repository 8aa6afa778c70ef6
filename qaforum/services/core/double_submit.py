"""A form sent twice – a double click, a reload, an impatient network – is one post."""

from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.sql.elements import ColumnElement

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Answer, Member, Practice, Question
from qaforum.services.core.queries import live

SPAN = timedelta(minutes=1)
Posted = TypeVar("Posted", Question, Answer, Practice)


def just_posted(
    member: Member, table: type[Posted], body: str, *same: ColumnElement[bool]
) -> Posted | None:
    """The member's post of the last minute with this very text, if there is one.

    Part of the caller's transaction: until it ends, a second request of the same member waits.
    """
    db.session.execute(
        update(Member)
        .where(Member.id == member.id)
        .values(answer_count=Member.answer_count)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalars(
        select(table).where(
            table.author_id == member.id,
            table.created_at > clock.now() - SPAN,
            live(table),
            table.body == body,
            *same,
        )
    ).first()
