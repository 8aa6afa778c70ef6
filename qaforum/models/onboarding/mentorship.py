"""Somebody experienced walks a few steps with a newcomer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member

ASKED, ACCEPTED, DECLINED, ENDED = "asked", "accepted", "declined", "ended"


class Mentorship(Model):
    """`word` is what the newcomer wrote, `reply` what the mentor answered."""

    __tablename__ = "mentorship"
    __table_args__ = (CheckConstraint("newcomer_id <> mentor_id", name="two_members"),)

    id: Mapped[Key]
    newcomer_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    word: Mapped[str] = mapped_column(String(600), default="")
    reply: Mapped[str] = mapped_column(String(600), default="")
    status: Mapped[str] = mapped_column(String(20), default=ASKED)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    newcomer: Mapped[Member] = relationship(Member, foreign_keys=[newcomer_id], lazy="raise")
    mentor: Mapped[Member] = relationship(Member, foreign_keys=[mentor_id], lazy="raise")
