"""An ask that a member began: similar problems were shown; whether it came to anything."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime


class Attempt(Model):
    """Nothing of what was typed is kept. `ended_at`: something was posted, or was solved by what
    the forum showed."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_open", "member_id", "ended_at", "begun_at"),)

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
