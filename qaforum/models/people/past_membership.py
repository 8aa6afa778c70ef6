"""Where a member worked before: the past stays with the institution of that time."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime


class PastMembership(Model):
    """The member belonged to `institution_id` (or to none) until `until`.

    Where they belong now stands with the member alone; who never moved has no row here.
    """

    __tablename__ = "past_membership"
    __table_args__ = (Index("ix_past_membership_member", "member_id", "until"),)

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL")
    )
    until: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
