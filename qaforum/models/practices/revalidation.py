"""Somebody was asked whether a solution or practice is still valid, and what they said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member


class Revalidation(Model):
    """`asked` is false where the member said so unasked; `verdict` is one of
    `reusable.VALIDITIES`, or nothing as long as there is no answer."""

    __tablename__ = "revalidation"
    __table_args__ = (
        CheckConstraint("(answer_id IS NULL) <> (practice_id IS NULL)", name="one_thing"),
        Index("ix_revalidation_answer", "answer_id", "created_at"),
        Index("ix_revalidation_practice", "practice_id", "created_at"),
        Index("ix_revalidation_member", "member_id", "created_at"),
    )

    id: Mapped[Key]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    asked: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    verdict: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member | None] = relationship(Member, lazy="raise")
