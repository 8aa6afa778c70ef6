"""A member points moderators to a post that does not belong here."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member

# What a post may be flagged for: the first two can do harm
REASONS = ("private", "dangerous", "rude", "spam", "other")
POSTS = ("question_id", "answer_id", "comment_id", "practice_id")

_OPEN = text("handled_at IS NULL")
_ONE = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in POSTS)


class Flag(Model):
    """One a member and post. `handled_at` is when a moderator decided what becomes of the post."""

    __tablename__ = "flag"
    __table_args__ = (
        *(UniqueConstraint("member_id", name) for name in POSTS),
        CheckConstraint(f"{_ONE} = 1", name="one_post"),
        Index("ix_flag_open", "created_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Key]
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    practice_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))

    member: Mapped[Member | None] = relationship(Member, lazy="raise", foreign_keys=member_id)
