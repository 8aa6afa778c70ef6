"""The community asks itself, about once a year: is this still us?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member


class Review(Model):
    """Open for comments until a moderator closes it with a summary; `closes_at` is announced."""

    __tablename__ = "review"

    id: Mapped[Key]
    question: Mapped[str] = mapped_column(String(600))
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    summary_html: Mapped[str] = mapped_column(Text, default="")
    comment_count: Mapped[int] = mapped_column(default=0)

    opened_by: Mapped[Member | None] = relationship(
        Member, foreign_keys=[opened_by_id], lazy="raise"
    )
    closed_by: Mapped[Member | None] = relationship(
        Member, foreign_keys=[closed_by_id], lazy="raise"
    )


class ReviewComment(Model):
    __tablename__ = "review_comment"

    id: Mapped[Key]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    member: Mapped[Member | None] = relationship(Member, lazy="raise")
