"""A problem that a member has, and what became of it."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Model, UtcDateTime
from qaforum.models.core.post import Post
from qaforum.models.core.tag import Tag, question_tag

_THERE = text("deleted_at IS NULL")
_FEW = text("opens_at IS NOT NULL")
_GONE = text("deleted_at IS NOT NULL")


def _list(name: str, *columns: str) -> Index:
    return Index(
        f"ix_question_{name}", *columns, "id", sqlite_where=_THERE, postgresql_where=_THERE
    )


class Question(Post, Model):
    """`content_hash` is of all that makes the question findable; the indexer compares it.

    The counts are kept in the transaction of what they count. A question is solved when at least
    one of its answers is accepted. Until `opens_at` only who asked, who was asked and moderators
    may read it; None: it was open from the beginning.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        # One index a list, each with the id last: pages are cut by key
        _list("newest", "created_at"),
        _list("voted", "score"),
        _list("unanswered", "answer_count", "created_at"),
        _list("unsolved", "accepted_count", "created_at"),
        # The few that were asked to a few first
        Index("ix_question_opens_at", "opens_at", sqlite_where=_FEW, postgresql_where=_FEW),
        Index("ix_question_deleted", "deleted_at", sqlite_where=_GONE, postgresql_where=_GONE),
    )

    title: Mapped[str] = mapped_column(String(300))
    slug: Mapped[str] = mapped_column(String(100))
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    active_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    answer_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    content_hash: Mapped[str] = mapped_column(String(32), index=True)

    tags: Mapped[list[Tag]] = relationship(secondary=question_tag, order_by=Tag.key, lazy="raise")

    @property
    def solved(self) -> bool:
        return self.accepted_count > 0
