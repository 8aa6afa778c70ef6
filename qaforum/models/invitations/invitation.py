"""A question sent to one peer, and what they made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member
from qaforum.models.questions.question import Question

OPEN = "open"
ANSWERED = "answered"
DECLINED = "declined"  # one click, no reason asked
PASSED = "passed"  # on to somebody better


class Invitation(Model):
    """One a question and member, for good: who declined is not asked again.

    `facts` say why this member was chosen, as numbers and dates, so that everybody reads them in
    their own language; none means that the asker chose them by name.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("question_id", "member_id"),
        # The load of a member's last days, and their own list
        Index("ix_invitation_of_member", "member_id", "created_at"),
    )

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(12), default=OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    question: Mapped[Question] = relationship(Question, lazy="raise")
    member: Mapped[Member] = relationship(Member, foreign_keys=[member_id], lazy="raise")
    invited_by: Mapped[Member | None] = relationship(
        Member, foreign_keys=[invited_by_id], lazy="raise"
    )
